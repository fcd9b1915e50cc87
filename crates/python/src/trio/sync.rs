//! Synchronisation: `Event`, `Lock`, `StrictFIFOLock`, `Semaphore`, `CapacityLimiter`, `Condition`. All but the event are
//! lines in parking lots. Knows traps and lots, no scopes but the shield of `Condition.wait`.
//!
//! Rules: `trio/_sync.py`; "Synchronizing and communicating between tasks" in trio's reference.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use espalier_trace::{EventKind, ResourceId, ResourceKind, Wait, WaitOn};
use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyInt, PyType},
    function::{FuncArgs, OptionalArg},
    protocol::PyNumberMethods,
    pyclass,
    types::{AsNumber, Constructor, Representable},
};

use super::{
    cancel_scope::CancelScope,
    exceptions::{self, BrokenResourceError, CancelReason, WouldBlock},
    next_key, opaque_debug,
    parking_lot::{self, ParkingLot},
    runner, shim,
    task::{Task, TaskObject},
    traps::{
        Abort, cancel_shielded_checkpoint, checkpoint, checkpoint_if_cancelled,
        wait_task_rescheduled,
    },
};
use crate::{
    coroutine::{RustCoroutine, Vm},
    lines, raises,
    session::kernel,
    signatures::init_args,
};

/// A primitive's number in the trace, given out at first use.
#[derive(Default)]
pub(super) struct Resource(Cell<Option<ResourceId>>);

impl Resource {
    fn id(&self) -> ResourceId {
        self.0.get().unwrap_or_else(|| {
            let id = kernel(|kernel| kernel.new_resource());
            self.0.set(Some(id));
            id
        })
    }

    pub(super) fn wait(&self, on: WaitOn, call: &str) -> Wait {
        Wait { resource: Some(self.id()), ..Wait::new(on, call) }
    }

    pub(super) fn acquired(&self, task: Option<&Task>, kind: ResourceKind) {
        let resource = self.id();
        kernel(|kernel| {
            let task = task.map(Task::id).or(kernel.running());
            kernel.emit(task, EventKind::Acquired { resource, kind });
        });
    }

    /// Tells a release; what follows is because of it.
    pub(super) fn released(&self, kind: ResourceKind) {
        let resource = self.id();
        kernel(|kernel| {
            let event = kernel.emit(kernel.running(), EventKind::Released { resource, kind });
            kernel.set_here(event);
        });
    }

    /// Tells a change; what follows is because of it.
    pub(super) fn signalled(&self, kind: ResourceKind, action: &str) {
        let resource = self.id();
        kernel(|kernel| {
            let event = kernel.emit(
                kernel.running(),
                EventKind::Signalled { resource, kind, action: action.to_owned() },
            );
            kernel.set_here(event);
        });
    }
}

fn would_block(vm: &VirtualMachine) -> rustpython_vm::builtins::PyBaseExceptionRef {
    exceptions::bare(WouldBlock::class(&vm.ctx), vm)
}

/// The result of a wait that trio begins while it handles a `WouldBlock`: that is then the context of an error.
fn after_would_block<T>(result: PyResult<T>, vm: &VirtualMachine) -> PyResult<T> {
    result.inspect_err(|error| {
        let blocked = would_block(vm);
        exceptions::in_context(&blocked, vm);
        error.set_context(Some(blocked));
    })
}

fn nothing(vm: Vm, result: PyResult<()>) -> PyResult {
    result.map(|()| vm.ctx.none())
}

// --- Event ---

/// `trio.Event`.
#[pyclass(module = "trio", name = "Event")]
#[derive(PyPayload, Default)]
pub(super) struct Event {
    tasks: RefCell<BTreeMap<u64, PyRef<Task>>>,
    flag: Cell<bool>,
    resource: Resource,
}

opaque_debug!(Event);

impl Constructor for Event {
    type Args = FuncArgs;

    fn py_new(class: &Py<PyType>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        let () = init_args(class.as_object(), "Event.__init__(self)", args, vm)?;
        Ok(Self::default())
    }
}

