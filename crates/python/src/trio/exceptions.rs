//! trio's exceptions, and the reason that a [`Cancelled`] carries. Knows nothing of scopes or tasks.
//!
//! Rules: `trio/_core/_exceptions.py`; "Exceptions and warnings" in trio's reference.

use std::cell::{Cell, RefCell};

use espalier_kernel::Seconds;
use espalier_trace::{CancelSource, EventId, ScopeId};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine,
    builtins::{
        PyBaseException, PyBaseExceptionRef, PyException, PyStrRef, PyTuple, PyType, PyTypeRef,
    },
    class::StaticType,
    function::{FuncArgs, KwArgs},
    pyclass,
};

use super::{runner, shim};
use crate::signatures::Signature;

/// The word that `Cancelled.source` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Explicit,
    Deadline,
    /// A child or the body of a nursery failed; which of the two, only the trace tells.
    Nursery(CancelSource),
    Shutdown,
    Interrupt,
    Unknown,
}

impl Source {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Deadline => "deadline",
            Self::Nursery(_) => "nursery",
            Self::Shutdown => "shutdown",
            Self::Interrupt => "KeyboardInterrupt",
            Self::Unknown => "unknown",
        }
    }

    pub(super) fn in_trace(self) -> CancelSource {
        match self {
            Self::Explicit | Self::Unknown => CancelSource::Explicit,
            Self::Deadline => CancelSource::Deadline,
            Self::Nursery(part) => part,
            Self::Shutdown => CancelSource::Shutdown,
            Self::Interrupt => CancelSource::Interrupt,
        }
    }
}

/// Why a scope was cancelled. Inner scopes that are cancelled with it share it.
pub(super) struct CancelReason {
    pub(super) source: Source,
    pub(super) source_task: Option<String>,
    /// What the program gave: a string, if it keeps to trio's types.
    pub(super) reason: Option<PyObjectRef>,
    /// The event that asked for it, once there is one.
    pub(super) request: Cell<Option<EventId>>,
    /// The scope that was asked, if the trace knows it.
    pub(super) scope: Cell<Option<ScopeId>>,
    /// What is raised, where that is no `Cancelled`.
    thrown: Option<Thrown>,
}

/// What ends a wait as a cancellation does, and is none.
enum Thrown {
    /// `KeyboardInterrupt`, which then is no longer pending.
    Interrupt,
    /// An error that the reader throws.
    Error(PyBaseExceptionRef),
}

impl CancelReason {
    pub(super) fn new(
        source: Source,
        source_task: Option<String>,
        reason: Option<PyObjectRef>,
    ) -> Self {
        let (request, scope) = (Cell::new(None), Cell::new(None));
        Self { source, source_task, reason, request, scope, thrown: None }
    }

    /// Ctrl-C, for the abort function of what the main task waits for.
    pub(super) fn interrupt() -> Self {
        Self { thrown: Some(Thrown::Interrupt), ..Self::new(Source::Interrupt, None, None) }
    }

    /// An error for the abort function of what a task waits for.
    pub(super) fn in_place_of_cancelled(error: PyBaseExceptionRef) -> Self {
        let source = Source::Nursery(CancelSource::BodyFailed);
        Self { thrown: Some(Thrown::Error(error)), ..Self::new(source, None, None) }
    }

    /// Whether what is raised is a `Cancelled`.
    pub(super) fn is_cancellation(&self) -> bool {
        self.thrown.is_none()
    }

    /// What is raised for this reason: a new `Cancelled`.
    pub(super) fn exception(&self, vm: &VirtualMachine) -> PyBaseExceptionRef {
        match &self.thrown {
            None => {}
            Some(Thrown::Error(error)) => return error.clone(),
            Some(Thrown::Interrupt) => {
                if let Ok(runner) = runner::current(vm) {
                    runner.interrupts.taken();
                }
                let class = vm.ctx.exceptions.keyboard_interrupt.to_owned();
                let exception = vm.new_exception_empty(class);
                in_context(&exception, vm);
                return exception;
            }
        }
        let args = vec![
            vm.ctx.new_str(self.source.word()).into(),
            self.source_task
                .as_ref()
                .map_or_else(|| vm.ctx.none(), |task| vm.ctx.new_str(task.as_str()).into()),
            vm.unwrap_or_none(self.reason.clone()),
        ];
        let exception = vm.new_exception(Cancelled::class(&vm.ctx).to_owned(), args);
        in_context(&exception, vm);
        exception
    }

    /// The event that asked for it, and the scope that was asked, if the trace knows both.
    pub(super) fn told(&self) -> Option<(EventId, ScopeId)> {
        self.request.get().zip(self.scope.get())
    }

