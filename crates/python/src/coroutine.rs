//! The joint between Rust futures and Python coroutines, both ways. Knows no library.
//!
//! Library models are written as `async` blocks that await two things: [`suspend`], which yields an object to whoever
//! drives the coroutine and gives back what is sent, or raises what is thrown; and [`delegate`], which awaits any
//! Python awaitable, as `yield from` does. [`RustCoroutine`] hands such a block to Python as a coroutine object.
//!
//! Python's cycle collector must see what a suspended coroutine holds: a model keeps objects in [`Locals`], not in
//! variables of the block that live across an await.

use std::{
    cell::{Cell, RefCell},
    fmt,
    future::Future,
    marker::PhantomData,
    ops::Deref,
    pin::Pin,
    rc::Rc,
    task::{Context as PollContext, Poll, Waker},
};

use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyCoroutine, PyGenerator},
    function::FuncArgs,
    object::{Traverse, TraverseFn},
    protocol::PyIterReturn,
    pyclass,
    types::{Destructor, IterNext, Iterable, Representable, SelfIter},
};

/// The virtual machine, for use in a future. Futures of models are only ever polled by a method that has it at hand.
#[derive(Clone, Copy)]
pub(crate) struct Vm(*const VirtualMachine);

impl Vm {
    /// A handle to `vm`, which must not be used after the run.
    pub(crate) fn new(vm: &VirtualMachine) -> Self {
        Self(vm)
    }
}

impl Deref for Vm {
    type Target = VirtualMachine;

    fn deref(&self) -> &VirtualMachine {
        // SAFETY: a future that holds this handle is owned by an object of this very virtual machine, and polled only
        // from methods called by it; the engine keeps the machine at one address until all objects are gone.
        unsafe { &*self.0 }
    }
}

type BoxedFuture = Pin<Box<dyn Future<Output = PyResult<PyObjectRef>>>>;

thread_local! {
    /// What the future being polled was resumed with.
    static RESUMED: RefCell<Option<PyResult<PyObjectRef>>> = const { RefCell::new(None) };
    /// What it yields.
    static YIELDED: RefCell<Option<PyObjectRef>> = const { RefCell::new(None) };
}

/// Yields `value` to the driver of the coroutine; gives back what the driver sends.
///
/// # Errors
/// What the driver throws.
pub(crate) fn suspend(value: PyObjectRef) -> Suspend {
    Suspend { value: Some(value) }
}

/// See [`suspend`].
pub(crate) struct Suspend {
    value: Option<PyObjectRef>,
}

impl Future for Suspend {
    type Output = PyResult<PyObjectRef>;

    fn poll(mut self: Pin<&mut Self>, _: &mut PollContext<'_>) -> Poll<Self::Output> {
        if let Some(value) = self.value.take() {
            YIELDED.set(Some(value));
            return Poll::Pending;
        }
        Poll::Ready(RESUMED.take().expect("a suspended future is polled only when resumed"))
    }
}

/// Awaits any Python awaitable.
///
/// # Errors
/// What the awaitable raises; `TypeError` if it is none.
pub(crate) async fn delegate(vm: Vm, awaitable: PyObjectRef) -> PyResult<PyObjectRef> {
    let iterator = awaitable_iterator(awaitable, &vm)?;
    let mut resumed: PyResult<PyObjectRef> = Ok(vm.ctx.none());
    loop {
        let step = match resumed {
            Ok(value) => send(&iterator, value, &vm),
            Err(exception) => throw(&iterator, exception, &vm),
        };
        match step? {
            PyIterReturn::Return(value) => resumed = suspend(value).await,
            PyIterReturn::StopIteration(value) => return Ok(vm.unwrap_or_none(value)),
        }
    }
}

