//! What a program may import besides the library models: the parts of Python's standard library that are frozen in
//! (`build.rs` has the list). Any other import ends in an error that says which modules exist here.

use rustpython_vm::{
    AsObject, PyObjectRef, PyPayload, PyResult, VirtualMachine,
    builtins::{PyStaticMethod, PyStr},
    frozen::FrozenLib,
    function::FuncArgs,
};

/// The frozen modules: `build.rs` makes this file.
static FROZEN: &FrozenLib =
    FrozenLib::from_ref(include_bytes!(concat!(env!("OUT_DIR"), "/frozen.bin")));

/// The frozen modules, by name.
pub(crate) fn frozen() -> impl Iterator<Item = (&'static str, rustpython_vm::frozen::FrozenModule)>
{
    FROZEN.decode()
}

/// The modules that a program may import, in alphabetical order: what a reader would look for, no helpers.
pub(crate) fn importable() -> Vec<&'static str> {
    include!(concat!(env!("OUT_DIR"), "/importable.rs")).to_vec()
}

/// Makes the error of a missing module say what there is.
///
/// # Errors
/// None that a fresh virtual machine would raise.
pub(crate) fn install(vm: &VirtualMachine) -> PyResult<()> {
    let finder = vm.new_function("find_spec", find_spec);
    let class = vm.ctx.new_class(
        None,
        "EspalierFinder",
        vm.ctx.types.object_type.to_owned(),
        Default::default(),
    );
    class.set_attr(
        vm.ctx.intern_str("find_spec"),
        PyStaticMethod::from(PyObjectRef::from(finder)).into_ref(&vm.ctx).into(),
    );
    let meta_path = vm.sys_module.get_attr("meta_path", vm)?;
    vm.call_method(&meta_path, "append", (PyObjectRef::from(class),))?;
    Ok(())
}

/// The last finder asked: nobody has the module.
fn find_spec(args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
    let Some(name) = args.args.first().and_then(|name| name.downcast_ref::<PyStr>()) else {
        return Ok(vm.ctx.none());
    };
    let name = name.to_string_lossy().into_owned();
    // A part of a package that exists, or a helper of the standard library's own, is asked for by `try: import`.
    if !crate::lines::inside_program() {
        return Ok(vm.ctx.none());
    }
    let class = vm.ctx.exceptions.module_not_found_error.to_owned();
    let error = vm.new_exception_msg(class, format!("No module named '{name}'").into());
    // A note, so that the message is Python's.
    let modules = importable().join(", ");
    let note = format!("Espalier runs in the browser, with these modules: {modules}");
    vm.call_method(error.as_object(), "add_note", (note,))?;
    error.as_object().set_attr("name", vm.ctx.new_str(name), vm)?;
    Err(error)
}
