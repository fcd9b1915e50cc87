//! `asyncio.TaskGroup`: a block that does not end before its tasks. Rules: `asyncio/taskgroups.py` of CPython 3.13,
//! "Task Groups" in its library reference.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use espalier_kernel::Seconds;
use espalier_trace::{
    CancelSource, CancelTarget, EventKind, ScopeId, ScopeKind, TaskId, Wait, WaitOn,
};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyType},
    function::FuncArgs,
    pyclass,
    types::{Constructor, Initializer, Representable},
};

use super::{
    event_loop::{self, CreateTaskArgs, EventLoop},
    exceptions,
    future::{self, Callback, Future, Native, as_future, new_future},
    held::python_object,
    task::{self, Task},
    timeouts::body_error,
};
use crate::{
    coroutine::{Local, Locals, RustCoroutine, Vm},
    lines, names,
    session::kernel,
    signatures::init_args,
};

/// `asyncio.TaskGroup`.
#[pyclass(module = "asyncio.taskgroups", name = "TaskGroup", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct TaskGroup {
    entered: Cell<bool>,
    exiting: Cell<bool>,
    aborting: Cell<bool>,
    event_loop: RefCell<Option<PyRef<EventLoop>>>,
    parent_task: RefCell<Option<PyRef<Task>>>,
    parent_cancel_requested: Cell<bool>,
    /// Children that are not done, oldest first. A task of a factory's own that has no number counts by its address.
    tasks: RefCell<BTreeMap<(u32, usize), PyObjectRef>>,
    errors: RefCell<Vec<PyBaseExceptionRef>>,
    base_error: RefCell<Option<PyBaseExceptionRef>>,
    on_completed: RefCell<Option<PyRef<Future>>>,
    scope: Cell<Option<ScopeId>>,
}

python_object!(TaskGroup, holds: [event_loop, parent_task, tasks, errors, base_error, on_completed]);

const ON_TASK_DONE: &str = "TaskGroup._on_task_done";

fn key(task: &PyObject) -> (u32, usize) {
    match task.downcast_ref::<Task>().and_then(|task| task.id()) {
        Some(TaskId(number)) => (number, 0),
        None => (u32::MAX, task.get_id()),
    }
}

impl TaskGroup {
    fn empty() -> Self {
        Self {
            entered: Cell::new(false),
            exiting: Cell::new(false),
            aborting: Cell::new(false),
            event_loop: RefCell::default(),
            parent_task: RefCell::default(),
            parent_cancel_requested: Cell::new(false),
            tasks: RefCell::default(),
            errors: RefCell::default(),
            base_error: RefCell::default(),
            on_completed: RefCell::default(),
            scope: Cell::new(None),
        }
    }

    fn has_tasks(&self) -> bool {
        !self.tasks.borrow().is_empty()
    }

    fn parent(&self) -> PyRef<Task> {
        self.parent_task.borrow().clone().expect("entered in a task")
    }

    /// Cancels the tasks that are not done (`TaskGroup._abort`), then does what else follows from the same cause.
    fn abort(
        &self,
        source: CancelSource,
        and_then: impl FnOnce() -> PyResult<()>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        self.aborting.set(true);
        let tasks: Vec<_> = self.tasks.borrow().values().cloned().collect();
        let abort = || -> PyResult<()> {
            for task in tasks {
                if !as_future(&task).is_some_and(|future| future.is_done()) {
                    task::cancel(&task, None, source, vm)?;
                }
            }
            and_then()
        };
        match self.scope.get() {
            Some(scope) => {
                let request = |kernel: &mut espalier_kernel::Kernel| {
                    kernel.request_cancel(CancelTarget::Scope(scope), source, None)
                };
                event_loop::because_of(request, abort)
            }
            None => abort(),
        }
    }

    fn enter(&self, text: impl Fn() -> String, vm: &VirtualMachine) -> PyResult<()> {
        if self.entered.get() {
            return Err(
                vm.new_runtime_error(format!("TaskGroup {} has already been entered", text()))
            );
        }
        let event_loop = event_loop::get_running_loop(vm)?;
        let parent = event_loop.current.borrow().clone();
        let Some(parent) = parent else {
            return Err(vm.new_runtime_error(format!(
                "TaskGroup {} cannot determine the parent task",
                text()
            )));
        };
        lines::touch();
        let owner = parent.id();
        let scope = kernel(|kernel| {
            kernel.open_scope(owner, ScopeKind::TaskGroup, None, Seconds::INFINITY, false)
        });
        self.scope.set(Some(scope));
        self.event_loop.replace(Some(event_loop));
        self.parent_task.replace(Some(parent));
        self.entered.set(true);
        Ok(())
    }
}

