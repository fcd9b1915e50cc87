//! `asyncio.Future`: a result that will come, and who wants to hear of it. Owns its states, callbacks and how it is
//! awaited. Rules: `Modules/_asynciomodule.c` and `asyncio/futures.py` of CPython 3.13, "Futures" in its library reference.

use std::cell::{Cell, RefCell};

use espalier_trace::{EventKind, ResourceId, ResourceKind};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{
        PyBaseException, PyBaseExceptionRef, PyGenericAlias, PyTraceback, PyType, PyTypeRef,
    },
    function::{FuncArgs, PySetterValue},
    object::{Traverse, TraverseFn},
    protocol::PyIterReturn,
    pyclass,
    recursion::ReprGuard,
    types::{Constructor, Destructor, Initializer, IterNext, Iterable, Representable, SelfIter},
};

use super::{
    event_loop::{self, EventLoop, Work},
    exceptions, format,
    held::{Held, python_object},
    task::Task,
};
use crate::{
    coroutine::{Local, Vm, suspend},
    lines, names,
    session::{is_running, kernel},
    stdio,
};

/// Where a future is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Pending,
    Cancelled,
    Finished,
}

/// A rule of the library that runs as a callback, on an object of the library.
#[derive(Clone)]
pub(super) struct Native {
    /// The qualified name that a `repr` shows.
    pub(super) name: &'static str,
    /// What to do to `target`, with the future that is done.
    pub(super) run: fn(&PyObject, &PyObject, &VirtualMachine) -> PyResult<()>,
    pub(super) target: PyObjectRef,
}

/// Who wants to hear that a future is done.
#[derive(Clone)]
pub(super) enum Callback {
    /// A callable of the program's, and the context that it runs in.
    Python {
        function: PyObjectRef,
        context: PyObjectRef,
    },
    /// A task that awaits the future.
    Wakeup(PyRef<Task>),
    Native(Native),
}

impl Held for Callback {
    fn visit(&self, visit: &mut TraverseFn<'_>) {
        match self {
            Self::Python { function, context } => {
                function.traverse(visit);
                context.traverse(visit);
            }
            Self::Wakeup(task) => task.traverse(visit),
            Self::Native(native) => native.target.traverse(visit),
        }
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        match self {
            Self::Python { function, context } => out.extend([function, context]),
            Self::Wakeup(task) => out.push(task.into()),
            Self::Native(native) => out.push(native.target),
        }
    }
}

/// `asyncio.Future`.
#[pyclass(module = "_asyncio", name = "Future", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct Future {
    pub(super) state: Cell<State>,
    /// Whether it was yielded by an await, as it must be.
    pub(super) blocking: Cell<bool>,
    /// Whether its exception has not been looked at.
    pub(super) log_traceback: Cell<bool>,
    pub(super) event_loop: RefCell<Option<PyRef<EventLoop>>>,
    pub(super) result: RefCell<Option<PyObjectRef>>,
    pub(super) exception: RefCell<Option<PyBaseExceptionRef>>,
    traceback: RefCell<Option<PyObjectRef>>,
    pub(super) cancel_message: RefCell<Option<PyObjectRef>>,
    /// The very exception that cancelled a task, to be raised at whoever asks first.
    pub(super) cancelled_exception: RefCell<Option<PyBaseExceptionRef>>,
    pub(super) callbacks: RefCell<Vec<Callback>>,
    /// In debug mode, where it was made.
    pub(super) source_traceback: RefCell<Option<PyObjectRef>>,
    resource: Cell<Option<ResourceId>>,
}

python_object!(Future, holds: [
    event_loop, result, exception, traceback, cancel_message, cancelled_exception, callbacks, source_traceback,
]);

impl Default for Future {
    fn default() -> Self {
        Self {
            state: Cell::new(State::Pending),
            blocking: Cell::new(false),
            log_traceback: Cell::new(false),
            event_loop: RefCell::default(),
            result: RefCell::default(),
            exception: RefCell::default(),
            traceback: RefCell::default(),
            cancel_message: RefCell::default(),
            cancelled_exception: RefCell::default(),
            callbacks: RefCell::default(),
            source_traceback: RefCell::default(),
            resource: Cell::new(None),
        }
    }
}