impl Event {
    pub(super) fn set_now(&self, vm: &VirtualMachine) -> PyResult<()> {
        if self.flag.replace(true) {
            return Ok(());
        }
        self.resource.signalled(ResourceKind::Event, "set");
        let tasks = self.tasks.take();
        for task in tasks.into_values() {
            runner::current(vm)?.reschedule(&task, Ok(vm.ctx.none()), vm)?;
        }
        Ok(())
    }

    pub(super) async fn wait_set(vm: Vm, zelf: PyRef<Self>) -> PyResult<()> {
        if zelf.flag.get() {
            return checkpoint(vm).await;
        }
        let task = runner::current_task(&vm)?;
        let key = next_key();
        zelf.tasks.borrow_mut().insert(key, task);
        let wait = zelf.resource.wait(WaitOn::Event, "Event.wait");
        let abort = move |_: &Rc<CancelReason>, _: &VirtualMachine| {
            let task = zelf.tasks.borrow_mut().remove(&key);
            drop(task);
            Ok(Abort::Succeeded)
        };
        wait_task_rescheduled(vm, wait, Box::new(abort)).await.map(drop)
    }
}

#[pyclass(flags(BASETYPE, HAS_WEAKREF), with(Constructor, AsNumber, Representable))]
impl Event {
    #[pymethod]
    fn is_set(zelf: &Py<Self>) -> bool {
        zelf.flag.get()
    }

    #[pymethod]
    fn set(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        zelf.set_now(vm)
    }

    #[pymethod]
    fn wait(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("wait", "Event.wait", vm, |vm, _| async move {
            lines::touch();
            nothing(vm, Self::wait_set(vm, zelf).await)
        })
    }

    #[pymethod]
    fn statistics(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        shim::record("EventStatistics", vec![vm.ctx.new_int(zelf.tasks.borrow().len()).into()], vm)
    }
}

impl AsNumber for Event {
    fn as_number() -> &'static PyNumberMethods {
        static METHODS: PyNumberMethods = PyNumberMethods {
            boolean: Some(|_event, vm| {
                let class = vm.ctx.exceptions.not_implemented_error.to_owned();
                let text = "Trio events cannot be treated as bools; consider using `event.is_set()` instead.";
                Err(vm.new_exception_msg(class, text.into()))
            }),
            ..PyNumberMethods::NOT_IMPLEMENTED
        };
        &METHODS
    }
}

impl Representable for Event {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(format!("<trio.Event object at {:#x}>", zelf.get_id()))
    }
}

// --- CapacityLimiter ---

/// `trio.CapacityLimiter`.
#[pyclass(module = "trio", name = "CapacityLimiter")]
#[derive(PyPayload)]
pub(super) struct CapacityLimiter {
    lot: PyRef<ParkingLot>,
    /// Borrowers in the order of borrowing. Few at a time, and compared as Python compares.
    borrowers: RefCell<Vec<PyObjectRef>>,
    /// On whose behalf each waiting task waits.
    pending_borrowers: RefCell<BTreeMap<u64, PyObjectRef>>,
    total_tokens: RefCell<PyObjectRef>,
    resource: Resource,
}

opaque_debug!(CapacityLimiter);

#[derive(rustpython_vm::FromArgs)]
pub(super) struct TotalTokensArgs {
    #[pyarg(any)]
    total_tokens: PyObjectRef,
}

impl Constructor for CapacityLimiter {
    type Args = FuncArgs;

    fn py_new(class: &Py<PyType>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        let args: TotalTokensArgs =
            init_args(class.as_object(), "CapacityLimiter.__init__(self, total_tokens)", args, vm)?;
        check_total_tokens(&args.total_tokens, vm)?;
        Ok(Self::with(args.total_tokens, vm))
    }
}

