//! `asyncio.Lock`, `Event`, `Condition`, `Semaphore`, `BoundedSemaphore` and `Barrier`. Rules: `asyncio/locks.py` of
//! CPython 3.13, "Synchronization Primitives" in its library reference.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
};

use espalier_trace::{EventKind, ResourceId, ResourceKind, Wait, WaitOn};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::PyType,
    function::{FuncArgs, OptionalArg, PySetterValue},
    pyclass,
    types::{Constructor, Initializer, PyComparisonOp, Representable},
};

use super::{
    event_loop::{self, EventLoop},
    exceptions,
    future::{self, Future, new_future},
    held::{Held, python_object},
    task,
};
use crate::{
    coroutine::{Local, Locals, RustCoroutine, Vm, delegate},
    lines,
    session::kernel,
    signatures::init_args,
};

/// What every primitive has: the loop it is bound to, who waits, and its name in the trace.
pub(super) struct Primitive {
    kind: ResourceKind,
    /// The loop of the first wait (`mixins._LoopBoundMixin`).
    event_loop: RefCell<Option<PyRef<EventLoop>>>,
    pub(super) waiters: RefCell<VecDeque<PyRef<Future>>>,
    resource: Cell<Option<ResourceId>>,
}

impl Held for Primitive {
    fn visit(&self, visit: &mut rustpython_vm::object::TraverseFn<'_>) {
        self.event_loop.visit(visit);
        self.waiters.visit(visit);
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        self.event_loop.give(out);
        self.waiters.give(out);
    }

    fn surrender(&mut self, out: &mut Vec<PyObjectRef>) {
        self.event_loop.surrender(out);
        self.waiters.surrender(out);
    }
}

impl Primitive {
    pub(super) fn new(kind: ResourceKind) -> Self {
        Self {
            kind,
            event_loop: RefCell::default(),
            waiters: RefCell::default(),
            resource: Cell::new(None),
        }
    }

    pub(super) fn resource(&self) -> ResourceId {
        self.resource.get().unwrap_or_else(|| {
            let id = kernel(|kernel| kernel.new_resource());
            self.resource.set(Some(id));
            id
        })
    }