/// The iterator behind an awaitable: a coroutine is its own, others give one by `__await__`.
///
/// # Errors
/// `TypeError` if the object cannot be awaited.
pub(crate) fn awaitable_iterator(awaitable: PyObjectRef, vm: &VirtualMachine) -> PyResult {
    if awaitable.class().is(vm.ctx.types.coroutine_type)
        || awaitable.downcast_ref::<RustCoroutine>().is_some()
    {
        return Ok(awaitable);
    }
    if let Some(generator) = awaitable.downcast_ref::<PyGenerator>()
        && generator
            .as_coro()
            .code()
            .flags
            .contains(rustpython_vm::bytecode::CodeFlags::ITERABLE_COROUTINE)
    {
        return Ok(awaitable);
    }
    // A special method is looked up on the class.
    match awaitable.class().get_attr(vm.ctx.intern_str("__await__")) {
        Some(method) => method.call((awaitable,), vm),
        None => Err(vm.new_type_error(format!(
            "object {} can't be used in 'await' expression",
            awaitable.class().name()
        ))),
    }
}

/// Resumes a coroutine or iterator with a value, as `send` does.
///
/// # Errors
/// What it raises, other than the `StopIteration` that ends it.
pub(crate) fn send(
    iterator: &PyObject,
    value: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<PyIterReturn> {
    if let Some(coroutine) = iterator.downcast_ref::<PyCoroutine>() {
        return coroutine.as_coro().send(iterator, value, vm);
    }
    if let Some(coroutine) = iterator.downcast_ref::<RustCoroutine>() {
        return coroutine.resume(Ok(value), vm);
    }
    if let Some(generator) = iterator.downcast_ref::<PyGenerator>() {
        return generator.as_coro().send(iterator, value, vm);
    }
    let result = if vm.is_none(&value) && iterator.class().slots.iternext.load().is_some() {
        vm.call_special_method(iterator, vm.ctx.intern_str("__next__"), ())
    } else {
        vm.call_method(iterator, "send", (value,))
    };
    PyIterReturn::from_pyresult(result, vm)
}

/// Resumes a coroutine or iterator with an exception, as `throw` does; raises it where there is no `throw`.
///
/// # Errors
/// What it raises, other than the `StopIteration` that ends it.
pub(crate) fn throw(
    iterator: &PyObject,
    exception: PyBaseExceptionRef,
    vm: &VirtualMachine,
) -> PyResult<PyIterReturn> {
    if let Some(coroutine) = iterator.downcast_ref::<RustCoroutine>() {
        return coroutine.resume(Err(exception), vm);
    }
    match vm.get_attribute_opt(iterator, vm.ctx.intern_str("throw"))? {
        Some(method) => PyIterReturn::from_pyresult(method.call((exception,), vm), vm),
        None => Err(exception),
    }
}

/// What a suspended coroutine holds, where the cycle collector sees it.
#[derive(Clone, Default)]
pub(crate) struct Locals(Rc<RefCell<Vec<Option<PyObjectRef>>>>);

impl Locals {
    /// Keeps `object` as long as the coroutine lives, or until [`Local::release`].
    pub(crate) fn hold<T: PyPayload>(&self, object: PyRef<T>) -> Local<T> {
        let mut slots = self.0.borrow_mut();
        slots.push(Some(object.into()));
        Local { locals: self.clone(), slot: slots.len() - 1, of: PhantomData }
    }

    /// Keeps any object as long as the coroutine lives, or until [`Local::release`].
    pub(crate) fn hold_object(&self, object: PyObjectRef) -> Local<()> {
        let mut slots = self.0.borrow_mut();
        slots.push(Some(object));
        Local { locals: self.clone(), slot: slots.len() - 1, of: PhantomData }
    }
}

/// An object in [`Locals`].
pub(crate) struct Local<T> {
    locals: Locals,
    slot: usize,
    of: PhantomData<T>,
}

impl<T> Local<T> {
    /// The object.
    ///
    /// # Panics
    /// If it was released, or its coroutine was collected.
    pub(crate) fn object(&self) -> PyObjectRef {
        self.locals.0.borrow()[self.slot].clone().expect("a local that is still held")
    }

    /// Lets go of the object.
    pub(crate) fn release(&self) {
        let object = self.locals.0.borrow_mut()[self.slot].take();
        drop(object); // after the borrow: a finaliser may run
    }
}

impl<T: PyPayload> Local<T> {
    /// The object, typed.
    ///
    /// # Panics
    /// As [`Local::object`].
    pub(crate) fn get(&self) -> PyRef<T> {
        self.object().downcast().unwrap_or_else(|_| unreachable!("held as this type"))
    }
}

/// A coroutine object whose body is a Rust future.
#[pyclass(module = false, name = "coroutine", traverse = "manual")]
#[derive(PyPayload)]
pub(crate) struct RustCoroutine {
    name: &'static str,
    qualname: &'static str,
    future: RefCell<Option<BoxedFuture>>,
    locals: Locals,
    started: Cell<bool>,
    running: Cell<bool>,
    /// The object that it last yielded, while suspended.
    awaiting: RefCell<Option<PyObjectRef>>,
}

// SAFETY: objects of a virtual machine without threads never leave their thread.
unsafe impl Send for RustCoroutine {}
// SAFETY: as above.
unsafe impl Sync for RustCoroutine {}

// SAFETY: visits every reference that the coroutine owns in a place that the collector may clear; references inside
// the future are not visited, which only keeps them alive longer.
unsafe impl Traverse for RustCoroutine {
    fn traverse(&self, visit: &mut TraverseFn<'_>) {
        if let Ok(slots) = self.locals.0.try_borrow() {
            slots.iter().flatten().for_each(|object| object.traverse(visit));
        }
        if let Ok(awaiting) = self.awaiting.try_borrow() {
            awaiting.iter().for_each(|object| object.traverse(visit));
        }
    }

    fn clear(&mut self, out: &mut Vec<PyObjectRef>) {
        out.extend(self.locals.0.borrow_mut().iter_mut().filter_map(Option::take));
        out.extend(self.awaiting.borrow_mut().take());
    }
}

impl fmt::Debug for RustCoroutine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RustCoroutine({})", self.qualname)
    }
}

