//! `asyncio.wait` and `wait_for`. Rules: `asyncio/tasks.py` of CPython 3.13, "Waiting Primitives" and "Timeouts" in its
//! library reference.

use std::cell::{Cell, RefCell};

use espalier_trace::{CancelSource, Wait, WaitOn};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PySet, PyStr},
    pyclass,
};

use super::{
    event_loop::{self, EventLoop},
    exceptions,
    future::{self, Callback, Future, Native, as_future, new_future},
    handle::{Call, TimerHandle},
    held::python_object,
    runners, sleep,
    task::{self, Task},
    timeouts::{Block, Timeout},
};
use crate::{
    coroutine::{Local, Locals, RustCoroutine, Vm, delegate},
    lines, time,
};

/// When `wait` returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReturnWhen {
    FirstCompleted,
    FirstException,
    AllCompleted,
}

/// What one call of `wait` counts (the variables of `_wait` that its callback shares).
#[pyclass(module = "asyncio.tasks", name = "_Wait", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct Waiting {
    waiter: RefCell<Option<PyRef<Future>>>,
    timeout: RefCell<Option<PyRef<TimerHandle>>>,
    counter: Cell<usize>,
    return_when: ReturnWhen,
}

python_object!(Waiting, holds: [waiter, timeout]);

#[pyclass(flags(DISALLOW_INSTANTIATION))]
impl Waiting {}

const ON_COMPLETION: &str = "_wait.<locals>._on_completion";

/// One of the futures is done (`_wait.<locals>._on_completion`).
fn on_completion(waiting: &PyObject, future: &PyObject, _vm: &VirtualMachine) -> PyResult<()> {
    let waiting = waiting.downcast_ref::<Waiting>().expect("a wait");
    let future = as_future(future).expect("called back by a future");
    waiting.counter.set(waiting.counter.get() - 1);
    let failed = || !future.is_cancelled() && future.take_exception().is_some();
    let over = waiting.counter.get() == 0
        || waiting.return_when == ReturnWhen::FirstCompleted
        || (waiting.return_when == ReturnWhen::FirstException && failed());
    if over {
        if let Some(timeout) = waiting.timeout.borrow().as_ref() {
            timeout.cancel_now();
        }
        release(waiting.waiter.borrow().as_deref());
    }
    Ok(())
}

/// `_release_waiter`: wakes whoever waits, once.
fn release(waiter: Option<&Py<Future>>) {
    if let Some(waiter) = waiter.filter(|waiter| !waiter.is_done()) {
        let none = rustpython_vm::Context::genesis().none();
        future::set_result(waiter, none);
    }
}