    /// The running loop, which must be the same at every wait (`_LoopBoundMixin._get_loop`).
    pub(super) fn get_loop(
        &self,
        owner: &PyObject,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<EventLoop>> {
        let running = event_loop::get_running_loop(vm)?;
        let bound = self.event_loop.borrow().clone();
        match bound {
            None => {
                self.event_loop.replace(Some(running.clone()));
            }
            Some(bound) if bound.is(&running) => {}
            Some(_) => {
                let text = owner.repr(vm)?.to_string_lossy().into_owned();
                return Err(
                    vm.new_runtime_error(format!("{text} is bound to a different event loop"))
                );
            }
        }
        Ok(running)
    }

    /// A new waiter at the end of the queue.
    pub(super) fn enqueue(&self, owner: &PyObject, vm: &VirtualMachine) -> PyResult<PyRef<Future>> {
        let event_loop = self.get_loop(owner, vm)?;
        let waiter = new_future(&event_loop, vm);
        self.waiters.borrow_mut().push_back(waiter.clone());
        Ok(waiter)
    }

    pub(super) fn remove(&self, waiter: &Py<Future>) {
        let mut waiters = self.waiters.borrow_mut();
        let place = waiters.iter().position(|other| other.is(waiter));
        let removed = place.and_then(|place| waiters.remove(place));
        drop(waiters);
        drop(removed);
    }

    /// The first waiter that is not done.
    pub(super) fn first_pending(&self) -> Option<PyRef<Future>> {
        self.waiters.borrow().iter().find(|waiter| !waiter.is_done()).cloned()
    }

    fn all_cancelled(&self) -> bool {
        self.waiters.borrow().iter().all(|waiter| waiter.is_cancelled())
    }

    /// Who waits, as a deque for programs to look at (`_waiters`).
    pub(super) fn waiters_shown(&self, vm: &VirtualMachine) -> PyResult {
        deque(self.waiters.borrow().iter().map(|waiter| waiter.clone().into()).collect(), vm)
    }

    /// As [`Primitive::waiters_shown`]; `None` where nobody has ever waited.
    fn waiters_or_none(&self, vm: &VirtualMachine) -> PyResult {
        if self.event_loop.borrow().is_none() {
            return Ok(vm.ctx.none());
        }
        self.waiters_shown(vm)
    }

    /// Binds it to a loop, as a program does that sets the private `_loop`.
    fn bind(&self, event_loop: PySetterValue, vm: &VirtualMachine) -> PyResult<()> {
        let event_loop = future::assigned(event_loop, vm)?;
        let event_loop = if vm.is_none(&event_loop) {
            None
        } else {
            Some(event_loop::given_or_current(Some(event_loop), vm)?)
        };
        self.event_loop.replace(event_loop);
        Ok(())
    }

    /// Says what the running task waits for.
    pub(super) fn set_wait(&self, on: WaitOn, call: &str) {
        lines::touch();
        let mut wait = Wait::new(on, call);
        wait.resource = Some(self.resource());
        task::set_wait(wait);
    }

    fn acquired(&self) {
        lines::touch();
        let (resource, kind) = (self.resource(), self.kind);
        kernel(|kernel| {
            let running = kernel.running();
            kernel.emit(running, EventKind::Acquired { resource, kind });
        });
    }

    fn released<R>(&self, effect: impl FnOnce() -> R) -> R {
        lines::touch();
        let (resource, kind) = (self.resource(), self.kind);
        event_loop::because_of(
            |kernel| {
                let running = kernel.running();
                kernel.emit(running, EventKind::Released { resource, kind })
            },
            effect,
        )
    }

    pub(super) fn signalled<R>(&self, action: &str, effect: impl FnOnce() -> R) -> R {
        lines::touch();
        let (resource, kind) = (self.resource(), self.kind);
        event_loop::because_of(
            |kernel| {
                let running = kernel.running();
                kernel.emit(
                    running,
                    EventKind::Signalled { resource, kind, action: action.to_owned() },
                )
            },
            effect,
        )
    }
}

/// A `collections.deque` of the items.
pub(super) fn deque(items: Vec<PyObjectRef>, vm: &VirtualMachine) -> PyResult {
    let items = vm.ctx.new_list(items);
    vm.import("collections", 0)?.get_attr("deque", vm)?.call((items,), vm)
}

fn set_true(waiter: &Py<Future>, vm: &VirtualMachine) {
    future::set_result(waiter, vm.ctx.new_bool(true).into());
}

/// `<module.Class object at …> [extra]`, as the primitives show themselves.
fn repr(zelf: &PyObject, extra: &str, waiters: usize, vm: &VirtualMachine) -> PyResult<String> {
    let class = zelf.class();
    let module = match vm.get_attribute_opt(class.as_object(), "__module__")? {
        Some(module) => module.str(vm)?.to_string_lossy().into_owned(),
        None => "asyncio.locks".to_owned(),
    };
    let qualname = class.__qualname__(vm).str(vm)?.to_string_lossy().into_owned();
    let waiters = if waiters > 0 { format!(", waiters:{waiters}") } else { String::new() };
    Ok(format!("<{module}.{qualname} object at {:#x} [{extra}{waiters}]>", zelf.get_id()))
}

/// A coroutine of `class.name` on an object.
fn on<T, F>(
    zelf: PyRef<T>,
    name: &'static str,
    qualname: &'static str,
    vm: &VirtualMachine,
    body: impl FnOnce(Vm, Locals, Local<T>) -> F,
) -> PyRef<RustCoroutine>
where
    T: PyPayload + std::fmt::Debug,
    F: Future0 + 'static,
{
    RustCoroutine::new(name, qualname, vm, |vm, locals| {
        let zelf = locals.hold(zelf);
        body(vm, locals, zelf)
    })
}

use std::future::Future as StdFuture;

/// The bodies of coroutines.
trait Future0: StdFuture<Output = PyResult<PyObjectRef>> {}
impl<F: StdFuture<Output = PyResult<PyObjectRef>>> Future0 for F {}

// --- Lock ---

/// `asyncio.Lock`.
#[pyclass(module = "asyncio.locks", name = "Lock", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct Lock {
    primitive: Primitive,
    locked: Cell<bool>,
}

python_object!(Lock, holds: [primitive]);

/// `Lock.acquire`.
async fn acquire_lock(vm: Vm, locals: Locals, zelf: Local<Lock>) -> PyResult<PyObjectRef> {
    let lock = zelf.get();
    if lock.locked.get() || !lock.primitive.all_cancelled() {
        let waiter = locals.hold(lock.primitive.enqueue(lock.as_object(), &vm)?);
        lock.primitive.set_wait(WaitOn::Lock, "Lock.acquire");
        drop(lock);
        let result = future::wait(vm, &waiter).await;
        let lock = zelf.get();
        lock.primitive.remove(&waiter.get());
        waiter.release();
        if let Err(exception) = result {
            // Cancelled after it was woken: the next one must not wait for ever.
            if exceptions::is_cancelled(&exception, &vm) && !lock.locked.get() {
                lock.wake_up_first(&vm);
            }
            return Err(exception);
        }
    }
    let lock = zelf.get();
    lock.locked.set(true);
    lock.primitive.acquired();
    Ok(vm.ctx.new_bool(true).into())
}

impl Lock {
    /// Wakes the waiter whose turn it is (`Lock._wake_up_first`).
    fn wake_up_first(&self, vm: &VirtualMachine) {
        let first = self.primitive.waiters.borrow().front().cloned();
        if let Some(first) = first.filter(|first| !first.is_done()) {
            set_true(&first, vm);
        }
    }

