//! A task that waits for a worker thread. The threads are `crate::threads`; what a thread has to do with tasks is in the
//! shim `trio._threads`.

use espalier_trace::{EventKind, Wait, WaitOn};
use rustpython_vm::{PyObjectRef, PyRef, VirtualMachine};

use super::traps::{python_abort, wait_task_rescheduled};
use crate::{coroutine::RustCoroutine, lines, session::kernel};

/// The task that is being cancelled no longer waits for its thread; for the shim.
pub(super) fn thread_abandoned() {
    kernel(|kernel| kernel.emit(kernel.running(), EventKind::ThreadAbandoned));
}

/// `wait_task_rescheduled`, for a thread: `wait_for_thread(abort, name)`; for the shim.
pub(super) fn wait_for_thread(
    abort: PyObjectRef,
    name: PyObjectRef,
    vm: &VirtualMachine,
) -> PyRef<RustCoroutine> {
    RustCoroutine::new("wait_for_thread", "wait_for_thread", vm, |vm, _| async move {
        lines::touch();
        let name = name.str(&vm)?.to_string_lossy().into_owned();
        let wait = Wait::new(WaitOn::Thread, format!("to_thread.run_sync({name})"));
        wait_task_rescheduled(vm, wait, python_abort(abort)).await
    })
}
