//! Classes that programs may not subclass. Knows none of them.
//!
//! Rules: `final` in `trio/_util.py`.

use rustpython_vm::{
    AsObject, Py, PyResult, VirtualMachine,
    builtins::{PyType, PyTypeRef},
    function::FuncArgs,
};

/// Refuses subclasses of `class`.
///
/// # Errors
/// None that a fresh virtual machine would raise.
pub(super) fn make_final(class: &Py<PyType>, vm: &VirtualMachine) -> PyResult<()> {
    let refuse = vm.new_function("__init_subclass__", refuse);
    let refuse = vm.ctx.types.classmethod_type.as_object().call((refuse,), vm)?;
    class.set_attr(vm.ctx.intern_str("__init_subclass__"), refuse);
    Ok(())
}

fn refuse(subclass: PyTypeRef, _args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    let told = |name: &'static str| -> PyResult<String> {
        Ok(subclass.as_object().get_attr(name, vm)?.str(vm)?.to_string_lossy().into_owned())
    };
    let name = format!("{}.{}", told("__module__")?, told("__qualname__")?);
    Err(vm.new_type_error(format!("{name} does not support subclassing")))
}