    fn release_now(&self, vm: &VirtualMachine) -> PyResult<()> {
        if !self.locked.get() {
            return Err(vm.new_runtime_error("Lock is not acquired."));
        }
        self.locked.set(false);
        self.primitive.released(|| self.wake_up_first(vm));
        Ok(())
    }

    fn new_lock() -> Self {
        Self { primitive: Primitive::new(ResourceKind::Lock), locked: Cell::new(false) }
    }
}

impl Constructor for Lock {
    type Args = FuncArgs;

    fn py_new(_class: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self::new_lock())
    }
}

impl Initializer for Lock {
    type Args = FuncArgs;

    fn init(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        init_args(zelf.as_object(), "Lock.__init__(self)", args, vm)
    }
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor, Initializer, Representable))]
impl Lock {
    #[pygetset]
    fn _waiters(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.primitive.waiters_or_none(vm)
    }

    #[pygetset]
    fn _loop(zelf: &Py<Self>) -> Option<PyRef<EventLoop>> {
        zelf.primitive.event_loop.borrow().clone()
    }

    #[pygetset(setter)]
    fn set__loop(zelf: &Py<Self>, value: PySetterValue, vm: &VirtualMachine) -> PyResult<()> {
        zelf.primitive.bind(value, vm)
    }

    #[pygetset]
    fn _locked(zelf: &Py<Self>) -> bool {
        zelf.locked.get()
    }

    #[pymethod]
    fn locked(zelf: &Py<Self>) -> bool {
        zelf.locked.get()
    }

    #[pymethod]
    fn acquire(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        on(zelf, "acquire", "Lock.acquire", vm, acquire_lock)
    }

    #[pymethod]
    fn release(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        zelf.release_now(vm)
    }

    #[pymethod]
    fn __aenter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        enter(zelf.into(), vm)
    }

    #[pymethod]
    fn __aexit__(zelf: PyRef<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        leave(zelf.into(), vm)
    }
}

/// `_ContextManagerMixin.__aenter__`: acquires, through the method, which a subclass may have made its own.
fn enter(zelf: PyObjectRef, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    RustCoroutine::new("__aenter__", "_ContextManagerMixin.__aenter__", vm, |vm, locals| {
        let zelf = locals.hold_object(zelf);
        async move {
            let object = zelf.object();
            if object.class().is(Lock::class(&vm.ctx)) {
                let lock = locals.hold(object.downcast::<Lock>().expect("its class"));
                acquire_lock(vm, locals, lock).await?;
            } else if object.class().is(Semaphore::class(&vm.ctx)) {
                let semaphore = locals.hold(object.downcast::<Semaphore>().expect("its class"));
                acquire_semaphore(vm, locals, semaphore).await?;
            } else {
                let acquiring = vm.call_method(&object, "acquire", ())?;
                drop(object);
                delegate(vm, acquiring).await?;
            }
            Ok(vm.ctx.none())
        }
    })
}

/// `_ContextManagerMixin.__aexit__`.
fn leave(zelf: PyObjectRef, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    RustCoroutine::new("__aexit__", "_ContextManagerMixin.__aexit__", vm, |vm, locals| {
        let zelf = locals.hold_object(zelf);
        async move {
            vm.call_method(&zelf.object(), "release", ())?;
            Ok(vm.ctx.none())
        }
    })
}

impl Representable for Lock {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        let extra = if zelf.locked.get() { "locked" } else { "unlocked" };
        repr(zelf.as_object(), extra, zelf.primitive.waiters.borrow().len(), vm)
    }
}

// --- Event ---

/// `asyncio.Event`.
#[pyclass(module = "asyncio.locks", name = "Event", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct Event {
    primitive: Primitive,
    value: Cell<bool>,
}

python_object!(Event, holds: [primitive]);

impl Constructor for Event {
    type Args = FuncArgs;

    fn py_new(_class: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self { primitive: Primitive::new(ResourceKind::Event), value: Cell::new(false) })
    }
}

impl Initializer for Event {
    type Args = FuncArgs;

    fn init(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        init_args(zelf.as_object(), "Event.__init__(self)", args, vm)
    }
}

/// `Event.wait`.
async fn wait_event(vm: Vm, locals: Locals, zelf: Local<Event>) -> PyResult<PyObjectRef> {
    let event = zelf.get();
    if !event.value.get() {
        let waiter = locals.hold(event.primitive.enqueue(event.as_object(), &vm)?);
        event.primitive.set_wait(WaitOn::Event, "Event.wait");
        drop(event);
        let result = future::wait(vm, &waiter).await;
        zelf.get().primitive.remove(&waiter.get());
        result?;
    }
    Ok(vm.ctx.new_bool(true).into())
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor, Initializer, Representable))]
impl Event {
    #[pygetset]
    fn _waiters(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.primitive.waiters_shown(vm)
    }

