//! Traps: the few ways in which a task gives control to the runner, and what is built straight upon them. Knows tasks
//! and the runner; no primitive.
//!
//! Rules: `trio/_core/_traps.py`, and `checkpoint` and `checkpoint_if_cancelled` in `trio/_core/_run.py`.

use std::{cell::RefCell, rc::Rc};

use espalier_trace::{Wait, WaitOn};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::PyBaseExceptionRef, protocol::PyIterReturn, pyclass, types::Callable,
};

use super::{
    exceptions::{self, CancelReason, TrioInternalError},
    opaque_debug, runner, shim,
    task::Task,
};
use crate::coroutine::{self, RustCoroutine, Vm, suspend};
use crate::lines;

/// What an abort function says: whether the task no longer waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abort {
    Succeeded,
    Failed,
}

/// Takes a task out of what it waits for, because it is cancelled.
pub(super) type AbortFn = Box<dyn FnOnce(&Rc<CancelReason>, &VirtualMachine) -> PyResult<Abort>>;

/// What a task asks of the runner.
pub(super) enum Trap {
    /// To be resumed in the next batch, cancelled or not.
    CancelShieldedCheckpoint,
    /// To be resumed by `reschedule`, or by cancellation if the abort function agrees.
    WaitTaskRescheduled { abort: AbortFn, wait: Wait },
    /// To be forgotten, as if it had ended like this.
    PermanentlyDetachCoroutineObject(PyResult),
}

/// The object that a task yields.
#[pyclass(module = "trio", name = "Trap")]
#[derive(PyPayload)]
pub(super) enum Message {
    /// [`Trap::CancelShieldedCheckpoint`], the commonest trap by far: one object does for all.
    Checkpoint,
    /// Another trap, until it is read.
    Once(RefCell<Option<Trap>>),
}

opaque_debug!(Message);

#[pyclass(flags(DISALLOW_INSTANTIATION))]
impl Message {
    pub(super) fn object(trap: Trap, vm: &VirtualMachine) -> PyObjectRef {
        Self::Once(RefCell::new(Some(trap))).into_ref(&vm.ctx).into()
    }

    /// The message of every checkpoint.
    pub(super) fn checkpoint(vm: &VirtualMachine) -> PyObjectRef {
        Self::Checkpoint.into_ref(&vm.ctx).into()
    }

    /// What is asked.
    pub(super) fn take(zelf: &Py<Self>) -> Option<Trap> {
        match &**zelf {
            Self::Checkpoint => Some(Trap::CancelShieldedCheckpoint),
            Self::Once(trap) => trap.take(),
        }
    }
}

thread_local! {
    /// The error that the task being resumed at a trap is to raise there.
    static ERROR: RefCell<Option<PyBaseExceptionRef>> = const { RefCell::new(None) };
}

/// Resumes a task at a trap. An error is not thrown but sent, and raised by the trap itself, as trio does it: so every frame
/// on the way is resumed, and what each of them handles is the context of what is raised.
pub(super) fn resume(
    coro: &PyObject,
    next: PyResult,
    vm: &VirtualMachine,
) -> PyResult<PyIterReturn> {
    let value = next.unwrap_or_else(|error| {
        ERROR.set(Some(error));
        vm.ctx.none()
    });
    let result = coroutine::send(coro, value, vm);
    // It is still there if the coroutine was not at a trap of ours.
    match ERROR.take() {
        Some(error) => Err(error),
        None => result,
    }
}

fn unwrap(value: PyObjectRef) -> PyResult {
    match ERROR.take() {
        Some(error) => Err(error),
        None => Ok(value),
    }
}

/// Waits until somebody reschedules the task; gives back, or raises, what they hand over.
pub(super) async fn wait_task_rescheduled(vm: Vm, wait: Wait, abort: AbortFn) -> PyResult {
    let result = suspend(Message::object(Trap::WaitTaskRescheduled { abort, wait }, &vm)).await;
    let result = result.and_then(unwrap);
    if let Err(exception) = &result {
        exceptions::in_context(exception, &vm);
    }
    result
}

