//! Nurseries: own child tasks, wait for them, and turn their errors into one. Knows scopes, tasks and the runner.
//!
//! Rules: classes `NurseryManager`, `Nursery`, `_TaskStatus` in `trio/_core/_run.py`; "Tasks let you do multiple things at
//! once" in trio's reference.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use espalier_trace::{CancelSource, EventKind, ScopeId, ScopeKind, Wait, WaitOn};
use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyTypeRef},
    function::{FuncArgs, KwArgs, OptionalArg},
    pyclass,
    types::Representable,
};

use super::{
    cancel_scope::{CancelScope, NEVER, NONSTRICT_NOTE, Recorded},
    cancel_status::CancelStatus,
    exceptions::{self, CancelReason, Source, TrioInternalError},
    opaque_debug,
    runner::{self, Spawn},
    shim,
    task::{Task, TaskObject},
    traps::{Abort, AbortFn, cancel_shielded_checkpoint, wait_task_rescheduled},
};
use crate::{
    coroutine::{RustCoroutine, Vm},
    lines, names, raises,
    session::kernel,
    signatures::first_argument,
};

/// `trio.open_nursery`.
pub(super) fn open_nursery(
    args: OpenNurseryArgs,
    vm: &VirtualMachine,
) -> PyResult<PyRef<NurseryManager>> {
    let strict = match args
        .strict_exception_groups
        .into_option()
        .and_then(|strict| vm.option_if_none(strict))
    {
        Some(strict) => {
            let strict = strict.try_to_bool(vm)?;
            if !strict {
                shim::warn_loose_groups("open_nursery(strict_exception_groups=False)", vm)?;
            }
            strict
        }
        None => match runner::current(vm) {
            Ok(runner) => runner.strict_exception_groups(),
            Err(_) => {
                let text = "'RunContext' object has no attribute 'runner'";
                return Err(vm.new_attribute_error(text));
            }
        },
    };
    Ok(NurseryManager { strict, kind: ScopeKind::Nursery, nursery: RefCell::default() }
        .into_ref(&vm.ctx))
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct OpenNurseryArgs {
    #[pyarg(any, optional)]
    strict_exception_groups: OptionalArg<PyObjectRef>,
}

/// A nursery that the trace calls a task group; for `anyio`.
pub(super) fn open_task_group(vm: &VirtualMachine) -> PyRef<NurseryManager> {
    let kind = ScopeKind::TaskGroup;
    NurseryManager { strict: true, kind, nursery: RefCell::default() }.into_ref(&vm.ctx)
}

/// What `async with` meets.
#[pyclass(module = "trio._core._run", name = "NurseryManager")]
#[derive(PyPayload)]
pub(super) struct NurseryManager {
    strict: bool,
    kind: ScopeKind,
    nursery: RefCell<Option<PyRef<Nursery>>>,
}

opaque_debug!(NurseryManager);

impl Representable for NurseryManager {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        let strict = if zelf.strict { "True" } else { "False" };
        Ok(format!("NurseryManager(strict_exception_groups={strict})"))
    }
}

#[pyclass(flags(DISALLOW_INSTANTIATION, HAS_DICT), with(Representable))]
impl NurseryManager {
    #[pymethod]
    fn __aenter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("__aenter__", "NurseryManager.__aenter__", vm, |vm, _| async move {
            lines::touch();
            let nursery = open(zelf.strict, Recorded::As(zelf.kind), &vm)?;
            let old = zelf.nursery.replace(Some(nursery.clone()));
            drop(old);
            Ok(nursery.into())
        })
    }

    #[pymethod]
    fn __aexit__(
        zelf: PyRef<Self>,
        _class: PyObjectRef,
        exception: Option<PyBaseExceptionRef>,
        _traceback: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyRef<RustCoroutine> {
        RustCoroutine::new("__aexit__", "NurseryManager.__aexit__", vm, |vm, _| async move {
            lines::touch();
            let nursery = zelf.nursery.take();
            let nursery =
                nursery.ok_or_else(|| vm.new_attribute_error("the nursery was not entered"))?;
            let left = leave(vm, nursery, exception.clone()).await?;
            match left {
                None => Ok(vm.ctx.true_value.clone().into()),
                Some(left) if exception.as_ref().is_some_and(|exception| exception.is(&left)) => {
                    Ok(vm.ctx.false_value.clone().into())
                }
                Some(left) => Err(raises::keep_context(left, &vm)),
            }
        })
    }

    #[pymethod]
    fn __enter__(_zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        Err(vm
            .new_runtime_error("use 'async with open_nursery(...)', not 'with open_nursery(...)'"))
    }

    #[pymethod]
    fn __exit__(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        let error = vm.ctx.exceptions.assertion_error.to_owned();
        Err(vm.new_exception_msg(error, "Never called, but should be defined".into()))
    }
}