    #[pygetset]
    fn _loop(zelf: &Py<Self>) -> Option<PyRef<EventLoop>> {
        zelf.primitive.event_loop.borrow().clone()
    }

    #[pygetset(setter)]
    fn set__loop(zelf: &Py<Self>, value: PySetterValue, vm: &VirtualMachine) -> PyResult<()> {
        zelf.primitive.bind(value, vm)
    }

    #[pygetset]
    fn _value(zelf: &Py<Self>) -> bool {
        zelf.value.get()
    }

    #[pymethod]
    fn is_set(zelf: &Py<Self>) -> bool {
        zelf.value.get()
    }

    #[pymethod]
    fn set(zelf: &Py<Self>, vm: &VirtualMachine) {
        if zelf.value.replace(true) {
            return;
        }
        zelf.primitive.signalled("set", || {
            let waiters: Vec<_> = zelf.primitive.waiters.borrow().iter().cloned().collect();
            for waiter in waiters {
                if !waiter.is_done() {
                    set_true(&waiter, vm);
                }
            }
        });
    }

    #[pymethod]
    fn clear(zelf: &Py<Self>) {
        zelf.value.set(false);
    }

    #[pymethod]
    fn wait(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        on(zelf, "wait", "Event.wait", vm, wait_event)
    }
}

impl Representable for Event {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        let extra = if zelf.value.get() { "set" } else { "unset" };
        repr(zelf.as_object(), extra, zelf.primitive.waiters.borrow().len(), vm)
    }
}

// --- Condition ---

/// `asyncio.Condition`.
#[pyclass(module = "asyncio.locks", name = "Condition", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct Condition {
    primitive: Primitive,
    lock: RefCell<Option<PyObjectRef>>,
}

python_object!(Condition, holds: [primitive, lock]);

impl Condition {
    fn new_condition(vm: &VirtualMachine) -> PyRef<Self> {
        let lock = Lock::new_lock().into_ref(&vm.ctx).into();
        Self { primitive: Primitive::new(ResourceKind::Condition), lock: RefCell::new(Some(lock)) }
            .into_ref(&vm.ctx)
    }

    fn lock(&self, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        self.lock.borrow().clone().ok_or_else(|| vm.new_attribute_error("_lock"))
    }

    fn is_locked(&self, vm: &VirtualMachine) -> PyResult<bool> {
        let lock = self.lock(vm)?;
        match lock.downcast_ref::<Lock>() {
            Some(lock) => Ok(lock.locked.get()),
            None => vm.call_method(&lock, "locked", ())?.try_to_bool(vm),
        }
    }

    /// How many waiters `n` is enough for. Whatever compares with a number will do, and where nobody waits nothing is compared.
    fn how_many(&self, n: &PyObject, vm: &VirtualMachine) -> PyResult<usize> {
        let mut count = 0;
        let waiters = self.primitive.waiters.borrow().clone();
        for waiter in waiters {
            let counted: PyObjectRef = vm.ctx.new_int(count).into();
            if counted.rich_compare_bool(n, PyComparisonOp::Ge, vm)? {
                break;
            }
            count += usize::from(!waiter.is_done());
        }
        Ok(count)
    }

    /// Wakes the first `count` waiters that are not done (`Condition._notify`).
    fn notify_first(&self, count: usize, vm: &VirtualMachine) {
        let pending: Vec<_> = self
            .primitive
            .waiters
            .borrow()
            .iter()
            .filter(|waiter| !waiter.is_done())
            .take(count)
            .cloned()
            .collect();
        for waiter in pending {
            future::set_result(&waiter, vm.ctx.new_bool(false).into());
        }
    }

    fn notify_now(&self, count: usize, vm: &VirtualMachine) -> PyResult<()> {
        if !self.is_locked(vm)? {
            return Err(vm.new_runtime_error("cannot notify on un-acquired lock"));
        }
        self.primitive.signalled("notify", || self.notify_first(count, vm));
        Ok(())
    }
}

async fn acquire_lock_of(vm: Vm, locals: Locals, condition: &Local<Condition>) -> PyResult<()> {
    let lock = condition.get().lock(&vm)?;
    match lock.downcast::<Lock>() {
        Ok(lock) => {
            let lock = locals.hold(lock);
            acquire_lock(vm, locals, lock).await?;
        }
        Err(lock) => {
            let acquiring = vm.call_method(&lock, "acquire", ())?;
            drop(lock);
            delegate(vm, acquiring).await?;
        }
    }
    Ok(())
}

