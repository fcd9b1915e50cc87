//! Tasks, as far as the kernel drives them: a coroutine, what it waits for and how to take it out of that, its deadlines,
//! and what cancellation has been asked of it. What else a task can do is in `lib/curio/task.py`, in the class that
//! programs see, made from this one. Knows no loop.
//!
//! Rules: class `Task` in `curio/task.py`.

use std::cell::{Cell, RefCell};

use espalier_trace::{CancelSource, EventId, EventKind, ScopeId, TaskId};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyType},
    function::FuncArgs,
    pyclass,
    types::Constructor,
};

use super::{
    opaque, runtime,
    sched::{Place, SchedBarrier, SchedFifo},
};
use crate::{
    coroutine::{self, RustCoroutine},
    session::{is_running, kernel},
};

thread_local! {
    static LAST_ID: Cell<u64> = const { Cell::new(0) };
}

/// Numbers begin at 1 in each virtual machine.
pub(super) fn restart_numbers() {
    LAST_ID.set(0);
}

/// How a waiting task is taken out of what it waits for.
pub(super) enum CancelFunc {
    /// The kernel's own task, which waits for news from threads.
    News,
    Future(PyObjectRef),
    Fifo(PyRef<SchedFifo>, Place),
    Barrier(PyRef<SchedBarrier>),
    Sleep,
    /// An object with methods `_kernel_suspend` and `_kernel_wake` of the program's own.
    Callable(PyObjectRef),
}

/// A timeout block that the task is in.
pub(super) struct OpenTimeout {
    pub(super) deadline: f64,
    pub(super) scope: ScopeId,
    /// The event that set it.
    pub(super) set_by: EventId,
}

/// The trace's word for a cancellation that has been asked for and not delivered yet.
#[derive(Clone, Copy)]
pub(super) struct Request {
    pub(super) event: EventId,
    pub(super) scope: Option<ScopeId>,
}

/// The part of a task that the kernel drives.
#[pyclass(module = "curio.task", name = "TaskBase")]
#[derive(PyPayload)]
pub(super) struct Task {
    pub(super) id: u64,
    /// Any object: programs set it.
    name: RefCell<PyObjectRef>,
    pub(super) coro: PyObjectRef,
    /// The coroutine around the program's, once it has begun.
    runner: RefCell<Option<PyObjectRef>>,
    pub(super) traced: Cell<Option<TaskId>>,
    pub(super) cycles: Cell<u64>,
    pub(super) state: RefCell<PyObjectRef>,
    pub(super) cancel_func: RefCell<Option<CancelFunc>>,
    pub(super) future: RefCell<Option<PyObjectRef>>,
    pub(super) sleep: Cell<Option<f64>>,
    pub(super) timeout: Cell<Option<f64>>,
    pub(super) joining: PyRef<SchedBarrier>,
    pub(super) cancelled: RefCell<PyObjectRef>,
    pub(super) terminated: Cell<bool>,
    pub(super) cancel_pending: RefCell<PyObjectRef>,
    pub(super) allow_cancel: RefCell<PyObjectRef>,
    pub(super) trap_result: RefCell<Option<PyObjectRef>>,
    final_result: RefCell<PyObjectRef>,
    final_exc: RefCell<PyObjectRef>,
    /// The event that its waiting began with.
    pub(super) waits_since: Cell<Option<EventId>>,
    pub(super) request: Cell<Option<Request>>,
    /// Whether a cancellation was delivered to it that nothing has caught.
    pub(super) delivered: Cell<bool>,
    pub(super) timeouts: RefCell<Vec<OpenTimeout>>,
    /// Who the next to cancel it does so for, if not the program itself.
    pub(super) source: Cell<Option<CancelSource>>,
    /// Whether its class is the library's own, whose `send` does nothing more.
    pub(super) plain: bool,
}

opaque!(Task);

impl Task {
    /// Whether the kernel may throw a cancellation into it where it waits.
    pub(super) fn allows_cancel(&self, vm: &VirtualMachine) -> PyResult<bool> {
        let allow = self.allow_cancel.borrow().clone();
        allow.try_to_bool(vm)
    }

    pub(super) fn put_state(&self, state: PyObjectRef) {
        let old = self.state.replace(state);
        drop(old);
    }

    pub(super) fn state_text(&self) -> String {
        let state = self.state.borrow();
        state
            .downcast_ref::<rustpython_vm::builtins::PyStr>()
            .map(|state| state.to_string_lossy().into_owned())
            .unwrap_or_default()
    }

