//! Exception groups as CPython has them, where RustPython's differ. Knows no library.
//!
//! A group that was split off another says that its context is not to be shown (`__suppress_context__`), since it is given the
//! other's cause, be it none; one that the program has `derive` make is given nothing.
//!
//! The text of a group shows all that it was made with, as that of any exception (`BaseException_repr`).
//!
//! What the clauses of an `except*` raise is new, even where it was in the group (`raise group.exceptions[0]`): it leaves beside
//! what no clause has taken, not in its place in the group. RustPython takes whatever was in the group for what was left
//! over, which it finds by looking at `exceptions`; so what was raised is not seen there while it looks.

use std::{cell::Cell, sync::OnceLock};

use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyCode, PyTuple, PyType, PyTypeRef},
    frame::current_thread_iframe,
    function::{FuncArgs, ItemDoc, PyMethodFlags},
};

use crate::handlers;

/// The attribute that says in which frame a clause has raised a part of the group that it handles.
const RAISED_IN: &str = "_espalier_raised_in";

thread_local! {
    /// Classes outlive a virtual machine.
    static INSTALLED: Cell<bool> = const { Cell::new(false) };
}

/// Marks what `split`, `subgroup` or `derive` has made of `group`.
fn suppress_context(made: &PyObject, group: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    if let Some(both) = made.downcast_ref::<PyTuple>() {
        return both.iter().try_for_each(|part| suppress_context(part, group, vm));
    }
    if made.downcast_ref::<PyBaseException>().is_some() && !made.is(group) {
        made.set_attr("__suppress_context__", vm.ctx.new_bool(true), vm)?;
    }
    Ok(())
}

/// Notes that a clause raises the group that it handles, or a part of it.
///
/// # Errors
/// What `exceptions` raises, which a subclass may have for itself.
pub(crate) fn raised(
    code: &Py<PyCode>,
    instruction: usize,
    exception: &Py<PyBaseException>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let Some(handled) = vm.current_exception() else { return Ok(()) };
    if !handled.fast_isinstance(vm.ctx.exceptions.base_exception_group)
        || handlers::raises_what_is_handled(code, instruction)
        || !is_part(handled.as_object(), exception.as_object(), vm)?
    {
        return Ok(());
    }
    exception.as_object().set_attr(RAISED_IN, vm.ctx.new_int(this_frame()), vm)
}

