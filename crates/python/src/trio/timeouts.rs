//! Sleeping and timeouts. Knows scopes and traps.
//!
//! Rules: `trio/_timeouts.py`.

use std::cell::RefCell;

use espalier_trace::{Wait, WaitOn};
use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::PyBaseExceptionRef, function::OptionalArg, pyclass,
};

use super::{
    cancel_scope::{CancelScope, Recorded},
    exceptions::{self, TooSlowError},
    opaque_debug, runner,
    traps::{Abort, checkpoint, wait_task_rescheduled},
};
use crate::{
    coroutine::{RustCoroutine, Vm},
    lines, raises,
    session::kernel,
    time,
};

#[derive(rustpython_vm::FromArgs)]
pub(super) struct DeadlineArgs {
    #[pyarg(any)]
    deadline: PyObjectRef,
    #[pyarg(named, optional)]
    shield: OptionalArg<PyObjectRef>,
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct SecondsArgs {
    #[pyarg(any)]
    seconds: PyObjectRef,
    #[pyarg(named, optional)]
    shield: OptionalArg<PyObjectRef>,
}

fn flag(shield: OptionalArg<PyObjectRef>, vm: &VirtualMachine) -> PyResult<bool> {
    shield.into_option().map_or(Ok(false), |shield| shield.try_to_bool(vm))
}

/// A timeout's length in seconds. An integer stays one, for `float` would not refuse what Python compares.
fn seconds(object: &PyObjectRef, vm: &VirtualMachine) -> PyResult<f64> {
    let Ok(seconds) = object.try_float(vm) else {
        let text =
            format!("'<' not supported between instances of '{}' and 'int'", object.class().name());
        return Err(vm.new_type_error(text));
    };
    let seconds = seconds.to_f64();
    if seconds < 0.0 {
        return Err(vm.new_value_error("`seconds` must be non-negative"));
    }
    Ok(seconds)
}

fn timeout_at(args: DeadlineArgs, vm: &VirtualMachine) -> PyResult<PyRef<CancelScope>> {
    let deadline = args.deadline.try_float(vm)?.to_f64();
    if deadline.is_nan() {
        return Err(vm.new_value_error("deadline must not be NaN"));
    }
    Ok(CancelScope::timeout(
        deadline,
        f64::INFINITY,
        Some(args.deadline),
        flag(args.shield, vm)?,
        vm,
    ))
}

fn timeout_after(args: SecondsArgs, vm: &VirtualMachine) -> PyResult<PyRef<CancelScope>> {
    let after = seconds(&args.seconds, vm)?;
    if after.is_nan() {
        return Err(vm.new_value_error("`seconds` must not be NaN"));
    }
    Ok(CancelScope::timeout(f64::INFINITY, after, Some(args.seconds), flag(args.shield, vm)?, vm))
}

/// `trio.move_on_at`.
pub(super) fn move_on_at(args: DeadlineArgs, vm: &VirtualMachine) -> PyResult<PyRef<CancelScope>> {
    timeout_at(args, vm)
}

/// `trio.move_on_after`.
pub(super) fn move_on_after(
    args: SecondsArgs,
    vm: &VirtualMachine,
) -> PyResult<PyRef<CancelScope>> {
    timeout_after(args, vm)
}

/// `trio.fail_at`.
pub(super) fn fail_at(args: DeadlineArgs, vm: &VirtualMachine) -> PyRef<FailScope> {
    FailScope { args: RefCell::new(Some(FailArgs::At(args))), scope: RefCell::default() }
        .into_ref(&vm.ctx)
}

/// `trio.fail_after`.
pub(super) fn fail_after(args: SecondsArgs, vm: &VirtualMachine) -> PyRef<FailScope> {
    FailScope { args: RefCell::new(Some(FailArgs::After(args))), scope: RefCell::default() }
        .into_ref(&vm.ctx)
}

enum FailArgs {
    At(DeadlineArgs),
    After(SecondsArgs),
}

/// What `fail_at` and `fail_after` give: in trio a generator made a context manager, so that bad arguments are refused
/// when the block is entered.
#[pyclass(module = "contextlib", name = "_GeneratorContextManager")]
#[derive(PyPayload)]
pub(super) struct FailScope {
    args: RefCell<Option<FailArgs>>,
    scope: RefCell<Option<PyRef<CancelScope>>>,
}

opaque_debug!(FailScope);

#[pyclass(flags(DISALLOW_INSTANTIATION, HAS_DICT))]
impl FailScope {
    #[pymethod]
    fn __enter__(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyRef<CancelScope>> {
        lines::touch();
        let scope = match zelf.args.take() {
            Some(FailArgs::At(args)) => timeout_at(args, vm)?,
            Some(FailArgs::After(args)) => timeout_after(args, vm)?,
            None => return Err(vm.new_attribute_error("args")),
        };
        CancelScope::enter(&scope, vm)?;
        *zelf.scope.borrow_mut() = Some(scope.clone());
        Ok(scope)
    }

    #[pymethod]
    fn __exit__(
        zelf: &Py<Self>,
        _class: PyObjectRef,
        exception: Option<PyBaseExceptionRef>,
        _traceback: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<bool> {
        lines::touch();
        let scope = zelf.scope.take();
        let Some(scope) = scope else { return Err(vm.new_runtime_error("generator didn't stop")) };
        let left = CancelScope::close(&scope, exception.clone(), vm)?;
        if let Some(left) = left {
            return match &exception {
                Some(exception) if exception.is(&left) => Ok(false),
                _ => Err(raises::keep_context(left, vm)),
            };
        }
        if scope.was_cancelled_caught() {
            let error = exceptions::bare(TooSlowError::class(&vm.ctx), vm);
            error.set_context(exception);
            return Err(raises::keep_context(error, vm));
        }
        Ok(true)
    }
}

/// Waits for nothing but cancellation.
async fn wait_for_cancellation(vm: Vm, wait: Wait) -> PyResult {
    wait_task_rescheduled(vm, wait, Box::new(|_, _| Ok(Abort::Succeeded))).await?;
    Err(vm.new_runtime_error("Should never have been rescheduled!"))
}

/// `trio.sleep_forever`.
pub(super) fn sleep_forever(vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    RustCoroutine::new("sleep_forever", "sleep_forever", vm, |vm, _| async move {
        lines::touch();
        wait_for_cancellation(vm, Wait::new(WaitOn::Sleep, "sleep_forever()")).await
    })
}

/// Sleeps in a scope of its own, whose deadline ends it.
async fn sleep_until_deadline(vm: Vm, deadline: f64, call: String) -> PyResult {
    let scope = CancelScope::with(deadline, f64::INFINITY, Recorded::Not).into_ref(&vm.ctx);
    CancelScope::enter(&scope, &vm)?;
    let until = (deadline < f64::INFINITY)
        .then(|| kernel(|kernel| kernel.clock().to_trace(exceptions::instant(deadline))));
    let wait = Wait { until, ..Wait::new(WaitOn::Sleep, call) };
    let exception = wait_for_cancellation(vm, wait).await.err();
    match CancelScope::close(&scope, exception, &vm)? {
        None => Ok(vm.ctx.none()),
        Some(left) => Err(left),
    }
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct SleepUntilArgs {
    #[pyarg(any)]
    deadline: PyObjectRef,
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct SleepArgs {
    #[pyarg(any)]
    seconds: PyObjectRef,
}

/// `trio.sleep_until`.
pub(super) fn sleep_until(args: SleepUntilArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    RustCoroutine::new("sleep_until", "sleep_until", vm, |vm, _| async move {
        lines::touch();
        let deadline = args.deadline.try_float(&vm)?.to_f64();
        if deadline.is_nan() {
            return Err(vm.new_value_error("deadline must not be NaN"));
        }
        sleep_until_deadline(vm, deadline, format!("sleep_until({deadline})")).await
    })
}

/// `trio.sleep`.
pub(super) fn sleep(args: SleepArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    RustCoroutine::new("sleep", "sleep", vm, |vm, _| async move {
        lines::touch();
        let seconds = seconds(&args.seconds, &vm)?;
        let said = format!("sleep({})", time::written(&args.seconds, seconds));
        drop(args);
        if seconds == 0.0 {
            return checkpoint(vm).await.map(|()| vm.ctx.none());
        }
        if seconds.is_nan() {
            return Err(vm.new_value_error("deadline must not be NaN"));
        }
        let deadline = runner::current(&vm)?.current_time(&vm)? + seconds;
        sleep_until_deadline(vm, deadline, said).await
    })
}

/// `trio.current_time`.
pub(super) fn current_time(vm: &VirtualMachine) -> PyResult<f64> {
    runner::current(vm)?.current_time(vm)
}

/// `trio.current_effective_deadline`.
pub(super) fn current_effective_deadline(vm: &VirtualMachine) -> PyResult {
    let status = runner::current_task(vm)?.cancel_status();
    let (deadline, scope) =
        status.map_or((f64::INFINITY, None), |status| status.effective_deadline());
    Ok(match scope {
        Some(scope) => scope.deadline_as_given(vm),
        None => vm.ctx.new_float(deadline).into(),
    })
}