impl RustCoroutine {
    /// A coroutine that runs the future which `body` makes.
    pub(crate) fn new<F>(
        name: &'static str,
        qualname: &'static str,
        vm: &VirtualMachine,
        body: impl FnOnce(Vm, Locals) -> F,
    ) -> PyRef<Self>
    where
        F: Future<Output = PyResult<PyObjectRef>> + 'static,
    {
        let locals = Locals::default();
        let future: BoxedFuture = Box::pin(body(Vm::new(vm), locals.clone()));
        Self {
            name,
            qualname,
            future: RefCell::new(Some(future)),
            locals,
            started: Cell::new(false),
            running: Cell::new(false),
            awaiting: RefCell::new(None),
        }
        .into_ref(&vm.ctx)
    }

    /// Whether its body is running now.
    pub(crate) fn is_running(&self) -> bool {
        self.running.get()
    }

    /// Resumes the body with a value or an exception.
    fn resume(&self, with: PyResult<PyObjectRef>, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        if self.running.get() {
            return Err(vm.new_value_error("coroutine already executing"));
        }
        if self.future.borrow().is_none() {
            return match with {
                Ok(_) => Err(vm.new_runtime_error("cannot reuse already awaited coroutine")),
                Err(exception) if self.started.get() => {
                    drop(exception);
                    Err(vm.new_runtime_error("cannot reuse already awaited coroutine"))
                }
                Err(exception) => Err(exception),
            };
        }
        if !self.started.replace(true) {
            // A body that has not begun has nothing to catch an exception with.
            if let Err(exception) = with {
                self.finish();
                return Err(exception);
            }
            if let Ok(value) = &with
                && !vm.is_none(value)
            {
                self.started.set(false);
                return Err(
                    vm.new_type_error("can't send non-None value to a just-started coroutine")
                );
            }
        }
        self.running.set(true);
        let awaited = self.awaiting.borrow_mut().take();
        // A body may drive another Rust coroutine while it is polled: keep the outer one's slots.
        let outer = RESUMED.replace(Some(with));
        let mut future = self.future.borrow_mut();
        let poll = future
            .as_mut()
            .expect("checked above")
            .as_mut()
            .poll(&mut PollContext::from_waker(Waker::noop()));
        drop(future);
        RESUMED.set(outer);
        self.running.set(false);
        drop(awaited);
        match poll {
            Poll::Pending => {
                let value = YIELDED.take().expect("a model suspends only by `suspend`");
                *self.awaiting.borrow_mut() = Some(value.clone());
                Ok(PyIterReturn::Return(value))
            }
            Poll::Ready(result) => {
                self.finish();
                result.map(|value| {
                    PyIterReturn::StopIteration((!vm.is_none(&value)).then_some(value))
                })
            }
        }
    }