    pub(super) fn set_result(&self, value: PyObjectRef, vm: &VirtualMachine) {
        let old = (self.final_result.replace(value), self.final_exc.replace(vm.ctx.none()));
        drop(old);
    }

    pub(super) fn set_exception(&self, exception: PyObjectRef, vm: &VirtualMachine) {
        let old = (self.final_result.replace(vm.ctx.none()), self.final_exc.replace(exception));
        drop(old);
    }

    /// The coroutine around the program's: when that ends, the task's group hears of it first.
    pub(super) fn runner(zelf: &PyRef<Self>, vm: &VirtualMachine) -> PyObjectRef {
        if let Some(runner) = zelf.runner.borrow().clone() {
            return runner;
        }
        let task = zelf.clone();
        let runner: PyObjectRef =
            RustCoroutine::new("_task_runner", "Task._task_runner", vm, |vm, locals| {
                let task = locals.hold(task);
                async move {
                    let coro = task.get().coro.clone();
                    let result = coroutine::delegate(vm, coro).await;
                    let exit = vm.ctx.exceptions.generator_exit;
                    if result.as_ref().is_err_and(|error| error.fast_isinstance(exit)) {
                        return result;
                    }
                    let ended = task.object();
                    let group = ended.get_attr("taskgroup", &vm)?;
                    if !vm.is_none(&group) {
                        ended.set_attr("joined", vm.ctx.new_bool(true), &vm)?;
                        let done = vm.call_method(&group, "_task_done", (ended,))?;
                        drop(group);
                        coroutine::delegate(vm, done).await?;
                    }
                    result
                }
            })
            .into();
        *zelf.runner.borrow_mut() = Some(runner.clone());
        runner
    }

    /// Lets go of the coroutine around the program's: it has ended.
    pub(super) fn drop_runner(&self) {
        let runner = self.runner.take();
        drop(runner);
    }
}

fn optional(value: Option<f64>, vm: &VirtualMachine) -> PyObjectRef {
    value.map_or_else(|| vm.ctx.none(), |value| vm.ctx.new_float(value).into())
}

/// `None`, or a number of seconds.
pub(super) fn number(value: &PyObject, vm: &VirtualMachine) -> PyResult<Option<f64>> {
    if vm.is_none(value) {
        return Ok(None);
    }
    value.try_float(vm).map(|value| Some(value.to_f64()))
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct New {
    #[pyarg(any)]
    coro: PyObjectRef,
    #[pyarg(any, optional)]
    _parent: Option<PyObjectRef>,
}

/// Whether tasks of the class are sent to as the library's own are.
fn sends_plainly(class: &Py<PyType>, vm: &VirtualMachine) -> bool {
    let send = vm.ctx.intern_str("send");
    match (class.get_attr(send), Task::class(&vm.ctx).get_attr(send)) {
        (Some(own), Some(library)) => own.is(&library),
        _ => false,
    }
}

impl Constructor for Task {
    type Args = New;

    fn py_new(class: &Py<PyType>, args: New, vm: &VirtualMachine) -> PyResult<Self> {
        let id = LAST_ID.get() + 1;
        LAST_ID.set(id);
        let none = || RefCell::new(vm.ctx.none());
        Ok(Self {
            id,
            name: none(),
            coro: args.coro,
            runner: RefCell::default(),
            traced: Cell::new(None),
            cycles: Cell::new(0),
            state: RefCell::new(vm.ctx.new_str("INITIAL").into()),
            cancel_func: RefCell::default(),
            future: RefCell::default(),
            sleep: Cell::new(None),
            timeout: Cell::new(None),
            joining: SchedBarrier::default().into_ref(&vm.ctx),
            cancelled: none(),
            terminated: Cell::new(false),
            cancel_pending: none(),
            allow_cancel: RefCell::new(vm.ctx.new_bool(true).into()),
            trap_result: RefCell::default(),
            final_result: none(),
            final_exc: none(),
            waits_since: Cell::new(None),
            request: Cell::new(None),
            delivered: Cell::new(false),
            timeouts: RefCell::default(),
            source: Cell::new(None),
            plain: sends_plainly(class, vm),
        })
    }
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor))]
impl Task {
    #[pygetset]
    fn id(zelf: &Py<Self>) -> u64 {
        zelf.id
    }

    #[pygetset]
    fn name(zelf: &Py<Self>) -> PyObjectRef {
        zelf.name.borrow().clone()
    }

