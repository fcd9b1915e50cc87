//! `asyncio.timeout`, `timeout_at` and `Timeout`: a deadline that cancels its task once, and turns that into
//! `TimeoutError`. Rules: `asyncio/timeouts.py` of CPython 3.13, "Timeouts" in its library reference.

use std::cell::{Cell, RefCell};

use espalier_kernel::Seconds;
use espalier_trace::{CancelSource, ScopeId, ScopeKind};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyBaseExceptionRef, PyType},
    function::FuncArgs,
    pyclass,
    types::{Constructor, Initializer, Representable},
};

use super::{
    event_loop::{self, Work},
    exceptions,
    handle::{Call, Handle, TimerHandle},
    held::python_object,
    sleep,
    task::{self, Task},
};
use crate::{
    coroutine::RustCoroutine, hand, lines, names, session::kernel, signatures::init_args, time,
};

/// Where a timeout is in its life (`timeouts._State`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Created,
    Entered,
    Expiring,
    Expired,
    Exited,
}

impl State {
    fn text(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Entered => "active",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::Exited => "finished",
        }
    }
}

/// `asyncio.Timeout`.
#[pyclass(module = "asyncio.timeouts", name = "Timeout", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct Timeout {
    state: Cell<State>,
    when: Cell<Option<f64>>,
    /// `when` as the program gave it, to be given back as it is.
    given: RefCell<Option<PyObjectRef>>,
    handle: RefCell<Option<PyRef<Handle>>>,
    task: RefCell<Option<PyRef<Task>>>,
    /// `task.cancelling()` at the entrance.
    cancelling: Cell<u32>,
    scope: Cell<Option<ScopeId>>,
    name: &'static str,
}

python_object!(Timeout, holds: [given, handle, task]);

impl Timeout {
    /// A timeout at `when`, by the loop's clock.
    pub(super) fn new(when: Option<f64>, name: &'static str) -> Self {
        Self {
            state: Cell::new(State::Created),
            when: Cell::new(when),
            given: RefCell::default(),
            handle: RefCell::default(),
            task: RefCell::default(),
            cancelling: Cell::new(0),
            scope: Cell::new(None),
            name,
        }
    }
}

/// What a `with` block's body came to, as `__aexit__` hears of it.
pub(super) fn body_error(args: &FuncArgs) -> Option<PyBaseExceptionRef> {
    args.args.get(1).and_then(|exception| exception.clone().downcast::<PyBaseException>().ok())
}

/// The enter and exit of the block, for the library's own use.
pub(super) trait Block {
    /// `Timeout.__aenter__`.
    ///
    /// # Errors
    /// `RuntimeError` if it was entered before, or outside a task.
    fn enter(&self, vm: &VirtualMachine) -> PyResult<()>;
    /// `Timeout.__aexit__`.
    ///
    /// # Errors
    /// `TimeoutError` if the timeout expired and its cancellation arrives here.
    fn exit(&self, error: Option<&PyBaseExceptionRef>, vm: &VirtualMachine) -> PyResult<()>;
}

impl Block for PyRef<Timeout> {
    fn enter(&self, vm: &VirtualMachine) -> PyResult<()> {
        if self.state.get() != State::Created {
            return Err(vm.new_runtime_error("Timeout has already been entered"));
        }
        let event_loop = event_loop::get_running_loop(vm)?;
        let task = event_loop.current.borrow().clone();
        let Some(task) = task else {
            return Err(vm.new_runtime_error("Timeout should be used inside a task"));
        };
        lines::touch();
        self.state.set(State::Entered);
        self.cancelling.set(task.cancelling_count());
        let owner = task.id();
        self.task.replace(Some(task));
        let deadline = self.when.get().and_then(Seconds::new).unwrap_or(Seconds::INFINITY);
        let scope = kernel(|kernel| {
            kernel.open_scope(owner, ScopeKind::Timeout, Some(self.name), deadline, false)
        });
        self.scope.set(Some(scope));
        hand::offer(scope, self.as_object(), expire_now, vm);
        schedule(self, vm)
    }

