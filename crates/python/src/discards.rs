//! Errors that a `finally` lets go of, by a `return`, `break` or `continue` in it: they are told as discarded. Knows no library.
//!
//! No event of `sys.monitoring` says that an exception is let go of. So a `finally` from which that can happen is remembered while an
//! error of which the trace knows is in it; wherever its frame is next seen at a place outside of it, the error has gone nowhere.

use std::cell::{Cell, RefCell};

use espalier_trace::ExceptionId;
use rustpython_vm::{
    Py, PyObject, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyCode},
    frame::{InterpreterFrame, current_thread_iframe},
    function::FuncArgs,
};

use crate::{budget, catches, handlers, lines, names};

/// An error in a `finally`.
struct Held {
    /// Never looked into, only compared.
    frame: *const InterpreterFrame,
    /// Where the `finally` cleans up after itself.
    cleanup: usize,
    exception: ExceptionId,
}

thread_local! {
    /// Innermost last.
    static HELD: RefCell<Vec<Held>> = const { RefCell::new(Vec::new()) };
    /// Whether there are any: all that most programs ask.
    static ANY: Cell<bool> = const { Cell::new(false) };
}

/// The running frame goes to a `finally` with an error.
///
/// # Errors
/// As [`budget::watch_returns`].
pub(crate) fn enter(
    code: &Py<PyCode>,
    cleanup: usize,
    exception: ExceptionId,
    vm: &VirtualMachine,
) -> PyResult<()> {
    if handlers::may_discard(code, cleanup) {
        budget::watch_returns(code, vm)?;
        HELD.with_borrow_mut(|held| {
            held.push(Held { frame: current_thread_iframe(), cleanup, exception });
        });
        ANY.set(true);
    }
    Ok(())
}

/// Called where a handler lets an exception go on: it leaves the `finally` that it came to, or takes the place of the error in one.
///
/// # Errors
/// `TypeError` for a place that is no number, which `sys.monitoring` never gives.
pub(crate) fn raised_on(args: &FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    let ([code, place, exception], true) = (args.args.as_slice(), ANY.get()) else { return Ok(()) };
    let (code, exception) =
        (code.downcast_ref::<PyCode>(), exception.downcast_ref::<PyBaseException>());
    if let (Some(code), Some(exception)) = (code, exception) {
        let instruction = place.try_to_value::<usize>(vm)? / 2;
        let known = names::known(&exception.to_owned(), vm);
        let goes = |held: &Held| {
            Some(held.exception) == known || !handlers::inside(code, held.cleanup, instruction)
        };
        drop(take(current_thread_iframe(), goes));
    }
    Ok(())
}

/// The frame goes to an instruction of its code, from one or without having moved.
pub(crate) fn seen(frame: *const InterpreterFrame, code: &Py<PyCode>, from: usize, to: usize) {
    if !ANY.get() {
        return;
    }
    for held in take(frame, |held| !handlers::inside(code, held.cleanup, to)) {
        lines::at(code, from);
        catches::discarded(held.exception);
    }
}

/// Called when a function of the program jumps.
///
/// # Errors
/// As [`raised_on`].
pub(crate) fn jumped(args: &FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    if let ([code, from, to], true) = (args.args.as_slice(), ANY.get()) {
        moved(code, from, to, vm)?;
    }
    Ok(())
}

/// Called when a watched function returns.
pub(crate) fn returned(args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    if let ([code, from, _], true) = (args.args.as_slice(), ANY.get()) {
        moved(code, from, from, vm)?;
    }
    Ok(())
}

fn moved(code: &PyObject, from: &PyObject, to: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    if let Some(code) = code.downcast_ref::<PyCode>() {
        let (from, to): (usize, usize) = (from.try_to_value(vm)?, to.try_to_value(vm)?);
        seen(current_thread_iframe(), code, from / 2, to / 2);
    }
    Ok(())
}

/// Forgets all: no frame of a run outlives it.
pub(crate) fn forget() {
    HELD.take();
    ANY.set(false);
}

/// Forgets errors in this frame, and gives them back.
fn take(frame: *const InterpreterFrame, goes: impl Fn(&Held) -> bool) -> Vec<Held> {
    HELD.with_borrow_mut(|held| {
        let gone = held.extract_if(.., |one| std::ptr::eq(one.frame, frame) && goes(one)).collect();
        ANY.set(!held.is_empty());
        gone
    })
}