fn check_total_tokens(total: &PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
    let is_infinite = || total.try_float(vm).is_ok_and(|total| total.to_f64() == f64::INFINITY);
    if total.downcast_ref::<PyInt>().is_none() && !is_infinite() {
        return Err(vm.new_type_error("total_tokens must be an int or math.inf"));
    }
    if total.try_float(vm)?.to_f64() < 0.0 {
        return Err(vm.new_value_error("total_tokens must be >= 0"));
    }
    Ok(())
}

impl CapacityLimiter {
    fn with(total_tokens: PyObjectRef, vm: &VirtualMachine) -> Self {
        Self {
            lot: ParkingLot::new_ref(vm),
            borrowers: RefCell::default(),
            pending_borrowers: RefCell::default(),
            total_tokens: RefCell::new(total_tokens),
            resource: Resource::default(),
        }
    }

    fn total(&self, vm: &VirtualMachine) -> PyResult<f64> {
        let total = self.total_tokens.borrow().clone();
        Ok(total.try_float(vm)?.to_f64())
    }

    fn holds(&self, borrower: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<usize>> {
        let borrowers = self.borrowers.borrow().clone();
        for (index, other) in borrowers.iter().enumerate() {
            if other.is(borrower) || vm.bool_eq(other, borrower)? {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }

    fn wake_waiters(&self, vm: &VirtualMachine) -> PyResult<()> {
        let available = self.total(vm)? - self.borrowers.borrow().len() as f64;
        if available <= 0.0 || self.lot.is_empty() {
            return Ok(());
        }
        // Saturates: infinity lets everybody in.
        for woken in self.lot.unpark_count(available as usize, vm)? {
            let borrower = self.pending_borrowers.borrow_mut().remove(&woken.counter());
            if let Some(borrower) = borrower {
                self.borrowers.borrow_mut().push(borrower);
            }
            self.resource.acquired(Some(&woken), ResourceKind::Limiter);
        }
        Ok(())
    }

    fn try_acquire(&self, borrower: PyObjectRef, vm: &VirtualMachine) -> PyResult<bool> {
        // A borrower is kept in a set: it must be hashable.
        borrower.hash(vm)?;
        if self.holds(&borrower, vm)?.is_some() {
            let text = "this borrower is already holding one of this CapacityLimiter's tokens";
            return Err(vm.new_runtime_error(text));
        }
        let free = (self.borrowers.borrow().len() as f64) < self.total(vm)? && self.lot.is_empty();
        if free {
            self.borrowers.borrow_mut().push(borrower);
            self.resource.acquired(None, ResourceKind::Limiter);
        }
        Ok(free)
    }

    pub(super) async fn acquire_for(
        vm: Vm,
        zelf: PyRef<Self>,
        borrower: PyObjectRef,
    ) -> PyResult<()> {
        checkpoint_if_cancelled(vm).await?;
        if zelf.try_acquire(borrower.clone(), &vm)? {
            return cancel_shielded_checkpoint(vm).await;
        }
        let task = runner::current_task(&vm)?;
        zelf.pending_borrowers.borrow_mut().insert(task.counter(), borrower);
        let wait = zelf.resource.wait(WaitOn::Semaphore, "CapacityLimiter.acquire");
        let result = ParkingLot::park(vm, zelf.lot.clone(), wait).await;
        let result = after_would_block(result, &vm);
        if let Err(error) = &result
            && exceptions::is_cancelled(error, &vm)
        {
            let borrower = zelf.pending_borrowers.borrow_mut().remove(&task.counter());
            drop(borrower);
        }
        result
    }

    pub(super) fn release_for(&self, borrower: &PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let Some(index) = self.holds(borrower, vm)? else {
            let text = "this borrower isn't holding any of this CapacityLimiter's tokens";
            return Err(vm.new_runtime_error(text));
        };
        let borrower = self.borrowers.borrow_mut().remove(index);
        drop(borrower);
        self.resource.released(ResourceKind::Limiter);
        self.wake_waiters(vm)
    }
}

#[derive(rustpython_vm::FromArgs)]
struct BorrowerArgs {
    #[pyarg(any)]
    borrower: PyObjectRef,
}

#[pyclass(flags(BASETYPE, HAS_WEAKREF, HAS_DICT), with(Constructor, Representable))]
impl CapacityLimiter {
    #[pygetset]
    fn total_tokens(zelf: &Py<Self>) -> PyObjectRef {
        zelf.total_tokens.borrow().clone()
    }

    #[pygetset(setter)]
    fn set_total_tokens(zelf: &Py<Self>, total: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        check_total_tokens(&total, vm)?;
        lines::touch();
        let old = zelf.total_tokens.replace(total);
        drop(old);
        zelf.wake_waiters(vm)
    }

    #[pygetset]
    fn borrowed_tokens(zelf: &Py<Self>) -> usize {
        zelf.borrowers.borrow().len()
    }

    #[pygetset]
    fn available_tokens(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let total = zelf.total_tokens.borrow().clone();
        vm._sub(&total, vm.ctx.new_int(zelf.borrowers.borrow().len()).as_object())
    }

    /// Read by trio's own tests.
    #[pygetset]
    fn _pending_borrowers(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let pending = vm.ctx.new_dict();
        for (task, borrower) in zelf.pending_borrowers.borrow().iter() {
            let task: PyObjectRef = vm.ctx.new_int(*task).into();
            pending.set_item(&*task, borrower.clone(), vm)?;
        }
        Ok(pending.into())
    }

    #[pymethod]
    fn acquire_nowait(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        Self::acquire_on_behalf_of_nowait(
            zelf,
            BorrowerArgs { borrower: runner::current_task(vm)?.into() },
            vm,
        )
    }

    #[pymethod]
    fn acquire_on_behalf_of_nowait(
        zelf: &Py<Self>,
        args: BorrowerArgs,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        lines::touch();
        if zelf.try_acquire(args.borrower, vm)? { Ok(()) } else { Err(would_block(vm)) }
    }

    #[pymethod]
    fn acquire(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("acquire", "CapacityLimiter.acquire", vm, |vm, _| async move {
            lines::touch();
            let task = runner::current_task(&vm)?;
            nothing(vm, Self::acquire_for(vm, zelf, task.into()).await)
        })
    }

    #[pymethod]
    fn acquire_on_behalf_of(
        zelf: PyRef<Self>,
        args: BorrowerArgs,
        vm: &VirtualMachine,
    ) -> PyRef<RustCoroutine> {
        let name = "CapacityLimiter.acquire_on_behalf_of";
        RustCoroutine::new("acquire_on_behalf_of", name, vm, |vm, _| async move {
            lines::touch();
            nothing(vm, Self::acquire_for(vm, zelf, args.borrower).await)
        })
    }

    #[pymethod]
    fn release(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        zelf.release_for(&runner::current_task(vm)?.into(), vm)
    }

    #[pymethod]
    fn release_on_behalf_of(
        zelf: &Py<Self>,
        args: BorrowerArgs,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        lines::touch();
        zelf.release_for(&args.borrower, vm)
    }

    #[pymethod]
    fn __aenter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        Self::acquire(zelf, vm)
    }

    #[pymethod]
    fn __aexit__(zelf: PyRef<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new(
            "__aexit__",
            "AsyncContextManagerMixin.__aexit__",
            vm,
            |vm, _| async move { nothing(vm, Self::release(&zelf, &vm)) },
        )
    }

    #[pymethod]
    fn statistics(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let borrowers = zelf.borrowers.borrow().clone();
        let fields = vec![
            vm.ctx.new_int(borrowers.len()).into(),
            Self::total_tokens(zelf),
            vm.ctx.new_list(borrowers).into(),
            vm.ctx.new_int(zelf.lot.len()).into(),
        ];
        shim::record("CapacityLimiterStatistics", fields, vm)
    }
}

impl Representable for CapacityLimiter {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        Ok(format!(
            "<trio.CapacityLimiter at {:#x}, {}/{} with {} waiting>",
            zelf.get_id(),
            zelf.borrowers.borrow().len(),
            Self::total_tokens(zelf).str(vm)?.to_string_lossy(),
            zelf.lot.len()
        ))
    }
}

// --- Semaphore ---

/// `trio.Semaphore`.
#[pyclass(module = "trio", name = "Semaphore")]
#[derive(PyPayload)]
pub(super) struct Semaphore {
    lot: PyRef<ParkingLot>,
    value: Cell<i64>,
    max_value: Option<i64>,
    resource: Resource,
}

opaque_debug!(Semaphore);

#[derive(rustpython_vm::FromArgs)]
pub(super) struct SemaphoreArgs {
    #[pyarg(any)]
    initial_value: PyObjectRef,
    #[pyarg(named, optional)]
    max_value: OptionalArg<PyObjectRef>,
}

impl Constructor for Semaphore {
    type Args = FuncArgs;

