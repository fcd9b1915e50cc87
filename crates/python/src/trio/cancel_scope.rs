//! Cancel scopes: where a cancellation begins (by `cancel()` or a deadline) and where it ends (caught at the end of the
//! block). Knows of tasks and statuses; not of nurseries or primitives.
//!
//! Rules: class `CancelScope` in `trio/_core/_run.py`; "Cancellation and timeouts" in trio's reference.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use espalier_kernel::Seconds;
use espalier_trace::{CancelTarget, EventId, EventKind, ScopeId, ScopeKind, TaskId};
use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyInt, PyTuple, PyType},
    function::{FuncArgs, OptionalArg},
    pyclass,
    types::{Constructor, Representable},
};

use super::{
    cancel_status::CancelStatus,
    deadlines::Registered,
    exceptions::{self, CancelReason, Cancelled, Source},
    hand, opaque_debug,
    runner::{self, Runner},
    task::{Task, TaskObject},
};
use crate::{lines, names, raises, session::kernel, signatures::init_args};

/// What `trio` prints after it has found blocks that were not left in the reverse order of entering.
pub(super) const MISNESTING_ADVICE: &str = "
This is probably a bug in your code, that has caused Trio's internal state to
become corrupted. We'll do our best to recover, but from now on there are
no guarantees.

Typically this is caused by one of the following:
  - yielding within a generator or async generator that's opened a cancel
    scope or nursery (unless the generator is a @contextmanager or
    @asynccontextmanager); see https://github.com/python-trio/trio/issues/638
  - manually calling __enter__ or __exit__ on a trio.CancelScope, or
    __aenter__ or __aexit__ on the object returned by trio.open_nursery();
    doing so correctly is difficult and you should use @[async]contextmanager
    instead, or maybe [Async]ExitStack
  - using [Async]ExitStack to interleave the entries/exits of cancel scopes
    and/or nurseries in a way that couldn't be achieved by some nesting of
    'with' and 'async with' blocks
  - using the low-level coroutine object protocol to execute some parts of
    an async function in a different cancel scope/nursery context than
    other parts
If you don't believe you're doing any of these things, please file a bug:
https://github.com/python-trio/trio/issues/new
";

/// The note by which a group that may be collapsed is known (`strict_exception_groups=False`).
pub(super) const NONSTRICT_NOTE: &str = "This is a \"loose\" ExceptionGroup, and may be collapsed by Trio if it only contains one exception - typically after `Cancelled` has been stripped from it. Note this has consequences for exception handling, and strict_exception_groups=True is recommended.";

/// What the trace is told of a scope.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Recorded {
    /// Nothing: it is the library's own, as the one in `trio.sleep`.
    Not,
    /// A scope of this kind.
    As(ScopeKind),
}

/// A block that can be cancelled.
#[pyclass(module = "trio", name = "CancelScope")]
#[derive(PyPayload)]
pub(super) struct CancelScope {
    status: RefCell<Option<Rc<CancelStatus>>>,
    has_been_entered: Cell<bool>,
    /// The deadline that counts now.
    registered: Cell<f64>,
    cancel_called: Cell<bool>,
    cancelled_caught: Cell<bool>,
    reason: RefCell<Option<Rc<CancelReason>>>,
    relative_deadline: Cell<f64>,
    deadline: Cell<f64>,
    /// The deadline as the program gave it, where that is no float: trio does not convert it.
    given: RefCell<Option<PyObjectRef>>,
    shield: Cell<bool>,
    recorded: Cell<Recorded>,
    in_trace: Cell<Option<(ScopeId, TaskId)>>,
    /// What set the deadline: the cause of its expiry.
    cause: Cell<Option<EventId>>,
}

opaque_debug!(CancelScope);

#[derive(rustpython_vm::FromArgs)]
pub(super) struct CancelScopeArgs {
    #[pyarg(named, optional)]
    relative_deadline: OptionalArg<PyObjectRef>,
    #[pyarg(named, optional)]
    deadline: OptionalArg<PyObjectRef>,
    #[pyarg(named, optional)]
    shield: OptionalArg<PyObjectRef>,
}

