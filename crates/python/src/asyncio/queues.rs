//! `asyncio.Queue`, `LifoQueue` and `PriorityQueue`. Rules: `asyncio/queues.py` of CPython 3.13, "Queues" in its library
//! reference. A subclass may bring its own `_init`, `_put` and `_get`; then its `_queue` holds the items.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
};

use espalier_trace::{ResourceKind, WaitOn};
use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyFloat, PyGenericAlias, PyType, PyTypeRef},
    function::{FuncArgs, PySetterValue},
    pyclass,
    types::{Constructor, Initializer, Representable},
};

use super::{
    exceptions::{self, Classes},
    future::{self, Future, new_future},
    held::{Held, python_object},
    locks::{Primitive, deque},
};
use crate::{
    coroutine::{Local, Locals, RustCoroutine, Vm},
    signatures::init_args,
};

/// Which item comes out first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Fifo,
    Lifo,
    Priority,
}

/// `asyncio.Queue`.
#[pyclass(module = "asyncio.queues", name = "Queue", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct Queue {
    /// Its waiters are those who wait for an item.
    getters: Primitive,
    putters: RefCell<VecDeque<PyRef<Future>>>,
    joiners: RefCell<VecDeque<PyRef<Future>>>,
    maxsize: Cell<isize>,
    given_maxsize: RefCell<Option<PyObjectRef>>,
    items: RefCell<VecDeque<PyObjectRef>>,
    /// The items of a subclass of the program's, and of a `PriorityQueue`: `_queue`.
    queue: RefCell<Option<PyObjectRef>>,
    order: Cell<Order>,
    /// Whether it is of a subclass of the program's.
    custom: Cell<bool>,
    unfinished: Cell<usize>,
    shut_down: Cell<bool>,
}

python_object!(Queue, holds: [getters, putters, joiners, given_maxsize, items, queue]);

impl Held for Queue {
    fn visit(&self, visit: &mut rustpython_vm::object::TraverseFn<'_>) {
        rustpython_vm::object::Traverse::traverse(self, visit);
    }

    fn give(self, _out: &mut Vec<PyObjectRef>) {}

    fn surrender(&mut self, out: &mut Vec<PyObjectRef>) {
        rustpython_vm::object::Traverse::clear(self, out);
    }
}

impl Queue {
    fn empty_queue() -> Self {
        Self {
            getters: Primitive::new(ResourceKind::Queue),
            putters: RefCell::default(),
            joiners: RefCell::default(),
            maxsize: Cell::new(0),
            given_maxsize: RefCell::default(),
            items: RefCell::default(),
            queue: RefCell::default(),
            order: Cell::new(Order::Fifo),
            custom: Cell::new(false),
            unfinished: Cell::new(0),
            shut_down: Cell::new(false),
        }
    }

    fn python_queue(&self, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        self.queue
            .borrow()
            .clone()
            .ok_or_else(|| vm.new_attribute_error("'Queue' object has no attribute '_queue'"))
    }

    fn size(&self, vm: &VirtualMachine) -> PyResult<usize> {
        if self.custom.get() || self.order.get() == Order::Priority {
            return self.python_queue(vm)?.length(vm);
        }
        Ok(self.items.borrow().len())
    }

    fn is_full(&self, vm: &VirtualMachine) -> PyResult<bool> {
        let maxsize = self.maxsize.get();
        Ok(maxsize > 0 && self.size(vm)? >= maxsize.unsigned_abs())
    }
}

/// Puts an item where `_get` will find it.
fn put_item(queue: &Py<Queue>, item: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
    if queue.custom.get() {
        return vm.call_method(queue.as_object(), "_put", (item,)).map(drop);
    }
    if queue.order.get() == Order::Priority {
        return Queue::_put(queue, item, vm);
    }
    queue.items.borrow_mut().push_back(item);
    Ok(())
}