    fn exit(&self, error: Option<&PyBaseExceptionRef>, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        let handle = self.handle.take();
        cancel_handle(handle.as_deref());
        let result = match self.state.get() {
            State::Expiring => {
                self.state.set(State::Expired);
                let task = self.task.borrow().clone().expect("entered in a task");
                if task::uncancel(&task) <= self.cancelling.get() {
                    error.map_or(Ok(()), |error| convert(self, &task, error, vm))
                } else {
                    Ok(())
                }
            }
            State::Entered => {
                self.state.set(State::Exited);
                Ok(())
            }
            _ => Ok(()),
        };
        let left = result.as_ref().err().or(error);
        close(self, left, vm);
        result
    }
}

/// The cancellation of an expired timeout becomes `TimeoutError`, wherever it is in what leaves the block.
fn convert(
    timeout: &Timeout,
    task: &Task,
    error: &PyBaseExceptionRef,
    vm: &VirtualMachine,
) -> PyResult<()> {
    if exceptions::is_cancelled(error, vm) {
        if let Some(scope) = timeout.scope.get() {
            task.cancel_caught(scope);
        }
        return Err(exceptions::timeout_error(Some(error.clone()), vm));
    }
    insert_timeout_error(error, vm);
    if error.fast_isinstance(vm.ctx.exceptions.base_exception_group)
        && error.fast_isinstance(vm.ctx.exceptions.exception_type)
    {
        for member in names::members(error, vm) {
            insert_timeout_error(&member, vm);
        }
    }
    Ok(())
}

/// `Timeout._insert_timeout_error`: the context says that a timeout was behind it.
fn insert_timeout_error(error: &PyBaseExceptionRef, vm: &VirtualMachine) {
    let mut error = error.clone();
    while let Some(context) = error.__context__() {
        if exceptions::is_cancelled(&context, vm) {
            error.set_context(Some(exceptions::timeout_error(Some(context), vm)));
            break;
        }
        error = context;
    }
}

fn close(timeout: &Timeout, left: Option<&PyBaseExceptionRef>, vm: &VirtualMachine) {
    let Some(scope) = timeout.scope.get() else { return };
    let task = timeout.task.borrow().as_ref().and_then(|task| task.id());
    let left = left.map(|left| names::number(left, task, None, vm));
    kernel(|kernel| kernel.close_scope(scope, left));
}

fn cancel_handle(handle: Option<&Py<Handle>>) {
    let Some(handle) = handle else { return };
    match handle.as_object().downcast_ref::<TimerHandle>() {
        Some(timer) => timer.cancel_now(),
        None => handle.cancel_now(),
    }
}

/// Sets the timer for `when`; a time that is past fires at the next turn (`Timeout.reschedule`).
fn schedule(timeout: &PyRef<Timeout>, vm: &VirtualMachine) -> PyResult<()> {
    let handle = timeout.handle.take();
    cancel_handle(handle.as_deref());
    let Some(when) = timeout.when.get() else { return Ok(()) };
    let event_loop = event_loop::get_running_loop(vm)?;
    let call = Call::Native { run: on_timeout, target: timeout.as_object().to_owned() };
    let handle = if when <= time::now() {
        let handle = Handle::of(&event_loop, call).into_ref(&vm.ctx);
        event_loop.push(Work::Handle(handle.clone()));
        handle
    } else {
        let timer = TimerHandle::set_call(&event_loop, when, call, vm)?;
        PyObjectRef::from(timer).downcast().expect("a timer handle is a handle")
    };
    timeout.handle.replace(Some(handle));
    Ok(())
}

/// The deadline has come (`Timeout._on_timeout`).
fn on_timeout(timeout: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let timeout = timeout.downcast_ref::<Timeout>().expect("a timeout");
    let task = timeout.task.borrow().clone().expect("entered in a task");
    if let Some(scope) = timeout.scope.get() {
        let expired = kernel(|kernel| kernel.deadline_expired(scope));
        kernel(|kernel| kernel.set_here(expired));
    }
    let handle = timeout.handle.take();
    drop(handle);
    timeout.state.set(State::Expiring);
    task::cancel(task.as_object(), None, CancelSource::Deadline, vm).map(drop)
}

/// `timeout.reschedule(loop.time())`.
fn expire_now(timeout: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    vm.call_method(timeout, "reschedule", (time::now(),)).map(drop)
}

fn parse_when(when: &PyObject, vm: &VirtualMachine) -> PyResult<Option<f64>> {
    if vm.is_none(when) { Ok(None) } else { sleep::seconds(&when.to_owned(), vm).map(Some) }
}

