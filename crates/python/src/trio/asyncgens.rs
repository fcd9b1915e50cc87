//! Async generators: who is alive, and how those that nobody finished are closed. The rules are cold and work on Python's
//! own hooks, so they live in the shim `trio._asyncgens`; here is only what ties it to the runner.
//!
//! Rules: `trio/_core/_asyncgens.py`.

use std::rc::Rc;

use espalier_trace::{Wait, WaitOn};
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};

use super::{
    runner::{self, Runner},
    shim,
    traps::{Abort, wait_task_rescheduled},
};
use crate::coroutine::{Vm, delegate};

/// Hooks as they were before the run.
pub(super) type Hooks = (Option<PyObjectRef>, Option<PyObjectRef>);

/// Puts the run's hooks in place; returns those before.
pub(super) fn install_hooks(vm: &VirtualMachine) -> Hooks {
    let before = (vm.async_gen_firstiter.borrow().clone(), vm.async_gen_finalizer.borrow().clone());
    let hook = |name: &'static str| -> PyObjectRef {
        vm.new_function(name, move |agen: PyObjectRef, vm: &VirtualMachine| -> PyResult<()> {
            let module = shim::import("trio._asyncgens", vm)?;
            vm.call_method(&module, name, (agen,)).map(drop)
        })
        .into()
    };
    let (first, last) = (hook("firstiter"), hook("finalizer"));
    let old = vm.async_gen_firstiter.replace(Some(first));
    drop(old);
    let old = vm.async_gen_finalizer.replace(Some(last));
    drop(old);
    before
}

/// Puts the hooks back.
pub(super) fn restore_hooks(hooks: Hooks, vm: &VirtualMachine) {
    let old = vm.async_gen_firstiter.replace(hooks.0);
    drop(old);
    let old = vm.async_gen_finalizer.replace(hooks.1);
    drop(old);
    if let Some(module) = shim::loaded("trio._asyncgens", vm) {
        let _ = vm.call_method(&module, "reset", ());
    }
}

/// `finalize_remaining`: closes what is still alive, once every other task has ended.
pub(super) async fn finalize_remaining(vm: Vm, runner: &Rc<Runner>) -> PyResult<()> {
    let init = runner::current_task(&vm)?;
    runner.entry_queue.run_sync_soon(
        Box::new(move |vm| runner::current(vm)?.reschedule(&init, Ok(vm.ctx.none()), vm)),
        &vm,
    )?;
    let wait = Wait::new(WaitOn::Other, "finalize_remaining");
    wait_task_rescheduled(vm, wait, Box::new(|_, _| Ok(Abort::Failed))).await?;
    let Some(module) = shim::loaded("trio._asyncgens", &vm) else { return Ok(()) };
    let coroutine = vm.call_method(&module, "finalize_remaining", ())?;
    delegate(vm, coroutine).await.map(drop)
}
