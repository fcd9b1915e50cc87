//! Exceptions at the moment and on the line where the program raises them (`sys.monitoring`, events RAISE and RERAISE), and those
//! that a model raises in place of others. Knows no library.
//!
//! What a model raises into the program, such as a cancellation, has its number before it arrives, and is passed over.

use espalier_trace::ExceptionId;
use rustpython_vm::{
    AsObject, Py, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyBaseExceptionRef, PyCode},
    function::FuncArgs,
};

use crate::{
    discards, exception_groups,
    handlers::{self, Handler},
    lines, names,
    session::{is_running, kernel},
};

/// Called for every exception, in every frame that it passes.
pub(crate) fn raised(args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    let Some((code, offset, exception)) = in_program(&args, vm)? else { return Ok(()) };
    exception_groups::raised(code, offset / 2, &exception, vm)?;
    match names::known(&exception, vm) {
        None if is_python_alone(code, offset / 2) => {}
        None => {
            lines::touch();
            let task = kernel(|kernel| kernel.running());
            names::number(&exception, task, None, vm);
        }
        Some(id) => again(id, &exception, vm),
    }
    Ok(())
}

/// Called where a handler lets an exception go on, and for a `raise` alone.
pub(crate) fn raised_on(args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    discards::raised_on(&args, vm)?;
    let Some((code, _, exception)) = in_program(&args, vm)? else { return Ok(()) };
    let exception = keep_stop_iteration(exception, vm);
    let task = kernel(|kernel| kernel.running());
    match names::part(&exception, task, vm) {
        // No clause has taken it: now it is news, of the line where it was raised.
        None => {
            if let Some(traceback) = exception.traceback() {
                lines::on(code, traceback.lineno.get() as u32);
            }
            names::number(&exception, task, None, vm);
        }
        Some(id) => again(id, &exception, vm),
    }
    Ok(())
}

/// The code, offset and exception of an event in the program's own code; none where there is nothing to tell.
fn in_program<'a>(
    args: &'a FuncArgs,
    vm: &VirtualMachine,
) -> PyResult<Option<(&'a Py<PyCode>, usize, PyBaseExceptionRef)>> {
    let [code, offset, exception] = args.args.as_slice() else { return Ok(None) };
    let code = code.downcast_ref::<PyCode>().filter(|code| lines::is_program(code));
    let exceptions = &vm.ctx.exceptions;
    // How loops and generators end is no error.
    let control =
        [exceptions.stop_iteration, exceptions.stop_async_iteration, exceptions.generator_exit];
    let exception = exception
        .downcast_ref::<PyBaseException>()
        .filter(|exception| !control.iter().any(|class| exception.fast_isinstance(class)));
    let (Some(code), Some(exception), true) = (code, exception, is_running()) else {
        return Ok(None);
    };
    Ok(Some((code, offset.try_to_value(vm)?, exception.to_owned())))
}

/// Whether an `except` of the same function may take what this very instruction raises: that is Python, and no story, until no
/// clause fits.
fn is_python_alone(code: &Py<PyCode>, instruction: usize) -> bool {
    handlers::raises_itself(code, instruction)
        && matches!(handlers::of(code, instruction), Some(Handler::Clauses | Handler::Bare(_)))
}

/// A `StopIteration` that a coroutine or generator lets out has become a `RuntimeError`, whose context it is and stays (PEP 479).
fn keep_stop_iteration(exception: PyBaseExceptionRef, vm: &VirtualMachine) -> PyBaseExceptionRef {
    let is_new = exception.class().is(vm.ctx.exceptions.runtime_error)
        && exception
            .__cause__()
            .is_some_and(|cause| cause.fast_isinstance(vm.ctx.exceptions.stop_iteration));
    if is_new { keep_context(exception, vm) } else { exception }
}

/// What has been caught is raised once more.
fn again(id: ExceptionId, exception: &PyBaseExceptionRef, vm: &VirtualMachine) {
    if kernel(|kernel| kernel.is_caught(id)) {
        lines::touch();
        let task = kernel(|kernel| kernel.running());
        names::raised_again(id, exception, task, vm);
    }
}

/// `exception` as one that a library has raised, with its context as it is: the virtual machine gives a context, what the
/// caller is handling, only to an exception that has no traceback, so give it one.
pub(crate) fn keep_context(
    exception: PyBaseExceptionRef,
    vm: &VirtualMachine,
) -> PyBaseExceptionRef {
    if exception.traceback().is_none()
        && let Ok(module) = vm.import("_espalier_raise", 0)
    {
        // A fault in there would only cost the context.
        let _ = vm.call_method(&module, "with_traceback", (exception.clone(),));
    }
    exception
}
