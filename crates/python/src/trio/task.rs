//! Tasks, as the program sees them and as the runner steps them. Knows the cancel status that a task is in, and that a
//! wait can be aborted; not what it waits for.
//!
//! Rules: class `Task` in `trio/_core/_run.py`.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use espalier_trace::{EventId, ScopeId, TaskId};
use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyStr, PyTypeRef},
    function::{FuncArgs, PySetterValue},
    pyclass,
    types::Representable,
};

use super::{
    cancel_status::CancelStatus,
    exceptions::{CancelReason, Source},
    nursery::Nursery,
    opaque_debug,
    parking_lot::ParkingLot,
    runner,
    traps::{Abort, AbortFn},
};

/// A task.
#[pyclass(module = "trio.lowlevel", name = "Task")]
#[derive(PyPayload)]
pub(super) struct Task {
    id: TaskId,
    counter: u64,
    pub(super) coro: PyObjectRef,
    name: RefCell<PyObjectRef>,
    pub(super) context: RefCell<PyObjectRef>,
    pub(super) parent_nursery: RefCell<Option<PyRef<Nursery>>>,
    pub(super) eventual_parent_nursery: RefCell<Option<PyRef<Nursery>>>,
    pub(super) child_nurseries: RefCell<Vec<PyRef<Nursery>>>,
    /// What it is resumed with; it is in the run queue exactly while this is set.
    pub(super) next: RefCell<Option<PyResult>>,
    /// How to take it out of what it waits for.
    pub(super) abort: RefCell<Option<AbortFn>>,
    pub(super) custom_sleep_data: RefCell<Option<PyObjectRef>>,
    /// Its place among those that wait for the same thing.
    pub(super) wait_key: Cell<u64>,
    pub(super) cancel_points: Cell<u64>,
    pub(super) schedule_points: Cell<u64>,
    status: RefCell<Option<Rc<CancelStatus>>>,
    /// Its place among the status's tasks.
    status_key: Cell<u64>,
    /// The parking lots that break when it exits.
    pub(super) breaks: RefCell<Vec<PyRef<ParkingLot>>>,
    pub(super) exited: Cell<bool>,
    /// Whether it yielded something that is not for this runner.
    pub(super) at_foreign_yield: Cell<bool>,
    /// Why the exception with which it is resumed was thrown, if that is a cancellation.
    pub(super) delivering: RefCell<Option<Rc<CancelReason>>>,
    /// The scopes whose cancellation it was handed and that have not closed yet.
    delivered: RefCell<Vec<ScopeId>>,
}

opaque_debug!(Task);

impl Task {
    pub(super) fn new(
        id: TaskId,
        counter: u64,
        coro: PyObjectRef,
        name: PyObjectRef,
        context: PyObjectRef,
        parent_nursery: Option<PyRef<Nursery>>,
        vm: &VirtualMachine,
    ) -> PyRef<Self> {
        Self {
            id,
            counter,
            coro,
            name: RefCell::new(name),
            context: RefCell::new(context),
            parent_nursery: RefCell::new(parent_nursery),
            eventual_parent_nursery: RefCell::default(),
            child_nurseries: RefCell::default(),
            next: RefCell::default(),
            abort: RefCell::default(),
            custom_sleep_data: RefCell::default(),
            wait_key: Cell::new(0),
            cancel_points: Cell::new(0),
            schedule_points: Cell::new(0),
            status: RefCell::default(),
            status_key: Cell::new(0),
            breaks: RefCell::default(),
            exited: Cell::new(false),
            at_foreign_yield: Cell::new(false),
            delivering: RefCell::default(),
            delivered: RefCell::default(),
        }
        .into_ref(&vm.ctx)
    }

    pub(super) fn id(&self) -> TaskId {
        self.id
    }

    /// The order of spawning.
    pub(super) fn counter(&self) -> u64 {
        self.counter
    }

    pub(super) fn cancel_status(&self) -> Option<Rc<CancelStatus>> {
        self.status.borrow().clone()
    }

    /// `_activate_cancel_status`: the task moves to another status, where it is the youngest.
    pub(super) fn activate_cancel_status(
        zelf: &Py<Self>,
        status: Option<Rc<CancelStatus>>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if let Some(old) = zelf.status.take() {
            old.remove_task(zelf.status_key.get());
        }
        let Some(status) = status else { return Ok(()) };
        zelf.status_key.set(status.add_task(zelf.to_owned()));
        let cancelled = status.effectively_cancelled();
        *zelf.status.borrow_mut() = Some(status);
        if cancelled {
            Self::attempt_delivery_of_any_pending_cancel(zelf, vm)?;
        }
        Ok(())
    }

    /// If the task waits for something that can be aborted, and is cancelled, it is woken with a `Cancelled`.
    pub(super) fn attempt_delivery_of_any_pending_cancel(
        zelf: &Py<Self>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if zelf.abort.borrow().is_none() {
            return Ok(());
        }
        let Some(status) = zelf.cancel_status().filter(|status| status.effectively_cancelled())
        else {
            return Ok(());
        };
        let reason = status.scope().reason_given().unwrap_or_else(|| {
            let misnesting = vm.ctx.new_str("misnesting").into();
            Rc::new(CancelReason::new(Source::Unknown, None, Some(misnesting)))
        });
        Self::attempt_abort(zelf, reason, vm)
    }

    /// If the task waits for something that can be aborted, it is woken with what is raised for `reason` (`_attempt_abort`).
    pub(super) fn attempt_abort(
        zelf: &Py<Self>,
        reason: Rc<CancelReason>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let abort = zelf.abort.take();
        let Some(abort) = abort else { return Ok(()) };
        match abort(&reason, vm)? {
            Abort::Succeeded => runner::current(vm)?.reschedule_cancelled(zelf, reason, vm),
            Abort::Failed => Ok(()),
        }
    }

