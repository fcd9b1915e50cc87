//! Exception groups as CPython has them, where RustPython's differ: a group that was split off another says that its context
//! is not to be shown (`__suppress_context__`), since it is given the other's cause, be it none. Knows no library.

use std::cell::Cell;

use rustpython_vm::{
    AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyTuple},
    function::{ItemDoc, PyMethodFlags},
};

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

/// Puts the methods right.
///
/// # Errors
/// None that a fresh virtual machine would raise.
pub(crate) fn install(vm: &VirtualMachine) -> PyResult<()> {
    if INSTALLED.replace(true) {
        return Ok(());
    }
    let class = vm.ctx.exceptions.base_exception_group;
    // What is left over of an `except*` is made by `derive` alone.
    for name in ["split", "subgroup", "derive"] {
        let plain = class.as_object().get_attr(name, vm)?;
        let method =
            move |group: PyObjectRef, with: PyObjectRef, vm: &VirtualMachine| -> PyResult {
                let made = plain.call((group.clone(), with), vm)?;
                suppress_context(&made, &group, vm)?;
                Ok(made)
            };
        let definition = vm.ctx.new_method_def(name, method, PyMethodFlags::METHOD, ItemDoc::NONE);
        class.set_attr(vm.ctx.intern_str(name), definition.build_method(class, vm).into());
    }
    Ok(())
}