/// `Condition.wait`: however it ends, the lock is held again.
async fn wait_condition(vm: Vm, locals: &Locals, zelf: &Local<Condition>) -> PyResult<()> {
    let condition = zelf.get();
    if !condition.is_locked(&vm)? {
        return Err(vm.new_runtime_error("cannot wait on un-acquired lock"));
    }
    let event_loop = condition.primitive.get_loop(condition.as_object(), &vm)?;
    let waiter = new_future(&event_loop, &vm);
    vm.call_method(&*condition.lock(&vm)?, "release", ())?;
    condition.primitive.waiters.borrow_mut().push_back(waiter.clone());
    condition.primitive.set_wait(WaitOn::Condition, "Condition.wait");
    drop(condition);
    let waiter = locals.hold(waiter);
    let mut result = future::wait(vm, &waiter).await.map(drop);
    zelf.get().primitive.remove(&waiter.get());
    waiter.release();
    // Cancelled while it takes the lock back, it tries again and raises the last cancellation after.
    loop {
        match acquire_lock_of(vm, locals.clone(), zelf).await {
            Ok(()) => break,
            Err(exception) if exceptions::is_cancelled(&exception, &vm) => {
                if let Err(first) = result {
                    exception.set_context(Some(first));
                }
                result = Err(exception);
            }
            Err(exception) => {
                result = Err(exception);
                break;
            }
        }
    }
    if result.is_err() {
        // The notification that it may have swallowed goes to the next one.
        zelf.get().notify_first(1, &vm);
    }
    result
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct ConditionArgs {
    #[pyarg(any, optional)]
    lock: Option<PyObjectRef>,
}

impl Constructor for Condition {
    type Args = FuncArgs;

    fn py_new(_class: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self { primitive: Primitive::new(ResourceKind::Condition), lock: RefCell::default() })
    }
}

impl Initializer for Condition {
    type Args = FuncArgs;

    fn init(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        let args: ConditionArgs =
            init_args(zelf.as_object(), "Condition.__init__(self, lock=)", args, vm)?;
        let lock = args.lock.filter(|lock| !vm.is_none(lock));
        if let Some(lock) = &lock {
            // asyncio takes these over; what has them is a lock.
            for method in ["locked", "acquire", "release"] {
                lock.get_attr(method, vm)?;
            }
        }
        let lock = lock.unwrap_or_else(|| Lock::new_lock().into_ref(&vm.ctx).into());
        zelf.lock.replace(Some(lock));
        Ok(())
    }
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct NotifyArgs {
    #[pyarg(any, optional)]
    n: OptionalArg<PyObjectRef>,
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor, Initializer, Representable))]
impl Condition {
    #[pygetset]
    fn _waiters(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.primitive.waiters_shown(vm)
    }

    #[pygetset]
    fn _loop(zelf: &Py<Self>) -> Option<PyRef<EventLoop>> {
        zelf.primitive.event_loop.borrow().clone()
    }

    #[pygetset(setter)]
    fn set__loop(zelf: &Py<Self>, value: PySetterValue, vm: &VirtualMachine) -> PyResult<()> {
        zelf.primitive.bind(value, vm)
    }

    #[pygetset]
    fn _lock(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.lock.borrow().clone()
    }

    #[pymethod]
    fn locked(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<bool> {
        zelf.is_locked(vm)
    }

    #[pymethod]
    fn acquire(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        vm.call_method(&*zelf.lock(vm)?, "acquire", ())
    }

    #[pymethod]
    fn release(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        vm.call_method(&*zelf.lock(vm)?, "release", ())
    }

    #[pymethod]
    fn wait(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        on(zelf, "wait", "Condition.wait", vm, |vm, locals, zelf| async move {
            wait_condition(vm, &locals, &zelf).await?;
            Ok(vm.ctx.new_bool(true).into())
        })
    }

    #[pymethod]
    fn wait_for(
        zelf: PyRef<Self>,
        predicate: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyRef<RustCoroutine> {
        on(zelf, "wait_for", "Condition.wait_for", vm, |vm, locals, zelf| {
            let predicate = locals.hold_object(predicate);
            async move {
                loop {
                    let result = predicate.object().call((), &vm)?;
                    if result.clone().try_to_bool(&vm)? {
                        return Ok(result);
                    }
                    drop(result);
                    wait_condition(vm, &locals, &zelf).await?;
                }
            }
        })
    }

    #[pymethod]
    fn notify(zelf: &Py<Self>, args: NotifyArgs, vm: &VirtualMachine) -> PyResult<()> {
        let n = args.n.unwrap_or_else(|| vm.ctx.new_int(1).into());
        let count = if zelf.is_locked(vm)? { zelf.how_many(&n, vm)? } else { 0 };
        zelf.notify_now(count, vm)
    }

    #[pymethod]
    fn notify_all(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        let count = zelf.primitive.waiters.borrow().len();
        zelf.notify_now(count, vm)
    }

    #[pymethod]
    fn __aenter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        enter(zelf.into(), vm)
    }

    #[pymethod]
    fn __aexit__(zelf: PyRef<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        leave(zelf.into(), vm)
    }
}

impl Representable for Condition {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        let extra = if zelf.is_locked(vm)? { "locked" } else { "unlocked" };
        repr(zelf.as_object(), extra, zelf.primitive.waiters.borrow().len(), vm)
    }
}

