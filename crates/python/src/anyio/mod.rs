//! anyio: what its model, which is Python in `lib/anyio`, cannot do there: tell the trace of scopes, causes and threads, and
//! reach what asyncio's tasks keep to themselves. Owns the module `_anyio`. On trio nothing of this is needed: anyio's scopes
//! are trio's there. Must not know: when anything is cancelled; those rules are in `lib/anyio/_backends`.

use rustpython_vm::{Context, builtins::PyModuleDef};

/// The native modules of the model.
pub(crate) fn module_defs(ctx: &Context) -> Vec<&'static PyModuleDef> {
    vec![_anyio::module_def(ctx)]
}

#[rustpython_vm::pymodule]
mod _anyio {
    use espalier_kernel::Seconds;
    use espalier_trace::{
        CancelSource, CancelTarget, EventId, EventKind, ResourceId, ResourceKind, ScopeId,
        ScopeKind, TaskId, WaitOn,
    };
    use rustpython_vm::{
        PyObject, PyObjectRef, PyResult, VirtualMachine, builtins::PyBaseExceptionRef,
        convert::ToPyObject, function::ArgIntoFloat,
    };

    use crate::{asyncio::on_top, hand, lines, names, session::kernel};

    fn instant(deadline: f64) -> Seconds {
        Seconds::new(deadline).unwrap_or(Seconds::INFINITY)
    }

    fn source(name: &str) -> CancelSource {
        match name {
            "deadline" => CancelSource::Deadline,
            "child" => CancelSource::ChildFailed,
            "body" => CancelSource::BodyFailed,
            "awaiter" => CancelSource::Awaiter,
            "shutdown" => CancelSource::Shutdown,
            _ => CancelSource::Explicit,
        }
    }

    fn resource_kind(name: &str) -> (ResourceKind, WaitOn) {
        match name {
            "lock" => (ResourceKind::Lock, WaitOn::Lock),
            "semaphore" => (ResourceKind::Semaphore, WaitOn::Semaphore),
            "limiter" => (ResourceKind::Limiter, WaitOn::Semaphore),
            "channel" => (ResourceKind::Channel, WaitOn::Channel),
            "condition" => (ResourceKind::Condition, WaitOn::Condition),
            _ => (ResourceKind::Event, WaitOn::Event),
        }
    }

    // --- scopes ---

    /// `task` opens a scope; its number.
    #[pyfunction]
    fn open_scope(kind: String, deadline: ArgIntoFloat, shield: bool, task: PyObjectRef) -> u32 {
        lines::touch();
        let kind = if kind == "group" { ScopeKind::TaskGroup } else { ScopeKind::CancelScope };
        let owner = on_top::task_id(&task);
        kernel(|kernel| kernel.open_scope(owner, kind, None, instant(deadline.into()), shield)).0
    }

    /// The object behind a scope, which the reader may cancel by its `cancel()`.
    #[pyfunction]
    fn offer(scope: u32, object: PyObjectRef, vm: &VirtualMachine) {
        let cancel =
            |scope: &PyObject, vm: &VirtualMachine| vm.call_method(scope, "cancel", ()).map(drop);
        hand::offer(ScopeId(scope), &object, cancel, vm);
    }

    /// The body of a group is done.
    #[pyfunction]
    fn exit_scope(scope: u32) {
        lines::touch();
        kernel(|kernel| kernel.exit_scope(ScopeId(scope)));
    }

    /// The block of a scope is left, with an exception or without; whether the scope caught a cancellation, or the program.
    #[pyfunction]
    fn close_scope(
        scope: Option<u32>,
        task: PyObjectRef,
        left: Option<PyBaseExceptionRef>,
        caught: bool,
        swallowed: bool,
        vm: &VirtualMachine,
    ) {
        lines::touch();
        let scope = scope.map(ScopeId);
        let owner = on_top::task_id(&task);
        if caught {
            on_top::forget_delivery(&task);
            if let Some(scope) = scope {
                kernel(|kernel| {
                    let event = kernel.emit(owner, EventKind::CancelCaught { scope });
                    kernel.set_here(event);
                });
            }
        } else if swallowed && on_top::forget_delivery(&task) {
            kernel(|kernel| kernel.emit(owner, EventKind::CancelSwallowed));
        }
        let Some(scope) = scope else { return };
        let left = left.map(|left| names::number(&left, owner, Some(scope), vm));
        kernel(|kernel| kernel.close_scope(scope, left));
    }

