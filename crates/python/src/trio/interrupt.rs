//! Ctrl-C on trio: raised on the spot in a task's own code, and otherwise delivered to the main task where that next waits or
//! comes to a checkpoint. Knows the runner and the entry queue; whether code holds it back is `lowlevel.py`'s to say.
//!
//! Rules: `KIManager` and `ki_protection_enabled` in `trio/_core/_ki.py`; `deliver_ki` and what follows from it in
//! `trio/_core/_run.py`.

use std::{
    cell::Cell,
    rc::{Rc, Weak},
};

use espalier_trace::EventId;
use rustpython_vm::{
    Py, PyObjectRef, PyRef, PyResult, VirtualMachine, builtins::PyBaseExceptionRef,
    function::FuncArgs,
};

use super::{
    exceptions::CancelReason,
    runner::{self, Runner},
    shim,
    task::Task,
};
use crate::{interrupt, session::kernel};

/// The Ctrl-C of one run.
pub(super) struct Interrupts {
    /// `restrict_keyboard_interrupt_to_checkpoints`.
    restricted: bool,
    /// The event since which one waits to be delivered.
    pending: Cell<Option<EventId>>,
}

impl Interrupts {
    pub(super) fn new(restricted: bool) -> Self {
        Self { restricted, pending: Cell::new(None) }
    }

    /// Puts the run's handler in the default one's place, while the run goes on; to be given to [`Self::uninstall`].
    pub(super) fn install(runner: &Rc<Runner>, vm: &VirtualMachine) -> PyObjectRef {
        let runner = Rc::downgrade(runner);
        let handler = move |args: FuncArgs, vm: &VirtualMachine| handle(&runner, &args, vm);
        let handler: PyObjectRef = vm.new_function("handler", handler).into();
        interrupt::install(&handler);
        handler
    }

    pub(super) fn uninstall(handler: &PyObjectRef) {
        interrupt::uninstall(handler);
    }

    pub(super) fn is_pending(&self) -> bool {
        self.pending.get().is_some()
    }

    /// It has been raised.
    pub(super) fn taken(&self) {
        self.pending.set(None);
    }

    /// `_attempt_delivery_of_pending_ki`: if one is pending, and `task` is the main task and waits.
    pub(super) fn attempt_delivery(
        &self,
        runner: &Runner,
        task: &Py<Task>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let Some(event) = self.pending.get().filter(|_| runner.is_main(task)) else {
            return Ok(());
        };
        let before = kernel(|kernel| kernel.set_here(event));
        let result = Task::attempt_abort(task, Rc::new(CancelReason::interrupt()), vm);
        kernel(|kernel| kernel.set_here(before));
        result
    }

    /// What the run came to: a Ctrl-C that nobody took is raised at its end.
    pub(super) fn outcome(&self, outcome: PyResult, vm: &VirtualMachine) -> PyResult {
        if self.pending.take().is_none() {
            return outcome;
        }
        let class = vm.ctx.exceptions.keyboard_interrupt.to_owned();
        let interrupt: PyBaseExceptionRef = vm.new_exception_empty(class);
        interrupt.set_context(outcome.err());
        Err(interrupt)
    }
}

/// The handler of SIGINT: `handler(signum, frame)`.
fn handle(runner: &Weak<Runner>, args: &FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    let Some(runner) = runner.upgrade() else { return Ok(()) };
    let frame = args.args.get(1).cloned().unwrap_or_else(|| vm.ctx.none());
    if !runner.interrupts.restricted && !vm.is_none(&frame) {
        let lowlevel = shim::import("trio.lowlevel", vm)?;
        if !vm.call_method(&lowlevel, "_ki_protected_at", (frame,))?.try_to_bool(vm)? {
            return Err(vm.new_exception_empty(vm.ctx.exceptions.keyboard_interrupt.to_owned()));
        }
    }
    deliver(&runner, vm)
}

/// `deliver_ki`.
fn deliver(runner: &Rc<Runner>, vm: &VirtualMachine) -> PyResult<()> {
    let here = kernel(|kernel| kernel.here());
    if !runner.interrupts.is_pending() {
        runner.interrupts.pending.set(Some(here));
    }
    // Once nobody comes to run it any more, the end of the run looks whether one is pending.
    let _ = runner.entry_queue.run_sync_soon(
        Box::new(|vm| {
            let runner = runner::current(vm)?;
            let main: Option<PyRef<Task>> = runner.main_task();
            let exiting = runner.main_task_outcome.borrow().is_some();
            match main.filter(|_| !exiting) {
                Some(main) => runner.interrupts.attempt_delivery(&runner, &main, vm),
                None => Ok(()),
            }
        }),
        vm,
    );
    Ok(())
}
