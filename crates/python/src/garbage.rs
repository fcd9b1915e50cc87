//! The cycle collector, in CPython's order: what becomes garbage together is finalised oldest first. Knows no library.
//!
//! RustPython's collector walks its objects newest first, and those that survive a collection change their order; so a
//! collection that nothing can fall victim to comes before the one that counts.

use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine, function::FuncArgs};

/// A collection of this generation is one of all objects.
const OLDEST_GENERATION: usize = 2;

/// Finalises what nobody can reach any more.
pub(crate) fn collect(vm: &VirtualMachine) {
    order_by_age(vm);
    vm.state.gc.collect_force(OLDEST_GENERATION);
}

/// Puts the collector's objects in the order of their age.
fn order_by_age(vm: &VirtualMachine) {
    let held = vm.state.gc.get_objects(None);
    vm.state.gc.collect_force(OLDEST_GENERATION);
    drop(held);
}

/// Makes `gc.collect` of the program's keep to the order.
///
/// # Errors
/// None that a fresh virtual machine would raise.
pub(crate) fn install(vm: &VirtualMachine) -> PyResult<()> {
    let module = vm.import("gc", 0)?;
    let native = module.get_attr("collect", vm)?;
    let collect = move |args: FuncArgs, vm: &VirtualMachine| -> PyResult<PyObjectRef> {
        order_by_age(vm);
        native.call(args, vm)
    };
    module.set_attr("collect", vm.new_function("collect", collect), vm)
}
