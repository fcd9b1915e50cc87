//! The limits of a run, as the program meets them: an exception that it cannot keep.
//!
//! Every backward jump counts as a step, and every call of the program's functions (`sys.monitoring`, events JUMP and PY_START):
//! what a library calls without end, it calls in a loop, or ever deeper. Once a
//! limit is exceeded each further step raises again, so that neither `except BaseException` nor `finally` goes on for long.
//! The events that tell of exceptions are asked for here too, since a tool has one mask; `raises.rs`, `catches.rs` and
//! `discards.rs` hear them.

use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyCode, PyTypeRef},
    function::FuncArgs,
};

use crate::{
    catches, discards, raises,
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

/// A run that is stopped gets nowhere any more: a library's calls are steps now too, and what finalisers raise, which is this very
/// exception, is reported to nobody.
fn hush(vm: &VirtualMachine) {
    // A fault in there would only cost time.
    let _ = watch_every_call(vm);
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
    let tick = vm.new_function("espalier_tick", tick).into();
    register(&monitoring, "PY_START", tick, vm)?;
    let mut mask = 0;
    for (name, callback) in [
        ("JUMP", vm.new_function("espalier_jump", jump).into()),
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
    let returned = vm.new_function("espalier_returned", discards::returned).into();
    register(&monitoring, "PY_RETURN", returned, vm)?;
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

fn watch_every_call(vm: &VirtualMachine) -> PyResult<()> {
    let monitoring = vm.sys_module.get_attr("monitoring", vm)?;
    let watched: u32 = vm.call_method(&monitoring, "get_events", (TOOL,))?.try_into_value(vm)?;
    let calls: u32 =
        monitoring.get_attr("events", vm)?.get_attr("PY_START", vm)?.try_into_value(vm)?;
    if watched & calls == 0 {
        vm.call_method(&monitoring, "set_events", (TOOL, watched | calls))?;
    }
    Ok(())
}

/// Watches the calls of the functions in the program's code.
///
/// # Errors
/// What `sys.monitoring` raises, which knows these events.
pub(crate) fn watch_calls(code: &Py<PyCode>, vm: &VirtualMachine) -> PyResult<()> {
    watch_in(code, "PY_START", vm)?;
    let consts: Vec<PyObjectRef> = code.as_object().get_attr("co_consts", vm)?.try_to_value(vm)?;
    consts.iter().filter_map(|one| one.downcast_ref()).try_for_each(|code| watch_calls(code, vm))
}

/// Watches the branches of one function from now on.
///
/// # Errors
/// What `sys.monitoring` raises, which knows these events.
pub(crate) fn watch_branches(code: &Py<PyCode>, vm: &VirtualMachine) -> PyResult<()> {
    watch_in(code, "BRANCH", vm)
}

/// Watches where one function returns, from now on.
///
/// # Errors
/// What `sys.monitoring` raises, which knows these events.
pub(crate) fn watch_returns(code: &Py<PyCode>, vm: &VirtualMachine) -> PyResult<()> {
    watch_in(code, "PY_RETURN", vm)
}

fn watch_in(code: &Py<PyCode>, event: &'static str, vm: &VirtualMachine) -> PyResult<()> {
    let monitoring = vm.sys_module.get_attr("monitoring", vm)?;
    let watched: u32 = vm
        .call_method(&monitoring, "get_local_events", (TOOL, code.to_owned()))?
        .try_into_value(vm)?;
    let event: u32 = monitoring.get_attr("events", vm)?.get_attr(event, vm)?.try_into_value(vm)?;
    if watched & event != event {
        vm.call_method(&monitoring, "set_local_events", (TOOL, code.to_owned(), watched | event))?;
    }
    Ok(())
}

/// What a callback returns that need not hear again from where it was called.
///
/// # Errors
/// What `sys.monitoring` raises, which knows these events.
pub(crate) fn no_more(vm: &VirtualMachine) -> PyResult {
    vm.sys_module.get_attr("monitoring", vm)?.get_attr("DISABLE", vm)
}

fn jump(args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    discards::jumped(&args, vm)?;
    tick(args, vm)
}

fn tick(_args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    // Finalisers may come after the run.
    if session::if_running(|kernel| kernel.tick()).unwrap_or(true) { Ok(()) } else { Err(stop(vm)) }
}
