//! What happens between the end of a program and the end of its run, as CPython does it (`Py_FinalizeEx`): callbacks of
//! `atexit`, then everything that the program leaves alive is finalised, while the modules that it may need are still whole.
//! Knows no library.
//!
//! The order: what only the program held, oldest first, as the cycle collector goes about it; then what is held by something
//! that the collector cannot look into (a callback of a weak reference), value by value; then what was put into modules.

use std::sync::atomic::Ordering;

use rustpython_vm::{
    AsObject, PyObject, PyRef, VirtualMachine,
    builtins::{PyDict, PyFunction, PyModule, PyStr, PyType, PyWeak},
    stdlib::atexit,
};

use crate::garbage;

/// Ends the program's objects.
pub(crate) fn finalize(vm: &VirtualMachine) {
    atexit::_run_exitfuncs(vm);
    // What `sys.is_finalizing()` tells.
    vm.state.finalizing.store(true, Ordering::Relaxed);
    let globals = forget_main(vm);
    garbage::collect(vm);
    if let Some(globals) = globals.and_then(|id| still_alive(id, vm)) {
        clear(&globals, vm);
        drop(globals);
        garbage::collect(vm);
    }
    vm.finalize_modules();
}

/// Lets go of the program's own module: from here on its functions hold its globals, and nothing else does. What the globals
/// are known by.
fn forget_main(vm: &VirtualMachine) -> Option<usize> {
    let modules = vm.sys_module.get_attr("modules", vm).ok()?.downcast::<PyDict>().ok()?;
    let main = modules.pop_item("__main__", vm).ok()??.downcast::<PyModule>().ok()?;
    Some(main.dict().get_id())
}

/// The globals, if something holds them still.
fn still_alive(id: usize, vm: &VirtualMachine) -> Option<PyRef<PyDict>> {
    let objects = vm.state.gc.get_objects(None);
    objects.into_iter().find(|object| object.get_id() == id)?.downcast::<PyDict>().ok()
}

/// When a name goes: a weak reference before what it refers to, for garbage calls nobody back; then what finalisers may
/// belong to, then what they may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    WeakReference,
    Data,
    Code,
}

impl Turn {
    fn of(value: &PyObject) -> Self {
        if value.downcast_ref::<PyWeak>().is_some() {
            Self::WeakReference
        } else if value.downcast_ref::<PyModule>().is_some()
            || value.downcast_ref::<PyType>().is_some()
            || value.downcast_ref::<PyFunction>().is_some()
        {
            Self::Code
        } else {
            Self::Data
        }
    }
}

/// Takes the values out of a module one by one.
fn clear(globals: &PyRef<PyDict>, vm: &VirtualMachine) {
    for turn in [Turn::WeakReference, Turn::Data, Turn::Code] {
        let names: Vec<_> = globals
            .into_iter()
            .filter(|(_, value)| Turn::of(value) == turn)
            .map(|(name, _)| name)
            .collect();
        for name in names {
            if name.downcast_ref::<PyStr>().is_some_and(|name| name.as_bytes() != b"__builtins__") {
                let _ = globals.set_item(&*name, vm.ctx.none(), vm);
            }
        }
    }
}
