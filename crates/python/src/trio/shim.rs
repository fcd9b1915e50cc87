//! The Python side of the model: modules below `lib/trio` that hold what is cold. Knows their names only.

use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine, builtins::PyDict};

/// Imports a module by its dotted name.
pub(super) fn import(name: &'static str, vm: &VirtualMachine) -> PyResult {
    if let Some(module) = loaded(name, vm) {
        return Ok(module);
    }
    vm.import(name, 0)?;
    vm.sys_module.get_attr("modules", vm)?.get_item(name, vm)
}

/// A module, if something has imported it.
pub(super) fn loaded(name: &'static str, vm: &VirtualMachine) -> Option<PyObjectRef> {
    let modules = vm.sys_module.get_attr("modules", vm).ok()?;
    // Not by subscript: that would make a `KeyError` each time.
    modules.downcast_ref::<PyDict>()?.get_item_opt(vm.ctx.intern_str(name), vm).ok()?
}

/// A record of `trio._records`.
pub(super) fn record(
    class: &'static str,
    fields: Vec<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult {
    import("trio._records", vm)?.get_attr(class, vm)?.call(fields, vm)
}

/// Warns that loose exception groups are on their way out.
pub(super) fn warn_loose_groups(what: &'static str, vm: &VirtualMachine) -> PyResult<()> {
    let module = import("trio._deprecate", vm)?;
    vm.call_method(&module, "warn_loose_groups", (what,)).map(drop)
}