fn get_item(queue: &Py<Queue>, vm: &VirtualMachine) -> PyResult {
    if queue.custom.get() {
        return vm.call_method(queue.as_object(), "_get", ());
    }
    let item = match queue.order.get() {
        Order::Fifo => queue.items.borrow_mut().pop_front(),
        Order::Lifo => queue.items.borrow_mut().pop_back(),
        Order::Priority => return Queue::_get(queue, vm),
    };
    item.ok_or_else(|| vm.new_index_error("pop from an empty deque"))
}

/// Wakes the first waiter that is not done (`Queue._wakeup_next`).
fn wake_up_next(waiters: &RefCell<VecDeque<PyRef<Future>>>, vm: &VirtualMachine) {
    loop {
        let first = waiters.borrow_mut().pop_front();
        let Some(first) = first else { return };
        if !first.is_done() {
            future::set_result(&first, vm.ctx.none());
            return;
        }
    }
}

fn error(class: impl Fn(&Classes) -> &PyTypeRef, vm: &VirtualMachine) -> PyBaseExceptionRef {
    vm.new_exception_empty(class(exceptions::classes(vm)).clone())
}

/// `Queue.put_nowait`.
///
/// # Errors
/// `QueueFull`, `QueueShutDown`; what a subclass raises.
pub(super) fn put_nowait(
    queue: &Py<Queue>,
    item: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<()> {
    if queue.shut_down.get() {
        return Err(error(|classes| &classes.queue_shut_down, vm));
    }
    if queue.is_full(vm)? {
        return Err(error(|classes| &classes.queue_full, vm));
    }
    put_item(queue, item, vm)?;
    queue.unfinished.set(queue.unfinished.get() + 1);
    queue.getters.signalled("put", || wake_up_next(&queue.getters.waiters, vm));
    Ok(())
}

/// `Queue.get_nowait`.
///
/// # Errors
/// `QueueEmpty`, `QueueShutDown`; what a subclass raises.
fn get_nowait(queue: &Py<Queue>, vm: &VirtualMachine) -> PyResult {
    if queue.size(vm)? == 0 {
        let shut_down = queue.shut_down.get();
        return Err(error(
            |classes| if shut_down { &classes.queue_shut_down } else { &classes.queue_empty },
            vm,
        ));
    }
    let item = get_item(queue, vm)?;
    queue.getters.signalled("get", || wake_up_next(&queue.putters, vm));
    Ok(item)
}

/// Waits in one of the queue's lines; on an exception the waiter leaves it, and hands on a wake-up that it cannot use.
async fn wait_in_line(
    vm: Vm,
    locals: &Locals,
    zelf: &Local<Queue>,
    call: &'static str,
    line: fn(&Queue) -> &RefCell<VecDeque<PyRef<Future>>>,
    useful: fn(&Queue, &VirtualMachine) -> PyResult<bool>,
) -> PyResult<()> {
    let queue = zelf.get();
    let event_loop = queue.getters.get_loop(queue.as_object(), &vm)?;
    let waiter = new_future(&event_loop, &vm);
    line(&queue).borrow_mut().push_back(waiter.clone());
    queue.getters.set_wait(WaitOn::Queue, call);
    drop((queue, event_loop));
    let waiter = locals.hold(waiter);
    let result = future::wait(vm, &waiter).await;
    if let Err(exception) = result {
        let (queue, waiter) = (zelf.get(), waiter.get());
        future::cancel_future(&waiter, None);
        let place = line(&queue).borrow().iter().position(|other| other.is(&waiter));
        let removed = place.and_then(|place| line(&queue).borrow_mut().remove(place));
        drop(removed);
        if useful(&queue, &vm)? && !waiter.is_cancelled() {
            wake_up_next(line(&queue), &vm);
        }
        return Err(exception);
    }
    waiter.release();
    Ok(())
}

/// `Queue.put`.
async fn put(
    vm: Vm,
    locals: &Locals,
    zelf: &Local<Queue>,
    item: Local<()>,
) -> PyResult<PyObjectRef> {
    loop {
        let queue = zelf.get();
        if !queue.is_full(&vm)? {
            break;
        }
        if queue.shut_down.get() {
            return Err(error(|classes| &classes.queue_shut_down, &vm));
        }
        drop(queue);
        let room = |queue: &Queue, vm: &VirtualMachine| Ok(!queue.is_full(vm)?);
        wait_in_line(vm, locals, zelf, "Queue.put", |queue| &queue.putters, room).await?;
    }
    put_nowait(&zelf.get(), item.object(), &vm)?;
    Ok(vm.ctx.none())
}

/// `Queue.get`.
///
/// # Errors
/// `QueueShutDown`; what is thrown in while it waits.
pub(super) async fn get(vm: Vm, locals: &Locals, zelf: &Local<Queue>) -> PyResult<PyObjectRef> {
    loop {
        let queue = zelf.get();
        if queue.size(&vm)? > 0 {
            break;
        }
        if queue.shut_down.get() {
            return Err(error(|classes| &classes.queue_shut_down, &vm));
        }
        drop(queue);
        let item = |queue: &Queue, vm: &VirtualMachine| Ok(queue.size(vm)? > 0);
        wait_in_line(vm, locals, zelf, "Queue.get", |queue| &queue.getters.waiters, item).await?;
    }
    get_nowait(&zelf.get(), &vm)
}

/// `Queue.join`.
async fn join(vm: Vm, locals: &Locals, zelf: &Local<Queue>) -> PyResult<PyObjectRef> {
    let queue = zelf.get();
    if queue.unfinished.get() > 0 {
        let event_loop = queue.getters.get_loop(queue.as_object(), &vm)?;
        let waiter = new_future(&event_loop, &vm);
        queue.joiners.borrow_mut().push_back(waiter.clone());
        queue.getters.set_wait(WaitOn::Queue, "Queue.join");
        drop((queue, event_loop));
        let waiter = locals.hold(waiter);
        let result = future::wait(vm, &waiter).await;
        let queue = zelf.get();
        let waiter = waiter.get();
        let place = queue.joiners.borrow().iter().position(|other| other.is(&waiter));
        let removed = place.and_then(|place| queue.joiners.borrow_mut().remove(place));
        drop(removed);
        result?;
    }
    Ok(vm.ctx.none())
}

/// All items are done: those who joined go on (`_finished.set()`).
fn finished(queue: &Queue, vm: &VirtualMachine) {
    queue.getters.signalled("finished", || {
        let joiners: Vec<_> = queue.joiners.borrow().iter().cloned().collect();
        for joiner in joiners {
            if !joiner.is_done() {
                future::set_result(&joiner, vm.ctx.new_bool(true).into());
            }
        }
    });
}

/// A queue without limit, for the library's own use.
pub(super) fn new_queue(vm: &VirtualMachine) -> PyRef<Queue> {
    Queue::empty_queue().into_ref(&vm.ctx)
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct QueueArgs {
    #[pyarg(any, optional)]
    maxsize: Option<PyObjectRef>,
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct ShutdownArgs {
    #[pyarg(any, optional)]
    immediate: Option<PyObjectRef>,
}

impl Constructor for Queue {
    type Args = FuncArgs;

    fn py_new(_class: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self::empty_queue())
    }
}

impl Initializer for Queue {
    type Args = FuncArgs;

    fn init(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        let args: QueueArgs =
            init_args(zelf.as_object(), "Queue.__init__(self, maxsize=)", args, vm)?;
        let maxsize = args.maxsize.unwrap_or_else(|| vm.ctx.new_int(0).into());
        let limit = match maxsize.downcast_ref::<PyFloat>() {
            // Full from the first whole number of items that is not less.
            Some(limit) => limit.to_f64().ceil() as isize,
            None => maxsize.try_to_value::<isize>(vm)?,
        };
        zelf.maxsize.set(limit);
        let order = if zelf.as_object().downcast_ref::<PriorityQueue>().is_some() {
            Order::Priority
        } else if zelf.as_object().downcast_ref::<LifoQueue>().is_some() {
            Order::Lifo
        } else {
            Order::Fifo
        };
        zelf.order.set(order);
        let ctx = &vm.ctx;
        let own = [Self::class(ctx), LifoQueue::class(ctx), PriorityQueue::class(ctx)];
        zelf.custom.set(!own.iter().any(|class| zelf.class().is(*class)));
        zelf.given_maxsize.replace(Some(maxsize.clone()));
        if zelf.custom.get() {
            vm.call_method(zelf.as_object(), "_init", (maxsize,))?;
        } else if order == Order::Priority {
            zelf.queue.replace(Some(vm.ctx.new_list(vec![]).into()));
        }
        Ok(())
    }
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor, Initializer, Representable))]
impl Queue {
    #[pymethod]
    fn _init(zelf: &Py<Self>, _maxsize: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let queue = match zelf.order.get() {
            Order::Fifo => vm.import("collections", 0)?.get_attr("deque", vm)?.call((), vm)?,
            _ => vm.ctx.new_list(vec![]).into(),
        };
        zelf.queue.replace(Some(queue));
        Ok(())
    }

