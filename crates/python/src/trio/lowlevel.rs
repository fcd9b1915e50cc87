//! The rest of `trio.lowlevel` and `trio.testing` that is native: rescheduling by hand, system tasks, statistics,
//! instruments, idle tests. Thin: each function asks the runner.
//!
//! Rules: the functions marked public in `trio/_core/_run.py`.

use std::rc::Rc;

use rustpython_vm::{
    PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyDictRef},
    function::{FuncArgs, OptionalArg},
};

use super::{
    entry_queue::TrioToken,
    runner::{self, Runner, Spawn},
    shim,
    task::Task,
    traps::unwrap_outcome,
};
use crate::{coroutine::RustCoroutine, lines, signatures::first_argument};

pub(super) fn current_task(vm: &VirtualMachine) -> PyResult<PyRef<Task>> {
    runner::current_task(vm)
}

pub(super) fn current_root_task(vm: &VirtualMachine) -> PyResult<Option<PyRef<Task>>> {
    Ok(runner::current(vm)?.init_task())
}

pub(super) fn current_clock(vm: &VirtualMachine) -> PyResult {
    Ok(runner::current(vm)?.clock.object().clone())
}

pub(super) fn current_trio_token(vm: &VirtualMachine) -> PyResult {
    let runner = runner::current(vm)?;
    let key = vm.ctx.intern_str("<token>");
    if let Some(token) = runner.locals.get_item_opt(key, vm)? {
        return Ok(token);
    }
    let token: PyObjectRef = TrioToken(Rc::downgrade(&runner)).into_ref(&vm.ctx).into();
    runner.locals.set_item(key, token.clone(), vm)?;
    Ok(token)
}

pub(super) fn current_statistics(vm: &VirtualMachine) -> PyResult {
    let runner = runner::current(vm)?;
    let until = runner.next_deadline().get() - runner.current_time(vm)?;
    let fields = vec![
        vm.ctx.new_int(runner.living()).into(),
        vm.ctx.new_int(runner.runnable()).into(),
        vm.ctx.new_float(until).into(),
        vm.ctx.none(),
        vm.ctx.new_int(runner.entry_queue.len()).into(),
    ];
    shim::record("run_statistics", fields, vm)
}

/// Whether a cancellation waits for the task; for `anyio`.
pub(super) fn effectively_cancelled(task: PyRef<Task>) -> bool {
    task.cancel_status().is_some_and(|status| status.effectively_cancelled())
}

pub(super) fn in_trio_run() -> bool {
    runner::is_running()
}

pub(super) fn in_trio_task(vm: &VirtualMachine) -> bool {
    runner::current_task(vm).is_ok()
}

/// What the run's `RunVar`s hold; for the shim.
pub(super) fn run_locals(vm: &VirtualMachine) -> PyResult<PyDictRef> {
    match runner::current(vm) {
        Ok(runner) => Ok(runner.locals.clone()),
        Err(_) => Err(vm.new_runtime_error("Cannot be used outside of a run context")),
    }
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct RescheduleArgs {
    #[pyarg(any)]
    task: PyObjectRef,
    #[pyarg(any, optional)]
    next_send: OptionalArg<PyObjectRef>,
}

/// `reschedule`, with an `outcome`.
pub(super) fn reschedule(args: RescheduleArgs, vm: &VirtualMachine) -> PyResult<()> {
    lines::touch();
    let runner = runner::current(vm)?;
    let task: PyRef<Task> = args.task.try_into_value(vm)?;
    let next = match args.next_send.into_option() {
        Some(outcome) => unwrap_outcome(&outcome, vm),
        None => Ok(vm.ctx.none()),
    };
    runner.reschedule(&task, next, vm)
}

pub(super) fn spawn_system_task(mut args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyRef<Task>> {
    lines::touch();
    let name = args.take_keyword("name").and_then(|name| vm.option_if_none(name));
    let context = args.take_keyword("context").and_then(|context| vm.option_if_none(context));
    let async_fn = first_argument(&mut args, "async_fn");
    let runner = runner::current(vm)?;
    let Some(nursery) = runner.system_nursery() else {
        return Err(vm.new_runtime_error("Nursery is closed to new arrivals"));
    };
    runner.spawn(Spawn { name, context, system: true, ..Spawn::new(async_fn, args, nursery) }, vm)
}

pub(super) fn add_instrument(instrument: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
    runner::current(vm)?.instruments.add(instrument, vm)
}

pub(super) fn remove_instrument(instrument: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
    runner::current(vm)?.instruments.remove(&instrument, vm)
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct CushionArgs {
    #[pyarg(any, optional)]
    cushion: OptionalArg<PyObjectRef>,
}

pub(super) fn wait_all_tasks_blocked(
    args: CushionArgs,
    vm: &VirtualMachine,
) -> PyRef<RustCoroutine> {
    let name = "wait_all_tasks_blocked";
    RustCoroutine::new(name, name, vm, |vm, _| async move {
        lines::touch();
        let cushion = args
            .cushion
            .into_option()
            .map_or(Ok(0.0), |cushion| Ok(cushion.try_float(&vm)?.to_f64()))?;
        Runner::wait_all_tasks_blocked(vm, cushion).await
    })
}

/// Puts a job into the entry queue; for the shims.
pub(super) fn run_sync_soon(mut args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    let function = first_argument(&mut args, "sync_fn");
    let runner = runner::current(vm)?;
    runner.entry_queue.run_sync_soon(Box::new(move |vm| function.call(args, vm).map(drop)), vm)
}

/// Whether an error is the library's cancellation, or a group of nothing else; for the shims.
pub(super) fn is_all_cancelled(error: PyBaseExceptionRef, vm: &VirtualMachine) -> bool {
    super::exceptions::is_all_cancelled(&error, vm)
}
