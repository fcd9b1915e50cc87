//! `asyncio.Task`: a coroutine that the loop drives. Owns the step, what it does with what the coroutine yields, and how
//! cancellation is asked for and delivered. Rules: `Modules/_asynciomodule.c` and `asyncio/tasks.py` of CPython 3.13,
//! "Task object" and "Task cancellation" in its library reference.

use std::cell::{Cell, RefCell};

use espalier_trace::{
    CancelSource, CancelTarget, EventId, EventKind, Outcome, ScopeId, TaskId, Wait, WaitOn,
};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyGenerator, PyStrRef, PyTuple, PyType},
    function::{FuncArgs, PySetterValue},
    protocol::PyIterReturn,
    pyclass,
    recursion::ReprGuard,
    types::{Callable, Constructor, Destructor, Initializer, Representable},
};

use super::{
    event_loop::{self, EventLoop, Work},
    exceptions, format,
    future::{self, Callback, CancelArgs, Future, as_future},
    gather::GatheringFuture,
    held::python_object,
    recursion,
};
use crate::{
    budget,
    coroutine::{self, RustCoroutine},
    lines, names,
    session::{is_running, kernel},
};

/// `asyncio.Task`.
#[pyclass(module = "_asyncio", name = "Task", base = Future, traverse = "manual")]
#[repr(C)]
pub(super) struct Task {
    base: Future,
    pub(super) coroutine: RefCell<Option<PyObjectRef>>,
    /// What it awaits.
    pub(super) waiter: RefCell<Option<PyObjectRef>>,
    name: RefCell<Option<PyStrRef>>,
    context: RefCell<Option<PyObjectRef>>,
    /// A cancellation to be delivered at the next step.
    must_cancel: Cell<bool>,
    /// How often `cancel` was called, less `uncancel`.
    cancels: Cell<u32>,
    pub(super) log_destroy_pending: Cell<bool>,
    id: Cell<Option<TaskId>>,
    /// The first request for cancellation that has not been delivered.
    request: Cell<Option<EventId>>,
    /// The scope that the request comes from, where a library on top has scopes.
    request_scope: Cell<Option<ScopeId>>,
    /// What a library on top keeps with the task.
    pub(super) companion: RefCell<Option<PyObjectRef>>,
    /// Whether it has been stepped.
    begun: Cell<bool>,
    /// Whether a cancellation was delivered that nobody has caught yet.
    delivered: Cell<bool>,
    /// Whether the loop has a step of it in its queue.
    scheduled: Cell<bool>,
}

python_object!(Task, holds: [base, coroutine, waiter, name, context, companion]);

impl super::held::Held for Future {
    fn visit(&self, visit: &mut rustpython_vm::object::TraverseFn<'_>) {
        rustpython_vm::object::Traverse::traverse(self, visit);
    }

    fn give(self, _out: &mut Vec<PyObjectRef>) {}

    fn surrender(&mut self, out: &mut Vec<PyObjectRef>) {
        rustpython_vm::object::Traverse::clear(self, out);
    }
}

thread_local! {
    /// Numbers for the names `Task-1`, `Task-2`, …
    static NAME_COUNTER: Cell<u64> = const { Cell::new(0) };
    /// What the running task is about to wait for, as the library function that it called says.
    static WAIT: RefCell<Option<Wait>> = const { RefCell::new(None) };
    /// The scope that owns tasks created now.
    static OWNER: Cell<Option<ScopeId>> = const { Cell::new(None) };
    /// Whether tasks created now are the library's own.
    static SYSTEM: Cell<bool> = const { Cell::new(false) };
}

/// Begins to count names anew: a program's first task is `Task-1`.
pub(super) fn reset_names() {
    NAME_COUNTER.set(0);
    WAIT.take();
    OWNER.set(None);
}

/// Says what the running task is about to wait for.
pub(super) fn set_wait(wait: Wait) {
    WAIT.set(Some(wait));
}

/// Runs `create`; tasks that it creates belong to `scope`.
pub(super) fn owned_by<R>(scope: Option<ScopeId>, create: impl FnOnce() -> R) -> R {
    let before = OWNER.replace(scope);
    let result = create();
    OWNER.set(before);
    result
}

/// Runs `act`; a task that it creates is the library's own. Such a task creates none for the program.
pub(super) fn of_the_library<R>(act: impl FnOnce() -> R) -> R {
    let before = SYSTEM.replace(true);
    let result = act();
    SYSTEM.set(before);
    result
}

/// How to make a task.
pub(super) struct NewTask {
    pub(super) coroutine: PyObjectRef,
    pub(super) name: Option<PyObjectRef>,
    pub(super) context: Option<PyObjectRef>,
    pub(super) eager_start: bool,
}