    /// What the trace knows of the cancellation of the nearest scope around the task of which it knows any. A wait's own
    /// scope is not told: when its deadline passes together with a cancellation, that is what leaves the wait.
    pub(super) fn cancelled_around(&self) -> Option<(EventId, ScopeId)> {
        let mut status = self.cancel_status();
        while let Some(here) = status.filter(|status| status.effectively_cancelled()) {
            let told = here.scope().reason_given().and_then(|reason| reason.told());
            if told.is_some() {
                return told;
            }
            status = here.parent().filter(|_| here.parent_cancellation_is_visible_to_us());
        }
        None
    }

    /// Notes that a cancellation which `scope` began was thrown into the task.
    pub(super) fn note_delivery(&self, scope: ScopeId) {
        let mut delivered = self.delivered.borrow_mut();
        if !delivered.contains(&scope) {
            delivered.push(scope);
        }
    }

    /// Whether a cancellation that `scope` began was thrown into the task; forgets it.
    pub(super) fn forget_delivery_from(&self, scope: ScopeId) -> bool {
        let mut delivered = self.delivered.borrow_mut();
        let before = delivered.len();
        delivered.retain(|other| *other != scope);
        delivered.len() < before
    }

    /// Whether the task was handed a cancellation that it has not passed on to its scope.
    pub(super) fn holds_delivery(&self) -> bool {
        !self.delivered.borrow().is_empty()
    }

    pub(super) fn name_text(&self) -> String {
        self.name
            .borrow()
            .downcast_ref::<PyStr>()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    }
}

/// What needs the object and not only its payload.
pub(super) trait TaskObject {
    /// The task's `repr`.
    fn repr_text(&self) -> String;
}

impl TaskObject for Py<Task> {
    fn repr_text(&self) -> String {
        format!("<Task {} at {:#x}>", python_quote(&self.name_text()), self.get_id())
    }
}

/// `repr` of a string without control characters.
fn python_quote(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let escaped = text.replace('\\', "\\\\");
    let escaped = if quote == '\'' { escaped.replace('\'', "\\'") } else { escaped };
    format!("{quote}{escaped}{quote}")
}

#[pyclass(flags(BASETYPE, HAS_WEAKREF), with(Representable))]
impl Task {
    #[pyslot]
    fn slot_new(_class: PyTypeRef, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(vm.new_type_error("trio.lowlevel.Task has no public constructor"))
    }

    #[pygetset]
    fn name(zelf: &Py<Self>) -> PyObjectRef {
        zelf.name.borrow().clone()
    }

    #[pygetset(setter)]
    fn set_name(zelf: &Py<Self>, name: PyObjectRef) {
        let old = zelf.name.replace(name);
        drop(old);
        let name = zelf.name_text();
        crate::session::kernel(|kernel| {
            let kind = espalier_trace::EventKind::Renamed { name };
            kernel.emit(Some(zelf.id), kind);
        });
    }

    #[pygetset]
    fn coro(zelf: &Py<Self>) -> PyObjectRef {
        zelf.coro.clone()
    }

    #[pygetset]
    fn context(zelf: &Py<Self>) -> PyObjectRef {
        zelf.context.borrow().clone()
    }

    #[pygetset(setter)]
    fn set_context(zelf: &Py<Self>, context: PyObjectRef) {
        let old = zelf.context.replace(context);
        drop(old);
    }

    #[pygetset]
    fn parent_nursery(zelf: &Py<Self>) -> Option<PyRef<Nursery>> {
        zelf.parent_nursery.borrow().clone()
    }

    #[pygetset]
    fn eventual_parent_nursery(zelf: &Py<Self>) -> Option<PyRef<Nursery>> {
        zelf.eventual_parent_nursery.borrow().clone()
    }

    #[pygetset]
    fn child_nurseries(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        let nurseries =
            zelf.child_nurseries.borrow().iter().cloned().map(PyObjectRef::from).collect();
        vm.ctx.new_list(nurseries).into()
    }

    /// Read by trio's own tests.
    #[pygetset]
    fn _child_nurseries(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        Self::child_nurseries(zelf, vm)
    }

    /// The parking lots that break when the task exits; read by trio's own tests.
    #[pygetset]
    fn _breaks(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        let lots = zelf.breaks.borrow().iter().cloned().map(PyObjectRef::from).collect();
        vm.ctx.new_list(lots).into()
    }

    #[pygetset]
    fn custom_sleep_data(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.custom_sleep_data.borrow().clone()
    }

    #[pygetset(setter)]
    fn set_custom_sleep_data(zelf: &Py<Self>, data: PySetterValue<PyObjectRef>) {
        let data = match data {
            PySetterValue::Assign(data) => Some(data),
            PySetterValue::Delete => None,
        };
        let old = zelf.custom_sleep_data.replace(data);
        drop(old);
    }

    /// Counts for `trio.testing.assert_checkpoints`.
    #[pygetset]
    fn _cancel_points(zelf: &Py<Self>) -> u64 {
        zelf.cancel_points.get()
    }

    #[pygetset]
    fn _schedule_points(zelf: &Py<Self>) -> u64 {
        zelf.schedule_points.get()
    }

    #[pygetset]
    fn _counter(zelf: &Py<Self>) -> u64 {
        zelf.counter
    }

    #[pymethod]
    fn iter_await_frames(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult {
        let coro = zelf.coro.clone();
        vm.import("trio._introspection", 0)?;
        let module = vm.sys_module.get_attr("modules", vm)?.get_item("trio._introspection", vm)?;
        vm.call_method(&module, "iter_await_frames", (coro,))
    }
}

impl Representable for Task {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(zelf.repr_text())
    }
}