fn release_on_timeout(waiter: &PyObject, _vm: &VirtualMachine) -> PyResult<()> {
    release(as_future(waiter));
    Ok(())
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct WaitArgs {
    #[pyarg(any)]
    fs: PyObjectRef,
    #[pyarg(named, optional)]
    timeout: Option<PyObjectRef>,
    #[pyarg(named, optional)]
    return_when: Option<PyObjectRef>,
}

/// `asyncio.wait(fs, *, timeout=None, return_when=ALL_COMPLETED)`.
pub(super) fn wait(args: WaitArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    RustCoroutine::new("wait", "wait", vm, |vm, locals| {
        let given = locals.hold_object(args.fs);
        let timeout = locals.hold_object(vm.unwrap_or_none(args.timeout));
        let return_when = locals.hold_object(vm.unwrap_or_none(args.return_when));
        async move {
            let fs = given.object();
            if as_future(&fs).is_some() || task::is_coroutine(&fs, &vm)? {
                let class = fs.class().name().to_string();
                return Err(vm.new_type_error(format!("expect a list of futures, not {class}")));
            }
            if !fs.clone().try_to_bool(&vm)? {
                return Err(vm.new_value_error("Set of Tasks/Futures is empty."));
            }
            let return_when = parse_return_when(&return_when.object(), &vm)?;
            let futures = distinct(&fs, &vm)?;
            drop(fs);
            for future in &futures {
                if task::is_coroutine(future, &vm)? {
                    return Err(
                        vm.new_type_error("Passing coroutines is forbidden, use tasks explicitly.")
                    );
                }
                if as_future(future).is_none() {
                    let class = future.class().name().to_string();
                    let text = format!("'{class}' object has no attribute 'add_done_callback'");
                    return Err(vm.new_attribute_error(text));
                }
            }
            let event_loop = event_loop::get_running_loop(&vm)?;
            let timeout = timeout.object();
            let timeout =
                if vm.is_none(&timeout) { None } else { Some(sleep::seconds(&timeout, &vm)?) };
            wait_on(vm, &locals, &event_loop, futures, timeout, return_when).await
        }
    })
}

fn parse_return_when(given: &PyObject, vm: &VirtualMachine) -> PyResult<ReturnWhen> {
    if vm.is_none(given) {
        return Ok(ReturnWhen::AllCompleted);
    }
    let text = given.downcast_ref::<PyStr>().map(|text| text.to_string_lossy().into_owned());
    match text.as_deref() {
        Some("FIRST_COMPLETED") => Ok(ReturnWhen::FirstCompleted),
        Some("FIRST_EXCEPTION") => Ok(ReturnWhen::FirstException),
        Some("ALL_COMPLETED") => Ok(ReturnWhen::AllCompleted),
        _ => {
            let text = given.str(vm)?.to_string_lossy().into_owned();
            Err(vm.new_value_error(format!("Invalid return_when value: {text}")))
        }
    }
}

/// The different members of an iterable, in its order.
///
/// # Errors
/// `TypeError` if it cannot be iterated.
pub(super) fn distinct(iterable: &PyObject, vm: &VirtualMachine) -> PyResult<Vec<PyObjectRef>> {
    let members: Vec<PyObjectRef> = vm.extract_elements_with(iterable, Ok)?;
    let mut seen = std::collections::BTreeSet::new();
    Ok(members.into_iter().filter(|member| seen.insert(member.get_id())).collect())
}

/// `_wait`.
async fn wait_on(
    vm: Vm,
    locals: &Locals,
    event_loop: &Py<EventLoop>,
    futures: Vec<PyObjectRef>,
    timeout: Option<f64>,
    return_when: ReturnWhen,
) -> PyResult<PyObjectRef> {
    lines::touch();
    let waiter = new_future(event_loop, &vm);
    let timeout = match timeout {
        None => None,
        Some(timeout) => {
            let call = Call::Native { run: release_on_timeout, target: waiter.clone().into() };
            Some(TimerHandle::set_call(event_loop, time::now() + timeout, call, &vm)?)
        }
    };
    let waiting = Waiting {
        waiter: RefCell::new(Some(waiter.clone())),
        timeout: RefCell::new(timeout),
        counter: Cell::new(futures.len()),
        return_when,
    }
    .into_ref(&vm.ctx);
    for future in &futures {
        let native =
            Native { name: ON_COMPLETION, run: on_completion, target: waiting.clone().into() };
        future::add_callback(as_future(future).expect("checked"), Callback::Native(native));
    }
    let mut described = Wait::new(WaitOn::Task, "wait");
    described.tasks = futures
        .iter()
        .filter_map(|future| future.as_object().downcast_ref::<Task>())
        .filter_map(|task| task.id())
        .collect();
    task::set_wait(described);
    let waiter = locals.hold(waiter);
    let waiting = locals.hold(waiting);
    let futures = locals.hold_object(vm.ctx.new_tuple(futures).into());
    let result = future::wait(vm, &waiter).await;
    let waiting = waiting.get();
    if let Some(timeout) = waiting.timeout.borrow().as_ref() {
        timeout.cancel_now();
    }
    let futures = futures.object();
    let futures = futures.downcast_ref::<rustpython_vm::builtins::PyTuple>().expect("as made");
    for future in futures.iter() {
        future::remove_callback(
            as_future(future).expect("checked"),
            ON_COMPLETION,
            waiting.as_object(),
        );
    }
    result?;
    let (done, pending) = (PySet::default().into_ref(&vm.ctx), PySet::default().into_ref(&vm.ctx));
    for future in futures.iter() {
        let set = if as_future(future).expect("checked").is_done() { &done } else { &pending };
        set.add(future.clone(), &vm)?;
    }
    Ok(vm.new_tuple((done, pending)).into())
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct WaitForArgs {
    #[pyarg(any)]
    fut: PyObjectRef,
    #[pyarg(any)]
    timeout: PyObjectRef,
}

/// `asyncio.wait_for(fut, timeout)`: `timeout()` plus `await`, but for a timeout of zero or less.
pub(super) fn wait_for(args: WaitForArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    RustCoroutine::new("wait_for", "wait_for", vm, |vm, locals| {
        let awaited = locals.hold_object(args.fut);
        let timeout = locals.hold_object(args.timeout);
        async move {
            let timeout = timeout.object();
            let timeout =
                if vm.is_none(&timeout) { None } else { Some(sleep::seconds(&timeout, &vm)?) };
            if timeout.is_some_and(|timeout| timeout <= 0.0) {
                return at_once(vm, &locals, awaited).await;
            }
            let event_loop = event_loop::get_running_loop(&vm)?;
            let when = timeout.map(|timeout| time::now() + timeout);
            drop(event_loop);
            let scope = locals.hold(Timeout::new(when, "wait_for").into_ref(&vm.ctx));
            scope.get().enter(&vm)?;
            let object = awaited.object();
            awaited.release();
            let result = delegate(vm, object).await;
            let left = scope.get().exit(result.as_ref().err(), &vm);
            left.map_err(|exception| exceptions::raised_from(exception, &vm))?;
            result
        }
    })
}

/// `wait_for` with no time at all: what is done is done, all else is cancelled before it begins.
async fn at_once(vm: Vm, locals: &Locals, awaited: Local<()>) -> PyResult<PyObjectRef> {
    let future = runners::ensure_own_future(awaited.object(), None, &vm)?;
    awaited.release();
    let future = locals.hold(future);
    if future.get().is_done() {
        return future.get().outcome(&vm);
    }
    cancel_and_wait(vm, locals, &future).await?;
    match future.get().outcome(&vm) {
        Err(exception) if exceptions::is_cancelled(&exception, &vm) => {
            Err(exceptions::raised_from(exceptions::timeout_error(Some(exception), &vm), &vm))
        }
        other => other,
    }
}

/// `_cancel_and_wait`: cancels a future and waits until it is done.
async fn cancel_and_wait(vm: Vm, locals: &Locals, future: &Local<Future>) -> PyResult<()> {
    const NAME: &str = "_release_waiter";
    fn run(waiter: &PyObject, _future: &PyObject, _vm: &VirtualMachine) -> PyResult<()> {
        release(as_future(waiter));
        Ok(())
    }
    let event_loop = event_loop::get_running_loop(&vm)?;
    let waiter = new_future(&event_loop, &vm);
    let native = Native { name: NAME, run, target: waiter.clone().into() };
    future::add_callback(&future.get(), Callback::Native(native));
    lines::touch();
    let object = future.object();
    task::cancel(&object, None, CancelSource::Deadline, &vm)?;
    let mut described = Wait::new(WaitOn::Task, "wait_for");
    described.tasks.extend(object.downcast_ref::<Task>().and_then(|task| task.id()));
    drop(object);
    task::set_wait(described);
    let waiter = locals.hold(waiter);
    let result = future::wait(vm, &waiter).await;
    future::remove_callback(&future.get(), NAME, waiter.object().as_ref());
    result.map(drop)
}