/// Makes a task and schedules its first step (`Task.__init__`).
///
/// # Errors
/// `TypeError` if it is no coroutine.
pub(super) fn new_task(
    event_loop: &Py<EventLoop>,
    new: NewTask,
    vm: &VirtualMachine,
) -> PyResult<PyRef<Task>> {
    let class = Task::class(&vm.ctx).to_owned();
    let task = Task::empty().into_ref_with_type_lazy_dict(vm, class)?;
    begin(&task, event_loop, new, vm)?;
    Ok(task)
}

/// Whether `obj` can be driven as a coroutine (`asyncio.iscoroutine`).
pub(super) fn is_coroutine(obj: &PyObject, vm: &VirtualMachine) -> PyResult<bool> {
    if obj.class().is(vm.ctx.types.coroutine_type) || obj.downcast_ref::<RustCoroutine>().is_some()
    {
        return Ok(true);
    }
    if obj.downcast_ref::<PyGenerator>().is_some() {
        return Ok(false);
    }
    for name in ["send", "throw", "close", "__await__"] {
        if vm.get_attribute_opt(obj.class().as_object(), name)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Task {
    fn empty() -> Self {
        Self {
            base: Future::default(),
            coroutine: RefCell::default(),
            waiter: RefCell::default(),
            name: RefCell::default(),
            context: RefCell::default(),
            must_cancel: Cell::new(false),
            cancels: Cell::new(0),
            log_destroy_pending: Cell::new(true),
            id: Cell::new(None),
            request: Cell::new(None),
            request_scope: Cell::new(None),
            companion: RefCell::default(),
            begun: Cell::new(false),
            delivered: Cell::new(false),
            scheduled: Cell::new(false),
        }
    }

    pub(super) fn future(&self) -> &Future {
        &self.base
    }

    /// Its number in the trace.
    pub(super) fn id(&self) -> Option<TaskId> {
        self.id.get()
    }

    pub(super) fn name_text(&self) -> String {
        self.name
            .borrow()
            .as_ref()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    }

    pub(super) fn cancelling_count(&self) -> u32 {
        self.cancels.get()
    }

    /// The request for cancellation that has not been delivered yet.
    pub(super) fn cancel_requested(&self) -> Option<EventId> {
        self.request.get()
    }

    /// Whether it has been stepped.
    pub(super) fn has_begun(&self) -> bool {
        self.begun.get()
    }

    /// The request for cancellation that follows comes from `scope`.
    pub(super) fn cancelled_by(&self, scope: Option<ScopeId>) {
        if self.request.get().is_none() {
            self.request_scope.set(scope);
        }
    }

    /// The cancellation that was delivered is over. Whether there was one.
    pub(super) fn forget_delivery(&self) -> bool {
        self.delivered.replace(false)
    }

    /// What it waited for has come.
    pub(super) fn woken(&self) {
        if let Some(id) = self.id.get() {
            kernel(|kernel| kernel.wake(id));
        }
    }

    /// The scope that asked for it caught the cancellation.
    pub(super) fn cancel_caught(&self, scope: ScopeId) {
        self.delivered.set(false);
        let task = self.id.get();
        kernel(|kernel| kernel.emit(task, EventKind::CancelCaught { scope }));
    }
}

/// Whether it is no task of a subclass.
pub(super) fn is_exact(task: &Py<Task>, vm: &VirtualMachine) -> bool {
    task.as_object().class().is(Task::class(&vm.ctx))
}

/// The task as the future that it is.
pub(super) fn future_of(task: &Py<Task>) -> &Py<Future> {
    task.as_object().downcast_ref::<Future>().expect("a task is a future")
}

fn begin(
    task: &Py<Task>,
    event_loop: &Py<EventLoop>,
    new: NewTask,
    vm: &VirtualMachine,
) -> PyResult<()> {
    task.base.event_loop.replace(Some(event_loop.to_owned()));
    task.base.note_source(event_loop, vm)?;
    if !is_coroutine(&new.coroutine, vm)? {
        task.log_destroy_pending.set(false);
        let text = match format::own_function(&new.coroutine, vm) {
            Some(text) => text,
            None => new.coroutine.repr(vm)?.to_string_lossy().into_owned(),
        };
        return Err(vm.new_type_error(format!("a coroutine was expected, got {text}")));
    }
    let name = match new.name.filter(|name| !vm.is_none(name)) {
        None => {
            let number = NAME_COUNTER.get() + 1;
            NAME_COUNTER.set(number);
            vm.ctx.new_str(format!("Task-{number}"))
        }
        Some(name) => name.str(vm)?,
    };
    let context = match new.context.filter(|context| !vm.is_none(context)) {
        Some(context) => context,
        None => event_loop.copy_context(vm)?,
    };
    lines::touch();
    let function = format::coroutine_name(&new.coroutine, vm);
    let (owner, system) = (OWNER.get(), SYSTEM.get());
    let id = kernel(|kernel| {
        let parent = kernel.running();
        let name = name.to_string_lossy();
        let id = kernel.spawn(&name, parent, owner, function.as_deref(), system);
        // A callback's task has no parent. What it has is the time until the loop's main task ends.
        let is_nobodys = parent.is_none() && owner.is_none() && !system;
        if let Some(main) = event_loop.main.get().filter(|_| is_nobodys) {
            kernel.entrust(id, main);
        }
        id
    });
    task.id.set(Some(id));
    task.name.replace(Some(name));
    task.context.replace(Some(context));
    task.coroutine.replace(Some(new.coroutine));
    event_loop.register(id, task, vm)?;
    if new.eager_start && event_loop.running.get() {
        return start_eagerly(task, id, event_loop, vm);
    }
    if EventLoop::is_customized(event_loop, vm) {
        let step = TaskStep { task: task.to_owned() }.into_ref(&vm.ctx);
        let context = vm.unwrap_or_none(task.context.borrow().clone());
        let kwargs = std::iter::once(("context".into(), context)).collect();
        let args = FuncArgs::new(vec![step.into()], rustpython_vm::function::KwArgs::new(kwargs));
        return vm.call_method(event_loop.as_object(), "call_soon", args).map(drop);
    }
    // The task itself causes its first step.
    event_loop.push(Work::Step { task: task.to_owned(), throw: None });
    Ok(())
}

/// Runs the first step at once, in the middle of the creator's (`Task.__eager_start`).
fn start_eagerly(
    task: &Py<Task>,
    id: TaskId,
    event_loop: &Py<EventLoop>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let before = event_loop.current.replace(Some(task.to_owned()));
    let (running, here) = kernel(|kernel| (kernel.running(), kernel.here()));
    let wait = WAIT.take();
    kernel(|kernel| kernel.begin_step(id));
    let result = run_and_handle_result(task, id, None, event_loop, vm);
    WAIT.set(wait);
    kernel(|kernel| {
        kernel.resume_step(running);
        kernel.set_here(here);
    });
    let it = event_loop.current.replace(before);
    drop(it);
    if task.base.is_done() {
        let coroutine = task.coroutine.take();
        drop(coroutine);
    }
    result
}

/// One step of the task (`Task.__step`): drives the coroutine with `throw`, or with nothing.
///
/// # Errors
/// What must leave the loop: `KeyboardInterrupt`, `SystemExit`, an exceeded limit; `InvalidStateError` if the task is done.
pub(super) fn step(
    task: &Py<Task>,
    throw: Option<PyBaseExceptionRef>,
    from: Option<TaskId>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    if task.base.is_done() {
        return Err(exceptions::invalid_state("step(): already done", vm));
    }
    let mut throw = throw;
    if task.must_cancel.replace(false)
        && !throw.as_ref().is_some_and(|e| exceptions::is_cancelled(e, vm))
    {
        throw = Some(task.base.make_cancelled_error(vm));
    }
    let waiter = task.waiter.take();
    drop(waiter);
    let event_loop = task.base.get_event_loop(vm)?;
    let Some(id) = task.id.get() else { return Ok(()) };
    let before = event_loop.current.borrow().clone();
    if let Some(before) = before {
        let (task, before) = (task.as_object().repr(vm)?, before.as_object().repr(vm)?);
        let text = format!(
            "Cannot enter into task {} while another task {} is being executed.",
            task.to_string_lossy(),
            before.to_string_lossy()
        );
        return Err(vm.new_runtime_error(text));
    }
    event_loop.current.replace(Some(task.to_owned()));
    kernel(|kernel| kernel.begin_step(id));
    if let Some(exception) = &throw {
        deliver(task, id, exception, from, vm);
    }
    let result = run_and_handle_result(task, id, throw, &event_loop, vm);
    let it = event_loop.current.take();
    drop(it);
    result
}

/// Tells the trace what is thrown into the task: its own cancellation, or the exception of what it awaited.
fn deliver(
    task: &Py<Task>,
    id: TaskId,
    exception: &PyBaseExceptionRef,
    from: Option<TaskId>,
    vm: &VirtualMachine,
) {
    let cancellation = exceptions::is_cancelled(exception, vm);
    let number = names::number(exception, Some(id), None, vm);
    match task.request.get().filter(|_| cancellation) {
        Some(request) => {
            task.request.set(None);
            task.delivered.set(true);
            let scope = task.request_scope.take();
            kernel(|kernel| kernel.deliver_cancel(request, id, scope, number));
        }
        None => {
            kernel(|kernel| {
                let event = kernel.emit(Some(id), EventKind::Retrieved { exception: number, from });
                kernel.set_here(event);
            });
        }
    }
}

/// Drives the coroutine once and does what follows from what it yields, returns or raises
/// (`Task.__step_run_and_handle_result`).
fn run_and_handle_result(
    task: &Py<Task>,
    id: TaskId,
    throw: Option<PyBaseExceptionRef>,
    event_loop: &Py<EventLoop>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let Some(coroutine) = task.coroutine.borrow().clone() else { return Ok(()) };
    task.begun.set(true);
    let context = task.context.borrow().clone().expect("a begun task has a context");
    vm.context_stack.borrow_mut().push(context);
    let result = match throw {
        None => coroutine::send(&coroutine, vm.ctx.none(), vm),
        Some(exception) => coroutine::throw(&coroutine, exception, vm),
    };
    let context = vm.context_stack.borrow_mut().pop();
    drop(context);
    drop(coroutine);
    match result {
        Ok(PyIterReturn::Return(yielded)) => {
            handle_yielded(task, id, yielded, event_loop, vm);
            Ok(())
        }
        Ok(PyIterReturn::StopIteration(value)) => {
            let value = vm.unwrap_or_none(value);
            if task.must_cancel.replace(false) {
                task.request.set(None);
                let message = task.base.cancel_message.borrow().clone();
                finish(task, id, Outcome::Cancelled, event_loop, vm);
                future::cancel_future(future_of(task), message);
            } else {
                finish(task, id, Outcome::Returned(brief(&value, vm)), event_loop, vm);
                future::set_result(future_of(task), value);
            }
            Ok(())
        }
        Err(exception) if budget::is_stop(&exception, vm) => Err(exception),
        Err(exception) if exceptions::is_cancelled(&exception, vm) => {
            names::number(&exception, Some(id), None, vm);
            finish(task, id, Outcome::Cancelled, event_loop, vm);
            task.base.cancelled_exception.replace(Some(exception));
            future::cancel_future(future_of(task), None);
            Ok(())
        }
        Err(exception) => {
            let number = names::number(&exception, Some(id), None, vm);
            finish(task, id, Outcome::Failed(number), event_loop, vm);
            future::set_exception(future_of(task), exception.clone());
            if exceptions::is_base_error(&exception, vm) { Err(exception) } else { Ok(()) }
        }
    }
}

/// Tells the trace that the task ends.
fn finish(
    task: &Py<Task>,
    id: TaskId,
    outcome: Outcome,
    event_loop: &Py<EventLoop>,
    vm: &VirtualMachine,
) {
    let swallowed = task.delivered.replace(false) && outcome != Outcome::Cancelled;
    kernel(|kernel| {
        if swallowed {
            kernel.emit(Some(id), EventKind::CancelSwallowed);
        }
        kernel.finish(id, outcome);
    });
    WAIT.take();
    event_loop.unregister(id);
    if let Some(context) = task.context.borrow().clone() {
        event_loop.retire_context(context, vm);
    }
}

/// What the coroutine yielded: a future to wait for, `None` to go on at the next turn, or nonsense.
fn handle_yielded(
    task: &Py<Task>,
    id: TaskId,
    yielded: PyObjectRef,
    event_loop: &Py<EventLoop>,
    vm: &VirtualMachine,
) {
    let bad = |text: String| {
        WAIT.take();
        kernel(|kernel| kernel.yielded(id));
        let throw = Some(vm.new_runtime_error(text));
        event_loop.push(Work::Step { task: task.to_owned(), throw });
    };
    let text = |obj: &PyObject| {
        obj.repr(vm).map(|text| text.to_string_lossy().into_owned()).unwrap_or_default()
    };
    if let Some(awaited) = as_future(&yielded) {
        let same_loop =
            awaited.event_loop.borrow().as_ref().is_some_and(|other| other.is(event_loop));
        if !same_loop {
            let (task, awaited) = (text(task.as_object()), text(&yielded));
            return bad(format!("Task {task} got Future {awaited} attached to a different loop"));
        }
        if !awaited.blocking.replace(false) {
            let (task, awaited) = (text(task.as_object()), text(&yielded));
            return bad(format!(
                "yield was used instead of yield from in task {task} with {awaited}"
            ));
        }
        if yielded.is(task.as_object()) {
            return bad(format!("Task cannot await on itself: {}", text(task.as_object())));
        }
        let wait = WAIT.take().unwrap_or_else(|| wait_for_future(awaited));
        kernel(|kernel| kernel.block(id, wait));
        if is_own_future(&yielded, vm) {
            future::add_callback(awaited, Callback::Wakeup(task.to_owned()));
        } else if let Err(exception) = add_wakeup(task, &yielded, vm) {
            event_loop.push(Work::Step { task: task.to_owned(), throw: Some(exception) });
            return;
        }
        task.waiter.replace(Some(yielded.clone()));
        if task.must_cancel.get() {
            let message = task.base.cancel_message.borrow().clone();
            let request = task.request.get();
            let before = kernel(|kernel| request.map(|request| kernel.set_here(request)));
            if cancel(&yielded, message, CancelSource::Awaiter, vm).unwrap_or(false) {
                task.must_cancel.set(false);
            }
            kernel(|kernel| before.map(|before| kernel.set_here(before)));
        }
        return;
    }
    if vm.is_none(&yielded) {
        WAIT.take();
        kernel(|kernel| kernel.yielded(id));
        event_loop.push(Work::Step { task: task.to_owned(), throw: None });
    } else if let Some(blocking) = future_like(&yielded, vm) {
        let text = match await_future_like(task, &yielded, &blocking, event_loop, vm) {
            Ok(None) => {
                let wait = WAIT.take().unwrap_or_else(|| Wait::new(WaitOn::Future, "await future"));
                kernel(|kernel| kernel.block(id, wait));
                return;
            }
            Ok(Some(text)) => text,
            Err(exception) => {
                WAIT.take();
                kernel(|kernel| kernel.yielded(id));
                let throw = Some(exception);
                return event_loop.push(Work::Step { task: task.to_owned(), throw });
            }
        };
        bad(text);
    } else if yielded.downcast_ref::<PyGenerator>().is_some() {
        let (task, generator) = (text(task.as_object()), text(&yielded));
        bad(format!(
            "yield was used instead of yield from for generator in task {task} with {generator}"
        ));
    } else {
        bad(format!("Task got bad yield: {}", text(&yielded)));
    }
}

/// Whether the future's methods are the model's, so that its rules can be followed without calling them.
fn is_own_future(obj: &PyObject, vm: &VirtualMachine) -> bool {
    let class = obj.class();
    let own = class.get_attr(vm.ctx.intern_str("add_done_callback"));
    let base = Future::class(&vm.ctx).get_attr(vm.ctx.intern_str("add_done_callback"));
    matches!((own, base), (Some(own), Some(base)) if own.is(&base))
}

/// The `_asyncio_future_blocking` of what is no future of the model but behaves as one.
fn future_like(obj: &PyObject, vm: &VirtualMachine) -> Option<PyObjectRef> {
    let blocking = vm.get_attribute_opt(obj, "_asyncio_future_blocking").ok().flatten()?;
    (!vm.is_none(&blocking)).then_some(blocking)
}

/// Waits for a future that is not the model's; the text of a `RuntimeError` if it cannot be awaited.
fn await_future_like(
    task: &Py<Task>,
    yielded: &PyObject,
    blocking: &PyObject,
    event_loop: &Py<EventLoop>,
    vm: &VirtualMachine,
) -> PyResult<Option<String>> {
    let own = task.as_object().repr(vm)?.to_string_lossy().into_owned();
    let its_loop = match vm.get_attribute_opt(yielded, "get_loop")? {
        Some(get_loop) => get_loop.call((), vm)?,
        None => yielded.get_attr("_loop", vm)?,
    };
    let text = |yielded: &PyObject| -> PyResult<String> {
        Ok(yielded.repr(vm)?.to_string_lossy().into_owned())
    };
    if !its_loop.is(event_loop) {
        let yielded = text(yielded)?;
        return Ok(Some(format!("Task {own} got Future {yielded} attached to a different loop")));
    }
    if !blocking.to_owned().try_to_bool(vm)? {
        let yielded = text(yielded)?;
        return Ok(Some(format!(
            "yield was used instead of yield from in task {own} with {yielded}"
        )));
    }
    yielded.set_attr("_asyncio_future_blocking", vm.ctx.new_bool(false), vm)?;
    add_wakeup(task, yielded, vm)?;
    task.waiter.replace(Some(yielded.to_owned()));
    if task.must_cancel.get() {
        let message = task.base.cancel_message.borrow().clone();
        if cancel(yielded, message, CancelSource::Awaiter, vm)? {
            task.must_cancel.set(false);
        }
    }
    Ok(None)
}

/// Has a future call the task back by its own `add_done_callback`.
fn add_wakeup(task: &Py<Task>, awaited: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let wakeup: PyObjectRef = TaskWakeup { task: task.to_owned() }.into_ref(&vm.ctx).into();
    let context = vm.unwrap_or_none(task.context.borrow().clone());
    let kwargs = std::iter::once(("context".into(), context)).collect();
    let args = FuncArgs::new(vec![wakeup], rustpython_vm::function::KwArgs::new(kwargs));
    vm.call_method(awaited, "add_done_callback", args).map(drop)
}

/// `Task.task_wakeup` as a callable, for futures whose methods are the program's.
#[pyclass(module = "_asyncio", name = "TaskWakeupMethWrapper", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct TaskWakeup {
    task: PyRef<Task>,
}

python_object!(TaskWakeup, holds: [task]);

#[pyclass(flags(DISALLOW_INSTANTIATION), with(Callable))]
impl TaskWakeup {
    #[pygetset]
    fn __qualname__(_zelf: &Py<Self>) -> &'static str {
        "Task.task_wakeup"
    }
}