impl Constructor for CancelScope {
    type Args = FuncArgs;

    fn py_new(class: &Py<PyType>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        let args: CancelScopeArgs = init_args(
            class.as_object(),
            "CancelScope.__init__(self, *, relative_deadline=, deadline=, shield=)",
            args,
            vm,
        )?;
        let seconds = |object: &OptionalArg<PyObjectRef>| -> PyResult<f64> {
            object.as_ref().map_or(Ok(f64::INFINITY), |object| Ok(object.try_float(vm)?.to_f64()))
        };
        let deadline = seconds(&args.deadline)?;
        if deadline.is_nan() {
            return Err(vm.new_value_error("deadline must not be NaN"));
        }
        let relative = seconds(&args.relative_deadline)?;
        if relative.is_nan() {
            return Err(vm.new_value_error("relative deadline must not be NaN"));
        }
        if relative < 0.0 {
            return Err(vm.new_value_error("timeout must be non-negative"));
        }
        if relative < f64::INFINITY && deadline != f64::INFINITY {
            return Err(
                vm.new_value_error("Cannot specify both a deadline and a relative deadline")
            );
        }
        let scope = Self::with(deadline, relative, Recorded::As(ScopeKind::CancelScope));
        let given = if relative < f64::INFINITY { args.relative_deadline } else { args.deadline };
        *scope.given.borrow_mut() =
            given.into_option().filter(|given| given.downcast_ref::<PyInt>().is_some());
        let shield =
            args.shield.into_option().map_or(Ok(false), |shield| shield.try_to_bool(vm))?;
        scope.shield.set(shield);
        Ok(scope)
    }
}

impl CancelScope {
    /// A scope with an absolute and a relative deadline, of which at most one is finite.
    pub(super) fn with(deadline: f64, relative_deadline: f64, recorded: Recorded) -> Self {
        Self {
            status: RefCell::default(),
            has_been_entered: Cell::new(false),
            registered: Cell::new(f64::INFINITY),
            cancel_called: Cell::new(false),
            cancelled_caught: Cell::new(false),
            reason: RefCell::default(),
            relative_deadline: Cell::new(relative_deadline),
            deadline: Cell::new(deadline),
            given: RefCell::default(),
            shield: Cell::new(false),
            recorded: Cell::new(recorded),
            in_trace: Cell::new(None),
            cause: Cell::new(None),
        }
    }

    /// The scope as `move_on_*` make it.
    pub(super) fn timeout(
        deadline: f64,
        relative_deadline: f64,
        given: Option<PyObjectRef>,
        shield: bool,
        vm: &VirtualMachine,
    ) -> PyRef<Self> {
        let scope = Self::with(deadline, relative_deadline, Recorded::As(ScopeKind::CancelScope));
        *scope.given.borrow_mut() = given.filter(|given| given.downcast_ref::<PyInt>().is_some());
        scope.shield.set(shield);
        scope.into_ref(&vm.ctx)
    }

    /// A shield of the library's own.
    pub(super) fn internal_shield(vm: &VirtualMachine) -> PyRef<Self> {
        let scope = Self::with(f64::INFINITY, f64::INFINITY, Recorded::Not);
        scope.shield.set(true);
        scope.into_ref(&vm.ctx)
    }

    pub(super) fn is_shield(&self) -> bool {
        self.shield.get()
    }

    pub(super) fn deadline_value(&self) -> f64 {
        self.deadline.get()
    }

    pub(super) fn was_cancelled_caught(&self) -> bool {
        self.cancelled_caught.get()
    }

    pub(super) fn status(&self) -> Option<Rc<CancelStatus>> {
        self.status.borrow().clone()
    }

    pub(super) fn reason_given(&self) -> Option<Rc<CancelReason>> {
        self.reason.borrow().clone()
    }

    /// The scope's number in the trace, and the task that opened it.
    pub(super) fn in_trace(&self) -> Option<(ScopeId, TaskId)> {
        self.in_trace.get()
    }