/// A pending future of `event_loop`, as `loop.create_future()` makes it.
pub(super) fn new_future(event_loop: &Py<EventLoop>, vm: &VirtualMachine) -> PyRef<Future> {
    let future = Future::default();
    future.event_loop.replace(Some(event_loop.to_owned()));
    let class = Future::class(&vm.ctx).to_owned();
    future.into_ref_with_type_lazy_dict(vm, class).expect("its own class")
}

/// `obj` as a future of the model, a task included.
pub(super) fn as_future(obj: &PyObject) -> Option<&Py<Future>> {
    obj.downcast_ref::<Future>()
}

impl Future {
    pub(super) fn is_done(&self) -> bool {
        self.state.get() != State::Pending
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.state.get() == State::Cancelled
    }

    /// The loop it belongs to.
    ///
    /// # Errors
    /// `RuntimeError` if a subclass did not call `__init__`.
    pub(super) fn get_event_loop(&self, vm: &VirtualMachine) -> PyResult<PyRef<EventLoop>> {
        self.event_loop
            .borrow()
            .clone()
            .ok_or_else(|| vm.new_runtime_error("Future object is not initialized."))
    }

    /// In debug mode, remembers where it was made.
    ///
    /// # Errors
    /// None that `traceback` would raise.
    pub(super) fn note_source(&self, event_loop: &EventLoop, vm: &VirtualMachine) -> PyResult<()> {
        if event_loop.is_debug() {
            self.source_traceback.replace(Some(source_traceback(vm)?));
        }
        Ok(())
    }

    /// The number under which events speak of it.
    pub(super) fn resource(&self) -> ResourceId {
        self.resource.get().unwrap_or_else(|| {
            let id = kernel(|kernel| kernel.new_resource());
            self.resource.set(Some(id));
            id
        })
    }

    /// The exception to raise at whoever asks for the result of a cancelled future (`Future._make_cancelled_error`).
    pub(super) fn make_cancelled_error(&self, vm: &VirtualMachine) -> PyBaseExceptionRef {
        if let Some(exception) = self.cancelled_exception.take() {
            return exception;
        }
        let message = self.cancel_message.borrow().clone();
        exceptions::cancelled_error(message, vm)
    }

    /// The result (`Future.result`).
    ///
    /// # Errors
    /// The future's exception; `InvalidStateError` while it is pending.
    pub(super) fn outcome(&self, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        match self.state.get() {
            State::Pending => Err(exceptions::invalid_state("Result is not set.", vm)),
            State::Cancelled => Err(exceptions::raised_again(self.make_cancelled_error(vm), vm)),
            State::Finished => {
                self.log_traceback.set(false);
                let exception = self.exception.borrow().clone();
                match exception {
                    Some(exception) => {
                        let traceback = self.traceback.borrow().clone();
                        exception.set_traceback(
                            traceback.and_then(|traceback| traceback.downcast().ok()),
                        );
                        Err(exceptions::raised_again(exception, vm))
                    }
                    None => Ok(vm.unwrap_or_none(self.result.borrow().clone())),
                }
            }
        }
    }

    /// The exception, `None` for a result (`Future.exception`). The caller knows that it is done and not cancelled.
    pub(super) fn take_exception(&self) -> Option<PyBaseExceptionRef> {
        self.log_traceback.set(false);
        self.exception.borrow().clone()
    }
}

/// The stack of whoever makes something now (`format_helpers.extract_stack`).
///
/// # Errors
/// None that `traceback` would raise.
pub(super) fn source_traceback(vm: &VirtualMachine) -> PyResult {
    let helpers = vm.import("asyncio", 0)?.get_attr("format_helpers", vm)?;
    vm.call_method(&helpers, "extract_stack", ())
}

/// Calls the callbacks soon, in the order in which they were added (`Future.__schedule_callbacks`).
fn schedule_callbacks(future: &Py<Future>) {
    let callbacks = future.callbacks.take();
    if callbacks.is_empty() {
        return;
    }
    let Some(event_loop) = future.event_loop.borrow().clone() else { return };
    for callback in callbacks {
        call_back(callback, future, &event_loop);
    }
}

fn call_back(callback: Callback, future: &Py<Future>, event_loop: &Py<EventLoop>) {
    let future = future.as_object().to_owned();
    match callback {
        Callback::Wakeup(task) => {
            task.woken();
            event_loop.push(Work::Wakeup { task, future });
        }
        callback => event_loop.push(Work::Callback { callback, future }),
    }
}

