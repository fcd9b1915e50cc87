//! asyncio's exception classes (`asyncio.exceptions`, and those of `asyncio.queues`). Owns the classes and how they are made.

use std::cell::Cell;

use rustpython_vm::{
    AsObject, PyObjectRef, VirtualMachine,
    builtins::{PyBaseException, PyBaseExceptionRef, PyTypeRef},
};

use crate::raises;

/// The classes.
pub(super) struct Classes {
    pub(super) cancelled_error: PyTypeRef,
    pub(super) invalid_state_error: PyTypeRef,
    pub(super) broken_barrier_error: PyTypeRef,
    pub(super) queue_empty: PyTypeRef,
    pub(super) queue_full: PyTypeRef,
    pub(super) queue_shut_down: PyTypeRef,
}

thread_local! {
    static CLASSES: Cell<Option<&'static Classes>> = const { Cell::new(None) };
}

/// The classes; as built-in types, they are made once and shared by all virtual machines of the thread.
pub(super) fn classes(vm: &VirtualMachine) -> &'static Classes {
    CLASSES.get().unwrap_or_else(|| {
        let new = |module: &str,
                   name: &str,
                   base: &rustpython_vm::Py<rustpython_vm::builtins::PyType>| {
            vm.ctx.new_exception_type(module, name, Some(vec![base.to_owned()]))
        };
        let exceptions = &vm.ctx.exceptions;
        let classes = Box::leak(Box::new(Classes {
            cancelled_error: new(
                "asyncio.exceptions",
                "CancelledError",
                exceptions.base_exception_type,
            ),
            invalid_state_error: new(
                "asyncio.exceptions",
                "InvalidStateError",
                exceptions.exception_type,
            ),
            broken_barrier_error: new(
                "asyncio.exceptions",
                "BrokenBarrierError",
                exceptions.runtime_error,
            ),
            queue_empty: new("asyncio.queues", "QueueEmpty", exceptions.exception_type),
            queue_full: new("asyncio.queues", "QueueFull", exceptions.exception_type),
            queue_shut_down: new("asyncio.queues", "QueueShutDown", exceptions.exception_type),
        }));
        CLASSES.set(Some(classes));
        classes
    })
}

/// Whether `exception` is asyncio's cancellation.
pub(crate) fn is_cancelled(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> bool {
    exception.fast_isinstance(&classes(vm).cancelled_error)
}

/// Whether `exception` must leave the loop at once (`KeyboardInterrupt`, `SystemExit`).
pub(super) fn is_base_error(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> bool {
    exception.fast_isinstance(vm.ctx.exceptions.system_exit)
        || exception.fast_isinstance(vm.ctx.exceptions.keyboard_interrupt)
}

/// A `CancelledError`, with the message given to `cancel`, if there was one.
pub(super) fn cancelled_error(
    message: Option<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyBaseExceptionRef {
    let args = message.into_iter().collect();
    vm.new_exception(classes(vm).cancelled_error.clone(), args)
}

/// An `InvalidStateError`.
pub(super) fn invalid_state(message: &str, vm: &VirtualMachine) -> PyBaseExceptionRef {
    vm.new_exception_msg(classes(vm).invalid_state_error.clone(), message.into())
}

/// `TimeoutError()` as `raise TimeoutError from cause` makes it.
pub(super) fn timeout_error(
    cause: Option<PyBaseExceptionRef>,
    vm: &VirtualMachine,
) -> PyBaseExceptionRef {
    let error = vm.new_exception_empty(vm.ctx.exceptions.timeout_error.to_owned());
    error.set_context(cause.clone());
    error.set_cause(cause);
    error
}

/// A stored exception on its way out once more: what is being handled becomes its context, as whenever C code sets an
/// exception (`_PyErr_SetObject`). The interpreter sees to that only for exceptions that nobody has raised before.
pub(super) fn raised_again(
    exception: PyBaseExceptionRef,
    vm: &VirtualMachine,
) -> PyBaseExceptionRef {
    if let Some(handled) = handled(vm).filter(|handled| !handled.is(&exception)) {
        without_circle(&handled, &exception);
        exception.set_context(Some(handled));
    }
    exception
}

/// An exception that was raised from another, while that one was being handled: that, and not what the caller is
/// handling, stays its context.
pub(super) fn raised_from(
    exception: PyBaseExceptionRef,
    vm: &VirtualMachine,
) -> PyBaseExceptionRef {
    if handled(vm).is_some() { raises::keep_context(exception, vm) } else { exception }
}

/// What is being handled (`sys.exception()`).
fn handled(vm: &VirtualMachine) -> Option<PyBaseExceptionRef> {
    let current = vm.sys_module.get_attr("exception", vm).ok()?;
    current.call((), vm).ok()?.downcast::<PyBaseException>().ok()
}

/// Cuts the chain of contexts that begins at `from` before it comes to `exception`, which is about to be put before it.
fn without_circle(from: &PyBaseExceptionRef, exception: &PyBaseExceptionRef) {
    let mut seen = vec![from.clone()];
    let mut one = from.clone();
    while let Some(context) = one.__context__() {
        if context.is(exception) {
            one.set_context(None);
            return;
        }
        // A program can make a circle by hand.
        if seen.iter().any(|earlier| earlier.is(&context)) {
            return;
        }
        seen.push(context.clone());
        one = context;
    }
}