    fn py_new(class: &Py<PyType>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        let args: SemaphoreArgs = init_args(
            class.as_object(),
            "Semaphore.__init__(self, initial_value, *, max_value=)",
            args,
            vm,
        )?;
        let int = |object: &PyObjectRef, text: &str| -> PyResult<i64> {
            let int =
                object.downcast_ref::<PyInt>().ok_or_else(|| vm.new_type_error(text.to_owned()))?;
            int.try_to_primitive(vm)
        };
        let value = int(&args.initial_value, "initial_value must be an int")?;
        if value < 0 {
            return Err(vm.new_value_error("initial value must be >= 0"));
        }
        let max_value = match args.max_value.into_option().and_then(|max| vm.option_if_none(max)) {
            Some(max) => Some(int(&max, "max_value must be None or an int")?),
            None => None,
        };
        if max_value.is_some_and(|max| max < value) {
            return Err(vm.new_value_error("max_values must be >= initial_value"));
        }
        Ok(Self {
            lot: ParkingLot::new_ref(vm),
            value: Cell::new(value),
            max_value,
            resource: Resource::default(),
        })
    }
}

impl Semaphore {
    fn try_acquire(&self) -> bool {
        let free = self.value.get() > 0;
        if free {
            self.value.set(self.value.get() - 1);
            self.resource.acquired(None, ResourceKind::Semaphore);
        }
        free
    }
}

#[pyclass(flags(BASETYPE, HAS_WEAKREF, HAS_DICT), with(Constructor, Representable))]
impl Semaphore {
    #[pygetset]
    fn value(zelf: &Py<Self>) -> i64 {
        zelf.value.get()
    }