impl Callable for TaskWakeup {
    type Args = (PyObjectRef,);

    fn call(zelf: &Py<Self>, (awaited,): Self::Args, vm: &VirtualMachine) -> PyResult {
        zelf.task.woken();
        wakeup(&zelf.task, &awaited, vm)?;
        Ok(vm.ctx.none())
    }
}

/// A task's first step as a callable, for a loop whose methods are the program's.
#[pyclass(module = "_asyncio", name = "TaskStepMethWrapper", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct TaskStep {
    task: PyRef<Task>,
}

python_object!(TaskStep, holds: [task]);

#[pyclass(flags(DISALLOW_INSTANTIATION), with(Callable))]
impl TaskStep {}

impl Callable for TaskStep {
    type Args = ();

    fn call(zelf: &Py<Self>, (): Self::Args, vm: &VirtualMachine) -> PyResult {
        step(&zelf.task, None, None, vm)?;
        Ok(vm.ctx.none())
    }
}

/// What awaiting `awaited` waits for, where no library function has said it.
fn wait_for_future(awaited: &Py<Future>) -> Wait {
    if let Some(wait) = super::shield::wait(awaited) {
        return wait;
    }
    if let Some(task) = awaited.as_object().downcast_ref::<Task>() {
        let mut wait = Wait::new(WaitOn::Task, format!("await {}", task.name_text()));
        wait.tasks.extend(task.id());
        return wait;
    }
    if let Some(gathering) = awaited.as_object().downcast_ref::<GatheringFuture>() {
        return gathering.wait();
    }
    let mut wait = Wait::new(WaitOn::Future, "await future");
    wait.resource = Some(awaited.resource());
    wait
}