/// `asyncio.timeout(delay)`: the time counts from the call.
///
/// # Errors
/// `RuntimeError` if no loop runs.
pub(super) fn timeout(delay: PyObjectRef, vm: &VirtualMachine) -> PyResult<PyRef<Timeout>> {
    let event_loop = event_loop::get_running_loop(vm)?;
    drop(event_loop);
    let when = if vm.is_none(&delay) {
        None
    } else {
        let now = vm.ctx.new_float(time::now());
        let when = vm._add(now.as_object(), &delay)?;
        parse_when(&when, vm)?
    };
    Ok(Timeout::new(when, "timeout").into_ref(&vm.ctx))
}

/// `asyncio.timeout_at(when)`.
///
/// # Errors
/// `TypeError` if `when` is no number.
pub(super) fn timeout_at(when: PyObjectRef, vm: &VirtualMachine) -> PyResult<PyRef<Timeout>> {
    let timeout = Timeout::new(parse_when(&when, vm)?, "timeout_at");
    timeout.given.replace(Some(when).filter(|when| !vm.is_none(when)));
    Ok(timeout.into_ref(&vm.ctx))
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct TimeoutArgs {
    #[pyarg(any)]
    when: PyObjectRef,
}

impl Constructor for Timeout {
    type Args = FuncArgs;

    fn py_new(_class: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self::new(None, "timeout"))
    }
}

impl Initializer for Timeout {
    type Args = FuncArgs;

    fn init(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        let args: TimeoutArgs =
            init_args(zelf.as_object(), "Timeout.__init__(self, when)", args, vm)?;
        zelf.when.set(parse_when(&args.when, vm)?);
        zelf.given.replace(Some(args.when).filter(|when| !vm.is_none(when)));
        Ok(())
    }
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor, Initializer, Representable))]
impl Timeout {
    #[pymethod]
    fn when(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        let given = zelf.given.borrow().clone();
        given.unwrap_or_else(|| match zelf.when.get() {
            Some(when) => vm.ctx.new_float(when).into(),
            None => vm.ctx.none(),
        })
    }

    #[pymethod]
    fn reschedule(zelf: PyRef<Self>, when: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        match zelf.state.get() {
            State::Entered => {}
            State::Created => return Err(vm.new_runtime_error("Timeout has not been entered")),
            state => {
                let text = format!("Cannot change state of {} Timeout", state.text());
                return Err(vm.new_runtime_error(text));
            }
        }
        lines::touch();
        let seconds = parse_when(&when, vm)?;
        zelf.when.set(seconds);
        zelf.given.replace(Some(when).filter(|when| !vm.is_none(when)));
        if let Some(scope) = zelf.scope.get() {
            let deadline = seconds.and_then(Seconds::new).unwrap_or(Seconds::INFINITY);
            kernel(|kernel| kernel.set_deadline(scope, deadline));
        }
        schedule(&zelf, vm)
    }

    #[pymethod]
    fn expired(zelf: &Py<Self>) -> bool {
        matches!(zelf.state.get(), State::Expiring | State::Expired)
    }

    #[pymethod]
    fn __aenter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("__aenter__", "Timeout.__aenter__", vm, |vm, locals| {
            let timeout = locals.hold(zelf);
            async move {
                timeout.get().enter(&vm)?;
                Ok(timeout.object())
            }
        })
    }

    #[pymethod]
    fn __aexit__(zelf: PyRef<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        let error = body_error(&args);
        RustCoroutine::new("__aexit__", "Timeout.__aexit__", vm, |vm, locals| {
            let timeout = locals.hold(zelf);
            async move {
                timeout.get().exit(error.as_ref(), &vm)?;
                Ok(vm.ctx.none())
            }
        })
    }
}

impl Representable for Timeout {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        let state = zelf.state.get();
        let when = match (state, zelf.when.get()) {
            (State::Entered, None) => " when=None".to_owned(),
            (State::Entered, Some(when)) => {
                let rounded =
                    vm.call_method(vm.ctx.new_float(when).as_object(), "__round__", (3,))?;
                format!(" when={}", rounded.repr(vm)?.to_string_lossy())
            }
            _ => String::new(),
        };
        Ok(format!("<Timeout [{}]{when}>", state.text()))
    }
}