    #[pygetset]
    fn max_value(zelf: &Py<Self>) -> Option<i64> {
        zelf.max_value
    }

    #[pymethod]
    fn acquire_nowait(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        if zelf.try_acquire() { Ok(()) } else { Err(would_block(vm)) }
    }

    #[pymethod]
    fn acquire(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("acquire", "Semaphore.acquire", vm, |vm, _| async move {
            lines::touch();
            checkpoint_if_cancelled(vm).await?;
            let result = if zelf.try_acquire() {
                cancel_shielded_checkpoint(vm).await
            } else {
                let wait = zelf.resource.wait(WaitOn::Semaphore, "Semaphore.acquire");
                after_would_block(ParkingLot::park(vm, zelf.lot.clone(), wait).await, &vm)
            };
            nothing(vm, result)
        })
    }

    #[pymethod]
    fn release(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        if !zelf.lot.is_empty() {
            zelf.resource.released(ResourceKind::Semaphore);
            for woken in zelf.lot.unpark_count(1, vm)? {
                zelf.resource.acquired(Some(&woken), ResourceKind::Semaphore);
            }
            return Ok(());
        }
        if zelf.max_value == Some(zelf.value.get()) {
            return Err(vm.new_value_error("semaphore released too many times"));
        }
        zelf.value.set(zelf.value.get() + 1);
        zelf.resource.released(ResourceKind::Semaphore);
        Ok(())
    }

    #[pymethod]
    fn __aenter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        Self::acquire(zelf, vm)
    }

    #[pymethod]
    fn __aexit__(zelf: PyRef<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new(
            "__aexit__",
            "AsyncContextManagerMixin.__aexit__",
            vm,
            |vm, _| async move { nothing(vm, Self::release(&zelf, &vm)) },
        )
    }