/// A future that the task awaits is done (`Task.__wakeup`): the step that follows gets its exception, or nothing.
///
/// # Errors
/// As [`step`].
pub(super) fn wakeup(task: &Py<Task>, awaited: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let Some(awaited) = as_future(awaited) else {
        return match vm.call_method(awaited, "result", ()) {
            Ok(_) => step(task, None, None, vm),
            Err(exception) => step(task, Some(exception), None, vm),
        };
    };
    let from = awaited.as_object().downcast_ref::<Task>().and_then(|task| task.id());
    match awaited.outcome(vm) {
        Ok(_) => step(task, None, None, vm),
        Err(exception) => step(task, Some(exception), from, vm),
    }
}

/// Cancels a task, future, or anything with a `cancel(msg=…)`; false if it is done.
///
/// # Errors
/// What a `cancel` of the program's own raises.
pub(super) fn cancel(
    obj: &PyObject,
    message: Option<PyObjectRef>,
    source: CancelSource,
    vm: &VirtualMachine,
) -> PyResult<bool> {
    let class = obj.class();
    if class.is(Future::class(&vm.ctx)) {
        return Ok(future::cancel_future(as_future(obj).expect("checked"), message));
    }
    if class.is(Task::class(&vm.ctx)) {
        let task = obj.downcast_ref::<Task>().expect("checked");
        return recursion::native_call(vm, || cancel_task(task, message, source, vm));
    }
    if let Some(gathering) = obj.downcast_ref::<GatheringFuture>() {
        return recursion::python_call(vm, || gathering.cancel_children(message, vm));
    }
    let args = match message {
        Some(message) => FuncArgs::new(
            vec![],
            rustpython_vm::function::KwArgs::new(
                std::iter::once(("msg".into(), message)).collect(),
            ),
        ),
        None => FuncArgs::default(),
    };
    vm.call_method(obj, "cancel", args)?.try_to_bool(vm)
}

