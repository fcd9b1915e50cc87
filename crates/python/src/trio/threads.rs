//! Worker threads, simulated on the virtual clock.

use std::rc::Rc;

use espalier_kernel::Seconds;
use rustpython_vm::{PyResult, VirtualMachine};

use super::runner::Runner;

/// The worker threads of a run.
#[derive(Default)]
pub(super) struct Threads {}

impl Threads {
    /// Lets the threads run until each is blocked.
    pub(super) fn settle(&self, _runner: &Rc<Runner>, _vm: &VirtualMachine) -> PyResult<()> {
        Ok(())
    }

    /// If a thread sleeps until before `deadline`, moves time to its end; returns whether one did.
    pub(super) fn wake_before(
        &self,
        _runner: &Rc<Runner>,
        _deadline: Seconds,
        _vm: &VirtualMachine,
    ) -> PyResult<bool> {
        Ok(false)
    }
}
