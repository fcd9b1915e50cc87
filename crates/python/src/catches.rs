//! Where the program ends an error's way: an `except` or `except*` that fits, an `__exit__` that suppresses. An error is told as
//! caught if an event has told of it before; of others the trace knows nothing. (`finally`, which may end it too, is `discards.rs`.) Knows no library: what a library's scope catches is told by
//! its model.
//!
//! That a frame goes to a handler is an event of `sys.monitoring` (EXCEPTION_HANDLED), which says nothing of what the handler then does. So
//! from the first such time on the branches in that function are watched (BRANCH), each of which is let go of when it is none that catches:
//! a function in which nothing fails costs nothing.

use espalier_trace::{ExceptionId, TaskId};
use rustpython_vm::{
    PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyBaseExceptionRef, PyCode},
    function::FuncArgs,
};

use crate::{
    budget, discards,
    handlers::{self, Handler},
    lines, names,
    session::{is_running, kernel},
};

/// Called when a frame goes to a handler.
pub(crate) fn handled(args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    let [code, offset, exception] = args.args.as_slice() else { return Ok(()) };
    let Some(code) = code.downcast_ref::<PyCode>().filter(|code| lines::is_program(code)) else {
        return Ok(());
    };
    let Some(exception) = exception.downcast_ref::<PyBaseException>() else { return Ok(()) };
    let instruction = instruction(offset, vm)?;
    match handlers::of(code, instruction) {
        Some(Handler::Bare(place)) => {
            if let Some((task, id)) = told(&exception.to_owned(), vm) {
                lines::at(code, place);
                kernel(|kernel| kernel.caught(task, id));
            }
        }
        Some(Handler::Clauses | Handler::Block)
            if names::known(&exception.to_owned(), vm).is_some() =>
        {
            budget::watch_branches(code, vm)?;
        }
        Some(Handler::Finally(cleanup)) => {
            if let Some((_, id)) = told(&exception.to_owned(), vm) {
                discards::enter(code, cleanup, id, vm)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Called where a watched function goes on at a branch instead of jumping.
pub(crate) fn went_on(args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
    let [code, _, to] = args.args.as_slice() else { return budget::no_more(vm) };
    let place = instruction(to, vm)?;
    if !code.downcast_ref::<PyCode>().is_some_and(|code| handlers::clause_fits(code, place)) {
        return budget::no_more(vm);
    }
    if let Some((task, id)) = vm.current_exception().and_then(|caught| told(&caught, vm)) {
        lines::touch();
        kernel(|kernel| kernel.caught(task, id));
    }
    Ok(vm.ctx.none())
}

/// Called where a watched function jumps at a branch.
pub(crate) fn jumped(args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
    let [code, from, _] = args.args.as_slice() else { return budget::no_more(vm) };
    let place = instruction(from, vm)?;
    if !code.downcast_ref::<PyCode>().is_some_and(|code| handlers::exit_suppresses(code, place)) {
        return budget::no_more(vm);
    }
    if let Some((task, id)) = vm.current_exception().and_then(|caught| told(&caught, vm))
        && !kernel(|kernel| kernel.scope_has_caught(task, id))
    {
        lines::touch();
        kernel(|kernel| kernel.caught(task, id));
    }
    Ok(vm.ctx.none())
}

/// A rule of a library ends an error's way as an `except` of the program's would.
pub(crate) fn by_library(exception: &PyBaseExceptionRef, vm: &VirtualMachine) {
    if let Some((task, id)) = told(exception, vm) {
        kernel(|kernel| kernel.caught(task, id));
    }
}

/// A `finally` has let go of an error of which an event has told.
pub(crate) fn discarded(exception: ExceptionId) {
    if is_running() && !kernel(|kernel| kernel.is_stopped() || kernel.is_caught(exception)) {
        kernel(|kernel| kernel.discarded(kernel.running(), exception));
    }
}

/// The task that goes on and the number of what it has caught, if an event has told of that.
fn told(
    exception: &PyBaseExceptionRef,
    vm: &VirtualMachine,
) -> Option<(Option<TaskId>, ExceptionId)> {
    if !is_running() || kernel(|kernel| kernel.is_stopped()) {
        return None;
    }
    let task = kernel(|kernel| kernel.running());
    let id = names::part(exception, task, vm)?;
    (!kernel(|kernel| kernel.is_caught(id))).then_some((task, id))
}

/// The number of the instruction at an offset in bytes.
fn instruction(offset: &PyObjectRef, vm: &VirtualMachine) -> PyResult<usize> {
    let offset: usize = offset.try_to_value(vm)?;
    Ok(offset / 2)
}
