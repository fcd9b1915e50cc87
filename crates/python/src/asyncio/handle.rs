//! `asyncio.Handle` and `TimerHandle`: callbacks of the program's that the loop will call, and how to take them back.
//! Rules: `asyncio/events.py` of CPython 3.13, "Callback Handles" in its library reference.

use std::cell::{Cell, RefCell};

use espalier_kernel::{Seconds, TimerId};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::PyBaseExceptionRef,
    common::hash::PyHash,
    function::{FuncArgs, PyComparisonValue},
    object::TraverseFn,
    pyclass,
    types::{Callable, Comparable, Hashable, PyComparisonOp, Representable},
};

use super::{
    event_loop::{self, EventLoop, Work},
    format, future,
    held::{Held, python_object},
};
use crate::time;

/// What a handle calls.
pub(super) enum Call {
    /// A callable of the program's, in a context.
    Python { function: PyObjectRef, args: Vec<PyObjectRef>, context: PyObjectRef },
    /// A rule of the library's, on an object of the library's.
    Native { run: fn(&PyObject, &VirtualMachine) -> PyResult<()>, target: PyObjectRef },
}

impl Held for Call {
    fn visit(&self, visit: &mut TraverseFn<'_>) {
        match self {
            Self::Python { function, args, context } => {
                function.visit(visit);
                args.visit(visit);
                context.visit(visit);
            }
            Self::Native { target, .. } => target.visit(visit),
        }
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        match self {
            Self::Python { function, args, context } => {
                out.extend([function, context]);
                out.extend(args);
            }
            Self::Native { target, .. } => out.push(target),
        }
    }
}

/// `asyncio.Handle`.
#[pyclass(module = "asyncio", name = "Handle", traverse = "manual")]
#[derive(PyPayload)]
// As its subclass `TimerHandle`, which holds a double: inherited methods find the base at the same offset. A pointer's
// alignment is less than a double's on wasm32.
#[repr(align(8))]
pub(super) struct Handle {
    event_loop: RefCell<Option<PyRef<EventLoop>>>,
    call: RefCell<Option<Call>>,
    cancelled: Cell<bool>,
    /// Where it was made, in debug mode.
    source_traceback: RefCell<Option<PyObjectRef>>,
    /// What it showed itself as when it was cancelled, in debug mode.
    shown: RefCell<Option<String>>,
}

python_object!(Handle, holds: [event_loop, call, source_traceback]);

impl Handle {
    pub(super) fn new(
        event_loop: &Py<EventLoop>,
        function: PyObjectRef,
        args: Vec<PyObjectRef>,
        context: PyObjectRef,
    ) -> Self {
        Self::of(event_loop, Call::Python { function, args, context })
    }

    /// A handle for a rule of the library's own.
    pub(super) fn of(event_loop: &Py<EventLoop>, call: Call) -> Self {
        Self {
            event_loop: RefCell::new(Some(event_loop.to_owned())),
            call: RefCell::new(Some(call)),
            cancelled: Cell::new(false),
            source_traceback: RefCell::default(),
            shown: RefCell::default(),
        }
    }

    /// A handle that has been run, to be shown.
    pub(super) fn spent(vm: &VirtualMachine) -> PyRef<Self> {
        Self {
            event_loop: RefCell::default(),
            call: RefCell::default(),
            cancelled: Cell::new(false),
            source_traceback: RefCell::default(),
            shown: RefCell::default(),
        }
        .into_ref(&vm.ctx)
    }

    /// Notes where it is made, in debug mode.
    pub(super) fn note_source(&self, vm: &VirtualMachine) -> PyResult<()> {
        if self.is_debugged() {
            self.source_traceback.replace(Some(future::source_traceback(vm)?));
        }
        Ok(())
    }

    fn is_debugged(&self) -> bool {
        self.event_loop.borrow().as_ref().is_some_and(|event_loop| event_loop.is_debug())
    }