fn is_part(group: &PyObject, exception: &PyObject, vm: &VirtualMachine) -> PyResult<bool> {
    if group.is(exception) {
        return Ok(true);
    }
    if !group.fast_isinstance(vm.ctx.exceptions.base_exception_group) {
        return Ok(false);
    }
    let parts = group.get_attr("exceptions", vm)?;
    let Some(parts) = parts.downcast_ref::<PyTuple>() else { return Ok(false) };
    for part in parts {
        if is_part(part, exception, vm)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Where the innermost frame is; only compared.
fn this_frame() -> usize {
    current_thread_iframe() as usize
}

/// Whether the innermost frame is about to say what leaves an `except*`.
fn at_the_end_of_clauses() -> bool {
    // SAFETY: the innermost frame is alive, and nothing here runs Python.
    let Some(frame) = (unsafe { current_thread_iframe().as_ref() }) else { return false };
    let next_instruction = frame.get_lasti() as usize;
    next_instruction > 0 && handlers::ends_clauses(frame.code(), next_instruction - 1)
}

/// Whether a clause of the innermost frame has raised it.
fn was_raised_here(exception: &PyObject, vm: &VirtualMachine) -> bool {
    exception.dict().and_then(|own| own.get_item_opt(RAISED_IN, vm).ok().flatten()).is_some_and(
        |frame| frame.try_into_value(vm).is_ok_and(|frame: usize| frame == this_frame()),
    )
}

/// `exceptions`, less what has just been raised where it is asked what was not.
fn parts(group: &PyObject, all: PyObjectRef, vm: &VirtualMachine) -> PyObjectRef {
    let Some(every) = all.downcast_ref::<PyTuple>().filter(|_| at_the_end_of_clauses()) else {
        return all;
    };
    let kept = every.iter().filter(|part| !was_raised_here(part, vm)).cloned();
    vm.ctx.new_tuple(if was_raised_here(group, vm) { Vec::new() } else { kept.collect() }).into()
}

type NewSlot = fn(PyTypeRef, FuncArgs, &VirtualMachine) -> PyResult;
type InitSlot = fn(&PyObject, FuncArgs, &VirtualMachine) -> PyResult<()>;

/// How RustPython makes a group; classes are shared by all virtual machines.
static ORIGINALS: OnceLock<(NewSlot, InitSlot)> = OnceLock::new();

fn originals() -> &'static (NewSlot, InitSlot) {
    ORIGINALS.get().expect("installed with the first virtual machine")
}

fn new(class: PyTypeRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    originals().0(class, with_a_list(args, vm), vm)
}

fn init(group: &PyObject, args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    originals().1(group, with_a_list(args, vm), vm)
}

/// The arguments of a new group: what leaves an `except*` is given as a list, which its `repr` shows.
fn with_a_list(mut args: FuncArgs, vm: &VirtualMachine) -> FuncArgs {
    if let [_, members] = args.args.as_mut_slice()
        && let Some(given) = members.downcast_ref::<PyTuple>()
        && at_the_end_of_clauses()
    {
        *members = vm.ctx.new_list(given.to_vec()).into();
    }
    args
}

/// Puts the methods right.
///
/// # Errors
/// None that a fresh virtual machine would raise.
pub(crate) fn install(vm: &VirtualMachine) -> PyResult<()> {
    if INSTALLED.replace(true) {
        return Ok(());
    }
    let class = vm.ctx.exceptions.base_exception_group;
    for name in ["split", "subgroup", "derive"] {
        let plain = class.as_object().get_attr(name, vm)?;
        let method =
            move |group: PyObjectRef, with: PyObjectRef, vm: &VirtualMachine| -> PyResult {
                let made = plain.call((group.clone(), with), vm)?;
                // What is left over of an `except*` is made by `derive` alone.
                if name != "derive" || at_the_end_of_clauses() {
                    suppress_context(&made, &group, vm)?;
                }
                Ok(made)
            };
        let definition = vm.ctx.new_method_def(name, method, PyMethodFlags::METHOD, ItemDoc::NONE);
        class.set_attr(vm.ctx.intern_str(name), definition.build_method(class, vm).into());
    }
    let slots = &class.slots;
    ORIGINALS.get_or_init(|| {
        let new = slots.new.load().expect("groups are made");
        (new, slots.init.load().expect("groups are given their arguments"))
    });
    let of_exceptions = vm.builtins.get_attr("ExceptionGroup", vm)?;
    let of_all = vm.ctx.exceptions.base_exception_type;
    let repr = vm.ctx.intern_str("__repr__");
    if let Some(plain) = of_all.get_direct_attr(repr) {
        class.set_attr(repr, plain);
    }
    for class in [Some(class), of_exceptions.downcast_ref::<PyType>()].into_iter().flatten() {
        class.slots.repr.store(of_all.slots.repr.load());
        class.slots.new.store(Some(new));
        class.slots.init.store(Some(init));
    }
    let plain = class.as_object().get_attr("exceptions", vm)?;
    let exceptions = move |group: PyObjectRef, vm: &VirtualMachine| -> PyResult {
        let all = vm.call_method(&plain, "__get__", (group.clone(),))?;
        Ok(parts(&group, all, vm))
    };
    let name = "exceptions";
    let definition = vm.ctx.new_method_def(name, exceptions, PyMethodFlags::METHOD, ItemDoc::NONE);
    let property = vm.ctx.types.property_type.as_object();
    let exceptions = property.call((definition.build_method(class, vm),), vm)?;
    class.set_attr(vm.ctx.intern_str(name), exceptions);
    Ok(())
}
