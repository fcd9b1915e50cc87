//! What the library's own modules tell the trace and ask of the runtime: groups and timeouts as scopes, threads, results that
//! somebody receives. Knows no rule of curio's.

use espalier_kernel::Seconds;
use espalier_trace::{CancelSource, CancelTarget, EventKind, ScopeId, ScopeKind};
use rustpython_vm::{PyObjectRef, PyRef, PyResult, VirtualMachine, builtins::PyBaseExceptionRef};

use super::{
    runtime,
    task::{self, OpenTimeout, Task},
    threads::{self, Thread},
    time_queue::seconds,
};
use crate::{
    lines, names,
    session::{is_running as run_goes_on, kernel},
};

/// Whether a kernel runs in this thread.
pub(super) fn is_running() -> bool {
    runtime::current().is_some()
}

pub(super) fn loop_started() -> u32 {
    lines::touch();
    kernel(|kernel| {
        let before = kernel.here();
        kernel.loop_started("curio");
        before.0
    })
}

pub(super) fn loop_ended() {
    kernel(|kernel| kernel.loop_ended());
}

// --- threads ---

/// `start_thread(coroutine, context, identity, name)`: a thread that runs a coroutine, from when the kernel next looks
/// for events.
pub(super) fn start_thread(
    body: PyObjectRef,
    context: PyObjectRef,
    identity: PyObjectRef,
    name: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<()> {
    lines::touch();
    let name = name.str(vm)?.to_string_lossy().into_owned();
    let (task, cause) = kernel(|kernel| {
        let task = kernel.running();
        (task, kernel.emit(task, EventKind::ThreadQueued { name }))
    });
    threads::threads().queue(Thread { body, context, identity, task, cause });
    Ok(())
}

/// What the thread that is being driven is known by; `None` outside of threads.
pub(super) fn current_thread(vm: &VirtualMachine) -> PyObjectRef {
    threads::current().unwrap_or_else(|| vm.ctx.none())
}

/// `drive_threads(predicate)`: whoever calls is blocked until `predicate()`. Whether that came about: `False` says that it can
/// only be by what is blocked.
pub(super) fn drive_threads(predicate: PyObjectRef, vm: &VirtualMachine) -> PyResult<bool> {
    threads::threads().drive(&predicate, vm)
}

/// The running task no longer waits for its thread.
pub(super) fn thread_abandoned() {
    kernel(|kernel| kernel.emit(kernel.running(), EventKind::ThreadAbandoned));
}

// --- scopes ---

fn current_task() -> Option<PyRef<Task>> {
    runtime::current().and_then(|runtime| runtime.current_task())
}

pub(super) fn open_group() -> u32 {
    lines::touch();
    let owner = current_task().and_then(|task| task.traced.get());
    let kind = ScopeKind::TaskGroup;
    kernel(|kernel| kernel.open_scope(owner, kind, Some("TaskGroup"), Seconds::INFINITY, false)).0
}

/// The next task is spawned into the group.
pub(super) fn spawning_in(scope: u32) {
    if let Some(runtime) = runtime::current() {
        runtime.spawn_scope.set(Some(ScopeId(scope)));
    }
}

pub(super) fn exit_scope(scope: u32) {
    lines::touch();
    kernel(|kernel| kernel.exit_scope(ScopeId(scope)));
}

fn number_of(
    error: &PyObjectRef,
    vm: &VirtualMachine,
) -> Option<(PyBaseExceptionRef, espalier_trace::ExceptionId)> {
    let error = task::as_exception(error)?;
    let owner = current_task().and_then(|task| task.traced.get());
    let number = names::number(&error, owner, None, vm);
    Some((error, number))
}

pub(super) fn close_scope(scope: u32, error: PyObjectRef, vm: &VirtualMachine) {
    lines::touch();
    let number = number_of(&error, vm).map(|(_, number)| number);
    kernel(|kernel| kernel.close_scope(ScopeId(scope), number));
}

fn source(word: &str) -> CancelSource {
    match word {
        "child failed" => CancelSource::ChildFailed,
        "body failed" => CancelSource::BodyFailed,
        "owner cancelled" => CancelSource::Awaiter,
        "shutdown" => CancelSource::Shutdown,
        _ => CancelSource::Explicit,
    }
}

/// The group cancels its remaining tasks; what follows is because of that.
pub(super) fn group_cancels(scope: u32, word: rustpython_vm::builtins::PyStrRef) {
    lines::touch();
    let source = source(&word.to_string_lossy());
    kernel(|kernel| {
        let event = kernel.request_cancel(CancelTarget::Scope(ScopeId(scope)), source, None);
        kernel.set_here(event);
    });
}

/// The next to cancel `task` does so for this reason.
pub(super) fn cancelled_for(task: PyObjectRef, word: rustpython_vm::builtins::PyStrRef) {
    if let Some(task) = task.downcast_ref::<Task>() {
        task.source.set(Some(source(&word.to_string_lossy())));
    }
}

/// `open_timeout(name, deadline)`: the current task enters a timeout block.
pub(super) fn open_timeout(
    name: rustpython_vm::builtins::PyStrRef,
    deadline: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<Option<u32>> {
    let Some(task) = current_task() else { return Ok(None) };
    lines::touch();
    let deadline = task::number(&deadline, vm)?.unwrap_or(f64::INFINITY);
    let (owner, name) = (task.traced.get(), name.to_string_lossy().into_owned());
    let (scope, set_by) = kernel(|kernel| {
        let kind = ScopeKind::Timeout;
        (kernel.open_scope(owner, kind, Some(&name), seconds(deadline), false), kernel.here())
    });
    task.timeouts.borrow_mut().push(OpenTimeout { deadline, scope, set_by });
    Ok(Some(scope.0))
}

/// `close_timeout(scope, left, caught)`: the current task leaves the block with the exception `left`, or none.
pub(super) fn close_timeout(scope: u32, left: PyObjectRef, caught: bool, vm: &VirtualMachine) {
    let scope = ScopeId(scope);
    lines::touch();
    if let Some(task) = current_task() {
        task.timeouts.borrow_mut().retain(|open| open.scope != scope);
        if caught {
            task.delivered.set(false);
            let id = task.traced.get();
            kernel(|kernel| kernel.emit(id, EventKind::CancelCaught { scope }));
        }
    }
    let number = number_of(&left, vm).map(|(_, number)| number);
    kernel(|kernel| kernel.close_scope(scope, number));
}

/// The current task raises the cancellation that was pending, by itself.
pub(super) fn delivered(pending: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
    lines::touch();
    match (runtime::current(), current_task()) {
        (Some(runtime), Some(task)) => runtime.tell_delivery(&task, &pending, vm),
        _ => Ok(()),
    }
}

// --- results ---

/// Somebody receives the exception of a task that failed.
pub(super) fn retrieved(error: PyObjectRef, from: PyObjectRef, vm: &VirtualMachine) {
    if !is_running() {
        return;
    }
    lines::touch();
    let Some((_, exception)) = number_of(&error, vm) else { return };
    let from = from.downcast_ref::<Task>().and_then(|task| task.traced.get());
    kernel(|kernel| kernel.emit(kernel.running(), EventKind::Retrieved { exception, from }));
}

/// Nobody has looked at the exception of a task that failed, and nobody can any more.
pub(super) fn lost(
    error: PyObjectRef,
    task: PyObjectRef,
    message: rustpython_vm::builtins::PyStrRef,
    vm: &VirtualMachine,
) {
    if !run_goes_on() || kernel(|kernel| kernel.is_stopped()) {
        return;
    }
    let Some(exception) = task::as_exception(&error).and_then(|error| names::known(&error, vm))
    else {
        return;
    };
    let message = message.to_string_lossy().into_owned();
    let id = task.downcast_ref::<Task>().and_then(|task| task.traced.get());
    kernel(|kernel| kernel.emit(id, EventKind::Lost { exception, message }));
}