    #[pymethod]
    fn statistics(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        ParkingLot::statistics(&zelf.lot, vm)
    }
}

impl Representable for Semaphore {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        let max = zelf.max_value.map(|max| format!(", max_value={max}")).unwrap_or_default();
        Ok(format!("<trio.Semaphore({}{max}) at {:#x}>", zelf.value.get(), zelf.get_id()))
    }
}

// --- Lock and StrictFIFOLock ---

/// What both locks do.
pub(super) struct LockState {
    lot: PyRef<ParkingLot>,
    owner: RefCell<Option<PyRef<Task>>>,
    resource: Resource,
}

impl LockState {
    fn new(vm: &VirtualMachine) -> Self {
        Self {
            lot: ParkingLot::new_ref(vm),
            owner: RefCell::default(),
            resource: Resource::default(),
        }
    }

    fn owner(&self) -> Option<PyRef<Task>> {
        self.owner.borrow().clone()
    }

    fn is_owned_by(&self, task: &Py<Task>) -> bool {
        self.owner.borrow().as_ref().is_some_and(|owner| owner.is(task))
    }

    fn try_acquire(&self, vm: &VirtualMachine) -> PyResult<bool> {
        let task = runner::current_task(vm)?;
        if self.is_owned_by(&task) {
            return Err(vm.new_runtime_error("attempt to re-acquire an already held Lock"));
        }
        if self.owner.borrow().is_some() || !self.lot.is_empty() {
            return Ok(false);
        }
        task.breaks.borrow_mut().push(self.lot.clone());
        self.resource.acquired(Some(&task), ResourceKind::Lock);
        *self.owner.borrow_mut() = Some(task);
        Ok(true)
    }

    fn acquire_nowait(&self, vm: &VirtualMachine) -> PyResult<()> {
        if self.try_acquire(vm)? { Ok(()) } else { Err(would_block(vm)) }
    }

    async fn acquire(vm: Vm, zelf: &Self) -> PyResult<()> {
        checkpoint_if_cancelled(vm).await?;
        if zelf.try_acquire(&vm)? {
            return cancel_shielded_checkpoint(vm).await;
        }
        let wait = zelf.resource.wait(WaitOn::Lock, "Lock.acquire");
        match after_would_block(ParkingLot::park(vm, zelf.lot.clone(), wait).await, &vm) {
            Err(error) if error.class().is(BrokenResourceError::class(&vm.ctx)) => {
                let owner =
                    zelf.owner().map_or_else(|| "None".to_owned(), |owner| owner.repr_text());
                let text = format!("Owner of this lock exited without releasing: {owner}");
                let broken =
                    exceptions::with_message(BrokenResourceError::class(&vm.ctx), &text, &vm);
                broken.set_context(Some(error));
                broken.set_cause(None);
                Err(broken)
            }
            result => result,
        }
    }

    fn release(&self, vm: &VirtualMachine) -> PyResult<()> {
        let task = runner::current_task(vm)?;
        if !self.is_owned_by(&task) {
            return Err(vm.new_runtime_error("can't release a Lock you don't own"));
        }
        parking_lot::remove_breaker(&task, &self.lot, vm)?;
        self.resource.released(ResourceKind::Lock);
        let next = if self.lot.is_empty() { None } else { self.lot.unpark_count(1, vm)?.pop() };
        if let Some(next) = &next {
            next.breaks.borrow_mut().push(self.lot.clone());
            self.resource.acquired(Some(next), ResourceKind::Lock);
        }
        let old = self.owner.replace(next);
        drop(old);
        Ok(())
    }

    fn statistics(&self, vm: &VirtualMachine) -> PyResult {
        let owner = self.owner();
        let fields = vec![
            vm.ctx.new_bool(owner.is_some()).into(),
            owner.map_or_else(|| vm.ctx.none(), PyObjectRef::from),
            vm.ctx.new_int(self.lot.len()).into(),
        ];
        shim::record("LockStatistics", fields, vm)
    }