/// Asks for cancellation of a task (`Task.cancel`): what it awaits is cancelled now, and if that cannot be, the task gets
/// the exception at its next step.
///
/// # Errors
/// As [`cancel`].
pub(super) fn cancel_task(
    task: &Py<Task>,
    message: Option<PyObjectRef>,
    source: CancelSource,
    vm: &VirtualMachine,
) -> PyResult<bool> {
    task.base.log_traceback.set(false);
    if task.base.is_done() {
        return Ok(false);
    }
    let Some(id) = task.id.get() else { return Ok(false) };
    lines::touch();
    let text = message
        .as_ref()
        .and_then(|message| message.str(vm).ok())
        .map(|text| text.to_string_lossy().into_owned());
    let request = kernel(|kernel| kernel.request_cancel(CancelTarget::Task(id), source, text));
    if task.request.get().is_none() {
        task.request.set(Some(request));
    }
    task.cancels.set(task.cancels.get() + 1);
    let waiter = task.waiter.borrow().clone();
    if let Some(waiter) = waiter {
        let before = kernel(|kernel| kernel.set_here(request));
        let cancelled = cancel(&waiter, message.clone(), CancelSource::Awaiter, vm);
        kernel(|kernel| kernel.set_here(before));
        if cancelled? {
            return Ok(true);
        }
    }
    task.must_cancel.set(true);
    task.base.cancel_message.replace(message);
    Ok(true)
}