    /// A scope that is cancelled with the one around it tells the same reason, unless it has one of its own.
    pub(super) fn inherit_reason(&self, outer: &Self) {
        if self.reason.borrow().is_none() {
            let reason = outer.reason.borrow().clone();
            *self.reason.borrow_mut() = reason;
        }
    }

    /// Ctrl-C comes to a checkpoint in the scope: if it is cancelled some time, that is the reason it tells.
    pub(super) fn note_interrupt(&self) {
        let mut reason = self.reason.borrow_mut();
        reason.get_or_insert_with(|| Rc::new(CancelReason::new(Source::Interrupt, None, None)));
    }

    /// `__enter__`.
    pub(super) fn enter(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        let runner = runner::current(vm)?;
        let task = runner::current_task(vm)?;
        if zelf.has_been_entered.get() {
            return Err(
                vm.new_runtime_error("Each CancelScope may only be used for a single 'with' block")
            );
        }
        zelf.has_been_entered.set(true);
        let now = runner.current_time(vm)?;
        if zelf.relative_deadline.get() != f64::INFINITY {
            zelf.deadline.set(now + zelf.relative_deadline.get());
            zelf.relative_deadline.set(f64::INFINITY);
            zelf.given.take();
        }
        zelf.open_in_trace(&task);
        hand::offer(zelf, vm);
        if now >= zelf.deadline.get() {
            Self::cancel_because(zelf, || CancelReason::new(Source::Deadline, None, None), vm)?;
        }
        let status = CancelStatus::new(zelf.to_owned(), task.cancel_status(), vm)?;
        *zelf.status.borrow_mut() = Some(status.clone());
        Task::activate_cancel_status(&task, Some(status), vm)?;
        zelf.might_change_registered_deadline(&runner);
        Ok(())
    }

    fn open_in_trace(&self, task: &Task) {
        let Recorded::As(kind) = self.recorded.get() else {
            self.cause.set(Some(kernel(|kernel| kernel.here())));
            return;
        };
        let reason = self.reason.borrow().clone();
        let (deadline, shield) = (exceptions::instant(self.deadline.get()), self.shield.get());
        kernel(|kernel| {
            let id = kernel.open_scope(Some(task.id()), kind, None, deadline, shield);
            self.in_trace.set(Some((id, task.id())));
            self.cause.set(Some(kernel.here()));
            // Cancelled before it was entered: now there is something to speak of.
            if let Some(reason) = reason {
                let asked = reason.request.get().unwrap_or(kernel.here());
                let kind = EventKind::CancelRequested {
                    target: CancelTarget::Scope(id),
                    source: reason.source.in_trace(),
                    message: None,
                };
                reason.request.set(Some(kernel.emit_because(asked, Some(task.id()), kind)));
                reason.scope.set(Some(id));
            }
        });
    }