    #[pymethod]
    fn _put(zelf: &Py<Self>, item: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let queue = zelf.python_queue(vm)?;
        match zelf.order.get() {
            Order::Priority => {
                vm.call_method(&*vm.import("heapq", 0)?, "heappush", (queue, item)).map(drop)
            }
            _ => vm.call_method(&queue, "append", (item,)).map(drop),
        }
    }

    #[pymethod]
    fn _get(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let queue = zelf.python_queue(vm)?;
        match zelf.order.get() {
            Order::Fifo => vm.call_method(&queue, "popleft", ()),
            Order::Lifo => vm.call_method(&queue, "pop", ()),
            Order::Priority => vm.call_method(&*vm.import("heapq", 0)?, "heappop", (queue,)),
        }
    }

    #[pygetset]
    fn _queue(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        if let Some(queue) = zelf.queue.borrow().clone() {
            return Ok(queue);
        }
        let items = vm.ctx.new_list(zelf.items.borrow().iter().cloned().collect());
        match zelf.order.get() {
            Order::Fifo => vm.import("collections", 0)?.get_attr("deque", vm)?.call((items,), vm),
            _ => Ok(items.into()),
        }
    }

    #[pygetset(setter)]
    fn set__queue(zelf: &Py<Self>, value: PySetterValue) {
        let value = match value {
            PySetterValue::Assign(value) => Some(value),
            PySetterValue::Delete => None,
        };
        let before = zelf.queue.replace(value);
        drop(before);
    }