/// `TaskGroup.__aexit__`: waits for the children, then says what went wrong.
async fn exit(
    vm: Vm,
    locals: &Locals,
    group: &Local<TaskGroup>,
    error: Option<PyBaseExceptionRef>,
) -> PyResult<()> {
    let zelf = group.get();
    lines::touch();
    zelf.exiting.set(true);
    if let Some(scope) = zelf.scope.get() {
        kernel(|kernel| kernel.exit_scope(scope));
    }
    if let Some(error) = &error
        && exceptions::is_base_error(error, &vm)
        && zelf.base_error.borrow().is_none()
    {
        zelf.base_error.replace(Some(error.clone()));
    }
    let body_cancelled = error.as_ref().is_some_and(|error| exceptions::is_cancelled(error, &vm));
    let mut propagate = error.clone().filter(|_| body_cancelled);
    if error.is_some() && !zelf.aborting.get() {
        let source = if body_cancelled { CancelSource::Awaiter } else { CancelSource::BodyFailed };
        zelf.abort(source, || Ok(()), &vm)?;
    }
    drop(zelf);
    while group.get().has_tasks() {
        let zelf = group.get();
        let completed = zelf.on_completed.borrow().clone();
        let completed = completed.unwrap_or_else(|| {
            let event_loop = zelf.event_loop.borrow().clone().expect("entered");
            let completed = new_future(&event_loop, &vm);
            zelf.on_completed.replace(Some(completed.clone()));
            completed
        });
        let mut wait = Wait::new(WaitOn::Children, "TaskGroup");
        wait.scope = zelf.scope.get();
        wait.tasks =
            zelf.tasks.borrow().keys().filter(|key| key.1 == 0).map(|key| TaskId(key.0)).collect();
        task::set_wait(wait);
        drop(zelf);
        let completed = locals.hold(completed);
        let waited = future::wait(vm, &completed).await;
        completed.release();
        let zelf = group.get();
        if let Err(exception) = waited {
            if !exceptions::is_cancelled(&exception, &vm) {
                return Err(exception);
            }
            // Cancelled again while the children are being cancelled, it goes on waiting.
            if !zelf.aborting.get() {
                propagate = Some(exception);
                zelf.abort(CancelSource::Awaiter, || Ok(()), &vm)?;
            }
        }
        let completed = zelf.on_completed.take();
        drop(completed);
    }
    let zelf = group.get();
    let base_error = zelf.base_error.borrow().clone();
    if let Some(base_error) = base_error {
        return Err(exceptions::raised_again(base_error, &vm));
    }
    let parent = zelf.parent();
    if zelf.parent_cancel_requested.get() {
        // The cancellation that the group asked for itself ends here.
        if task::uncancel(&parent) == 0 {
            propagate = None;
        }
        if let Some(scope) = zelf.scope.get() {
            parent.cancel_caught(scope);
        }
    }
    if let Some(propagate) = propagate
        && zelf.errors.borrow().is_empty()
    {
        return Err(propagate);
    }
    if let Some(error) = error.filter(|_| !body_cancelled) {
        zelf.errors.borrow_mut().push(error);
    }
    let errors = zelf.errors.take();
    if errors.is_empty() {
        return Ok(());
    }
    if parent.cancelling_count() > 0 {
        // Somebody outside has asked for cancellation too: it comes again at the next await.
        task::uncancel(&parent);
        task::cancel_task(&parent, None, CancelSource::Awaiter, &vm)?;
    }
    let errors: Vec<PyObjectRef> = errors.into_iter().map(Into::into).collect();
    let class: PyObjectRef = vm.ctx.exceptions.base_exception_group.to_owned().into();
    let grouped = class.call(("unhandled errors in a TaskGroup", vm.ctx.new_list(errors)), &vm)?;
    let grouped: PyBaseExceptionRef =
        grouped.downcast().map_err(|_| vm.new_type_error("an exception group was expected"))?;
    grouped.set_cause(None);
    names::number(&grouped, parent.id(), zelf.scope.get(), &vm);
    Err(grouped)
}

/// A child is done (`TaskGroup._on_task_done`): the first failure cancels its siblings and the body.
fn on_task_done(group: &PyObject, task: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let group = group.downcast_ref::<TaskGroup>().expect("a group");
    let removed = group.tasks.borrow_mut().remove(&key(task));
    drop(removed);
    let completed = group.on_completed.borrow().clone();
    if let Some(completed) =
        completed.filter(|completed| !group.has_tasks() && !completed.is_done())
    {
        future::set_result(&completed, vm.ctx.new_bool(true).into());
    }
    let future = as_future(task).expect("called back by a future");
    if future.is_cancelled() {
        return Ok(());
    }
    let Some(exception) = future.take_exception() else { return Ok(()) };
    let child = task.downcast_ref::<Task>().and_then(|task| task.id());
    let number = names::number(&exception, child, None, vm);
    if let Some(scope) = group.scope.get() {
        kernel(|kernel| {
            let event = kernel.emit(child, EventKind::Travelled { exception: number, scope });
            kernel.set_here(event);
        });
    }
    group.errors.borrow_mut().push(exception.clone());
    if exceptions::is_base_error(&exception, vm) && group.base_error.borrow().is_none() {
        group.base_error.replace(Some(exception.clone()));
    }
    let parent = group.parent();
    if parent.future().is_done() {
        let (child, parent) = (task.repr(vm)?, parent.as_object().str(vm)?);
        let message = format!(
            "Task {} has errored out but its parent task {} is already completed",
            child.to_string_lossy(),
            parent.to_string_lossy()
        );
        let context = vm.ctx.new_dict();
        context.set_item("message", vm.ctx.new_str(message).into(), vm)?;
        context.set_item("exception", exception.into(), vm)?;
        context.set_item("task", task.to_owned(), vm)?;
        let event_loop = group.event_loop.borrow().clone().expect("entered");
        return EventLoop::call_exception_handler(&event_loop, context.into(), vm);
    }
    if !group.aborting.get() && !group.parent_cancel_requested.get() {
        let cancel_parent = || {
            group.parent_cancel_requested.set(true);
            task::cancel(parent.as_object(), None, CancelSource::ChildFailed, vm).map(drop)
        };
        group.abort(CancelSource::ChildFailed, cancel_parent, vm)?;
    }
    Ok(())
}