// --- Semaphore ---

/// `asyncio.Semaphore`; with a bound, `BoundedSemaphore`.
#[pyclass(module = "asyncio.locks", name = "Semaphore", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct Semaphore {
    primitive: Primitive,
    value: Cell<i64>,
    bound: Cell<Option<i64>>,
}

python_object!(Semaphore, holds: [primitive]);

impl Semaphore {
    /// Whether a newcomer must wait: none is free, or somebody was here before.
    fn is_locked(&self) -> bool {
        self.value.get() == 0 || !self.primitive.all_cancelled()
    }

    /// Gives one to the first waiter (`Semaphore._wake_up_next`).
    fn wake_up_next(&self, vm: &VirtualMachine) -> bool {
        let Some(waiter) = self.primitive.first_pending() else { return false };
        self.value.set(self.value.get() - 1);
        set_true(&waiter, vm);
        true
    }
}

/// `Semaphore.acquire`.
async fn acquire_semaphore(
    vm: Vm,
    locals: Locals,
    zelf: Local<Semaphore>,
) -> PyResult<PyObjectRef> {
    let semaphore = zelf.get();
    if semaphore.is_locked() {
        let waiter = locals.hold(semaphore.primitive.enqueue(semaphore.as_object(), &vm)?);
        semaphore.primitive.set_wait(WaitOn::Semaphore, "Semaphore.acquire");
        drop(semaphore);
        let result = future::wait(vm, &waiter).await;
        let semaphore = zelf.get();
        let waiter = waiter.get();
        semaphore.primitive.remove(&waiter);
        if let Err(exception) = &result
            && exceptions::is_cancelled(exception, &vm)
            && waiter.is_done()
            && !waiter.is_cancelled()
        {
            // It had been given one already.
            semaphore.value.set(semaphore.value.get() + 1);
        }
        while semaphore.value.get() > 0 && semaphore.wake_up_next(&vm) {}
        result?;
    } else {
        semaphore.value.set(semaphore.value.get() - 1);
    }
    zelf.get().primitive.acquired();
    Ok(vm.ctx.new_bool(true).into())
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct SemaphoreArgs {
    #[pyarg(any, optional)]
    value: Option<i64>,
}

impl Constructor for Semaphore {
    type Args = FuncArgs;

    fn py_new(_class: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self {
            primitive: Primitive::new(ResourceKind::Semaphore),
            value: Cell::new(1),
            bound: Cell::new(None),
        })
    }
}

impl Initializer for Semaphore {
    type Args = FuncArgs;

    fn init(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        let bounded = zelf.as_object().downcast_ref::<BoundedSemaphore>().is_some();
        let signature = if bounded {
            "BoundedSemaphore.__init__(self, value=)"
        } else {
            "Semaphore.__init__(self, value=)"
        };
        let args: SemaphoreArgs = init_args(zelf.as_object(), signature, args, vm)?;
        let value = args.value.unwrap_or(1);
        if value < 0 {
            return Err(vm.new_value_error("Semaphore initial value must be >= 0"));
        }
        zelf.value.set(value);
        if zelf.as_object().downcast_ref::<BoundedSemaphore>().is_some() {
            zelf.bound.set(Some(value));
        }
        Ok(())
    }
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor, Initializer, Representable))]
impl Semaphore {
    #[pygetset]
    fn _waiters(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.primitive.waiters_or_none(vm)
    }

    #[pygetset]
    fn _loop(zelf: &Py<Self>) -> Option<PyRef<EventLoop>> {
        zelf.primitive.event_loop.borrow().clone()
    }

    #[pygetset(setter)]
    fn set__loop(zelf: &Py<Self>, value: PySetterValue, vm: &VirtualMachine) -> PyResult<()> {
        zelf.primitive.bind(value, vm)
    }

    #[pymethod]
    fn locked(zelf: &Py<Self>) -> bool {
        zelf.is_locked()
    }

    #[pymethod]
    fn acquire(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        on(zelf, "acquire", "Semaphore.acquire", vm, acquire_semaphore)
    }

    #[pymethod]
    fn release(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if zelf.bound.get().is_some_and(|bound| zelf.value.get() >= bound) {
            return Err(vm.new_value_error("BoundedSemaphore released too many times"));
        }
        zelf.value.set(zelf.value.get() + 1);
        zelf.primitive.released(|| zelf.wake_up_next(vm));
        Ok(())
    }

    #[pygetset]
    fn _value(zelf: &Py<Self>) -> i64 {
        zelf.value.get()
    }