    /// What the trace says about it: no task's address, which differs between runs.
    pub(super) fn message(&self, vm: &VirtualMachine) -> Option<String> {
        let reason = self.reason.as_ref()?;
        reason.str(vm).ok().map(|text| text.to_string_lossy().into_owned())
    }
}

/// Cancellation: made by the library alone.
#[pyclass(module = "trio", name = "Cancelled", base = PyBaseException)]
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct Cancelled(PyBaseException);

impl Cancelled {
    fn arg(exception: &Py<PyBaseException>, index: usize, vm: &VirtualMachine) -> PyObjectRef {
        exception.args().as_slice().get(index).cloned().unwrap_or_else(|| vm.ctx.none())
    }
}

#[pyclass(flags(BASETYPE, HAS_DICT))]
impl Cancelled {
    #[pyslot]
    fn slot_new(_class: PyTypeRef, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(vm.new_type_error("trio.Cancelled has no public constructor"))
    }

    /// How trio itself, and pickling, make one.
    #[pyclassmethod]
    fn _create(
        class: PyTypeRef,
        mut args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyBaseExceptionRef> {
        args.prepend_arg(class.to_owned().into());
        let signature = "Cancelled.__init__(self, *, source=, source_task=, reason=)";
        Signature::of_python(signature).check(&args, vm)?;
        let unknown = || vm.ctx.new_str("unknown").into();
        let source = args.take_keyword("source").unwrap_or_else(unknown);
        let mut field = |name: &str| args.take_keyword(name).unwrap_or_else(|| vm.ctx.none());
        let (task, reason) = (field("source_task"), field("reason"));
        Ok(vm.new_exception(class, vec![source, task, reason]))
    }

    #[pymethod]
    fn __reduce__(zelf: &Py<PyBaseException>, vm: &VirtualMachine) -> PyResult {
        let create = zelf.class().as_object().get_attr("_create", vm)?;
        let partial = shim::import("functools", vm)?.get_attr("partial", vm)?;
        let kwargs: Vec<(String, PyObjectRef)> = ["source", "source_task", "reason"]
            .into_iter()
            .enumerate()
            .map(|(index, name)| (name.to_owned(), Self::arg(zelf, index, vm)))
            .collect();
        let partial = partial
            .call(FuncArgs::new(vec![create], kwargs.into_iter().collect::<KwArgs>()), vm)?;
        Ok(vm.new_tuple((partial, vm.ctx.empty_tuple.clone())).into())
    }

    #[pygetset]
    fn source(zelf: PyBaseExceptionRef, vm: &VirtualMachine) -> PyObjectRef {
        Self::arg(&zelf, 0, vm)
    }

    #[pygetset]
    fn source_task(zelf: PyBaseExceptionRef, vm: &VirtualMachine) -> PyObjectRef {
        Self::arg(&zelf, 1, vm)
    }

    #[pygetset]
    fn reason(zelf: PyBaseExceptionRef, vm: &VirtualMachine) -> PyObjectRef {
        Self::arg(&zelf, 2, vm)
    }

    #[pymethod]
    fn __str__(zelf: &Py<PyBaseException>, vm: &VirtualMachine) -> PyResult<String> {
        let (task, reason) = (Self::arg(zelf, 1, vm), Self::arg(zelf, 2, vm));
        let mut text =
            format!("cancelled due to {}", Self::arg(zelf, 0, vm).str(vm)?.to_string_lossy());
        if !vm.is_none(&reason) {
            text += &format!(" with reason {}", reason.repr(vm)?.to_string_lossy());
        }
        if !vm.is_none(&task) {
            text += &format!(" from task {}", task.str(vm)?.to_string_lossy());
        }
        Ok(text)
    }

    #[pyslot]
    fn slot_repr(zelf: &PyObject, vm: &VirtualMachine) -> PyResult<PyStrRef> {
        let zelf: PyBaseExceptionRef = zelf.to_owned().try_into_value(vm)?;
        let show = |index| -> PyResult<String> {
            Ok(Self::arg(&zelf, index, vm).repr(vm)?.to_string_lossy().into_owned())
        };
        let text = format!(
            "Cancelled(source={}, source_task={}, reason={})",
            show(0)?,
            show(1)?,
            show(2)?
        );
        Ok(vm.ctx.new_str(text))
    }
}

#[pyclass(module = "trio", name = "TrioInternalError", base = PyException)]
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct TrioInternalError(PyException);

#[pyclass(flags(BASETYPE, HAS_DICT))]
impl TrioInternalError {}

thread_local! {
    static RUN_FINISHED_ERROR: RefCell<Option<PyTypeRef>> = const { RefCell::new(None) };
}

/// `RunFinishedError`, made anew for each virtual machine: its base is one that no native class can name.
pub(super) fn make_run_finished_error(vm: &VirtualMachine) -> PyTypeRef {
    let bases = vec![vm.ctx.exceptions.runtime_error.to_owned()];
    let class = vm.ctx.new_exception_type("trio", "RunFinishedError", Some(bases));
    RUN_FINISHED_ERROR.set(Some(class.clone()));
    class
}

/// A `RunFinishedError`.
pub(super) fn run_finished(message: &str, vm: &VirtualMachine) -> PyBaseExceptionRef {
    let class = RUN_FINISHED_ERROR.with_borrow(Clone::clone);
    let class = class.unwrap_or_else(|| vm.ctx.exceptions.runtime_error.to_owned());
    vm.new_exception_msg(class, message.into())
}

#[pyclass(module = "trio", name = "WouldBlock", base = PyException)]
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct WouldBlock(PyException);

#[pyclass(flags(BASETYPE, HAS_DICT))]
impl WouldBlock {}

#[pyclass(module = "trio", name = "BusyResourceError", base = PyException)]
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct BusyResourceError(PyException);

#[pyclass(flags(BASETYPE, HAS_DICT))]
impl BusyResourceError {}

#[pyclass(module = "trio", name = "ClosedResourceError", base = PyException)]
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct ClosedResourceError(PyException);

#[pyclass(flags(BASETYPE, HAS_DICT))]
impl ClosedResourceError {}

#[pyclass(module = "trio", name = "BrokenResourceError", base = PyException)]
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct BrokenResourceError(PyException);

#[pyclass(flags(BASETYPE, HAS_DICT))]
impl BrokenResourceError {}

#[pyclass(module = "trio", name = "EndOfChannel", base = PyException)]
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct EndOfChannel(PyException);

#[pyclass(flags(BASETYPE, HAS_DICT))]
impl EndOfChannel {}

#[pyclass(module = "trio", name = "TooSlowError", base = PyException)]
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct TooSlowError(PyException);

#[pyclass(flags(BASETYPE, HAS_DICT))]
impl TooSlowError {}

/// An exception of `class` without arguments.
pub(super) fn bare(class: &'static Py<PyType>, vm: &VirtualMachine) -> PyBaseExceptionRef {
    vm.new_exception_empty(class.to_owned())
}

/// An exception of `class` with a message.
pub(super) fn with_message(
    class: &'static Py<PyType>,
    message: &str,
    vm: &VirtualMachine,
) -> PyBaseExceptionRef {
    vm.new_exception_msg(class.to_owned(), message.into())
}

/// Whether `exception` is a `Cancelled`. None is before a program has imported trio.
pub(crate) fn is_cancelled(exception: &Py<PyBaseException>, _vm: &VirtualMachine) -> bool {
    Cancelled::static_cell().get().is_some_and(|class| exception.class().is(class))
}

/// Whether `exception` is a `Cancelled`, or a group of nothing else.
pub(super) fn is_all_cancelled(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> bool {
    if is_cancelled(exception, vm) {
        return true;
    }
    let members = crate::names::members(exception, vm);
    !members.is_empty() && members.iter().all(|member| is_all_cancelled(member, vm))
}

/// Whether `exception` is a `Cancelled`, or has one in it.
pub(super) fn has_cancelled(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> bool {
    is_cancelled(exception, vm)
        || crate::names::members(exception, vm).iter().any(|member| has_cancelled(member, vm))
}

/// What `raise` does with an exception while another is being handled: that is its context.
pub(super) fn in_context(exception: &PyBaseExceptionRef, vm: &VirtualMachine) {
    let Ok(info) =
        vm.sys_module.get_attr("exc_info", vm).and_then(|exc_info| exc_info.call((), vm))
    else {
        return;
    };
    let handled = info.downcast_ref::<PyTuple>().and_then(|info| info.as_slice().get(1).cloned());
    let Some(handled) = handled.and_then(|handled| handled.downcast::<PyBaseException>().ok())
    else {
        return;
    };
    let mut link = Some(handled.clone());
    while let Some(current) = link {
        if current.is(exception) {
            return;
        }
        link = current.__context__();
    }
    exception.set_context(Some(handled));
}

/// `seconds` as an instant; NaN, which callers refuse, counts as never.
pub(super) fn instant(seconds: f64) -> Seconds {
    Seconds::new(seconds).unwrap_or(Seconds::INFINITY)
}