    /// Takes the call back.
    pub(super) fn cancel_now(&self) {
        if !self.cancelled.replace(true) {
            let call = self.call.take();
            drop(call);
        }
    }

    /// Calls it (`Handle._run`).
    ///
    /// # Errors
    /// What must leave the loop; the exception handler hears of all else.
    pub(super) fn run(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if zelf.cancelled.get() {
            return Ok(());
        }
        let event_loop = zelf.event_loop.borrow().clone();
        let Some(event_loop) = event_loop else { return Ok(()) };
        let call = zelf.call.borrow();
        let (result, called) = match call.as_ref() {
            None => return Ok(()),
            Some(Call::Python { function, args, context }) => {
                let (function, args, context) = (function.clone(), args.clone(), context.clone());
                drop(call);
                let shown = if zelf.is_debugged() { args.clone() } else { Vec::new() };
                (event_loop.call_back(&function, args, context, vm), Some((function, shown)))
            }
            Some(Call::Native { run, target }) => {
                let (run, target) = (*run, target.clone());
                drop(call);
                (run(&target, vm), None)
            }
        };
        match result {
            Ok(()) => Ok(()),
            Err(exception) => Self::leave_or_report(zelf, exception, called, vm),
        }
    }

    /// What a call of its has raised: some exceptions leave the loop, the exception handler hears of the others.
    ///
    /// # Errors
    /// What must leave the loop.
    pub(super) fn leave_or_report(
        zelf: &Py<Self>,
        exception: PyBaseExceptionRef,
        called: Option<(PyObjectRef, Vec<PyObjectRef>)>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let event_loop = zelf.event_loop.borrow().clone();
        let Some(event_loop) = event_loop.filter(|_| !event_loop::leaves(&exception, vm)) else {
            return Err(exception);
        };
        let name = match called {
            None => "callback()".to_owned(),
            Some((function, args)) => Self::shown_call(zelf, &function, args, vm)?,
        };
        let context = vm.ctx.new_dict();
        context.set_item(
            "message",
            vm.ctx.new_str(format!("Exception in callback {name}")).into(),
            vm,
        )?;
        context.set_item("exception", exception.into(), vm)?;
        context.set_item("handle", zelf.as_object().to_owned(), vm)?;
        if let Some(source) = zelf.source_traceback.borrow().clone() {
            context.set_item("source_traceback", source, vm)?;
        }
        EventLoop::call_exception_handler(&event_loop, context.into(), vm)
    }

    /// The call in words; in debug mode with its arguments.
    fn shown_call(
        zelf: &Py<Self>,
        function: &PyObject,
        args: Vec<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<String> {
        let args = if zelf.is_debugged() { args } else { Vec::new() };
        format::call(function, &args, vm)
    }

    fn repr_info(zelf: &Py<Self>, when: Option<f64>, vm: &VirtualMachine) -> PyResult<String> {
        if let Some(shown) = zelf.shown.borrow().clone() {
            return Ok(shown);
        }
        let mut info = vec![zelf.class().name().to_string()];
        if zelf.cancelled.get() {
            info.push("cancelled".to_owned());
        }
        if let Some(when) = when {
            let when = vm.ctx.new_float(when).as_object().repr(vm)?;
            info.push(format!("when={}", when.to_string_lossy()));
        }
        let call = match zelf.call.borrow().as_ref() {
            Some(Call::Python { function, args, .. }) => Some((function.clone(), args.clone())),
            _ => None,
        };
        if let Some((function, args)) = call {
            info.push(Self::shown_call(zelf, &function, args, vm)?);
        }
        let source = zelf.source_traceback.borrow().clone();
        if let Some(source) = source {
            info.push(format::created_at(&source, vm)?);
        }
        Ok(format!("<{}>", info.join(" ")))
    }

    /// What a handle in debug mode shows itself as keeps the call that is taken back.
    fn keep_shown(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if zelf.is_debugged() && !zelf.cancelled.get() {
            zelf.cancelled.set(true);
            let shown = zelf.as_object().repr(vm);
            zelf.cancelled.set(false);
            zelf.shown.replace(Some(shown?.to_string_lossy().into_owned()));
        }
        Ok(())
    }
}

#[pyclass(flags(DISALLOW_INSTANTIATION, BASETYPE, HAS_WEAKREF), with(Representable))]
impl Handle {
    #[pymethod]
    fn cancel(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        Self::keep_shown(zelf, vm)?;
        if let Some(timer) = zelf.as_object().downcast_ref::<TimerHandle>() {
            timer.take_back();
        }
        zelf.cancel_now();
        Ok(())
    }