/// A nursery.
#[pyclass(module = "trio", name = "Nursery")]
#[derive(PyPayload)]
pub(super) struct Nursery {
    parent_task: PyRef<Task>,
    strict_exception_groups: bool,
    status: RefCell<Option<Rc<CancelStatus>>>,
    scope: PyRef<CancelScope>,
    children: RefCell<BTreeMap<u64, PyRef<Task>>>,
    /// Gone once they have been raised.
    pending_excs: RefCell<Option<Vec<PyBaseExceptionRef>>>,
    nested_child_running: Cell<bool>,
    parent_waiting_in_aexit: Cell<bool>,
    pending_starts: Cell<usize>,
    closed: Cell<bool>,
}

opaque_debug!(Nursery);

/// Opens a nursery in the running task (`NurseryManager.__aenter__`).
pub(super) fn open(
    strict: bool,
    recorded: Recorded,
    vm: &VirtualMachine,
) -> PyResult<PyRef<Nursery>> {
    let scope = CancelScope::with(NEVER.get(), NEVER.get(), recorded).into_ref(&vm.ctx);
    CancelScope::enter(&scope, vm)?;
    let task = runner::current_task(vm)?;
    let nursery = Nursery {
        parent_task: task.clone(),
        strict_exception_groups: strict,
        status: RefCell::new(task.cancel_status()),
        scope,
        children: RefCell::default(),
        pending_excs: RefCell::new(Some(Vec::new())),
        nested_child_running: Cell::new(true),
        parent_waiting_in_aexit: Cell::new(false),
        pending_starts: Cell::new(0),
        closed: Cell::new(false),
    }
    .into_ref(&vm.ctx);
    task.child_nurseries.borrow_mut().push(nursery.clone());
    Ok(nursery)
}

/// The body is done: waits for the children; gives back what leaves the nursery (`NurseryManager.__aexit__`).
async fn leave(
    vm: Vm,
    nursery: PyRef<Nursery>,
    exception: Option<PyBaseExceptionRef>,
) -> PyResult<Option<PyBaseExceptionRef>> {
    let error = Nursery::nested_child_finished(vm, &nursery, exception).await?;
    CancelScope::close(&nursery.scope, error, &vm)
}