    fn shown(&self, class: &str, id: usize) -> String {
        if self.owner.borrow().is_some() {
            format!("<locked {class} object at {id:#x} with {} waiters>", self.lot.len())
        } else {
            format!("<unlocked {class} object at {id:#x}>")
        }
    }
}

/// `trio.Lock`.
#[pyclass(module = "trio", name = "Lock")]
#[derive(PyPayload)]
pub(super) struct Lock(LockState);

opaque_debug!(Lock);

/// `trio.StrictFIFOLock`: the same, with the promise that it will stay so.
#[pyclass(module = "trio", name = "StrictFIFOLock")]
#[derive(PyPayload)]
pub(super) struct StrictFIFOLock(LockState);

opaque_debug!(StrictFIFOLock);

macro_rules! lock {
    ($lock:ident, $name:literal, $acquire:literal) => {
        impl Constructor for $lock {
            type Args = FuncArgs;

            fn py_new(class: &Py<PyType>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
                let () = init_args(class.as_object(), "_LockImpl.__init__(self)", args, vm)?;
                Ok(Self(LockState::new(vm)))
            }
        }

        #[pyclass(flags(BASETYPE, HAS_WEAKREF, HAS_DICT), with(Constructor, Representable))]
        impl $lock {
            #[pymethod]
            fn locked(zelf: &Py<Self>) -> bool {
                zelf.0.owner.borrow().is_some()
            }

            #[pymethod]
            fn acquire_nowait(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
                lines::touch();
                zelf.0.acquire_nowait(vm)
            }

            #[pymethod]
            fn acquire(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
                RustCoroutine::new("acquire", $acquire, vm, |vm, _| async move {
                    lines::touch();
                    nothing(vm, LockState::acquire(vm, &zelf.0).await)
                })
            }

            #[pymethod]
            fn release(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
                lines::touch();
                zelf.0.release(vm)
            }

            #[pymethod]
            fn __aenter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
                Self::acquire(zelf, vm)
            }

            #[pymethod]
            fn __aexit__(
                zelf: PyRef<Self>,
                _args: FuncArgs,
                vm: &VirtualMachine,
            ) -> PyRef<RustCoroutine> {
                RustCoroutine::new(
                    "__aexit__",
                    "AsyncContextManagerMixin.__aexit__",
                    vm,
                    |vm, _| async move { nothing(vm, Self::release(&zelf, &vm)) },
                )
            }

            #[pymethod]
            fn statistics(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
                zelf.0.statistics(vm)
            }

            /// Read by trio's own tests.
            #[pygetset]
            fn _owner(zelf: &Py<Self>) -> Option<PyRef<Task>> {
                zelf.0.owner()
            }

            #[pygetset]
            fn _lot(zelf: &Py<Self>) -> PyRef<ParkingLot> {
                zelf.0.lot.clone()
            }
        }

        impl Representable for $lock {
            fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
                Ok(zelf.0.shown($name, zelf.get_id()))
            }
        }
    };
}

lock!(Lock, "Lock", "_LockImpl.acquire");
lock!(StrictFIFOLock, "StrictFIFOLock", "_LockImpl.acquire");

// --- Condition ---

/// `trio.Condition`.
#[pyclass(module = "trio", name = "Condition")]
#[derive(PyPayload)]
pub(super) struct Condition {
    lock: PyRef<Lock>,
    lot: PyRef<ParkingLot>,
    resource: Resource,
}

opaque_debug!(Condition);

#[derive(rustpython_vm::FromArgs)]
pub(super) struct ConditionArgs {
    #[pyarg(any, optional)]
    lock: OptionalArg<PyObjectRef>,
}

impl Constructor for Condition {
    type Args = FuncArgs;