impl Constructor for TaskGroup {
    type Args = FuncArgs;

    fn py_new(_class: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self::empty())
    }
}

impl Initializer for TaskGroup {
    type Args = FuncArgs;

    fn init(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        init_args(zelf.as_object(), "TaskGroup.__init__(self)", args, vm)
    }
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor, Initializer, Representable))]
impl TaskGroup {
    #[pymethod]
    fn create_task(zelf: &Py<Self>, args: CreateTaskArgs, vm: &VirtualMachine) -> PyResult {
        let (coroutine, name, context) = args.parts();
        let problem = if !zelf.entered.get() {
            Some("has not been entered")
        } else if zelf.exiting.get() && !zelf.has_tasks() {
            Some("is finished")
        } else if zelf.aborting.get() {
            Some("is shutting down")
        } else {
            None
        };
        if let Some(problem) = problem {
            vm.call_method(&coroutine, "close", ())?;
            let text = zelf.as_object().repr(vm)?.to_string_lossy().into_owned();
            return Err(vm.new_runtime_error(format!("TaskGroup {text} {problem}")));
        }
        let event_loop = zelf.event_loop.borrow().clone().expect("entered");
        let task = task::owned_by(zelf.scope.get(), || {
            EventLoop::create_task_of(
                &event_loop,
                coroutine,
                Some(vm.unwrap_or_none(name)),
                context,
                vm,
            )
        })?;
        let Some(future) = as_future(&task) else {
            return Err(vm.new_type_error("a task factory must make tasks of this library"));
        };
        if future.is_done() {
            on_task_done(zelf.as_object(), &task, vm)?;
        } else {
            zelf.tasks.borrow_mut().insert(key(&task), task.clone());
            let target = zelf.as_object().to_owned();
            future::add_callback(
                future,
                Callback::Native(Native { name: ON_TASK_DONE, run: on_task_done, target }),
            );
        }
        Ok(task)
    }

    #[pymethod]
    fn __aenter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("__aenter__", "TaskGroup.__aenter__", vm, |vm, locals| {
            let group = locals.hold(zelf);
            async move {
                let zelf = group.get();
                let text = || repr(&zelf);
                zelf.enter(text, &vm)?;
                Ok(group.object())
            }
        })
    }

    #[pymethod]
    fn __aexit__(zelf: PyRef<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        let error = body_error(&args);
        RustCoroutine::new("__aexit__", "TaskGroup.__aexit__", vm, |vm, locals| {
            let group = locals.hold(zelf);
            async move {
                let result = exit(vm, &locals, &group, error.clone()).await;
                let zelf = group.get();
                if let Some(scope) = zelf.scope.get() {
                    let left = result.as_ref().err();
                    let owner = zelf.parent().id();
                    let left = left.map(|left| names::number(left, owner, None, &vm));
                    kernel(|kernel| kernel.close_scope(scope, left));
                }
                result.map(|()| vm.ctx.none())
            }
        })
    }

    #[pygetset]
    fn _tasks(
        zelf: &Py<Self>,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<rustpython_vm::builtins::PySet>> {
        let set = rustpython_vm::builtins::PySet::default().into_ref(&vm.ctx);
        let tasks: Vec<_> = zelf.tasks.borrow().values().cloned().collect();
        for task in tasks {
            set.add(task, vm)?;
        }
        Ok(set)
    }
}

fn repr(group: &TaskGroup) -> String {
    let mut text = "<TaskGroup".to_owned();
    let tasks = group.tasks.borrow().len();
    if tasks > 0 {
        text.push_str(&format!(" tasks={tasks}"));
    }
    let errors = group.errors.borrow().len();
    if errors > 0 {
        text.push_str(&format!(" errors={errors}"));
    }
    if group.aborting.get() {
        text.push_str(" cancelling");
    } else if group.entered.get() {
        text.push_str(" entered");
    }
    text.push('>');
    text
}

impl Representable for TaskGroup {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(repr(zelf))
    }
}