    #[pymethod]
    fn __aenter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        enter(zelf.into(), vm)
    }

    #[pymethod]
    fn __aexit__(zelf: PyRef<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        leave(zelf.into(), vm)
    }
}

impl Representable for Semaphore {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        let extra = if zelf.is_locked() {
            "locked".to_owned()
        } else {
            format!("unlocked, value:{}", zelf.value.get())
        };
        repr(zelf.as_object(), &extra, zelf.primitive.waiters.borrow().len(), vm)
    }
}

/// `asyncio.BoundedSemaphore`: never more than it began with.
#[pyclass(module = "asyncio.locks", name = "BoundedSemaphore", base = Semaphore, traverse = "manual")]
#[repr(transparent)]
pub(super) struct BoundedSemaphore(Semaphore);

python_object!(BoundedSemaphore, holds: [0]);

impl Held for Semaphore {
    fn visit(&self, visit: &mut rustpython_vm::object::TraverseFn<'_>) {
        self.primitive.visit(visit);
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        self.primitive.give(out);
    }

    fn surrender(&mut self, out: &mut Vec<PyObjectRef>) {
        self.primitive.surrender(out);
    }
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF))]
impl BoundedSemaphore {}

// --- Barrier ---

/// `locks._BarrierState`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BarrierState {
    Filling,
    Draining,
    Resetting,
    Broken,
}

impl BarrierState {
    fn text(self) -> &'static str {
        match self {
            Self::Filling => "filling",
            Self::Draining => "draining",
            Self::Resetting => "resetting",
            Self::Broken => "broken",
        }
    }
}

/// `asyncio.Barrier`.
#[pyclass(module = "asyncio.locks", name = "Barrier", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct Barrier {
    primitive: Primitive,
    condition: RefCell<Option<PyRef<Condition>>>,
    /// Whatever compares with a number.
    parties: RefCell<Option<PyObjectRef>>,
    state: Cell<BarrierState>,
    count: Cell<usize>,
}

python_object!(Barrier, holds: [primitive, condition, parties]);

impl Barrier {
    fn condition(&self) -> PyRef<Condition> {
        self.condition.borrow().clone().expect("made with one")
    }

    fn parties(&self, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        self.parties.borrow().clone().ok_or_else(|| vm.new_attribute_error("_parties"))
    }

    fn notify_all(&self, action: &str, vm: &VirtualMachine) -> PyResult<()> {
        let condition = self.condition();
        let count = condition.primitive.waiters.borrow().len();
        if count > 0 {
            self.primitive.signalled(action, || condition.notify_now(count, vm))
        } else {
            Ok(())
        }
    }

    /// One is through; the last one out makes room for the next round (`Barrier._exit`).
    fn leave(&self, vm: &VirtualMachine) -> PyResult<()> {
        self.count.set(self.count.get() - 1);
        if self.count.get() == 0 {
            if matches!(self.state.get(), BarrierState::Resetting | BarrierState::Draining) {
                self.state.set(BarrierState::Filling);
            }
            self.notify_all("drained", vm)?;
        }
        Ok(())
    }
}

fn broken(text: &str, vm: &VirtualMachine) -> rustpython_vm::builtins::PyBaseExceptionRef {
    vm.new_exception_msg(exceptions::classes(vm).broken_barrier_error.clone(), text.into())
}

/// Waits on the barrier's condition until `ready` of its state.
async fn wait_until(
    vm: Vm,
    locals: &Locals,
    zelf: &Local<Barrier>,
    condition: &Local<Condition>,
    ready: impl Fn(BarrierState) -> bool,
) -> PyResult<()> {
    while !ready(zelf.get().state.get()) {
        wait_condition(vm, locals, condition).await?;
    }
    Ok(())
}

/// `Barrier.wait`, with the condition's lock held.
async fn pass_barrier(
    vm: Vm,
    locals: &Locals,
    zelf: &Local<Barrier>,
    condition: &Local<Condition>,
) -> PyResult<PyObjectRef> {
    let settled = |state| !matches!(state, BarrierState::Draining | BarrierState::Resetting);
    wait_until(vm, locals, zelf, condition, settled).await?;
    if zelf.get().state.get() == BarrierState::Broken {
        return Err(broken("Barrier aborted", &vm));
    }
    let barrier = zelf.get();
    let index = barrier.count.get();
    barrier.count.set(index + 1);
    let arrived: PyObjectRef = vm.ctx.new_int(index + 1).into();
    let last = arrived.rich_compare_bool(&*barrier.parties(&vm)?, PyComparisonOp::Eq, &vm)?;
    let mut result = Ok(());
    if last {
        barrier.state.set(BarrierState::Draining);
        result = barrier.notify_all("filled", &vm);
        drop(barrier);
    } else {
        drop(barrier);
        let waited =
            wait_until(vm, locals, zelf, condition, |state| state != BarrierState::Filling).await;
        if waited.is_err() {
            result = waited;
        } else if matches!(zelf.get().state.get(), BarrierState::Broken | BarrierState::Resetting) {
            result = Err(broken("Abort or reset of barrier", &vm));
        }
    }
    zelf.get().leave(&vm)?;
    result.map(|()| vm.ctx.new_int(index).into())
}