    #[pymethod]
    fn cancelled(zelf: &Py<Self>) -> bool {
        zelf.cancelled.get()
    }

    #[pymethod]
    fn get_context(zelf: &Py<Self>) -> Option<PyObjectRef> {
        match zelf.call.borrow().as_ref() {
            Some(Call::Python { context, .. }) => Some(context.clone()),
            _ => None,
        }
    }

    #[pygetset]
    fn _source_traceback(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.source_traceback.borrow().clone()
    }

    #[pygetset]
    fn _cancelled(zelf: &Py<Self>) -> bool {
        zelf.cancelled.get()
    }
}

/// A rule of the library's as a callable, for a loop whose methods are the program's.
#[pyclass(module = "_asyncio", name = "_LibraryCallback", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct LibraryCallback {
    run: fn(&PyObject, &VirtualMachine) -> PyResult<()>,
    target: PyObjectRef,
}

python_object!(LibraryCallback, holds: [target]);

#[pyclass(flags(DISALLOW_INSTANTIATION), with(Callable))]
impl LibraryCallback {}

impl Callable for LibraryCallback {
    type Args = FuncArgs;

    fn call(zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        (zelf.run)(&zelf.target, vm)?;
        Ok(vm.ctx.none())
    }
}

impl Representable for Handle {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        let when = zelf.as_object().downcast_ref::<TimerHandle>().map(|timer| timer.when.get());
        Self::repr_info(zelf, when, vm)
    }
}

/// `asyncio.TimerHandle`.
#[pyclass(module = "asyncio", name = "TimerHandle", base = Handle, traverse = "manual")]
#[repr(C)]
pub(super) struct TimerHandle {
    base: Handle,
    when: Cell<f64>,
    timer: Cell<Option<TimerId>>,
}

python_object!(TimerHandle, holds: [base]);

impl Held for Handle {
    fn visit(&self, visit: &mut TraverseFn<'_>) {
        rustpython_vm::object::Traverse::traverse(self, visit);
    }

    fn give(self, _out: &mut Vec<PyObjectRef>) {}

    fn surrender(&mut self, out: &mut Vec<PyObjectRef>) {
        rustpython_vm::object::Traverse::clear(self, out);
    }
}

