//! Instruments: the program's own observers of the loop. Knows neither tasks nor the runner, which calls the hooks.
//!
//! Rules: `trio/_core/_instrumentation.py`; class `Instrument` in `trio/_abc.py`. Which hooks an instrument has is found out
//! by the shim `trio._instrumentation`, once per instrument.

use std::cell::{Cell, RefCell};

use rustpython_vm::{
    AsObject, PyObjectRef, PyResult, VirtualMachine, builtins::PyStr, function::IntoFuncArgs,
};

use super::shim;

/// The instruments of a run.
#[derive(Default)]
pub(super) struct Instruments {
    any: Cell<bool>,
    /// Instruments in the order added, with the names of their hooks.
    all: RefCell<Vec<(PyObjectRef, Vec<String>)>>,
}

impl Instruments {
    /// `add_instrument`.
    pub(super) fn add(&self, instrument: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        if self.all.borrow().iter().any(|(other, _)| other.is(&instrument)) {
            return Ok(());
        }
        let module = shim::import("trio._instrumentation", vm)?;
        let hooks = vm.call_method(&module, "hooks_of", (instrument.clone(),))?;
        let hooks: Vec<PyObjectRef> = vm.extract_elements_with(&hooks, Ok)?;
        let hooks = hooks
            .iter()
            .filter_map(|hook| hook.downcast_ref::<PyStr>())
            .map(|hook| hook.to_string_lossy().into_owned())
            .collect();
        self.all.borrow_mut().push((instrument, hooks));
        self.any.set(true);
        Ok(())
    }

    /// `remove_instrument`.
    ///
    /// # Errors
    /// `KeyError` if it was not added.
    pub(super) fn remove(&self, instrument: &PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let mut all = self.all.borrow_mut();
        let Some(index) = all.iter().position(|(other, _)| other.is(instrument)) else {
            drop(all);
            return Err(vm.new_key_error(instrument.clone()));
        };
        let removed = all.remove(index);
        self.any.set(!all.is_empty());
        drop(all);
        drop(removed);
        Ok(())
    }

    /// Calls a hook of every instrument that has it. One that raises is reported and removed.
    pub(super) fn call(&self, hook: &'static str, args: impl IntoFuncArgs, vm: &VirtualMachine) {
        if !self.any.get() {
            return;
        }
        let args = args.into_args(vm);
        let listening: Vec<PyObjectRef> = self
            .all
            .borrow()
            .iter()
            .filter(|(_, hooks)| hooks.iter().any(|other| other == hook))
            .map(|(instrument, _)| instrument.clone())
            .collect();
        for instrument in listening {
            let result =
                instrument.get_attr(hook, vm).and_then(|method| method.call(args.clone(), vm));
            let Err(error) = result else { continue };
            // It may have removed itself.
            let _ = self.remove(&instrument, vm);
            if let Ok(module) = shim::import("trio._instrumentation", vm) {
                let _ = vm.call_method(&module, "report", (hook, instrument.clone(), error));
            }
        }
    }
}