/// Takes one request for cancellation back (`Task.uncancel`); returns how many are left.
pub(super) fn uncancel(task: &Py<Task>) -> u32 {
    let left = task.cancels.get().saturating_sub(1);
    if task.cancels.get() > 0 {
        task.cancels.set(left);
        if left == 0 && task.must_cancel.replace(false) {
            task.request.set(None);
        }
        let id = task.id.get();
        kernel(|kernel| kernel.emit(id, EventKind::Uncancelled { requests: left }));
    }
    left
}

/// A value's `repr`, cut short, where no code of the program's has a say in it; else its class.
fn brief(value: &PyObject, vm: &VirtualMachine) -> String {
    fn text(value: &PyObject, depth: u8, vm: &VirtualMachine) -> String {
        let class = value.class();
        let types = &vm.ctx.types;
        let plain =
            [types.int_type, types.float_type, types.bool_type, types.str_type, types.none_type];
        if plain.iter().any(|plain| class.is(*plain)) {
            return value
                .repr(vm)
                .map(|text| text.to_string_lossy().into_owned())
                .unwrap_or_default();
        }
        if depth < 2
            && let Some(list) = value.downcast_ref_if_exact::<rustpython_vm::builtins::PyList>(vm)
        {
            let items: Vec<_> =
                list.borrow_vec().iter().take(8).map(|item| text(item, depth + 1, vm)).collect();
            return format!("[{}]", items.join(", "));
        }
        if depth < 2
            && let Some(tuple) = value.downcast_ref_if_exact::<PyTuple>(vm)
        {
            let items: Vec<_> =
                tuple.iter().take(8).map(|item| text(item, depth + 1, vm)).collect();
            return format!("({})", items.join(", "));
        }
        format!("<{}>", class.name())
    }
    if vm.is_none(value) {
        return String::new();
    }
    let mut text = text(value, 0, vm);
    if let Some((end, _)) = text.char_indices().nth(60) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct TaskArgs {
    #[pyarg(any)]
    coro: PyObjectRef,
    #[pyarg(named, name = "loop", optional)]
    event_loop: Option<PyObjectRef>,
    #[pyarg(named, optional)]
    name: Option<PyObjectRef>,
    #[pyarg(named, optional)]
    context: Option<PyObjectRef>,
    #[pyarg(named, optional)]
    eager_start: Option<PyObjectRef>,
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct StackArgs {
    #[pyarg(named, optional)]
    limit: Option<PyObjectRef>,
    #[pyarg(named, optional)]
    file: Option<PyObjectRef>,
}

impl Constructor for Task {
    type Args = FuncArgs;

    fn py_new(_class: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self::empty())
    }
}

impl Initializer for Task {
    type Args = TaskArgs;

    fn init(zelf: &Py<Self>, args: TaskArgs, vm: &VirtualMachine) -> PyResult<()> {
        let eager_start = match args.eager_start {
            Some(eager_start) => eager_start.try_to_bool(vm)?,
            None => false,
        };
        let event_loop = match args.event_loop.filter(|given| !vm.is_none(given)) {
            Some(given) => event_loop::given_or_current(Some(given), vm)?,
            None => {
                let running = event_loop::get_running_loop(vm)?;
                if eager_start {
                    // `_asyncio` asks what it was given as the loop, not the loop it has found, whether it runs.
                    vm.call_method(&vm.ctx.none(), "is_running", ())?;
                }
                running
            }
        };
        let new =
            NewTask { coroutine: args.coro, name: args.name, context: args.context, eager_start };
        begin(zelf, &event_loop, new, vm)
    }
}

#[pyclass(
    flags(BASETYPE, HAS_DICT, HAS_WEAKREF),
    with(Constructor, Initializer, Destructor, Representable)
)]
impl Task {
    #[pymethod]
    fn cancel(zelf: &Py<Self>, args: CancelArgs, vm: &VirtualMachine) -> PyResult<bool> {
        let message = args.msg.filter(|message| !vm.is_none(message));
        cancel_task(zelf, message, CancelSource::Explicit, vm)
    }

