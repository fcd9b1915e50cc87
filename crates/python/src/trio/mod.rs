//! trio: the model. Owns trio's loop discipline and cancellation rules, as the native module `_trio`; the package `trio`
//! (in `lib/trio`) puts its names where programs look for them, and holds what is cold.
//!
//! Reading order: `traps` (how a task gives control to the runner), `task`, `cancel_status` and `cancel_scope` (how
//! cancellation travels, and where it begins and ends), `nursery`, `runner` (the loop), then what is built on them:
//! `timeouts`, `parking_lot`, `sync`, `memory_channel`, `entry_queue`, `threads`; `exceptions`, `clock`, `deadlines`, `instruments`,
//! `asyncgens`, `lowlevel`, `signatures`, `final_class` and `shim` at the side.
//!
//! No kernel or status may be borrowed while Python runs: aborting a wait, and dropping an object, can do that.

use std::cell::Cell;

use rustpython_vm::{Context, builtins::PyModuleDef};

pub(crate) use self::exceptions::is_cancelled;

mod asyncgens;
mod cancel_scope;
mod cancel_status;
mod clock;
mod deadlines;
mod entry_queue;
mod exceptions;
mod final_class;
mod hand;
mod instruments;
mod interrupt;
mod lowlevel;
mod memory_channel;
mod nursery;
mod parking_lot;
mod runner;
mod shim;
mod signatures;
mod sync;
mod task;
mod threads;
mod timeouts;
mod traps;

/// The native modules of the model.
pub(crate) fn module_defs(ctx: &Context) -> Vec<&'static PyModuleDef> {
    vec![native::module_def(ctx)]
}

/// A run that was stepped out of.
pub(crate) struct LeftRun(Option<std::rc::Rc<runner::Runner>>);

/// Steps out of the run, as a worker thread is outside.
pub(crate) fn leave_run() -> LeftRun {
    LeftRun(runner::leave())
}

/// Goes back into the run that was left.
pub(crate) fn enter_run(run: LeftRun) {
    runner::enter(run.0);
}

thread_local! {
    static NEXT_KEY: Cell<u64> = const { Cell::new(0) };
}

/// A number larger than any before: a place in a line, or a set walked in the order of joining it.
fn next_key() -> u64 {
    NEXT_KEY.replace(NEXT_KEY.get() + 1)
}

/// Objects of Python's have no innards to show to Rust's debugging.
macro_rules! opaque_debug {
    ($type:ident) => {
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($type))
            }
        }
    };
}
use opaque_debug;

#[rustpython_vm::pymodule(name = "_trio")]
mod native {
    use rustpython_vm::{
        AsObject, Py, PyPayload, PyResult, VirtualMachine,
        builtins::{PyModule, PyStr},
        class::PyClassImpl,
    };