/// Runs `body` with the barrier's condition held.
fn with_condition<F>(
    zelf: PyRef<Barrier>,
    name: &'static str,
    qualname: &'static str,
    vm: &VirtualMachine,
    body: impl FnOnce(Vm, Locals, Local<Barrier>, Local<Condition>) -> F + 'static,
) -> PyRef<RustCoroutine>
where
    F: StdFuture<Output = PyResult<PyObjectRef>> + 'static,
{
    on(zelf, name, qualname, vm, |vm, locals, zelf| async move {
        let condition = locals.hold(zelf.get().condition());
        acquire_lock_of(vm, locals.clone(), &condition).await?;
        let lock = locals.hold_object(condition.get().lock(&vm)?);
        let result = body(vm, locals, zelf, condition).await;
        vm.call_method(&lock.object(), "release", ())?;
        result
    })
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct BarrierArgs {
    #[pyarg(any)]
    parties: PyObjectRef,
}

impl Constructor for Barrier {
    type Args = FuncArgs;

    fn py_new(_class: &Py<PyType>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self {
            primitive: Primitive::new(ResourceKind::Barrier),
            condition: RefCell::new(Some(Condition::new_condition(vm))),
            parties: RefCell::default(),
            state: Cell::new(BarrierState::Filling),
            count: Cell::new(0),
        })
    }
}

impl Initializer for Barrier {
    type Args = FuncArgs;

    fn init(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        let args: BarrierArgs =
            init_args(zelf.as_object(), "Barrier.__init__(self, parties)", args, vm)?;
        let one: PyObjectRef = vm.ctx.new_int(1).into();
        if args.parties.rich_compare_bool(&one, PyComparisonOp::Lt, vm)? {
            return Err(vm.new_value_error("parties must be > 0"));
        }
        zelf.parties.replace(Some(args.parties));
        Ok(())
    }
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor, Initializer, Representable))]
impl Barrier {
    #[pygetset]
    fn _count(zelf: &Py<Self>) -> usize {
        zelf.count.get()
    }

    #[pymethod]
    fn wait(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        with_condition(zelf, "wait", "Barrier.wait", vm, |vm, locals, zelf, condition| async move {
            pass_barrier(vm, &locals, &zelf, &condition).await
        })
    }

    #[pymethod]
    fn reset(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        with_condition(
            zelf,
            "reset",
            "Barrier.reset",
            vm,
            |vm, _locals, zelf, _condition| async move {
                let barrier = zelf.get();
                let occupied = barrier.count.get() > 0;
                barrier.state.set(if occupied {
                    BarrierState::Resetting
                } else {
                    BarrierState::Filling
                });
                barrier.notify_all("reset", &vm)?;
                Ok(vm.ctx.none())
            },
        )
    }

    #[pymethod]
    fn abort(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        with_condition(
            zelf,
            "abort",
            "Barrier.abort",
            vm,
            |vm, _locals, zelf, _condition| async move {
                let barrier = zelf.get();
                barrier.state.set(BarrierState::Broken);
                barrier.notify_all("abort", &vm)?;
                Ok(vm.ctx.none())
            },
        )
    }

    #[pymethod]
    fn __aenter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        with_condition(
            zelf,
            "__aenter__",
            "Barrier.__aenter__",
            vm,
            |vm, locals, zelf, condition| async move {
                pass_barrier(vm, &locals, &zelf, &condition).await
            },
        )
    }

    #[pymethod]
    fn __aexit__(zelf: PyRef<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        on(zelf, "__aexit__", "Barrier.__aexit__", vm, |vm, _locals, _zelf| async move {
            Ok(vm.ctx.none())
        })
    }

    #[pygetset(name = "parties")]
    fn parties_given(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.parties(vm)
    }

    #[pygetset]
    fn n_waiting(zelf: &Py<Self>) -> usize {
        if zelf.state.get() == BarrierState::Filling { zelf.count.get() } else { 0 }
    }

    #[pygetset]
    fn broken(zelf: &Py<Self>) -> bool {
        zelf.state.get() == BarrierState::Broken
    }
}

impl Representable for Barrier {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        let mut extra = zelf.state.get().text().to_owned();
        if zelf.state.get() != BarrierState::Broken {
            let waiting = Self::n_waiting(zelf);
            let parties = zelf.parties(vm)?.str(vm)?;
            extra.push_str(&format!(", waiters:{waiting}/{}", parties.to_string_lossy()));
        }
        repr(zelf.as_object(), &extra, 0, vm)
    }
}
