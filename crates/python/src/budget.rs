//! The limits of a run, as the program meets them: an exception that it cannot keep.
//!
//! Every backward jump and every call of the program's counts as a step (`sys.monitoring`, events JUMP and PY_START). Once a
//! limit is exceeded each further step raises again, so that neither `except BaseException` nor `finally` goes on for long.
//! The events that tell of exceptions are asked for here too, since a tool has one mask; `raises.rs` and `catches.rs` hear them.

use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyCode, PyTypeRef},
    function::FuncArgs,
};

use crate::{
    catches, raises,
    session::{self, kernel},
};

/// The tool number that `sys.monitoring` sets aside for nobody in particular.
const TOOL: u32 = 4;

thread_local! {
    static CLASS: std::cell::RefCell<Option<PyTypeRef>> = const { std::cell::RefCell::new(None) };
}

/// The class of the exception that ends a run.
fn class(vm: &VirtualMachine) -> PyTypeRef {
    CLASS.with_borrow_mut(|class| {
        class
            .get_or_insert_with(|| {
                vm.ctx.new_exception_type(
                    "espalier",
                    "BudgetExceeded",
                    Some(vec![vm.ctx.exceptions.base_exception_type.to_owned()]),
                )
            })
            .clone()
    })
}

/// The exception that ends the run, with the sentence that names the limit.
pub(crate) fn stop(vm: &VirtualMachine) -> PyBaseExceptionRef {
    let message = kernel(|kernel| {
        kernel.record_exceeded();
        kernel.exceeded().map(ToString::to_string).unwrap_or_default()
    });
    hush(vm);
    vm.new_exception_msg(class(vm), message.into())
}

/// The exception that ends the run because nothing can ever happen again, with the sentence that says so.
pub(crate) fn deadlock(message: String, vm: &VirtualMachine) -> PyBaseExceptionRef {
    kernel(|kernel| kernel.deadlocked(&message));
    hush(vm);
    vm.new_exception_msg(class(vm), message.into())
}

/// What the finalisers of a stopped run raise, which is this very exception, is reported to nobody.
fn hush(vm: &VirtualMachine) {
    let ignore: PyObjectRef = vm.new_function("unraisablehook", |_: FuncArgs| {}).into();
    let _ = vm.sys_module.set_attr("unraisablehook", ignore, vm);
}

/// Whether `exception` is the one that ends the run.
pub(crate) fn is_stop(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> bool {
    exception.fast_isinstance(&class(vm))
}

/// Raises if a limit was exceeded. Loops of models call this at every turn.
///
/// # Errors
/// The exception that ends the run.
pub(crate) fn check(vm: &VirtualMachine) -> PyResult<()> {
    if kernel(|kernel| kernel.exceeded().is_some()) { Err(stop(vm)) } else { Ok(()) }
}

/// Watches the program's jumps, calls and exceptions.
///
/// # Errors
/// None that a fresh virtual machine would raise.
pub(crate) fn watch(vm: &VirtualMachine) -> PyResult<()> {
    let monitoring = vm.sys_module.get_attr("monitoring", vm)?;
    vm.call_method(&monitoring, "use_tool_id", (TOOL, "espalier"))?;
    let tick: PyObjectRef = vm.new_function("espalier_tick", tick).into();
    let mut mask = 0;
    for (name, callback) in [
        ("JUMP", tick.clone()),
        ("PY_START", tick),
        ("RAISE", vm.new_function("espalier_raised", raises::raised).into()),
        ("RERAISE", vm.new_function("espalier_raised_on", raises::raised_on).into()),
        ("EXCEPTION_HANDLED", vm.new_function("espalier_handled", catches::handled).into()),
    ] {
        mask |= register(&monitoring, name, callback, vm)?;
    }
    vm.call_method(&monitoring, "set_events", (TOOL, mask))?;
    let went_on = vm.new_function("espalier_went_on", catches::went_on).into();
    let jumped = vm.new_function("espalier_jumped", catches::jumped).into();
    register(&monitoring, "BRANCH_LEFT", went_on, vm)?;
    register(&monitoring, "BRANCH_RIGHT", jumped, vm)?;
    Ok(())
}

fn register(
    monitoring: &PyObject,
    name: &'static str,
    callback: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<u32> {
    let event: u32 = monitoring.get_attr("events", vm)?.get_attr(name, vm)?.try_into_value(vm)?;
    vm.call_method(monitoring, "register_callback", (TOOL, event, callback))?;
    Ok(event)
}

/// Watches the branches of one function from now on.
///
/// # Errors
/// None.
pub(crate) fn watch_branches(code: &Py<PyCode>, vm: &VirtualMachine) -> PyResult<()> {
    let monitoring = vm.sys_module.get_attr("monitoring", vm)?;
    let watched: u32 = vm
        .call_method(&monitoring, "get_local_events", (TOOL, code.to_owned()))?
        .try_into_value(vm)?;
    if watched == 0 {
        let branches: u32 =
            monitoring.get_attr("events", vm)?.get_attr("BRANCH", vm)?.try_into_value(vm)?;
        vm.call_method(&monitoring, "set_local_events", (TOOL, code.to_owned(), branches))?;
    }
    Ok(())
}

/// What a callback returns that need not hear again from where it was called.
///
/// # Errors
/// None.
pub(crate) fn no_more(vm: &VirtualMachine) -> PyResult {
    vm.sys_module.get_attr("monitoring", vm)?.get_attr("DISABLE", vm)
}

fn tick(_args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    // Finalisers may come after the run.
    if session::if_running(|kernel| kernel.tick()).unwrap_or(true) { Ok(()) } else { Err(stop(vm)) }
}
