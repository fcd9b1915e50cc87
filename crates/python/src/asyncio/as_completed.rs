//! `asyncio.as_completed`: futures, or coroutines that wait for the next one, in the order in which they are done.
//! Rule: `_AsCompletedIterator` in `asyncio/tasks.py` of CPython 3.13.

use std::cell::{Cell, RefCell};

use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    protocol::PyIterReturn,
    pyclass,
    types::{IterNext, Iterable, SelfIter},
};

use super::{
    event_loop,
    future::{self, Callback, Native, as_future},
    handle::{Call, TimerHandle},
    held::python_object,
    queues::{self, Queue},
    runners, sleep, task,
    wait::distinct,
};
use crate::{coroutine::RustCoroutine, lines, time};

/// What `as_completed` returns.
#[pyclass(module = "asyncio.tasks", name = "_AsCompletedIterator", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct AsCompletedIterator {
    done: RefCell<Option<PyRef<Queue>>>,
    todo: RefCell<Vec<PyObjectRef>>,
    todo_left: Cell<usize>,
    timeout: RefCell<Option<PyRef<TimerHandle>>>,
}

python_object!(AsCompletedIterator, holds: [done, todo, timeout]);

const NAME: &str = "_AsCompletedIterator._handle_completion";

#[derive(rustpython_vm::FromArgs)]
pub(super) struct AsCompletedArgs {
    #[pyarg(any)]
    fs: PyObjectRef,
    #[pyarg(named, optional)]
    timeout: Option<PyObjectRef>,
}

/// `asyncio.as_completed(fs, *, timeout=None)`.
///
/// # Errors
/// `TypeError` for a single awaitable, or members that are none.
pub(super) fn as_completed(
    args: AsCompletedArgs,
    vm: &VirtualMachine,
) -> PyResult<PyRef<AsCompletedIterator>> {
    if as_future(&args.fs).is_some() || task::is_coroutine(&args.fs, vm)? {
        let class = args.fs.class().name().to_string();
        return Err(vm.new_type_error(format!("expects an iterable of awaitables, not {class}")));
    }
    lines::touch();
    let event_loop = event_loop::get_event_loop(vm)?;
    let mut todo = Vec::new();
    for awaitable in distinct(&args.fs, vm)? {
        todo.push(runners::ensure_own_future(awaitable, Some(&event_loop), vm)?.into());
    }
    let iterator = AsCompletedIterator {
        done: RefCell::new(Some(queues::new_queue(vm))),
        todo_left: Cell::new(todo.len()),
        todo: RefCell::new(todo.clone()),
        timeout: RefCell::default(),
    }
    .into_ref(&vm.ctx);
    for future in &todo {
        let native = Native { name: NAME, run: handle_completion, target: iterator.clone().into() };
        future::add_callback(as_future(future).expect("ensured"), Callback::Native(native));
    }
    if let Some(timeout) = args.timeout.filter(|timeout| !vm.is_none(timeout))
        && !todo.is_empty()
    {
        let when = time::now() + sleep::seconds(&timeout, vm)?;
        let call = Call::Native { run: handle_timeout, target: iterator.clone().into() };
        iterator.timeout.replace(Some(TimerHandle::set_call(&event_loop, when, call, vm)?));
    }
    Ok(iterator)
}

fn handle_timeout(iterator: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let iterator = iterator.downcast_ref::<AsCompletedIterator>().expect("an iterator");
    let queue = iterator.queue();
    for future in iterator.todo.take() {
        future::remove_callback(as_future(&future).expect("ensured"), NAME, iterator.as_object());
        queues::put_nowait(&queue, vm.ctx.none(), vm)?;
    }
    Ok(())
}

fn handle_completion(iterator: &PyObject, future: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let iterator = iterator.downcast_ref::<AsCompletedIterator>().expect("an iterator");
    let place = iterator.todo.borrow().iter().position(|other| other.is(future));
    let Some(place) = place else { return Ok(()) };
    let removed = iterator.todo.borrow_mut().remove(place);
    drop(removed);
    queues::put_nowait(&iterator.queue(), future.to_owned(), vm)?;
    if iterator.todo.borrow().is_empty()
        && let Some(timeout) = iterator.timeout.borrow().as_ref()
    {
        timeout.cancel_now();
    }
    Ok(())
}

impl AsCompletedIterator {
    fn queue(&self) -> PyRef<Queue> {
        self.done.borrow().clone().expect("made with one")
    }

    /// A coroutine for the next one: itself, or (`resolve`) its result.
    fn wait_for_one(&self, resolve: bool, vm: &VirtualMachine) -> Option<PyRef<RustCoroutine>> {
        let left = self.todo_left.get().checked_sub(1)?;
        self.todo_left.set(left);
        let queue = self.queue();
        let qualname = "_AsCompletedIterator._wait_for_one";
        Some(RustCoroutine::new("_wait_for_one", qualname, vm, |vm, locals| {
            let queue = locals.hold(queue);
            async move {
                let future = queues::get(vm, &locals, &queue).await?;
                if vm.is_none(&future) {
                    return Err(vm.new_exception_empty(vm.ctx.exceptions.timeout_error.to_owned()));
                }
                if resolve { as_future(&future).expect("ensured").outcome(&vm) } else { Ok(future) }
            }
        }))
    }
}

#[pyclass(flags(DISALLOW_INSTANTIATION), with(IterNext, Iterable))]
impl AsCompletedIterator {
    #[pymethod]
    fn __aiter__(zelf: PyRef<Self>) -> PyRef<Self> {
        zelf
    }

    #[pymethod]
    fn __anext__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        // The count goes down when the coroutine runs.
        RustCoroutine::new("__anext__", "_AsCompletedIterator.__anext__", vm, |vm, locals| {
            let zelf = locals.hold(zelf);
            async move {
                let next = zelf.get().wait_for_one(false, &vm);
                match next {
                    Some(next) => crate::coroutine::delegate(vm, next.into()).await,
                    None => {
                        let class = vm.ctx.exceptions.stop_async_iteration.to_owned();
                        Err(vm.new_exception_empty(class))
                    }
                }
            }
        })
    }
}

impl SelfIter for AsCompletedIterator {}

impl IterNext for AsCompletedIterator {
    fn next(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        Ok(match zelf.wait_for_one(true, vm) {
            Some(next) => PyIterReturn::Return(next.into()),
            None => PyIterReturn::StopIteration(None),
        })
    }
}