    /// `_close`: the block is left with `exception`; gives back what leaves the scope.
    pub(super) fn close(
        zelf: &Py<Self>,
        exception: Option<PyBaseExceptionRef>,
        vm: &VirtualMachine,
    ) -> PyResult<Option<PyBaseExceptionRef>> {
        let mut exception = exception;
        let corrupted = |text: String, context: &Option<PyBaseExceptionRef>| {
            let error = raises::keep_context(vm.new_runtime_error(text), vm);
            error.set_context(context.clone());
            error
        };
        let shown = || -> PyResult<String> {
            Ok(zelf.as_object().repr(vm)?.to_string_lossy().into_owned())
        };
        let Some(status) = zelf.status() else {
            let text = format!(
                "Cancel scope stack corrupted: attempted to exit {} which had already been exited",
                shown()?
            );
            return Ok(Some(corrupted(text, &exception)));
        };
        let runner = runner::current(vm)?;
        let task = runner::current_task(vm)?;
        let active = task.cancel_status();
        let is_active = active.as_ref().is_some_and(|active| Rc::ptr_eq(active, &status));
        if is_active {
            Task::activate_cancel_status(&task, status.parent(), vm)?;
        } else if status.abandoned_by_misnesting() {
            // It was left behind by an outer scope, which has said so.
        } else if !status.encloses(active.clone()) {
            let text = format!(
                "Cancel scope stack corrupted: attempted to exit {} from unrelated {}\n{MISNESTING_ADVICE}",
                shown()?,
                task.repr_text()
            );
            return Ok(Some(corrupted(text, &exception)));
        } else {
            let inner = active.as_ref().map(|active| active.scope().clone());
            let inner = match inner {
                Some(inner) => inner.as_object().repr(vm)?.to_string_lossy().into_owned(),
                None => String::new(),
            };
            let text = format!(
                "Cancel scope stack corrupted: attempted to exit {} in {} that's still within its child {inner}\n{MISNESTING_ADVICE}",
                shown()?,
                task.repr_text()
            );
            exception = Some(corrupted(text, &exception));
            Task::activate_cancel_status(&task, status.parent(), vm)?;
        }
        let still_inside = task.cancel_status().is_some_and(|active| Rc::ptr_eq(&active, &status));
        let ours = exception.is_some()
            && status.effectively_cancelled()
            && !status.parent_cancellation_is_visible_to_us();
        let came_with = exception.is_some();
        if ours || (!still_inside && status.abandoned_by_misnesting()) {
            exception = zelf.catch(exception, vm)?;
        }
        status.close(vm)?;
        zelf.status.take();
        zelf.might_change_registered_deadline(&runner);
        zelf.close_in_trace(&task, came_with, exception.as_ref(), vm);
        // What children were cancelled with, their nursery's task is to pass on, as if it had been its own.
        if let (Some(left), Some((_, scope))) = (&exception, task.cancelled_around())
            && exceptions::has_cancelled(left, vm)
        {
            task.note_delivery(scope);
        }
        Ok(exception)
    }

    /// Takes what is cancellation out of `exception`.
    fn catch(
        &self,
        exception: Option<PyBaseExceptionRef>,
        vm: &VirtualMachine,
    ) -> PyResult<Option<PyBaseExceptionRef>> {
        let Some(exception) = exception else { return Ok(None) };
        if exceptions::is_cancelled(&exception, vm) {
            self.caught();
            return Ok(None);
        }
        if !exception.fast_isinstance(vm.ctx.exceptions.base_exception_group) {
            return Ok(Some(exception));
        }
        let class: PyObjectRef = Cancelled::class(&vm.ctx).to_owned().into();
        let parts = vm.call_method(exception.as_object(), "split", (class,))?;
        let parts = parts
            .downcast::<PyTuple>()
            .map_err(|_| vm.new_type_error("split must return a tuple"))?;
        let part = |index: usize| {
            parts.as_slice().get(index).cloned().and_then(|part| vm.option_if_none(part))
        };
        if part(0).is_some() {
            self.caught();
        }
        match part(1)
            .and_then(|rest| rest.downcast::<rustpython_vm::builtins::PyBaseException>().ok())
        {
            Some(rest) => collapse(rest, vm).map(Some),
            None => Ok(None),
        }
    }

    fn caught(&self) {
        self.cancelled_caught.set(true);
        if let Some((scope, task)) = self.in_trace.get() {
            kernel(|kernel| {
                let event = kernel.emit(Some(task), EventKind::CancelCaught { scope });
                kernel.set_here(event);
            });
        }
    }

    fn close_in_trace(
        &self,
        task: &Task,
        came_with: bool,
        exception: Option<&PyBaseExceptionRef>,
        vm: &VirtualMachine,
    ) {
        let Some((scope, owner)) = self.in_trace.get() else { return };
        let swallowed = task.forget_delivery_from(scope) && !came_with;
        let id =
            exception.map(|exception| names::number(exception, Some(task.id()), Some(scope), vm));
        kernel(|kernel| {
            if swallowed {
                kernel.emit(Some(owner), EventKind::CancelSwallowed);
            }
            kernel.close_scope(scope, id);
        });
    }