    /// The shield of a scope that `task` has opened holds back the cancellation that is going on.
    #[pyfunction]
    fn held_back(scope: u32, task: PyObjectRef) {
        let (owner, scope) = (on_top::task_id(&task), Some(ScopeId(scope)));
        kernel(|kernel| kernel.emit(owner, EventKind::CancelShielded { scope }));
    }

    /// The cancellation that was delivered to the task is over, and nobody's business any more.
    #[pyfunction]
    fn forget_delivery(task: PyObjectRef) {
        on_top::forget_delivery(&task);
    }

    /// The deadline of a scope is moved.
    #[pyfunction]
    fn set_deadline(scope: u32, deadline: ArgIntoFloat) {
        lines::touch();
        kernel(|kernel| kernel.set_deadline(ScopeId(scope), instant(deadline.into())));
    }

    /// The shield of a scope is put up or taken down.
    #[pyfunction]
    fn set_shield(scope: u32, shield: bool) {
        lines::touch();
        kernel(|kernel| kernel.set_shield(ScopeId(scope), shield));
    }

    /// A scope is cancelled; what happens until `go_back` is because of this. What was going on before.
    #[pyfunction]
    fn request_cancel(scope: Option<u32>, why: String, reason: Option<String>) -> u32 {
        lines::touch();
        let source = source(&why);
        kernel(|kernel| {
            let before = kernel.here();
            if let Some(scope) = scope.map(ScopeId) {
                if source == CancelSource::Deadline {
                    let expired = kernel.deadline_expired(scope);
                    kernel.set_here(expired);
                }
                let target = CancelTarget::Scope(scope);
                let request = kernel.request_cancel(target, source, reason);
                kernel.set_here(request);
            }
            before.0
        })
    }

    /// Ends what `request_cancel` began.
    #[pyfunction]
    fn go_back(before: u32) {
        kernel(|kernel| kernel.set_here(EventId(before)));
    }

    /// A child's exception arrives at its group.
    #[pyfunction]
    fn travelled(
        task: PyObjectRef,
        exception: PyBaseExceptionRef,
        scope: u32,
        vm: &VirtualMachine,
    ) {
        let child = on_top::task_id(&task);
        let exception = names::number(&exception, child, None, vm);
        kernel(|kernel| {
            let kind = EventKind::Travelled { exception, scope: ScopeId(scope) };
            let event = kernel.emit(child, kind);
            kernel.set_here(event);
        });
    }

    // --- tasks of asyncio's ---

    /// Whether the task's coroutine has begun.
    #[pyfunction]
    fn has_begun(task: PyObjectRef) -> bool {
        on_top::has_begun(&task)
    }

    /// What was kept with the task, or `None`.
    #[pyfunction]
    fn state(task: PyObjectRef) -> Option<PyObjectRef> {
        on_top::companion(&task)
    }

    /// Keeps something with the task.
    #[pyfunction]
    fn set_state(task: PyObjectRef, state: PyObjectRef, vm: &VirtualMachine) {
        on_top::set_companion(&task, vm.option_if_none(state));
    }

    /// Cancels a task for a scope.
    #[pyfunction]
    fn cancel(
        task: PyObjectRef,
        message: PyObjectRef,
        scope: Option<u32>,
        why: String,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let message = vm.option_if_none(message);
        on_top::cancel(&task, message, scope.map(ScopeId), source(&why), vm)
    }

    /// `loop.call_soon`, for what no program has asked for.
    #[pyfunction]
    fn call_soon(function: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        on_top::call_soon(function, vm)
    }

    /// `loop.call_at`, for what no program has asked for.
    #[pyfunction]
    fn call_at(when: ArgIntoFloat, function: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        lines::touch();
        on_top::call_at(when.into(), function, vm)
    }

    /// `task.add_done_callback`, for what no program has asked for.
    #[pyfunction]
    fn when_done(task: PyObjectRef, function: PyObjectRef) {
        on_top::when_done(&task, function);
    }