    /// Lets go of the body and of all that it held.
    fn finish(&self) {
        let future = self.future.borrow_mut().take();
        drop(future);
        let held = std::mem::take(&mut *self.locals.0.borrow_mut());
        drop(held);
    }

    fn close_body(&self, vm: &VirtualMachine) -> PyResult<()> {
        if self.future.borrow().is_none() {
            return Ok(());
        }
        if !self.started.get() {
            self.started.set(true);
            self.finish();
            return Ok(());
        }
        let exit = vm.new_exception_empty(vm.ctx.exceptions.generator_exit.to_owned());
        match self.resume(Err(exit), vm) {
            Ok(PyIterReturn::Return(_)) => {
                Err(vm.new_runtime_error("coroutine ignored GeneratorExit"))
            }
            Ok(PyIterReturn::StopIteration(_)) => Ok(()),
            Err(e)
                if e.fast_isinstance(vm.ctx.exceptions.generator_exit)
                    || e.fast_isinstance(vm.ctx.exceptions.stop_iteration) =>
            {
                Ok(())
            }
            Err(e) => Err(e),
        }
    }
}

#[pyclass(
    flags(DISALLOW_INSTANTIATION, HAS_WEAKREF),
    with(IterNext, Iterable, Representable, Destructor)
)]
impl RustCoroutine {
    #[pymethod]
    fn __await__(zelf: PyRef<Self>) -> PyRef<Self> {
        zelf
    }

    #[pymethod]
    fn send(zelf: &Py<Self>, value: PyObjectRef, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        zelf.resume(Ok(value), vm)
    }

    #[pymethod]
    fn throw(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        let mut args = args.args.into_iter();
        let kind = args
            .next()
            .ok_or_else(|| vm.new_type_error("throw expected at least 1 argument, got 0"))?;
        let value = args.next().filter(|value| !vm.is_none(value));
        let exception = match kind.downcast::<rustpython_vm::builtins::PyBaseException>() {
            Ok(exception) => exception,
            Err(class) => {
                let instance = match value {
                    Some(value) if value.fast_isinstance(vm.ctx.exceptions.base_exception_type) => {
                        value
                    }
                    Some(value) => class.call((value,), vm)?,
                    None => class.call((), vm)?,
                };
                instance.downcast().map_err(|_| {
                    vm.new_type_error(
                        "exceptions must be classes or instances deriving from BaseException",
                    )
                })?
            }
        };
        zelf.resume(Err(exception), vm)
    }

    #[pymethod]
    fn close(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        zelf.close_body(vm)
    }

    #[pygetset]
    fn __name__(zelf: &Py<Self>) -> &'static str {
        zelf.name
    }

    #[pygetset]
    fn __qualname__(zelf: &Py<Self>) -> &'static str {
        zelf.qualname
    }

    #[pygetset]
    fn cr_await(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.awaiting.borrow().clone()
    }

    #[pygetset]
    fn cr_frame(_zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.ctx.none()
    }

    #[pygetset]
    fn cr_running(zelf: &Py<Self>) -> bool {
        zelf.running.get()
    }

    #[pygetset]
    fn cr_suspended(zelf: &Py<Self>) -> bool {
        zelf.started.get() && !zelf.running.get() && zelf.future.borrow().is_some()
    }
}

impl SelfIter for RustCoroutine {}

impl IterNext for RustCoroutine {
    fn next(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        zelf.resume(Ok(vm.ctx.none()), vm)
    }
}

impl Representable for RustCoroutine {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(format!("<coroutine object {} at {:#x}>", zelf.qualname, zelf.get_id()))
    }
}

impl Destructor for RustCoroutine {
    fn del(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if zelf.future.borrow().is_none() {
            return Ok(());
        }
        if !zelf.started.get() {
            let text = format!("coroutine '{}' was never awaited", zelf.qualname);
            crate::stdio::warn(vm, vm.ctx.exceptions.runtime_warning, &text)?;
        }
        zelf.close_body(vm)
    }
}