/// Lets the others run; is not cancelled.
pub(super) async fn cancel_shielded_checkpoint(vm: Vm) -> PyResult<()> {
    let message = runner::checkpoint_message(&vm);
    suspend(message).await.and_then(unwrap).map(drop)
}

/// Lets the others run, and is cancelled after that if the task is.
pub(super) async fn checkpoint(vm: Vm) -> PyResult<()> {
    cancel_shielded_checkpoint(vm).await?;
    let task = runner::current_task(&vm)?;
    task.cancel_points.set(task.cancel_points.get() + 1);
    if !is_cancelled(&task, &vm)? {
        return Ok(());
    }
    if runner::current(&vm)?.is_interrupted(&task)
        && let Some(status) = task.cancel_status()
    {
        status.scope().note_interrupt();
    }
    let wait = Wait::new(WaitOn::Other, "checkpoint");
    let result = wait_task_rescheduled(vm, wait, Box::new(|_, _| Ok(Abort::Succeeded))).await;
    // trio waits in a scope of its own, so that the task comes back as its status's youngest.
    Task::activate_cancel_status(&task, task.cancel_status(), &vm)?;
    result.map(drop)
}

/// Is cancelled if the task is, after letting the others run; otherwise does nothing.
pub(super) async fn checkpoint_if_cancelled(vm: Vm) -> PyResult<()> {
    let task = runner::current_task(&vm)?;
    if is_cancelled(&task, &vm)? {
        checkpoint(vm).await?;
        return Err(exceptions::with_message(
            TrioInternalError::class(&vm.ctx),
            "a cancelled task passed a checkpoint",
            &vm,
        ));
    }
    task.cancel_points.set(task.cancel_points.get() + 1);
    Ok(())
}

/// Whether the task must come to a checkpoint that raises: it is cancelled, or the one that Ctrl-C interrupts.
fn is_cancelled(task: &Task, vm: &VirtualMachine) -> PyResult<bool> {
    Ok(task.cancel_status().is_some_and(|status| status.effectively_cancelled())
        || runner::current(vm)?.is_interrupted(task))
}

/// What an abort function of the program's is given: raises the cancellation when called.
#[pyclass(module = "trio", name = "raise_cancel")]
#[derive(PyPayload)]
pub(super) struct RaiseCancel(pub(super) Rc<CancelReason>);

opaque_debug!(RaiseCancel);

#[pyclass(flags(DISALLOW_INSTANTIATION), with(Callable))]
impl RaiseCancel {}

impl Callable for RaiseCancel {
    type Args = ();

    fn call(zelf: &Py<Self>, (): Self::Args, vm: &VirtualMachine) -> PyResult {
        Err(zelf.0.exception(vm))
    }
}

/// An abort function of the program's.
pub(super) fn python_abort(function: PyObjectRef) -> AbortFn {
    Box::new(move |reason, vm| {
        let raise_cancel = RaiseCancel(reason.clone()).into_ref(&vm.ctx);
        let said = function.call((raise_cancel,), vm)?;
        let class = match shim::loaded("trio._abort", vm) {
            Some(module) => Some(module.get_attr("Abort", vm)?),
            None => None,
        };
        if !class.is_some_and(|class| said.class().is(&class)) {
            let text = "abort function must return Abort enum";
            let internal = TrioInternalError::class(&vm.ctx);
            return Err(exceptions::with_message(internal, text, vm));
        }
        let name = said.get_attr("name", vm)?.str(vm)?;
        Ok(if name.as_bytes() == b"SUCCEEDED" { Abort::Succeeded } else { Abort::Failed })
    })
}

// --- as the program calls them (`trio.lowlevel`) ---

#[derive(rustpython_vm::FromArgs)]
pub(super) struct AbortArgs {
    #[pyarg(any)]
    abort_func: PyObjectRef,
}