    #[pymethod]
    fn cancelling(zelf: &Py<Self>) -> u32 {
        zelf.cancels.get()
    }

    #[pymethod]
    fn uncancel(zelf: &Py<Self>) -> u32 {
        uncancel(zelf)
    }

    #[pymethod]
    fn set_result(_zelf: &Py<Self>, _result: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        Err(vm.new_runtime_error("Task does not support set_result operation"))
    }

    #[pymethod]
    fn set_exception(
        _zelf: &Py<Self>,
        _exception: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        Err(vm.new_runtime_error("Task does not support set_exception operation"))
    }

    #[pymethod]
    fn get_name(zelf: &Py<Self>) -> Option<PyStrRef> {
        zelf.name.borrow().clone()
    }

    #[pymethod]
    fn set_name(zelf: &Py<Self>, value: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let name = value.str(vm)?;
        if let Some(task) = zelf.id.get() {
            let name = name.to_string_lossy().into_owned();
            kernel(|kernel| kernel.emit(Some(task), EventKind::Renamed { name }));
        }
        zelf.name.replace(Some(name));
        Ok(())
    }

    #[pymethod]
    fn get_coro(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.coroutine.borrow().clone()
    }

    #[pymethod]
    fn get_context(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.context.borrow().clone()
    }

    #[pymethod]
    fn get_stack(zelf: &Py<Self>, args: StackArgs, vm: &VirtualMachine) -> PyResult {
        let limit = vm.unwrap_or_none(args.limit);
        let tools = vm.import("_asyncio_stack", 0)?;
        vm.call_method(&tools, "get_stack", (zelf.as_object().to_owned(), limit))
    }