/// [`leave`] for the library's own nurseries: what leaves is raised.
pub(super) async fn close(
    vm: Vm,
    nursery: PyRef<Nursery>,
    exception: Option<PyBaseExceptionRef>,
) -> PyResult<()> {
    match leave(vm, nursery, exception).await? {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

impl Nursery {
    pub(super) fn scope(&self) -> &PyRef<CancelScope> {
        &self.scope
    }

    /// The nursery's number in the trace.
    pub(super) fn scope_id(&self) -> Option<ScopeId> {
        self.scope.in_trace().map(|(scope, _)| scope)
    }

    pub(super) fn cancel_status(&self) -> Option<Rc<CancelStatus>> {
        self.status.borrow().clone()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.get()
    }

    pub(super) fn set_closed(&self) {
        self.closed.set(true);
    }

    pub(super) fn add_child(&self, task: &PyRef<Task>) {
        self.children.borrow_mut().insert(task.counter(), task.clone());
    }

    /// `_add_exc`: an error is kept for the end, and cancels all that is in the nursery.
    fn add_exc(
        zelf: &Py<Self>,
        exception: PyBaseExceptionRef,
        reason: Option<CancelReason>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if let Some(pending) = zelf.pending_excs.borrow_mut().as_mut() {
            pending.push(exception);
        }
        match reason {
            Some(reason) => CancelScope::cancel_because(&zelf.scope, || reason, vm),
            None => Ok(()),
        }
    }

    /// `_check_nursery_closed`.
    fn check_nursery_closed(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        let open = zelf.nested_child_running.get()
            || !zelf.children.borrow().is_empty()
            || zelf.pending_starts.get() > 0;
        if open {
            return Ok(());
        }
        zelf.closed.set(true);
        if zelf.parent_waiting_in_aexit.replace(false) {
            runner::current(vm)?.reschedule(&zelf.parent_task, Ok(vm.ctx.none()), vm)?;
        }
        Ok(())
    }

    /// `_child_finished`.
    pub(super) fn child_finished(
        zelf: &Py<Self>,
        task: &Py<Task>,
        outcome: PyResult,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let child = zelf.children.borrow_mut().remove(&task.counter());
        drop(child);
        if zelf.closed.get() && zelf.pending_excs.borrow().is_none() {
            // It was abandoned by its parent task, which could not wait.
            return Ok(());
        }
        if let Err(exception) = outcome {
            // The text is only read if this is the reason of the cancellation.
            let reason = if zelf.scope.reason_given().is_none()
                || !CancelScope::is_cancel_called(&zelf.scope, vm)?
            {
                let shown = exception.as_object().repr(vm)?;
                let text = format!("child task raised exception {}", shown.to_string_lossy());
                let source = Source::Nursery(CancelSource::ChildFailed);
                Some(CancelReason::new(
                    source,
                    Some(task.repr_text()),
                    Some(vm.ctx.new_str(text).into()),
                ))
            } else {
                None
            };
            Self::add_exc(zelf, exception, reason, vm)?;
        }
        Self::check_nursery_closed(zelf, vm)
    }

    /// `_nested_child_finished`: the body ends; afterwards all children have.
    async fn nested_child_finished(
        vm: Vm,
        zelf: &PyRef<Self>,
        exception: Option<PyBaseExceptionRef>,
    ) -> PyResult<Option<PyBaseExceptionRef>> {
        if let Some(scope) = zelf.scope_id() {
            let task = zelf.parent_task.id();
            let id =
                exception.as_ref().map(|exception| names::number(exception, Some(task), None, &vm));
            kernel(|kernel| {
                if let Some(exception) = id {
                    let event = kernel.emit(Some(task), EventKind::Travelled { exception, scope });
                    kernel.set_here(event);
                }
                kernel.exit_scope(scope);
            });
        }
        if let Some(exception) = exception {
            let shown = exception.as_object().repr(&vm)?;
            let text = format!(
                "Code block inside nursery contextmanager raised exception {}",
                shown.to_string_lossy()
            );
            let source = Source::Nursery(CancelSource::BodyFailed);
            let by = Some(zelf.parent_task.repr_text());
            let reason = CancelReason::new(source, by, Some(vm.ctx.new_str(text).into()));
            Self::add_exc(zelf, exception, Some(reason), &vm)?;
        }
        zelf.nested_child_running.set(false);
        Self::check_nursery_closed(zelf, &vm)?;
        if zelf.closed.get() {
            if let Err(exception) = cancel_shielded_checkpoint(vm).await {
                Self::add_exc(zelf, exception, None, &vm)?;
            }
        } else {
            zelf.parent_waiting_in_aexit.set(true);
            let tasks = zelf.children.borrow().values().map(|task| task.id()).collect();
            let wait = Wait {
                tasks,
                scope: zelf.scope_id(),
                ..Wait::new(WaitOn::Children, "open_nursery")
            };
            let nursery = zelf.clone();
            let abort: AbortFn = Box::new(move |why, vm| {
                // It waits on. What is no cancellation is one of the errors that leave it.
                if !why.is_cancellation() {
                    let by = Some(nursery.parent_task.repr_text());
                    let reason = CancelReason::new(why.source, by, None);
                    Self::add_exc(&nursery, why.exception(vm), Some(reason), vm)?;
                }
                Ok(Abort::Failed)
            });
            wait_task_rescheduled(vm, wait, abort).await?;
        }
        let last = zelf.parent_task.child_nurseries.borrow_mut().pop();
        if !last.is_some_and(|last| last.is(zelf)) {
            let error = vm.ctx.exceptions.assertion_error.to_owned();
            return Err(vm.new_exception_msg(error, "Nursery misnesting detected!".into()));
        }
        let pending = zelf.pending_excs.take().unwrap_or_default();
        if pending.is_empty() {
            return Ok(None);
        }
        if let [only] = pending.as_slice()
            && !zelf.strict_exception_groups
        {
            return Ok(Some(only.clone()));
        }
        let members = pending.into_iter().map(PyObjectRef::from).collect();
        let class = vm.ctx.exceptions.base_exception_group.as_object();
        let group = class.call(("Exceptions from Trio nursery", vm.ctx.new_list(members)), &vm)?;
        if !zelf.strict_exception_groups {
            vm.call_method(&group, "add_note", (NONSTRICT_NOTE,))?;
        }
        group.downcast().map(Some).map_err(|_| vm.new_type_error("a group is an exception"))
    }

    /// `start`: waits until the child says that it has started.
    async fn start_child(
        vm: Vm,
        zelf: PyRef<Self>,
        async_fn: PyObjectRef,
        args: FuncArgs,
        name: Option<PyObjectRef>,
    ) -> PyResult {
        if zelf.closed.get() {
            return Err(vm.new_runtime_error("Nursery is closed to new arrivals"));
        }
        zelf.pending_starts.set(zelf.pending_starts.get() + 1);
        let result = Self::start_in_old_nursery(vm, &zelf, async_fn, args, name).await;
        zelf.pending_starts.set(zelf.pending_starts.get() - 1);
        Self::check_nursery_closed(&zelf, &vm)?;
        result
    }

    async fn start_in_old_nursery(
        vm: Vm,
        zelf: &PyRef<Self>,
        async_fn: PyObjectRef,
        args: FuncArgs,
        name: Option<PyObjectRef>,
    ) -> PyResult {
        let old = open(true, Recorded::Not, &vm)?;
        let status = TaskStatus {
            old_nursery: old.clone(),
            new_nursery: zelf.clone(),
            value: RefCell::default(),
        };
        let status = status.into_ref(&vm.ctx);
        let with_status = shim::import("functools", &vm)?.get_attr("partial", &vm)?.call(
            FuncArgs::new(
                vec![async_fn.clone()],
                KwArgs::from_iter([("task_status".to_owned(), status.clone().into())]),
            ),
            &vm,
        );
        let spawned = with_status.and_then(|with_status| {
            let spawn = Spawn::new(with_status, args, old.clone());
            let name = name.filter(|name| !vm.is_none(name)).unwrap_or(async_fn);
            let spawn = Spawn { name: Some(name), scope: zelf.scope_id(), ..spawn };
            runner::current(&vm)?.spawn(spawn, &vm)
        });
        let error = match spawned {
            Ok(task) => {
                *task.eventual_parent_nursery.borrow_mut() = Some(zelf.clone());
                None
            }
            Err(error) => Some(error),
        };
        if let Some(error) = leave(vm, old, error).await? {
            let members = names::members(&error, &vm);
            return match members.as_slice() {
                [only] => Err(raises::keep_context(only.clone(), &vm)),
                [] => Err(error),
                _ => {
                    let text = "Internal nursery should not have multiple tasks. This can be caused by the user \
                                managing to access the \"old\" nursery in `task_status` and spawning tasks in it.";
                    let internal =
                        exceptions::with_message(TrioInternalError::class(&vm.ctx), text, &vm);
                    internal.set_cause(Some(error));
                    Err(internal)
                }
            };
        }
        let value = status.value.borrow().clone();
        value.ok_or_else(|| {
            vm.new_runtime_error("child exited without calling task_status.started()")
        })
    }
}

#[pyclass(flags(BASETYPE, HAS_WEAKREF, HAS_DICT), with(Representable))]
impl Nursery {
    #[pyslot]
    fn slot_new(_class: PyTypeRef, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(vm.new_type_error("trio.Nursery has no public constructor"))
    }

    #[pymethod]
    fn start_soon(zelf: PyRef<Self>, mut args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        let name = args.take_keyword("name").and_then(|name| vm.option_if_none(name));
        let async_fn = first_argument(&mut args, "async_fn");
        let spawn = Spawn { name, ..Spawn::new(async_fn, args, zelf) };
        runner::current(vm)?.spawn(spawn, vm)?;
        Ok(())
    }

    #[pymethod]
    fn start(zelf: PyRef<Self>, mut args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        let name = args.take_keyword("name").and_then(|name| vm.option_if_none(name));
        let async_fn = first_argument(&mut args, "async_fn");
        RustCoroutine::new("start", "Nursery.start", vm, |vm, _| async move {
            lines::touch();
            Self::start_child(vm, zelf, async_fn, args, name).await
        })
    }

    #[pygetset]
    fn cancel_scope(zelf: &Py<Self>) -> PyRef<CancelScope> {
        zelf.scope.clone()
    }

    #[pygetset]
    fn parent_task(zelf: &Py<Self>) -> PyRef<Task> {
        zelf.parent_task.clone()
    }

    #[pygetset]
    fn child_tasks(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let children = zelf.children.borrow().values().cloned().map(PyObjectRef::from).collect();
        vm.ctx.types.frozenset_type.as_object().call((vm.ctx.new_list(children),), vm)
    }

    /// Read by anyio's backend, and by trio's own tests.
    #[pygetset]
    fn _closed(zelf: &Py<Self>) -> bool {
        zelf.closed.get()
    }
}

impl Representable for Nursery {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(format!("<trio.Nursery object at {:#x}>", zelf.get_id()))
    }
}

/// What `start` hands to the child.
#[pyclass(module = "trio", name = "_TaskStatus")]
#[derive(PyPayload)]
pub(super) struct TaskStatus {
    old_nursery: PyRef<Nursery>,
    new_nursery: PyRef<Nursery>,
    value: RefCell<Option<PyObjectRef>>,
}

opaque_debug!(TaskStatus);

#[pyclass(flags(DISALLOW_INSTANTIATION, HAS_DICT), with(Representable))]
impl TaskStatus {
    /// `started`: what the old nursery holds moves to the new one, unless it is being cancelled.
    #[pymethod]
    fn started(zelf: &Py<Self>, value: StartedArgs, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        if zelf.value.borrow().is_some() {
            return Err(vm.new_runtime_error("called 'started' twice on the same task status"));
        }
        *zelf.value.borrow_mut() = Some(value.value.unwrap_or_none(vm));
        let (old, new) = (&zelf.old_nursery, &zelf.new_nursery);
        let Some(status) = old.cancel_status() else { return Ok(()) };
        if status.effectively_cancelled() {
            return Ok(());
        }
        if new.closed.get() {
            return Err(vm.new_exception_empty(vm.ctx.exceptions.assertion_error.to_owned()));
        }
        let children = old.children.take();
        for (counter, task) in children {
            let before = task.parent_nursery.replace(Some(new.clone()));
            drop(before);
            let before = task.eventual_parent_nursery.take();
            drop(before);
            new.children.borrow_mut().insert(counter, task);
        }
        let inner = status.children();
        let tasks: Vec<_> =
            status.tasks().into_iter().filter(|task| !task.is(&old.parent_task)).collect();
        for inner in &inner {
            inner.set_parent(None, vm)?;
        }
        for task in &tasks {
            Task::activate_cancel_status(task, None, vm)?;
        }
        for inner in &inner {
            inner.set_parent(new.cancel_status(), vm)?;
        }
        for task in &tasks {
            Task::activate_cancel_status(task, new.cancel_status(), vm)?;
        }
        Nursery::check_nursery_closed(old, vm)
    }

    #[pygetset]
    fn _old_nursery(zelf: &Py<Self>) -> PyRef<Nursery> {
        zelf.old_nursery.clone()
    }

    #[pygetset]
    fn _new_nursery(zelf: &Py<Self>) -> PyRef<Nursery> {
        zelf.new_nursery.clone()
    }
}

#[derive(rustpython_vm::FromArgs)]
struct StartedArgs {
    #[pyarg(any, optional)]
    value: OptionalArg<PyObjectRef>,
}

impl Representable for TaskStatus {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(format!("<Task status object at {:#x}>", zelf.get_id()))
    }
}