    /// `loop.create_task` of a task that belongs to a scope; with a constructor, `constructor(coroutine, loop=, name=)`.
    #[pyfunction]
    fn create_task(
        coroutine: PyObjectRef,
        name: PyObjectRef,
        scope: Option<u32>,
        constructor: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult {
        let constructor = vm.option_if_none(constructor);
        on_top::create_task(coroutine, name, scope.map(ScopeId), constructor, vm)
    }

    // --- waits and resources ---

    /// The running task is about to wait for a group's children.
    #[pyfunction]
    fn wait_for_children(scope: Option<u32>, tasks: Vec<PyObjectRef>) {
        lines::touch();
        let tasks: Vec<TaskId> = tasks.iter().filter_map(|task| on_top::task_id(task)).collect();
        let scope = scope.map(ScopeId);
        on_top::set_wait(WaitOn::Children, "create_task_group", scope, None, tasks);
    }

    /// The running task is about to wait for a resource.
    #[pyfunction]
    fn wait_for(kind: String, call: String, resource: u32) {
        lines::touch();
        let resource = Some(ResourceId(resource));
        on_top::set_wait(resource_kind(&kind).1, &call, None, resource, Vec::new());
    }

    /// A number for a resource.
    #[pyfunction]
    fn new_resource() -> u32 {
        kernel(|kernel| kernel.new_resource()).0
    }

    /// The running task, or the one that was handed it, has a resource.
    #[pyfunction]
    fn acquired(resource: u32, kind: String) {
        lines::touch();
        let (resource, kind) = (ResourceId(resource), resource_kind(&kind).0);
        kernel(|kernel| kernel.emit(kernel.running(), EventKind::Acquired { resource, kind }));
    }

    /// The running task lets a resource go; what happens until `go_back` is because of this. What was going on before.
    #[pyfunction]
    fn released(resource: u32, kind: String) -> u32 {
        lines::touch();
        let (resource, kind) = (ResourceId(resource), resource_kind(&kind).0);
        kernel(|kernel| {
            let event = kernel.emit(kernel.running(), EventKind::Released { resource, kind });
            kernel.set_here(event).0
        })
    }

    // --- loops in threads of their own ---

    /// Lets a loop of asyncio's go on until `is_over()`, or until nothing is left to wait for up to `until`.
    #[pyfunction]
    fn drive(
        event_loop: PyObjectRef,
        is_over: PyObjectRef,
        until: Option<f64>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        on_top::drive(event_loop, &is_over, until.map(instant), vm)
    }

    /// When a loop of asyncio's has something to do next: now, later or never.
    #[pyfunction]
    fn next_time(event_loop: PyObjectRef, vm: &VirtualMachine) -> PyResult<f64> {
        on_top::next_time(event_loop, vm).map(Seconds::get)
    }

    /// While the program's thread sleeps, or its loop is idle, `go_on(until, is_over)` lets the other loops go on; `None` if
    /// there are none.
    #[pyfunction]
    fn beside(go_on: PyObjectRef, vm: &VirtualMachine) {
        crate::beside::set(vm.option_if_none(go_on));
    }

    // --- threads on asyncio ---

    /// The running task wants a thread for `function`: the event that says so, and what the function is called.
    #[pyfunction]
    fn thread_queued(function: PyObjectRef, vm: &VirtualMachine) -> PyObjectRef {
        lines::touch();
        let name = on_top::callable_name(&function, vm);
        let event = kernel(|kernel| {
            kernel.emit(kernel.running(), EventKind::ThreadQueued { name: name.clone() })
        });
        (event.0, name).to_pyobject(vm)
    }

    /// Gives a coroutine to a thread; a future of asyncio's for its result.
    #[pyfunction]
    fn start_thread(
        body: PyObjectRef,
        context: PyObjectRef,
        info: PyObjectRef,
        queued: u32,
        name: String,
        vm: &VirtualMachine,
    ) -> PyResult {
        on_top::start_thread(body, context, info, EventId(queued), &name, vm)
    }

    /// The running task no longer waits for its thread.
    #[pyfunction]
    fn thread_abandoned() {
        kernel(|kernel| kernel.emit(kernel.running(), EventKind::ThreadAbandoned));
    }

    /// The running task leaves before its job had a thread.
    #[pyfunction]
    fn thread_refused() {
        kernel(|kernel| kernel.emit(kernel.running(), EventKind::ThreadEnded));
    }

    /// What `start_thread` was told of the thread that is running; `None` in the loop.
    #[pyfunction]
    fn current_thread() -> Option<PyObjectRef> {
        on_top::current_thread()
    }
}