impl TimerHandle {
    /// Has `function` called at `when`.
    ///
    /// # Errors
    /// `ValueError` if `when` is not a number.
    pub(super) fn set(
        event_loop: &Py<EventLoop>,
        when: f64,
        function: PyObjectRef,
        args: Vec<PyObjectRef>,
        context: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<Self>> {
        let call = Call::Python { function, args, context };
        let timer = Self::set_call(event_loop, when, call, vm)?;
        timer.base.note_source(vm)?;
        Ok(timer)
    }

    /// Has a call made at `when`.
    ///
    /// # Errors
    /// As [`TimerHandle::set`].
    pub(super) fn set_call(
        event_loop: &Py<EventLoop>,
        when: f64,
        call: Call,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<Self>> {
        let seconds = Seconds::new(when)
            .ok_or_else(|| vm.new_value_error("Invalid time: NaN (not a number)"))?;
        if let Call::Native { run, target } = &call
            && EventLoop::is_customized(event_loop, vm)
        {
            let callback = LibraryCallback { run: *run, target: target.clone() }.into_ref(&vm.ctx);
            // The loop may have a clock of its own.
            let own = vm.call_method(event_loop.as_object(), "time", ())?.try_float(vm)?.to_f64();
            let now = time::now();
            let when = if own == now { when } else { own + (when - now) };
            let handle = vm.call_method(event_loop.as_object(), "call_at", (when, callback))?;
            return handle.downcast().map_err(|other: PyObjectRef| {
                let class = other.class().name().to_string();
                vm.new_type_error(format!("call_at() must give a TimerHandle, not {class}"))
            });
        }
        let base = Handle::of(event_loop, call);
        let timer =
            Self { base, when: Cell::new(seconds.to_nanos().get()), timer: Cell::new(None) };
        let timer = timer.into_ref(&vm.ctx);
        let handle =
            timer.as_object().to_owned().downcast::<Handle>().expect("a timer handle is a handle");
        let id = event_loop.set_timer(seconds, Work::Handle(handle));
        timer.timer.set(Some(id));
        Ok(timer)
    }

    /// Takes the timer out of the loop's, if it has not fired.
    pub(super) fn take_back(&self) {
        let event_loop = self.base.event_loop.borrow().clone();
        if let (Some(event_loop), Some(id)) = (event_loop, self.timer.take()) {
            let timer = event_loop.timers.borrow_mut().0.cancel(id);
            drop(timer);
        }
    }

    /// Takes the call back.
    pub(super) fn cancel_now(&self) {
        self.take_back();
        self.base.cancel_now();
    }
}

/// Whether two handles call equal functions with equal arguments.
fn same_call(one: Option<&Call>, other: Option<&Call>, vm: &VirtualMachine) -> PyResult<bool> {
    let (
        Some(Call::Python { function, args, .. }),
        Some(Call::Python { function: others, args: other_args, .. }),
    ) = (one, other)
    else {
        return Ok(one.is_none() && other.is_none());
    };
    if !vm.bool_eq(function, others)? || args.len() != other_args.len() {
        return Ok(false);
    }
    for (one, other) in std::iter::zip(args, other_args) {
        if !vm.bool_eq(one, other)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Timers are in the order of their times; equal are two that make the same call at the same time.
impl Comparable for TimerHandle {
    fn cmp(
        zelf: &Py<Self>,
        other: &PyObject,
        op: PyComparisonOp,
        vm: &VirtualMachine,
    ) -> PyResult<PyComparisonValue> {
        let Some(other) = other.downcast_ref::<Self>() else {
            return Ok(PyComparisonValue::NotImplemented);
        };
        let (own, others) = (zelf.when.get(), other.when.get());
        let equal = || -> PyResult<bool> {
            if zelf.is(other) {
                return Ok(true);
            }
            Ok(own == others
                && zelf.base.cancelled.get() == other.base.cancelled.get()
                && same_call(
                    zelf.base.call.borrow().as_ref(),
                    other.base.call.borrow().as_ref(),
                    vm,
                )?)
        };
        let holds = match op {
            PyComparisonOp::Lt => own < others,
            PyComparisonOp::Gt => own > others,
            PyComparisonOp::Le => own < others || equal()?,
            PyComparisonOp::Ge => own > others || equal()?,
            PyComparisonOp::Eq => equal()?,
            PyComparisonOp::Ne => !equal()?,
        };
        Ok(PyComparisonValue::Implemented(holds))
    }
}

impl Hashable for TimerHandle {
    fn hash(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyHash> {
        vm.ctx.new_float(zelf.when.get()).as_object().hash(vm)
    }
}

#[pyclass(flags(DISALLOW_INSTANTIATION, BASETYPE, HAS_WEAKREF), with(Comparable, Hashable))]
impl TimerHandle {
    #[pymethod]
    fn when(zelf: &Py<Self>) -> f64 {
        zelf.when.get()
    }

    #[pygetset]
    fn _when(zelf: &Py<Self>) -> f64 {
        zelf.when.get()
    }
}