    #[pymethod]
    fn print_stack(zelf: &Py<Self>, args: StackArgs, vm: &VirtualMachine) -> PyResult {
        let (limit, file) = (vm.unwrap_or_none(args.limit), vm.unwrap_or_none(args.file));
        let tools = vm.import("_asyncio_stack", 0)?;
        vm.call_method(&tools, "print_stack", (zelf.as_object().to_owned(), limit, file))
    }

    #[pygetset]
    fn _coro(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.coroutine.borrow().clone()
    }

    #[pygetset]
    fn _fut_waiter(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.waiter.borrow().clone()
    }

    #[pygetset]
    fn _must_cancel(zelf: &Py<Self>) -> bool {
        zelf.must_cancel.get()
    }

    #[pygetset]
    fn _num_cancels_requested(zelf: &Py<Self>) -> u32 {
        zelf.cancels.get()
    }

    #[pygetset]
    fn _log_destroy_pending(zelf: &Py<Self>) -> bool {
        zelf.log_destroy_pending.get()
    }

    #[pygetset(setter)]
    fn set__log_destroy_pending(
        zelf: &Py<Self>,
        value: PySetterValue<bool>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        zelf.log_destroy_pending.set(future::assigned(value, vm)?);
        Ok(())
    }
}

impl Destructor for Task {
    fn del(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if !zelf.base.is_done() && is_running() && !kernel(|kernel| kernel.is_stopped()) {
            report_destroyed(zelf, vm)?;
        }
        future::report_never_retrieved(future_of(zelf), vm)
    }
}

/// A pending task has gone away (`Task.__del__`).
fn report_destroyed(task: &Py<Task>, vm: &VirtualMachine) -> PyResult<()> {
    let Some(id) = task.id.get() else { return Ok(()) };
    if kernel(|kernel| kernel.is_over(id)) {
        return Ok(());
    }
    // Only the cycle collector destroys a task that the future which it awaits would still wake; it finalises the
    // coroutine, which is older, first.
    let in_cycle =
        task.waiter.borrow().as_ref().and_then(|waiter| as_future(waiter)).is_some_and(|waiter| {
            let wakes =
                |callback: &Callback| matches!(callback, Callback::Wakeup(woken) if woken.is(task));
            waiter.callbacks.borrow().iter().any(wakes)
        });
    let coroutine = task.coroutine.borrow().clone().filter(|_| in_cycle);
    if let Some(coroutine) = coroutine {
        let _ = vm.call_method(&coroutine, "close", ());
    }
    kernel(|kernel| kernel.destroyed(id));
    let event_loop = task.base.event_loop.borrow().clone();
    let Some(event_loop) = event_loop else { return Ok(()) };
    event_loop.unregister(id);
    if !task.log_destroy_pending.get() {
        return Ok(());
    }
    let context = vm.ctx.new_dict();
    context.set_item("task", task.as_object().to_owned(), vm)?;
    if let Some(source) = task.base.source_traceback.borrow().clone() {
        context.set_item("source_traceback", source, vm)?;
    }
    context.set_item(
        "message",
        vm.ctx.new_str("Task was destroyed but it is pending!").into(),
        vm,
    )?;
    EventLoop::call_exception_handler(&event_loop, context.into(), vm)
}

impl Representable for Task {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        let class = zelf.class().name().to_string();
        match ReprGuard::enter(vm, zelf.as_object()) {
            Some(_guard) => {
                Ok(format!("<{class} {}>", format::task_repr_info(zelf, vm)?.join(" ")))
            }
            None => Ok(format!("<{class} ...>")),
        }
    }
}
