//! What a library built on asyncio needs to know of tasks and to do with the loop, and what the trace is told of its own
//! scopes. asyncio itself does nothing of this. Must not know: which library it is, or its rules.

use espalier_kernel::Seconds;
use espalier_trace::{CancelSource, EventId, ResourceId, ScopeId, TaskId, Wait, WaitOn};
use rustpython_vm::{
    PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine,
    function::{FuncArgs, KwArgs},
};

use super::{
    event_loop::{self, EventLoop, Work},
    format,
    future::{self, Callback, Native, as_future},
    hand,
    handle::{Call, Handle, TimerHandle},
    task::{self, Task},
    threads,
};

fn own(task: &PyObject) -> Option<&rustpython_vm::Py<Task>> {
    task.downcast_ref::<Task>()
}

/// The task's number in the trace.
pub(crate) fn task_id(task: &PyObject) -> Option<TaskId> {
    own(task)?.id()
}

/// Whether the task's coroutine has begun, or the reader holds it before that, which is a wait too.
pub(crate) fn has_begun(task: &PyObject) -> bool {
    own(task).is_some_and(|task| task.has_begun() || hand::is_parked(task))
}

/// What the library keeps with the task.
pub(crate) fn companion(task: &PyObject) -> Option<PyObjectRef> {
    own(task)?.companion.borrow().clone()
}

/// Keeps something of the library's with the task.
pub(crate) fn set_companion(task: &PyObject, companion: Option<PyObjectRef>) {
    if let Some(task) = own(task) {
        let before = task.companion.replace(companion);
        drop(before);
    }
}

/// Cancels a task for `scope`.
///
/// # Errors
/// What a `cancel` of the program's own raises.
pub(crate) fn cancel(
    task: &PyObject,
    message: Option<PyObjectRef>,
    scope: Option<ScopeId>,
    source: CancelSource,
    vm: &VirtualMachine,
) -> PyResult<()> {
    if let Some(task) = own(task) {
        task.cancelled_by(scope);
        if task::is_exact(task, vm) {
            return task::cancel_task(task, message, source, vm).map(drop);
        }
    }
    let args = message.map(|message| ("msg".into(), message)).into_iter().collect();
    vm.call_method(task, "cancel", FuncArgs::new(vec![], KwArgs::new(args))).map(drop)
}

/// A cancellation that was delivered to the task has been caught. Whether there was one.
pub(crate) fn forget_delivery(task: &PyObject) -> bool {
    own(task).is_some_and(|task| task.forget_delivery())
}

fn call(function: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    function.call((), vm).map(drop)
}

/// `loop.call_soon` for a callback of the library's.
///
/// # Errors
/// `RuntimeError` if no loop runs.
pub(crate) fn call_soon(function: PyObjectRef, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
    let event_loop = event_loop::get_running_loop(vm)?;
    let call = Call::Native { run: call, target: function };
    let handle = Handle::of(&event_loop, call).into_ref(&vm.ctx);
    event_loop.push(Work::Handle(handle.clone()));
    Ok(handle.into())
}

/// `loop.call_at` for a callback of the library's.
///
/// # Errors
/// `RuntimeError` if no loop runs; `ValueError` if `when` is not a number.
pub(crate) fn call_at(
    when: f64,
    function: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<PyObjectRef> {
    let event_loop = event_loop::get_running_loop(vm)?;
    let call = Call::Native { run: call, target: function };
    TimerHandle::set_call(&event_loop, when, call, vm).map(Into::into)
}

/// `task.add_done_callback` for a callback of the library's.
pub(crate) fn when_done(task: &PyObject, function: PyObjectRef) {
    fn run(function: &PyObject, task: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
        function.call((task.to_owned(),), vm).map(drop)
    }
    if let Some(future) = as_future(task) {
        let name = "TaskGroup._spawn.<locals>.task_done";
        future::add_callback(future, Callback::Native(Native { name, run, target: function }));
    }
}

/// `loop.create_task`, or a call of `constructor` if there is one; the task belongs to `scope`.
///
/// # Errors
/// As [`EventLoop::create_task_of`]; what the constructor raises.
pub(crate) fn create_task(
    coroutine: PyObjectRef,
    name: PyObjectRef,
    scope: Option<ScopeId>,
    constructor: Option<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult<PyObjectRef> {
    let event_loop = event_loop::get_running_loop(vm)?;
    task::owned_by(scope, || match constructor {
        None => EventLoop::create_task_of(&event_loop, coroutine, Some(name), None, vm),
        Some(constructor) => {
            let named = [("loop".into(), event_loop.clone().into()), ("name".into(), name)];
            let named = KwArgs::new(named.into_iter().collect());
            constructor.call(FuncArgs::new(vec![coroutine], named), vm)
        }
    })
}

/// Says what the running task is about to wait for.
pub(crate) fn set_wait(
    on: WaitOn,
    call: &str,
    scope: Option<ScopeId>,
    resource: Option<ResourceId>,
    tasks: Vec<TaskId>,
) {
    task::set_wait(Wait { scope, resource, tasks, ..Wait::new(on, call) });
}

/// What a callable is called in the trace.
pub(crate) fn callable_name(callable: &PyObject, vm: &VirtualMachine) -> String {
    format::callable_name(callable, vm)
}

/// Gives a coroutine to a worker thread; a future for its result. `info` is what [`current_thread`] gives there, `queued`
/// the event that told of the job.
///
/// # Errors
/// `RuntimeError` if no loop runs.
pub(crate) fn start_thread(
    body: PyObjectRef,
    context: PyObjectRef,
    info: PyObjectRef,
    queued: EventId,
    name: &str,
    vm: &VirtualMachine,
) -> PyResult<PyObjectRef> {
    let event_loop = event_loop::get_running_loop(vm)?;
    Ok(threads::start_body(&event_loop, body, context, info, queued, name, vm).into())
}

/// What was said of the job that the running thread does; `None` outside of such a thread.
pub(crate) fn current_thread() -> Option<PyObjectRef> {
    threads::current()
}

/// Lets a loop go on in a thread of its own while the program's thread waits (`EventLoop::drive`).
///
/// # Errors
/// What must leave the loop; `TypeError` if it is no loop.
pub(crate) fn drive(
    event_loop: PyObjectRef,
    is_over: &PyObject,
    until: Option<Seconds>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let event_loop = event_loop::given_or_current(Some(event_loop), vm)?;
    EventLoop::drive(&event_loop, is_over, until, vm)
}

/// When a loop has something to do next.
///
/// # Errors
/// `TypeError` if it is no loop; as `threads::settle`.
pub(crate) fn next_time(event_loop: PyObjectRef, vm: &VirtualMachine) -> PyResult<Seconds> {
    let event_loop = event_loop::given_or_current(Some(event_loop), vm)?;
    EventLoop::next_time(&event_loop, vm)
}
