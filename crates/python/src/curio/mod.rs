//! curio 1.6: the model. Owns curio's loop discipline, as the native module `_curio`; the package `curio` (in
//! `lib/curio`) has what is plain library code above the traps: groups, timeouts, primitives, queues, threads.
//!
//! Reading order: `traps` (how a task asks the kernel), `task`, `sched` (what tasks wait on), `time_queue`, `runtime` (the
//! loop), `hand` (what a reader does to it), `threads`, `shown` (what the library tells the trace).

use rustpython_vm::{Context, builtins::PyModuleDef};

pub(crate) use self::runtime::is_cancelled;

mod hand;
mod runtime;
mod sched;
mod shown;
mod task;
mod threads;
mod time_queue;
mod traps;

/// The native modules of the model.
pub(crate) fn module_defs(ctx: &Context) -> Vec<&'static PyModuleDef> {
    vec![native::module_def(ctx)]
}

/// Makes a struct fit to be the payload of a Python object.
macro_rules! opaque {
    ($type:ident) => {
        // SAFETY: objects of a virtual machine without threads never leave their thread.
        unsafe impl Send for $type {}
        // SAFETY: as above.
        unsafe impl Sync for $type {}

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($type))
            }
        }
    };
}
use opaque;

#[rustpython_vm::pymodule(name = "_curio")]
mod native {
    use rustpython_vm::{
        Py, PyResult, VirtualMachine, builtins::PyModule, class::PyClassImpl, extend_module,
    };

    use super::{runtime, sched, shown, task, threads, traps};

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        __module_exec(vm, module);
        task::restart_numbers();
        threads::restart();
        extend_module!(vm, module, {
            "TaskBase" => task::Task::make_static_type(),
            "SchedFIFO" => sched::SchedFifo::make_static_type(),
            "SchedBarrier" => sched::SchedBarrier::make_static_type(),
            "Runtime" => runtime::Runtime::make_static_type(),
            "kernel_trap" => vm.new_function("_kernel_trap", traps::kernel_trap),
            "sleep" => vm.new_function("sleep", traps::sleep),
            "clock" => vm.new_function("clock", traps::clock),
            "current_task" => vm.new_function("current_task", traps::current_task),
            "is_running" => vm.new_function("is_running", shown::is_running),
            "start_thread" => vm.new_function("start_thread", shown::start_thread),
            "current_thread" => vm.new_function("current_thread", shown::current_thread),
            "drive_threads" => vm.new_function("drive_threads", shown::drive_threads),
            "thread_abandoned" => vm.new_function("thread_abandoned", shown::thread_abandoned),
            "loop_started" => vm.new_function("loop_started", shown::loop_started),
            "loop_ended" => vm.new_function("loop_ended", shown::loop_ended),
            "open_group" => vm.new_function("open_group", shown::open_group),
            "spawning_in" => vm.new_function("spawning_in", shown::spawning_in),
            "exit_scope" => vm.new_function("exit_scope", shown::exit_scope),
            "close_scope" => vm.new_function("close_scope", shown::close_scope),
            "delivered" => vm.new_function("delivered", shown::delivered),
            "group_cancels" => vm.new_function("group_cancels", shown::group_cancels),
            "cancelled_for" => vm.new_function("cancelled_for", shown::cancelled_for),
            "open_timeout" => vm.new_function("open_timeout", shown::open_timeout),
            "close_timeout" => vm.new_function("close_timeout", shown::close_timeout),
            "retrieved" => vm.new_function("retrieved", shown::retrieved),
            "lost" => vm.new_function("lost", shown::lost),
        });
        Ok(())
    }
}