/// Adds a callback; a future that is done calls it soon.
pub(super) fn add_callback(future: &Py<Future>, callback: Callback) {
    if future.is_done() {
        let event_loop = future.event_loop.borrow().clone();
        if let Some(event_loop) = event_loop {
            call_back(callback, future, &event_loop);
        }
    } else {
        future.callbacks.borrow_mut().push(callback);
    }
}

/// Takes back the library's callback `name` on `target`.
pub(super) fn remove_callback(future: &Py<Future>, name: &str, target: &PyObject) {
    let is_it = |callback: &Callback| match callback {
        Callback::Native(native) => native.name == name && native.target.is(target),
        _ => false,
    };
    let (removed, kept) = future.callbacks.take().into_iter().partition(is_it);
    future.callbacks.replace(kept);
    drop::<Vec<_>>(removed);
}

/// The future will not wake `task`; whether it would have.
pub(super) fn remove_wakeup(future: &Py<Future>, task: &Py<Task>) -> bool {
    let is_it = |callback: &Callback| matches!(callback, Callback::Wakeup(woken) if woken.is(task));
    let (removed, kept): (Vec<_>, Vec<_>) = future.callbacks.take().into_iter().partition(is_it);
    future.callbacks.replace(kept);
    !removed.is_empty()
}

/// Sets the result of a pending future.
pub(super) fn set_result(future: &Py<Future>, result: PyObjectRef) {
    future.result.replace(Some(result));
    future.state.set(State::Finished);
    schedule_callbacks(future);
}

/// Sets the exception of a pending future.
pub(super) fn set_exception(future: &Py<Future>, exception: PyBaseExceptionRef) {
    future.traceback.replace(exception.traceback().map(Into::into));
    future.exception.replace(Some(exception));
    future.state.set(State::Finished);
    future.log_traceback.set(true);
    schedule_callbacks(future);
}

/// Cancels a future that is no task (`Future.cancel`); false if it is done.
pub(super) fn cancel_future(future: &Py<Future>, message: Option<PyObjectRef>) -> bool {
    future.log_traceback.set(false);
    if future.is_done() {
        return false;
    }
    future.cancel_message.replace(message);
    future.state.set(State::Cancelled);
    schedule_callbacks(future);
    true
}

/// Awaits a future of the model, as `await future` does.
///
/// # Errors
/// The future's exception, or what is thrown in meanwhile.
pub(super) async fn wait(vm: Vm, future: &Local<Future>) -> PyResult<PyObjectRef> {
    if !future.get().is_done() {
        lines::touch();
        future.get().blocking.set(true);
        suspend(future.object()).await?;
    }
    let future = future.get();
    if !future.is_done() {
        return Err(vm.new_runtime_error("await wasn't used with future"));
    }
    future.outcome(&vm)
}

/// What a future keeps instead of a `StopIteration`, which would end the coroutine that awaits it.
pub(super) fn fit_for_future(
    exception: PyBaseExceptionRef,
    vm: &VirtualMachine,
) -> PyBaseExceptionRef {
    if !exception.fast_isinstance(vm.ctx.exceptions.stop_iteration) {
        return exception;
    }
    let error = vm.new_runtime_error(
        "StopIteration interacts badly with generators and cannot be raised into a Future",
    );
    error.set_context(Some(exception.clone()));
    error.set_cause(Some(exception));
    error
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct LoopArg {
    #[pyarg(named, name = "loop", optional)]
    event_loop: Option<PyObjectRef>,
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct CancelArgs {
    #[pyarg(any, optional)]
    pub(super) msg: Option<PyObjectRef>,
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct AddDoneCallbackArgs {
    #[pyarg(positional)]
    function: PyObjectRef,
    #[pyarg(named, optional)]
    context: Option<PyObjectRef>,
}

impl Constructor for Future {
    type Args = FuncArgs;

    fn py_new(_class: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self::default())
    }
}

impl Initializer for Future {
    type Args = LoopArg;

    fn init(zelf: &Py<Self>, args: LoopArg, vm: &VirtualMachine) -> PyResult<()> {
        let event_loop = event_loop::given_or_current(args.event_loop, vm)?;
        zelf.note_source(&event_loop, vm)?;
        zelf.event_loop.replace(Some(event_loop));
        Ok(())
    }
}

#[pyclass(
    flags(BASETYPE, HAS_DICT, HAS_WEAKREF),
    with(Constructor, Initializer, Destructor, Representable, Iterable)
)]
impl Future {
    #[pymethod]
    fn result(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.outcome(vm)
    }