    #[pygetset]
    fn maxsize(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(zelf.given_maxsize.borrow().clone())
    }

    #[pygetset]
    fn _maxsize(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(zelf.given_maxsize.borrow().clone())
    }

    #[pygetset]
    fn _getters(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.getters.waiters_shown(vm)
    }

    #[pygetset]
    fn _putters(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        deque(zelf.putters.borrow().iter().map(|putter| putter.clone().into()).collect(), vm)
    }

    #[pygetset]
    fn _unfinished_tasks(zelf: &Py<Self>) -> usize {
        zelf.unfinished.get()
    }

    #[pygetset(setter)]
    fn set__unfinished_tasks(
        zelf: &Py<Self>,
        value: PySetterValue<usize>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        zelf.unfinished.set(future::assigned(value, vm)?);
        Ok(())
    }

    #[pymethod]
    fn _format(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        described(zelf, vm)
    }

    #[pymethod]
    fn qsize(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<usize> {
        zelf.size(vm)
    }

    #[pymethod]
    fn empty(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<bool> {
        Ok(zelf.size(vm)? == 0)
    }

    #[pymethod]
    fn full(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<bool> {
        zelf.is_full(vm)
    }

    #[pymethod]
    fn put(zelf: PyRef<Self>, item: PyObjectRef, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("put", "Queue.put", vm, |vm, locals| {
            let (zelf, item) = (locals.hold(zelf), locals.hold_object(item));
            async move { put(vm, &locals, &zelf, item).await }
        })
    }

    #[pymethod(name = "put_nowait")]
    fn put_nowait_(zelf: &Py<Self>, item: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        put_nowait(zelf, item, vm)
    }

    #[pymethod]
    fn get(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("get", "Queue.get", vm, |vm, locals| {
            let zelf = locals.hold(zelf);
            async move { get(vm, &locals, &zelf).await }
        })
    }

    #[pymethod(name = "get_nowait")]
    fn get_nowait_(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        get_nowait(zelf, vm)
    }

    #[pymethod]
    fn task_done(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        let Some(left) = zelf.unfinished.get().checked_sub(1) else {
            return Err(vm.new_value_error("task_done() called too many times"));
        };
        zelf.unfinished.set(left);
        if left == 0 {
            finished(zelf, vm);
        }
        Ok(())
    }

    #[pymethod]
    fn join(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("join", "Queue.join", vm, |vm, locals| {
            let zelf = locals.hold(zelf);
            async move { join(vm, &locals, &zelf).await }
        })
    }

    #[pymethod]
    fn shutdown(zelf: &Py<Self>, args: ShutdownArgs, vm: &VirtualMachine) -> PyResult<()> {
        zelf.shut_down.set(true);
        let immediate = match args.immediate {
            Some(immediate) => immediate.try_to_bool(vm)?,
            None => false,
        };
        if immediate {
            while zelf.size(vm)? > 0 {
                get_item(zelf, vm)?;
                zelf.unfinished.set(zelf.unfinished.get().saturating_sub(1));
            }
            if zelf.unfinished.get() == 0 {
                finished(zelf, vm);
            }
        }
        zelf.getters.signalled("shutdown", || {
            while !zelf.getters.waiters.borrow().is_empty() {
                wake_up_next(&zelf.getters.waiters, vm);
            }
            while !zelf.putters.borrow().is_empty() {
                wake_up_next(&zelf.putters, vm);
            }
        });
        Ok(())
    }

    #[pymethod]
    fn __str__(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        Ok(format!("<{} {}>", zelf.class().name(), described(zelf, vm)?))
    }

    #[pyclassmethod]
    fn __class_getitem__(
        class: PyTypeRef,
        item: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<PyGenericAlias> {
        PyGenericAlias::from_args(class, item, vm)
    }
}

/// `Queue._format`.
fn described(queue: &Py<Queue>, vm: &VirtualMachine) -> PyResult<String> {
    let maxsize = Queue::maxsize(queue, vm).repr(vm)?;
    let mut text = format!("maxsize={}", maxsize.to_string_lossy());
    if queue.size(vm)? > 0 {
        let items: Vec<PyObjectRef> = vm.extract_elements_with(&*Queue::_queue(queue, vm)?, Ok)?;
        let items: PyObjectRef = vm.ctx.new_list(items).into();
        text.push_str(&format!(" _queue={}", items.repr(vm)?.to_string_lossy()));
    }
    let (getters, putters) = (queue.getters.waiters.borrow().len(), queue.putters.borrow().len());
    if getters > 0 {
        text.push_str(&format!(" _getters[{getters}]"));
    }
    if putters > 0 {
        text.push_str(&format!(" _putters[{putters}]"));
    }
    if queue.unfinished.get() > 0 {
        text.push_str(&format!(" tasks={}", queue.unfinished.get()));
    }
    if queue.shut_down.get() {
        text.push_str(" shutdown");
    }
    Ok(text)
}

impl Representable for Queue {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        Ok(format!("<{} at {:#x} {}>", zelf.class().name(), zelf.get_id(), described(zelf, vm)?))
    }
}

/// `asyncio.LifoQueue`.
#[pyclass(module = "asyncio.queues", name = "LifoQueue", base = Queue, traverse = "manual")]
#[repr(transparent)]
pub(super) struct LifoQueue(Queue);

python_object!(LifoQueue, holds: [0]);

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF))]
impl LifoQueue {}

/// `asyncio.PriorityQueue`.
#[pyclass(module = "asyncio.queues", name = "PriorityQueue", base = Queue, traverse = "manual")]
#[repr(transparent)]
pub(super) struct PriorityQueue(Queue);

python_object!(PriorityQueue, holds: [0]);

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF))]
impl PriorityQueue {}