    /// `_might_change_registered_deadline`: only a scope that is active and not cancelled has a timer.
    fn might_change_registered_deadline(&self, runner: &Runner) {
        let new = if self.status.borrow().is_none() || self.cancel_called.get() {
            f64::INFINITY
        } else {
            self.deadline.get()
        };
        let old = self.registered.get();
        if old == new {
            return;
        }
        self.registered.set(new);
        if old != f64::INFINITY {
            runner.remove_deadline();
        }
        if new != f64::INFINITY
            && let Some(zelf) = self.status().map(|status| status.scope().clone())
        {
            runner.add_deadline(exceptions::instant(new), zelf);
        }
    }

    /// The deadline has come.
    pub(super) fn expire(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if let Some(cause) = zelf.cause.get() {
            kernel(|kernel| kernel.set_here(cause));
        }
        Self::cancel_because(zelf, || CancelReason::new(Source::Deadline, None, None), vm)
    }

    /// `_cancel`: the first call counts, and so does the first reason.
    pub(super) fn cancel_because(
        zelf: &Py<Self>,
        reason: impl FnOnce() -> CancelReason,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if zelf.cancel_called.get() {
            return Ok(());
        }
        let reason = Rc::new(reason());
        zelf.request_in_trace(&reason, vm);
        let first = zelf.reason.borrow().is_none();
        if first {
            *zelf.reason.borrow_mut() = Some(reason);
        }
        zelf.cancel_called.set(true);
        if let Ok(runner) = runner::current(vm) {
            zelf.might_change_registered_deadline(&runner);
        }
        match zelf.status() {
            Some(status) => status.recalculate(vm),
            None => Ok(()),
        }
    }

    fn request_in_trace(&self, reason: &CancelReason, vm: &VirtualMachine) {
        let message = reason.message(vm);
        kernel(|kernel| {
            let request = match self.in_trace.get() {
                Some((scope, _)) => {
                    let before = kernel.here();
                    if reason.source == Source::Deadline {
                        let expired = kernel.deadline_expired(scope);
                        kernel.set_here(expired);
                    }
                    let target = CancelTarget::Scope(scope);
                    let request = kernel.request_cancel(target, reason.source.in_trace(), message);
                    kernel.set_here(before);
                    reason.scope.set(Some(scope));
                    request
                }
                // Of the library's own scopes only the time is told.
                None if reason.source == Source::Deadline && self.status.borrow().is_some() => {
                    kernel.emit(None, EventKind::TimerFired)
                }
                None => kernel.here(),
            };
            reason.request.set(Some(request));
        });
    }

    /// `cancel_called`: asking is enough to make an expired deadline count.
    pub(super) fn is_cancel_called(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<bool> {
        let may_expire = zelf.status.borrow().is_some() || !zelf.has_been_entered.get();
        if may_expire
            && !zelf.cancel_called.get()
            && (zelf.deadline.get() < f64::INFINITY || zelf.status.borrow().is_none())
        {
            let runner = runner::current(vm)?;
            if runner.current_time(vm)? >= zelf.deadline.get() {
                Self::cancel_because(zelf, || CancelReason::new(Source::Deadline, None, None), vm)?;
            }
        }
        Ok(zelf.cancel_called.get())
    }

    fn refuse_unentered_relative(&self, vm: &VirtualMachine) -> PyResult<()> {
        if self.relative_deadline.get() == f64::INFINITY {
            return Ok(());
        }
        Err(vm.new_runtime_error(
            "Unentered relative cancel scope does not have an absolute deadline.",
        ))
    }

    fn change_deadline(&self, deadline: f64, vm: &VirtualMachine) -> PyResult<()> {
        self.deadline.set(deadline);
        self.given.take();
        if self.status.borrow().is_none() {
            return Ok(());
        }
        lines::touch();
        if let Some((scope, _)) = self.in_trace.get() {
            let event = kernel(|kernel| kernel.set_deadline(scope, exceptions::instant(deadline)));
            self.cause.set(Some(event));
        }
        self.might_change_registered_deadline(&*runner::current(vm)?);
        Ok(())
    }

    /// The absolute deadline, as the program gave it.
    pub(super) fn deadline_as_given(&self, vm: &VirtualMachine) -> PyObjectRef {
        self.as_given(self.deadline.get(), vm)
    }

    fn as_given(&self, value: f64, vm: &VirtualMachine) -> PyObjectRef {
        self.given.borrow().clone().unwrap_or_else(|| vm.ctx.new_float(value).into())
    }
}

#[pyclass(flags(BASETYPE, HAS_WEAKREF), with(Constructor, Representable))]
impl CancelScope {
    #[pymethod]
    fn __enter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult<PyRef<Self>> {
        lines::touch();
        Self::enter(&zelf, vm)?;
        Ok(zelf)
    }

