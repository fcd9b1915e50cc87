//! Exceptions at the moment and on the line where the program raises them (`sys.monitoring`, event RAISE), and those that a
//! model raises in place of others. Knows no library.
//!
//! What a model raises into the program, such as a cancellation, has its number before it arrives, and is passed over.

use rustpython_vm::{
    AsObject, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyBaseExceptionRef, PyCode},
    function::FuncArgs,
};

use crate::{
    lines, names,
    session::{is_running, kernel},
};

/// Called for every exception, in every frame that it passes.
pub(crate) fn raised(args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    let [code, _offset, exception] = args.args.as_slice() else { return Ok(()) };
    let in_program = code.downcast_ref::<PyCode>().is_some_and(lines::is_program);
    let Some(exception) = exception.downcast_ref::<PyBaseException>() else { return Ok(()) };
    let exceptions = &vm.ctx.exceptions;
    // How loops and generators end is no error.
    let control =
        [exceptions.stop_iteration, exceptions.stop_async_iteration, exceptions.generator_exit];
    if !in_program || !is_running() || control.iter().any(|class| exception.fast_isinstance(class))
    {
        return Ok(());
    }
    let exception = exception.to_owned();
    if names::known(&exception, vm).is_none() {
        lines::touch();
        let task = kernel(|kernel| kernel.running());
        names::number(&exception, task, None, false, vm);
    }
    Ok(())
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