    #[pymethod]
    fn exception(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<Option<PyBaseExceptionRef>> {
        match zelf.state.get() {
            State::Pending => Err(exceptions::invalid_state("Exception is not set.", vm)),
            State::Cancelled => Err(zelf.make_cancelled_error(vm)),
            State::Finished => Ok(zelf.take_exception()),
        }
    }

    #[pymethod]
    fn set_result(zelf: &Py<Self>, result: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        zelf.get_event_loop(vm)?;
        must_be_pending(zelf, vm)?;
        signal(zelf, "set_result", || set_result(zelf, result));
        Ok(())
    }

    #[pymethod]
    fn set_exception(zelf: &Py<Self>, exception: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        zelf.get_event_loop(vm)?;
        must_be_pending(zelf, vm)?;
        let exception = if exception.class().fast_issubclass(vm.ctx.types.type_type) {
            exception.call((), vm)?
        } else {
            exception
        };
        let exception: PyBaseExceptionRef =
            exception.downcast().map_err(|_| vm.new_type_error("invalid exception object"))?;
        let exception = fit_for_future(exception, vm);
        signal(zelf, "set_exception", || set_exception(zelf, exception));
        Ok(())
    }

    #[pymethod]
    fn cancel(zelf: &Py<Self>, args: CancelArgs, vm: &VirtualMachine) -> PyResult<bool> {
        zelf.get_event_loop(vm)?;
        let message = args.msg.filter(|message| !vm.is_none(message));
        let mut cancelled = false;
        signal(zelf, "cancel", || cancelled = cancel_future(zelf, message));
        Ok(cancelled)
    }

    #[pymethod]
    fn cancelled(zelf: &Py<Self>) -> bool {
        zelf.is_cancelled()
    }

    #[pymethod]
    fn done(zelf: &Py<Self>) -> bool {
        zelf.is_done()
    }

    #[pymethod]
    fn get_loop(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyRef<EventLoop>> {
        zelf.get_event_loop(vm)
    }

    #[pymethod]
    fn add_done_callback(
        zelf: &Py<Self>,
        args: AddDoneCallbackArgs,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let event_loop = zelf.get_event_loop(vm)?;
        let context = match args.context.filter(|context| !vm.is_none(context)) {
            Some(context) => context,
            None => event_loop.copy_context(vm)?,
        };
        add_callback(zelf, Callback::Python { function: args.function, context });
        Ok(())
    }

    #[pymethod]
    fn remove_done_callback(
        zelf: &Py<Self>,
        function: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<usize> {
        zelf.get_event_loop(vm)?;
        // Comparing runs Python, which may change the callbacks: look at a copy.
        let callbacks = zelf.callbacks.borrow().clone();
        let mut kept = Vec::with_capacity(callbacks.len());
        let mut removed = 0;
        for callback in callbacks {
            let is_it = match &callback {
                Callback::Python { function: other, .. } => {
                    vm.identical_or_equal(other, &function)?
                }
                _ => false,
            };
            if is_it {
                removed += 1;
            } else {
                kept.push(callback);
            }
        }
        if removed > 0 {
            let old = zelf.callbacks.replace(kept);
            drop(old);
        }
        Ok(removed)
    }

    #[pymethod]
    fn _make_cancelled_error(zelf: &Py<Self>, vm: &VirtualMachine) -> PyBaseExceptionRef {
        zelf.make_cancelled_error(vm)
    }

    #[pymethod]
    fn __await__(zelf: PyRef<Self>) -> FutureIter {
        FutureIter { future: RefCell::new(Some(zelf)) }
    }

    #[pyclassmethod]
    fn __class_getitem__(
        class: PyTypeRef,
        item: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<PyGenericAlias> {
        PyGenericAlias::from_args(class, item, vm)
    }

    #[pygetset]
    fn _state(zelf: &Py<Self>) -> &'static str {
        match zelf.state.get() {
            State::Pending => "PENDING",
            State::Cancelled => "CANCELLED",
            State::Finished => "FINISHED",
        }
    }

    #[pygetset]
    fn _asyncio_future_blocking(zelf: &Py<Self>) -> bool {
        zelf.blocking.get()
    }

    #[pygetset(setter)]
    fn set__asyncio_future_blocking(
        zelf: &Py<Self>,
        value: PySetterValue<bool>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        zelf.get_event_loop(vm)?;
        zelf.blocking.set(assigned(value, vm)?);
        Ok(())
    }

    #[pygetset]
    fn _loop(zelf: &Py<Self>) -> Option<PyRef<EventLoop>> {
        zelf.event_loop.borrow().clone()
    }

    #[pygetset]
    fn _result(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.result.borrow().clone()
    }

    #[pygetset]
    fn _exception(zelf: &Py<Self>) -> Option<PyBaseExceptionRef> {
        zelf.exception.borrow().clone()
    }

    #[pygetset]
    fn _cancel_message(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.cancel_message.borrow().clone()
    }

    #[pygetset(setter)]
    fn set__cancel_message(zelf: &Py<Self>, value: PySetterValue) {
        let value = match value {
            PySetterValue::Assign(value) => Some(value),
            PySetterValue::Delete => None,
        };
        zelf.cancel_message.replace(value);
    }

    #[pygetset]
    fn _log_traceback(zelf: &Py<Self>) -> bool {
        zelf.log_traceback.get()
    }

    #[pygetset(setter)]
    fn set__log_traceback(
        zelf: &Py<Self>,
        value: PySetterValue<bool>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if assigned(value, vm)? {
            return Err(vm.new_value_error("_log_traceback can only be set to False"));
        }
        zelf.log_traceback.set(false);
        Ok(())
    }

    #[pygetset]
    fn _source_traceback(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.source_traceback.borrow().clone()
    }

    #[pygetset]
    fn _callbacks(zelf: &Py<Self>, vm: &VirtualMachine) -> Option<PyObjectRef> {
        let pairs: Vec<PyObjectRef> = zelf
            .callbacks
            .borrow()
            .iter()
            .filter_map(|callback| match callback {
                Callback::Python { function, context } => {
                    Some(vm.new_tuple((function.clone(), context.clone())).into())
                }
                _ => None,
            })
            .collect();
        (!pairs.is_empty()).then(|| vm.ctx.new_list(pairs).into())
    }
}

/// The value of an attribute that cannot be deleted.
pub(super) fn assigned<T>(value: PySetterValue<T>, vm: &VirtualMachine) -> PyResult<T> {
    match value {
        PySetterValue::Assign(value) => Ok(value),
        PySetterValue::Delete => Err(vm.new_attribute_error("cannot delete attribute")),
    }
}

fn must_be_pending(future: &Py<Future>, vm: &VirtualMachine) -> PyResult<()> {
    if future.is_done() { Err(exceptions::invalid_state("invalid state", vm)) } else { Ok(()) }
}

/// Does `change` and tells the trace that the running task, or callback, did `action` to the future.
fn signal(future: &Py<Future>, action: &str, change: impl FnOnce()) {
    lines::touch();
    let resource = future.resource();
    event_loop::because_of(
        |kernel| {
            let running = kernel.running();
            let action = action.to_owned();
            kernel.emit(
                running,
                EventKind::Signalled { resource, kind: ResourceKind::Future, action },
            )
        },
        change,
    );
}

/// Tells the loop's exception handler of an exception that nobody has looked at (`Future.__del__`).
pub(super) fn report_never_retrieved(future: &Py<Future>, vm: &VirtualMachine) -> PyResult<()> {
    if !future.log_traceback.replace(false) || !is_running() || kernel(|kernel| kernel.is_stopped())
    {
        return Ok(());
    }
    let Some(exception) = future.exception.borrow().clone() else { return Ok(()) };
    let Some(event_loop) = future.event_loop.borrow().clone() else { return Ok(()) };
    let message = format!("{} exception was never retrieved", future.class().name());
    let task = future.as_object().downcast_ref::<Task>().and_then(|task| task.id());
    let number = names::number(&exception, task, None, vm);
    kernel(|kernel| {
        let event = EventKind::Lost { exception: number, message: message.clone() };
        kernel.emit(task, event);
    });
    let context = vm.ctx.new_dict();
    context.set_item("message", vm.ctx.new_str(message).into(), vm)?;
    context.set_item("exception", exception.into(), vm)?;
    context.set_item("future", future.as_object().to_owned(), vm)?;
    if let Some(source) = future.source_traceback.borrow().clone() {
        context.set_item("source_traceback", source, vm)?;
    }
    EventLoop::call_exception_handler(&event_loop, context.into(), vm)
}

impl Destructor for Future {
    fn del(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        report_never_retrieved(zelf, vm)
    }
}

impl Representable for Future {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        let class = zelf.class().name().to_string();
        match ReprGuard::enter(vm, zelf.as_object()) {
            Some(_guard) => {
                Ok(format!("<{class} {}>", format::future_repr_info(zelf, vm)?.join(" ")))
            }
            None => Ok(format!("<{class} ...>")),
        }
    }
}

impl Iterable for Future {
    fn iter(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult {
        Ok(FutureIter { future: RefCell::new(Some(zelf)) }.into_ref(&vm.ctx).into())
    }
}

/// What `await future` runs: yields the future once, then gives its result.
#[pyclass(module = "_asyncio", name = "FutureIter", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct FutureIter {
    future: RefCell<Option<PyRef<Future>>>,
}

python_object!(FutureIter, holds: [future]);

impl FutureIter {
    fn resume(&self, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        let Some(future) = self.future.borrow().clone() else {
            return Ok(PyIterReturn::StopIteration(None));
        };
        if future.is_done() {
            self.future.take();
            let result = future.outcome(vm)?;
            return Ok(PyIterReturn::StopIteration((!vm.is_none(&result)).then_some(result)));
        }
        if future.blocking.get() {
            return Err(vm.new_runtime_error("await wasn't used with future"));
        }
        lines::touch();
        future.blocking.set(true);
        Ok(PyIterReturn::Return(future.into()))
    }
}

#[pyclass(flags(DISALLOW_INSTANTIATION), with(IterNext, Iterable))]
impl FutureIter {
    #[pymethod]
    fn send(zelf: &Py<Self>, _value: PyObjectRef, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        zelf.resume(vm)
    }

    #[pymethod]
    fn throw(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        zelf.future.take();
        if args.args.len() > 1 {
            let text = "the (type, exc, tb) signature of throw() is deprecated, use the single-arg \
                        signature instead.";
            stdio::warn(vm, vm.ctx.exceptions.deprecation_warning, text)?;
        }
        if let Some(traceback) = args.args.get(2).filter(|traceback| !vm.is_none(traceback))
            && traceback.downcast_ref::<PyTraceback>().is_none()
        {
            return Err(vm.new_type_error("throw() third argument must be a traceback"));
        }
        let second = args.args.get(1).is_some_and(|second| !vm.is_none(second));
        if second && args.args[0].downcast_ref::<PyBaseException>().is_some() {
            return Err(vm.new_type_error("instance exception may not have a separate value"));
        }
        let mut args = args.args.into_iter();
        let kind = args
            .next()
            .ok_or_else(|| vm.new_type_error("throw expected at least 1 argument, got 0"))?;
        let exception = match kind.downcast::<PyBaseException>() {
            Ok(exception) => exception.into(),
            Err(class) if !class.class().fast_issubclass(vm.ctx.types.type_type) => {
                return Err(vm.new_type_error(format!(
                    "exceptions must be classes deriving BaseException or instances of such a class, not {}",
                    class.class().name()
                )));
            }
            Err(class) => match args.next().filter(|value| !vm.is_none(value)) {
                Some(value) if value.downcast_ref::<PyBaseException>().is_some() => value,
                Some(value) => class.call((value,), vm)?,
                None => class.call((), vm)?,
            },
        };
        Err(exception.downcast::<PyBaseException>().map_err(|_| {
            vm.new_type_error(
                "exceptions must be classes or instances deriving from BaseException, not type",
            )
        })?)
    }

    #[pymethod]
    fn close(zelf: &Py<Self>) {
        zelf.future.take();
    }
}

impl SelfIter for FutureIter {}

impl IterNext for FutureIter {
    fn next(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        zelf.resume(vm)
    }
}