    #[pymethod]
    fn __exit__(
        zelf: PyRef<Self>,
        _class: PyObjectRef,
        exception: Option<PyBaseExceptionRef>,
        _traceback: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<bool> {
        lines::touch();
        match Self::close(&zelf, exception.clone(), vm)? {
            None => Ok(true),
            Some(left) if exception.as_ref().is_some_and(|exception| exception.is(&left)) => {
                Ok(false)
            }
            Some(left) => Err(raises::keep_context(left, vm)),
        }
    }

    #[pymethod]
    fn cancel(zelf: PyRef<Self>, args: CancelArgs, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        let reason = args.reason.into_option().and_then(|reason| vm.option_if_none(reason));
        let by = || runner::current_task(vm).ok().map(|task| task.repr_text());
        Self::cancel_because(&zelf, || CancelReason::new(Source::Explicit, by(), reason), vm)
    }

    #[pygetset]
    fn cancel_called(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult<bool> {
        Self::is_cancel_called(&zelf, vm)
    }

    #[pygetset]
    fn cancelled_caught(zelf: &Py<Self>) -> bool {
        zelf.cancelled_caught.get()
    }

    #[pygetset]
    fn deadline(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        zelf.refuse_unentered_relative(vm)?;
        Ok(zelf.as_given(zelf.deadline.get(), vm))
    }

    #[pygetset(setter)]
    fn set_deadline(zelf: &Py<Self>, deadline: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let deadline = deadline.try_float(vm)?.to_f64();
        if deadline.is_nan() {
            return Err(vm.new_value_error("deadline must not be NaN"));
        }
        zelf.refuse_unentered_relative(vm)?;
        zelf.change_deadline(deadline, vm)
    }

    #[pygetset]
    fn relative_deadline(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        if zelf.has_been_entered.get() {
            let now = runner::current(vm)?.current_time(vm)?;
            return Ok(vm.ctx.new_float(zelf.deadline.get() - now).into());
        }
        if zelf.deadline.get() != f64::INFINITY {
            let text = "Unentered non-relative cancel scope does not have a relative deadline";
            return Err(vm.new_runtime_error(text));
        }
        Ok(zelf.as_given(zelf.relative_deadline.get(), vm))
    }

    #[pygetset(setter)]
    fn set_relative_deadline(
        zelf: &Py<Self>,
        relative: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let seconds = relative.try_float(vm)?.to_f64();
        if seconds.is_nan() {
            return Err(vm.new_value_error("relative deadline must not be NaN"));
        }
        if seconds < 0.0 {
            return Err(vm.new_value_error("relative deadline must be non-negative"));
        }
        if zelf.has_been_entered.get() {
            let now = runner::current(vm)?.current_time(vm)?;
            return zelf.change_deadline(now + seconds, vm);
        }
        if zelf.deadline.get() != f64::INFINITY {
            let text = "Unentered non-relative cancel scope does not have a relative deadline";
            return Err(vm.new_runtime_error(text));
        }
        zelf.relative_deadline.set(seconds);
        *zelf.given.borrow_mut() =
            Some(relative).filter(|given| given.downcast_ref::<PyInt>().is_some());
        Ok(())
    }

    #[pygetset]
    fn is_relative(zelf: &Py<Self>) -> Option<bool> {
        (!zelf.has_been_entered.get()).then(|| zelf.relative_deadline.get() != f64::INFINITY)
    }

    #[pygetset]
    fn shield(zelf: &Py<Self>) -> bool {
        zelf.shield.get()
    }

    #[pygetset(setter)]
    fn set_shield(zelf: PyRef<Self>, shield: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        if !shield.class().is(vm.ctx.types.bool_type) {
            return Err(vm.new_type_error("shield must be a bool"));
        }
        let shield = shield.try_to_bool(vm)?;
        zelf.shield.set(shield);
        let Some(status) = zelf.status() else { return Ok(()) };
        lines::touch();
        if let Some((scope, _)) = zelf.in_trace.get() {
            kernel(|kernel| kernel.set_shield(scope, shield));
        }
        status.recalculate(vm)
    }
}

#[derive(rustpython_vm::FromArgs)]
struct CancelArgs {
    #[pyarg(any, optional)]
    reason: OptionalArg<PyObjectRef>,
}

impl Representable for CancelScope {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        let binding = if zelf.status.borrow().is_some() {
            "active"
        } else if zelf.has_been_entered.get() {
            "exited"
        } else {
            "unbound"
        };
        let deadline = zelf.deadline.get();
        let state = if zelf.cancel_called.get() {
            ", cancelled".to_owned()
        } else if deadline == f64::INFINITY {
            String::new()
        } else {
            match runner::current(vm).and_then(|runner| runner.current_time(vm)) {
                Ok(now) => {
                    let side = if deadline >= now { "from now" } else { "ago" };
                    format!(", deadline is {:.2} seconds {side}", (deadline - now).abs())
                }
                Err(_) => String::new(),
            }
        };
        Ok(format!("<trio.CancelScope at {:#x}, {binding}{state}>", zelf.get_id()))
    }
}

/// `collapse_exception_group`: loose groups of one become that one, at every depth.
fn collapse(group: PyBaseExceptionRef, vm: &VirtualMachine) -> PyResult<PyBaseExceptionRef> {
    let mut members = names::members(&group, vm);
    let mut modified = false;
    for member in &mut members {
        if member.fast_isinstance(vm.ctx.exceptions.base_exception_group) {
            let collapsed = collapse(member.clone(), vm)?;
            modified |= !collapsed.is(&*member);
            *member = collapsed;
        }
    }
    if let [only] = members.as_slice()
        && is_loose(&group, vm)?
    {
        return Ok(only.clone());
    }
    if !modified {
        return Ok(group);
    }
    let members = members.into_iter().map(PyObjectRef::from).collect();
    let derived = vm.call_method(group.as_object(), "derive", (vm.ctx.new_list(members),))?;
    derived.downcast().map_err(|_| vm.new_type_error("derive must return an exception"))
}

fn is_loose(group: &PyBaseExceptionRef, vm: &VirtualMachine) -> PyResult<bool> {
    let Some(notes) = vm.get_attribute_opt(group.as_object(), vm.ctx.intern_str("__notes__"))?
    else {
        return Ok(false);
    };
    let notes: Vec<PyObjectRef> = vm.extract_elements_with(&notes, Ok)?;
    Ok(notes.iter().any(|note| {
        note.downcast_ref::<rustpython_vm::builtins::PyStr>()
            .is_some_and(|note| note.to_string_lossy() == NONSTRICT_NOTE)
    }))
}

impl Registered for PyRef<CancelScope> {
    fn registered_deadline(&self) -> Seconds {
        exceptions::instant(self.registered.get())
    }

    fn identity(&self) -> usize {
        self.get_id()
    }
}

/// A scope of a library's on top, of which the trace is told nothing; for `anyio`.
pub(super) fn unrecorded_scope(vm: &VirtualMachine) -> PyRef<CancelScope> {
    CancelScope::with(NEVER.get(), NEVER.get(), Recorded::Not).into_ref(&vm.ctx)
}

/// No deadline.
pub(super) const NEVER: Seconds = Seconds::INFINITY;