    #[pygetset(setter)]
    fn set_name(zelf: &Py<Self>, value: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        if let Some(task) = zelf.traced.get().filter(|_| is_running()) {
            let name = value.str(vm)?.to_string_lossy().into_owned();
            kernel(|kernel| kernel.emit(Some(task), EventKind::Renamed { name }));
        }
        let old = zelf.name.replace(value);
        drop(old);
        Ok(())
    }

    #[pygetset]
    fn coro(zelf: &Py<Self>) -> PyObjectRef {
        zelf.coro.clone()
    }

    #[pygetset]
    fn cycles(zelf: &Py<Self>) -> u64 {
        zelf.cycles.get()
    }

    #[pygetset]
    fn state(zelf: &Py<Self>) -> PyObjectRef {
        zelf.state.borrow().clone()
    }

    #[pygetset(setter)]
    fn set_state(zelf: &Py<Self>, state: PyObjectRef) {
        zelf.put_state(state);
    }

    /// Whether the task can be taken out of what it waits for; the function itself is the kernel's.
    #[pygetset]
    fn cancel_func(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyObjectRef {
        if zelf.cancel_func.borrow().is_none() {
            return vm.ctx.none();
        }
        vm.new_function("cancel_func", move |vm: &VirtualMachine| runtime::take_out(&zelf, vm))
            .into()
    }

    #[pygetset]
    fn future(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.future.borrow().clone()
    }

    #[pygetset]
    fn sleep(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        optional(zelf.sleep.get(), vm)
    }

    #[pygetset]
    fn timeout(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        optional(zelf.timeout.get(), vm)
    }

    #[pygetset(setter)]
    fn set_timeout(zelf: &Py<Self>, timeout: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        zelf.timeout.set(number(&timeout, vm)?);
        Ok(())
    }

    #[pygetset]
    fn joining(zelf: &Py<Self>) -> PyRef<SchedBarrier> {
        zelf.joining.clone()
    }

    #[pygetset]
    fn cancelled(zelf: &Py<Self>) -> PyObjectRef {
        zelf.cancelled.borrow().clone()
    }

    #[pygetset(setter)]
    fn set_cancelled(zelf: &Py<Self>, cancelled: PyObjectRef) {
        let old = zelf.cancelled.replace(cancelled);
        drop(old);
    }

    #[pygetset]
    fn terminated(zelf: &Py<Self>) -> bool {
        zelf.terminated.get()
    }

    #[pygetset]
    fn cancel_pending(zelf: &Py<Self>) -> PyObjectRef {
        zelf.cancel_pending.borrow().clone()
    }

    #[pygetset(setter)]
    fn set_cancel_pending(zelf: &Py<Self>, exception: PyObjectRef) {
        let old = zelf.cancel_pending.replace(exception);
        drop(old);
    }

    #[pygetset]
    fn allow_cancel(zelf: &Py<Self>) -> PyObjectRef {
        zelf.allow_cancel.borrow().clone()
    }

    #[pygetset(setter)]
    fn set_allow_cancel(zelf: &Py<Self>, allow: PyObjectRef) {
        let old = zelf.allow_cancel.replace(allow);
        drop(old);
    }

    #[pygetset]
    fn _trap_result(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.trap_result.borrow().clone()
    }

    #[pygetset]
    fn _final_result(zelf: &Py<Self>) -> PyObjectRef {
        zelf.final_result.borrow().clone()
    }

    #[pygetset(setter)]
    fn set__final_result(zelf: &Py<Self>, value: PyObjectRef, vm: &VirtualMachine) {
        zelf.set_result(value, vm);
    }

    #[pygetset]
    fn _final_exc(zelf: &Py<Self>) -> PyObjectRef {
        zelf.final_exc.borrow().clone()
    }

    #[pygetset(setter)]
    fn set__final_exc(zelf: &Py<Self>, exception: PyObjectRef, vm: &VirtualMachine) {
        zelf.set_exception(exception, vm);
    }

    #[pymethod]
    fn send(zelf: PyRef<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let value = args.args.into_iter().next().unwrap_or_else(|| vm.ctx.none());
        let runner = Task::runner(&zelf, vm);
        vm.call_method(&runner, "send", (value,))
    }
}

/// The exception in an object that may be one.
pub(super) fn as_exception(
    object: &PyObjectRef,
) -> Option<rustpython_vm::builtins::PyBaseExceptionRef> {
    object.clone().downcast::<PyBaseException>().ok()
}

/// Whether two references are to one task.
pub(super) fn same(a: Option<&PyRef<Task>>, b: &Py<Task>) -> bool {
    a.is_some_and(|a| a.as_object().is(b.as_object()))
}