pub(super) fn py_wait_task_rescheduled(
    args: AbortArgs,
    vm: &VirtualMachine,
) -> PyRef<RustCoroutine> {
    RustCoroutine::new("wait_task_rescheduled", "wait_task_rescheduled", vm, |vm, _| async move {
        lines::touch();
        let wait = Wait::new(WaitOn::Other, "wait_task_rescheduled");
        wait_task_rescheduled(vm, wait, python_abort(args.abort_func)).await
    })
}

pub(super) fn py_cancel_shielded_checkpoint(vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    let name = "cancel_shielded_checkpoint";
    RustCoroutine::new(name, name, vm, |vm, _| async move {
        lines::touch();
        cancel_shielded_checkpoint(vm).await.map(|()| vm.ctx.none())
    })
}

pub(super) fn py_checkpoint(vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    RustCoroutine::new("checkpoint", "checkpoint", vm, |vm, _| async move {
        lines::touch();
        checkpoint(vm).await.map(|()| vm.ctx.none())
    })
}

pub(super) fn py_checkpoint_if_cancelled(vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    let name = "checkpoint_if_cancelled";
    RustCoroutine::new(name, name, vm, |vm, _| async move {
        lines::touch();
        checkpoint_if_cancelled(vm).await.map(|()| vm.ctx.none())
    })
}

/// `permanently_detach_coroutine_object`: the task is over for the runner; the coroutine may go on elsewhere.
pub(super) fn py_permanently_detach(
    outcome: PyObjectRef,
    vm: &VirtualMachine,
) -> PyRef<RustCoroutine> {
    let name = "permanently_detach_coroutine_object";
    RustCoroutine::new(name, name, vm, |vm, _| async move {
        lines::touch();
        let task = runner::current_task(&vm)?;
        if !task.child_nurseries.borrow().is_empty() {
            return Err(vm.new_runtime_error(
                "can't permanently detach a coroutine object with open nurseries",
            ));
        }
        let outcome = unwrap_outcome(&outcome, &vm);
        suspend(Message::object(Trap::PermanentlyDetachCoroutineObject(outcome), &vm)).await
    })
}

/// `temporarily_detach_coroutine_object`: the task waits; the coroutine goes on under whoever resumes it next, and what
/// they send is the result.
pub(super) fn py_temporarily_detach(args: AbortArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    let name = "temporarily_detach_coroutine_object";
    RustCoroutine::new(name, name, vm, |vm, _| async move {
        lines::touch();
        let wait = Wait::new(WaitOn::Other, name);
        let abort = python_abort(args.abort_func);
        suspend(Message::object(Trap::WaitTaskRescheduled { abort, wait }, &vm)).await
    })
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct ReattachArgs {
    #[pyarg(any)]
    task: PyRef<Task>,
    #[pyarg(any)]
    yield_value: PyObjectRef,
}

/// `reattach_detached_coroutine_object`: called by the detached coroutine; its runner is yielded a last value.
pub(super) fn py_reattach(args: ReattachArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    let name = "reattach_detached_coroutine_object";
    RustCoroutine::new(name, name, vm, |vm, _| async move {
        lines::touch();
        if !args.task.coro.get_attr("cr_running", &vm)?.try_to_bool(&vm)? {
            return Err(vm.new_runtime_error("given task does not match calling coroutine"));
        }
        runner::current(&vm)?.reschedule(&args.task, Ok(vm.ctx.none()), &vm)?;
        suspend(args.yield_value).await.and_then(unwrap)?;
        Ok(vm.ctx.none())
    })
}

/// The value or error inside an `outcome.Value` or `outcome.Error`.
pub(super) fn unwrap_outcome(outcome: &PyObjectRef, vm: &VirtualMachine) -> PyResult {
    // Not by `unwrap`, which would raise the error here.
    if let Some(error) = vm.get_attribute_opt(outcome, vm.ctx.intern_str("error"))? {
        return Err(error.try_into_value(vm)?);
    }
    outcome.get_attr("value", vm)
}

impl Message {
    /// Whether `object` is a message; the runner meets others when a program awaits what was made for another loop.
    pub(super) fn of(object: &PyObjectRef) -> Option<&Py<Self>> {
        object.downcast_ref::<Self>()
    }
}
