//! `asyncio.sleep`. Rule: `sleep` in `asyncio/tasks.py` of CPython 3.13, "Sleeping" in its library reference.

use espalier_kernel::Seconds;
use espalier_trace::{Wait, WaitOn};
use rustpython_vm::{AsObject, PyObjectRef, PyRef, PyResult, VirtualMachine, builtins::PyFloat};

use super::{
    event_loop::{self, EventLoop, Work},
    future::{self, new_future},
    task,
};
use crate::{
    coroutine::{Local, Locals, RustCoroutine, Vm, suspend},
    lines,
    session::kernel,
    time,
};

#[derive(rustpython_vm::FromArgs)]
pub(super) struct SleepArgs {
    #[pyarg(any)]
    delay: PyObjectRef,
    #[pyarg(any, optional)]
    result: Option<PyObjectRef>,
}

/// `asyncio.sleep(delay, result=None)`: a turn for zero or less, else a timer.
pub(super) fn sleep(args: SleepArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    RustCoroutine::new("sleep", "sleep", vm, |vm, locals| {
        let delay_object = locals.hold_object(args.delay);
        let result = locals.hold_object(vm.unwrap_or_none(args.result));
        async move {
            let delay = seconds(&delay_object.object(), &vm)?;
            if delay <= 0.0 {
                lines::touch();
                suspend(vm.ctx.none()).await?;
                return Ok(result.object());
            }
            let delay = Seconds::new(delay)
                .ok_or_else(|| vm.new_value_error("Invalid delay: NaN (not a number)"))?;
            let event_loop = event_loop::get_running_loop(&vm)?;
            lines::touch();
            if EventLoop::is_customized(&event_loop, &vm) {
                return sleep_by_methods(vm, locals, event_loop, &delay_object, &result).await;
            }
            let when =
                Seconds::new(time::now() + delay.get()).unwrap_or(Seconds::INFINITY).to_nanos();
            let sleeping = new_future(&event_loop, &vm);
            let work = Work::SetResult { future: sleeping.clone(), result: result.object() };
            let timer = event_loop.set_timer(when, work);
            let mut wait = Wait::new(
                WaitOn::Sleep,
                format!("sleep({})", time::written(&delay_object.object(), delay.get())),
            );
            wait.until = Some(kernel(|kernel| kernel.clock().to_trace(when)));
            task::set_wait(wait);
            let sleeping = locals.hold(sleeping);
            let event_loop = locals.hold(event_loop);
            let slept = future::wait(vm, &sleeping).await;
            if slept.is_err() {
                let timer = event_loop.get().timers.borrow_mut().0.cancel(timer);
                drop(timer);
            }
            slept
        }
    })
}

/// A sleep on a loop whose methods are the program's: it sees the call that sets the timer.
async fn sleep_by_methods(
    vm: Vm,
    locals: Locals,
    event_loop: PyRef<EventLoop>,
    delay: &Local<()>,
    result: &Local<()>,
) -> PyResult<PyObjectRef> {
    let sleeping = new_future(&event_loop, &vm);
    let rule = vm.import("asyncio", 0)?.get_attr("futures", &vm)?;
    let rule = rule.get_attr("_set_result_unless_cancelled", &vm)?;
    let args = (delay.object(), rule, sleeping.clone(), result.object());
    let handle = vm.call_method(event_loop.as_object(), "call_later", args)?;
    drop(event_loop);
    let delay = delay.object();
    let text = time::written(&delay, seconds(&delay, &vm)?);
    task::set_wait(Wait::new(WaitOn::Sleep, format!("sleep({text})")));
    let (sleeping, handle) = (locals.hold(sleeping), locals.hold_object(handle));
    let slept = future::wait(vm, &sleeping).await;
    vm.call_method(&handle.object(), "cancel", ())?;
    slept
}

/// A number of seconds.
///
/// # Errors
/// `TypeError` for what cannot be compared with 0.
pub(super) fn seconds(delay: &PyObjectRef, vm: &VirtualMachine) -> PyResult<f64> {
    if let Some(delay) = delay.downcast_ref::<PyFloat>() {
        return Ok(delay.to_f64());
    }
    match delay.try_float(vm) {
        Ok(delay) => Ok(delay.to_f64()),
        Err(_) => Err(vm.new_type_error(format!(
            "'<=' not supported between instances of '{}' and 'int'",
            delay.class().name()
        ))),
    }
}
