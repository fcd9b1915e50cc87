//! The limits of a run, as the program meets them: an exception that it cannot keep.
//!
//! Every backward jump and every call of the program's counts as a step (`sys.monitoring`, events JUMP and PY_START). Once a
//! limit is exceeded each further step raises again, so that neither `except BaseException` nor `finally` goes on for long.

use rustpython_vm::{
    AsObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyTypeRef},
    function::FuncArgs,
};

use crate::{
    raises,
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
    let events = monitoring.get_attr("events", vm)?;
    let mut mask = 0;
    let tick: PyObjectRef = vm.new_function("espalier_tick", tick).into();
    let raised: PyObjectRef = vm.new_function("espalier_raised", raises::raised).into();
    for (name, callback) in [("JUMP", &tick), ("PY_START", &tick), ("RAISE", &raised)] {
        let event: u32 = events.get_attr(name, vm)?.try_into_value(vm)?;
        vm.call_method(&monitoring, "register_callback", (TOOL, event, callback.clone()))?;
        mask |= event;
    }
    vm.call_method(&monitoring, "set_events", (TOOL, mask))?;
    Ok(())
}

fn tick(_args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    // Finalisers may come after the run.
    if session::if_running(|kernel| kernel.tick()).unwrap_or(true) { Ok(()) } else { Err(stop(vm)) }
}
