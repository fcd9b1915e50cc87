//! `asyncio.shield`: an outer future that can be cancelled without the inner one. Rule: `shield` in `asyncio/tasks.py` of
//! CPython 3.13, "Shielding From Cancellation" in its library reference.

use espalier_trace::{EventKind, Wait, WaitOn};
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine};

use super::{
    future::{self, Callback, Native, as_future},
    runners,
    task::Task,
};
use crate::{lines, session::kernel};

const INNER: &str = "shield.<locals>._inner_done_callback";
const OUTER: &str = "shield.<locals>._outer_done_callback";

/// `asyncio.shield(arg)`.
///
/// # Errors
/// `TypeError` for what is no awaitable.
pub(super) fn shield(arg: PyObjectRef, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
    lines::touch();
    let inner = runners::ensure_own_future(arg, None, vm)?;
    let future = inner.clone();
    if future.is_done() {
        return Ok(inner.into());
    }
    let event_loop = future.get_event_loop(vm)?;
    let outer = future::new_future(&event_loop, vm);
    let native = Native { name: INNER, run: inner_done, target: outer.clone().into() };
    future::add_callback(&future, Callback::Native(native));
    let native = Native { name: OUTER, run: outer_done, target: inner.into() };
    future::add_callback(&outer, Callback::Native(native));
    Ok(outer.into())
}

/// The inner future is done: so is the outer, in the same way, unless it is cancelled.
fn inner_done(outer: &PyObject, inner: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let (outer, inner) = (as_future(outer).expect("a future"), as_future(inner).expect("a future"));
    if outer.is_cancelled() {
        if !inner.is_cancelled() {
            // Nobody waits any more: it counts as looked at.
            inner.take_exception();
        }
        return Ok(());
    }
    if inner.is_cancelled() {
        future::cancel_future(outer, None);
    } else if let Some(exception) = inner.take_exception() {
        future::set_exception(outer, exception);
    } else {
        let result = inner.outcome(vm)?;
        future::set_result(outer, result);
    }
    Ok(())
}

/// The outer future is done, by cancellation if the inner is not: the inner goes on alone.
fn outer_done(inner: &PyObject, outer: &PyObject, _vm: &VirtualMachine) -> PyResult<()> {
    let inner = as_future(inner).expect("a future");
    if !inner.is_done() {
        if let Some(task) = inner.as_object().downcast_ref::<Task>().and_then(|task| task.id()) {
            kernel(|kernel| kernel.emit(Some(task), EventKind::CancelShielded { scope: None }));
        }
        future::remove_callback(inner, INNER, outer);
    }
    Ok(())
}

/// What awaiting a shielded task waits for.
pub(super) fn wait(outer: &rustpython_vm::Py<super::future::Future>) -> Option<Wait> {
    let inner = outer.callbacks.borrow().iter().find_map(|callback| match callback {
        Callback::Native(native) if native.name == OUTER => Some(native.target.clone()),
        _ => None,
    })?;
    let mut wait = Wait::new(WaitOn::Task, "shield");
    wait.tasks.extend(inner.as_object().downcast_ref::<Task>().and_then(|task| task.id()));
    Some(wait)
}