    use super::super::trio::{
        cancel_scope,
        cancel_scope::CancelScope,
        clock::MockClock,
        entry_queue::TrioToken,
        exceptions,
        exceptions::{
            BrokenResourceError, BusyResourceError, Cancelled, ClosedResourceError, EndOfChannel,
            TooSlowError, TrioInternalError, WouldBlock,
        },
        final_class::make_final,
        lowlevel, memory_channel,
        memory_channel::{MemoryReceiveChannel, MemorySendChannel},
        nursery,
        nursery::{Nursery, NurseryManager, TaskStatus},
        parking_lot,
        parking_lot::ParkingLot,
        runner,
        sync::{CapacityLimiter, Condition, Event, Lock, Semaphore, StrictFIFOLock},
        task::Task,
        threads, timeouts,
        timeouts::FailScope,
        traps,
        traps::{Message, RaiseCancel},
    };
    use crate::signatures;

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        __module_exec(vm, module);
        let ctx = &vm.ctx;
        macro_rules! classes {
            ($($class:ident),* $(,)?) => {$(
                let class = $class::make_static_type();
                module.set_attr(ctx.intern_str(stringify!($class)), class, vm)?;
            )*};
        }
        macro_rules! final_classes {
            ($($class:ident),* $(,)?) => {
                classes!($($class),*);
                $(make_final($class::class(ctx), vm)?;)*
            };
        }
        classes!(
            BrokenResourceError,
            BusyResourceError,
            ClosedResourceError,
            EndOfChannel,
            TooSlowError,
            TrioInternalError,
            WouldBlock,
            NurseryManager,
            TaskStatus,
            FailScope,
            Message,
            RaiseCancel,
        );
        final_classes!(
            Cancelled,
            CancelScope,
            Nursery,
            Event,
            CapacityLimiter,
            Semaphore,
            Lock,
            StrictFIFOLock,
            Condition,
            MemorySendChannel,
            MemoryReceiveChannel,
            Task,
            TrioToken,
            ParkingLot,
            MockClock,
        );
        drop(runner::HeldRun::make_static_type());
        module.set_attr("RunFinishedError", exceptions::make_run_finished_error(vm), vm)?;
        macro_rules! functions {
            ($in:literal: $($signature:literal => $function:path),* $(,)?) => {$(
                let function = signatures::function($signature, $function, vm);
                function.set_attr("__module__", ctx.new_str($in), vm)?;
                let name = function.get_attr("__name__", vm)?;
                module.as_object().set_attr(name.downcast_ref::<PyStr>().expect("a name"), function, vm)?;
            )*};
        }
        functions!("trio":
            "run(async_fn, *args, clock=, instruments=, restrict_keyboard_interrupt_to_checkpoints=, strict_exception_groups=)" => runner::run,
            "open_nursery(strict_exception_groups=)" => nursery::open_nursery,
            "move_on_at(deadline, *, shield=)" => timeouts::move_on_at,
            "move_on_after(seconds, *, shield=)" => timeouts::move_on_after,
            "fail_at(deadline, *, shield=)" => timeouts::fail_at,
            "fail_after(seconds, *, shield=)" => timeouts::fail_after,
            "sleep(seconds)" => timeouts::sleep,
            "sleep_until(deadline)" => timeouts::sleep_until,
            "sleep_forever()" => timeouts::sleep_forever,
            "current_time()" => timeouts::current_time,
            "current_effective_deadline()" => timeouts::current_effective_deadline,
            "open_memory_channel(*args, **kwargs)" => memory_channel::open_memory_channel,
        );
        functions!("trio.lowlevel":
            "checkpoint()" => traps::py_checkpoint,
            "checkpoint_if_cancelled()" => traps::py_checkpoint_if_cancelled,
            "cancel_shielded_checkpoint()" => traps::py_cancel_shielded_checkpoint,
            "wait_task_rescheduled(abort_func)" => traps::py_wait_task_rescheduled,
            "permanently_detach_coroutine_object(final_outcome)" => traps::py_permanently_detach,
            "temporarily_detach_coroutine_object(abort_func)" => traps::py_temporarily_detach,
            "reattach_detached_coroutine_object(task, yield_value)" => traps::py_reattach,
            "reschedule(task, next_send=)" => lowlevel::reschedule,
            "spawn_system_task(async_fn, *args, name=, context=)" => lowlevel::spawn_system_task,
            "current_task()" => lowlevel::current_task,
            "current_root_task()" => lowlevel::current_root_task,
            "current_clock()" => lowlevel::current_clock,
            "current_trio_token()" => lowlevel::current_trio_token,
            "current_statistics()" => lowlevel::current_statistics,
            "in_trio_run()" => lowlevel::in_trio_run,
            "in_trio_task()" => lowlevel::in_trio_task,
            "add_instrument(instrument)" => lowlevel::add_instrument,
            "remove_instrument(instrument)" => lowlevel::remove_instrument,
            "add_parking_lot_breaker(task, lot)" => parking_lot::add_parking_lot_breaker,
            "remove_parking_lot_breaker(task, lot)" => parking_lot::remove_parking_lot_breaker,
        );
        functions!("trio.testing": "wait_all_tasks_blocked(cushion=)" => lowlevel::wait_all_tasks_blocked);
        functions!("trio._core":
            "run_locals(*args, **kwargs)" => lowlevel::run_locals,
            "hold_run(async_fn, *args, clock=, instruments=, restrict_keyboard_interrupt_to_checkpoints=, strict_exception_groups=)" => runner::hold_run,
            "unrecorded_scope(*args, **kwargs)" => cancel_scope::unrecorded_scope,
            "open_task_group(*args, **kwargs)" => nursery::open_task_group,
            "effectively_cancelled(*args, **kwargs)" => lowlevel::effectively_cancelled,
            "run_sync_soon(sync_fn, *args)" => lowlevel::run_sync_soon,
            "is_all_cancelled(*args, **kwargs)" => lowlevel::is_all_cancelled,
            "coroutine_or_error(async_fn, *args, **kwargs)" => runner::py_coroutine_or_error,
            "thread_abandoned(*args, **kwargs)" => threads::thread_abandoned,
            "wait_for_thread(*args, **kwargs)" => threads::wait_for_thread,
        );
        super::super::trio::signatures::declare(ctx);
        Ok(())
    }
}