    fn py_new(class: &Py<PyType>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        let args: ConditionArgs =
            init_args(class.as_object(), "Condition.__init__(self, lock=)", args, vm)?;
        let lock = match args.lock.into_option().and_then(|lock| vm.option_if_none(lock)) {
            Some(lock) => lock
                .downcast::<Lock>()
                .map_err(|_| vm.new_type_error("lock must be a trio.Lock"))?,
            None => Lock(LockState::new(vm)).into_ref(&vm.ctx),
        };
        Ok(Self { lock, lot: ParkingLot::new_ref(vm), resource: Resource::default() })
    }
}

impl Condition {
    fn must_hold(&self, what: &str, vm: &VirtualMachine) -> PyResult<()> {
        if self.lock.0.is_owned_by(&*runner::current_task(vm)?) {
            return Ok(());
        }
        Err(vm.new_runtime_error(format!("must hold the lock to {what}")))
    }

    /// `wait`: whoever is notified moves to the end of the lock's line; whoever is cancelled takes the lock again first.
    async fn wait_notified(vm: Vm, zelf: PyRef<Self>) -> PyResult<()> {
        zelf.must_hold("wait", &vm)?;
        zelf.lock.0.release(&vm)?;
        let wait = zelf.resource.wait(WaitOn::Condition, "Condition.wait");
        let result = ParkingLot::park(vm, zelf.lot.clone(), wait).await;
        if result.is_ok() {
            return Ok(());
        }
        let shield = CancelScope::internal_shield(&vm);
        CancelScope::enter(&shield, &vm)?;
        let acquired = LockState::acquire(vm, &zelf.lock.0).await;
        if let Some(error) = CancelScope::close(&shield, acquired.err(), &vm)? {
            error.set_context(result.err());
            return Err(raises::keep_context(error, &vm));
        }
        result
    }
}

#[derive(rustpython_vm::FromArgs)]
struct NotifyArgs {
    #[pyarg(any, optional)]
    n: OptionalArg<PyObjectRef>,
}

#[pyclass(flags(BASETYPE, HAS_WEAKREF, HAS_DICT), with(Constructor, Representable))]
impl Condition {
    #[pymethod]
    fn locked(zelf: &Py<Self>) -> bool {
        zelf.lock.0.owner.borrow().is_some()
    }

    #[pymethod]
    fn acquire_nowait(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        zelf.lock.0.acquire_nowait(vm)
    }

    #[pymethod]
    fn acquire(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("acquire", "Condition.acquire", vm, |vm, _| async move {
            lines::touch();
            nothing(vm, LockState::acquire(vm, &zelf.lock.0).await)
        })
    }

    #[pymethod]
    fn release(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        zelf.lock.0.release(vm)
    }

    #[pymethod]
    fn wait(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("wait", "Condition.wait", vm, |vm, _| async move {
            lines::touch();
            nothing(vm, Self::wait_notified(vm, zelf).await)
        })
    }

    #[pymethod]
    fn notify(zelf: &Py<Self>, args: NotifyArgs, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        zelf.must_hold("notify", vm)?;
        let count = parking_lot::count(args.n, vm)?;
        zelf.resource.signalled(ResourceKind::Condition, "notify");
        zelf.lot.repark_count(&zelf.lock.0.lot, count);
        Ok(())
    }

    #[pymethod]
    fn notify_all(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        zelf.must_hold("notify", vm)?;
        zelf.resource.signalled(ResourceKind::Condition, "notify_all");
        zelf.lot.repark_count(&zelf.lock.0.lot, usize::MAX);
        Ok(())
    }

    #[pymethod]
    fn __aenter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        Self::acquire(zelf, vm)
    }

    #[pymethod]
    fn __aexit__(zelf: PyRef<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new(
            "__aexit__",
            "AsyncContextManagerMixin.__aexit__",
            vm,
            |vm, _| async move { nothing(vm, Self::release(&zelf, &vm)) },
        )
    }

    #[pymethod]
    fn statistics(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let fields = vec![vm.ctx.new_int(zelf.lot.len()).into(), zelf.lock.0.statistics(vm)?];
        shim::record("ConditionStatistics", fields, vm)
    }
}

impl Representable for Condition {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(format!("<trio.Condition object at {:#x}>", zelf.get_id()))
    }
}
