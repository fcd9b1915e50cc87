//! `time`, as the program meets it: every clock reads virtual time, and `time.sleep` blocks the whole loop and moves it.

use espalier_kernel::Seconds;
use espalier_trace::EventKind;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine, builtins::PyFloat, function::FuncArgs};

use crate::{
    budget, lines,
    session::{if_running, kernel},
    threads,
};

/// Lets worker threads go on until an instant.
type Workers = fn(Seconds, &VirtualMachine) -> PyResult<()>;

thread_local! {
    static WORKERS: std::cell::Cell<Option<Workers>> = const { std::cell::Cell::new(None) };
    static EXACT: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// While a program blocks its loop, `workers` lets the loop's worker threads go on. Returns what was set before.
pub(crate) fn set_workers(workers: Option<Workers>) -> Option<Workers> {
    WORKERS.replace(workers)
}

/// So many seconds as the program wrote them: `1` or `1.0`.
pub(crate) fn written(object: &PyObjectRef, secs: f64) -> String {
    if object.downcast_ref::<PyFloat>().is_some() && secs.fract() == 0.0 {
        format!("{secs:.1}")
    } else {
        secs.to_string()
    }
}

/// The present. A module that is loaded before its program runs finds it at the beginning.
fn present() -> Seconds {
    if_running(|kernel| kernel.now()).unwrap_or(Seconds::ZERO)
}

/// The present in seconds, to whole nanoseconds unless [`keep_exact`].
pub(crate) fn now() -> f64 {
    let now = present();
    if EXACT.get() { now.get() } else { now.to_nanos().get() }
}

/// Clocks show the very sums of the library's deadlines: one that waits for no less than what it was told needs that.
pub(crate) fn keep_exact(exact: bool) {
    EXACT.set(exact);
}

/// Puts the clocks of the module `time` on virtual time.
///
/// # Errors
/// None that a fresh virtual machine would raise.
pub(crate) fn install(vm: &VirtualMachine) -> PyResult<()> {
    let time = vm.import("time", 0)?;
    for name in ["monotonic", "perf_counter", "time", "process_time", "thread_time"] {
        time.set_attr(name, vm.new_function(name, |_: FuncArgs| now()), vm)?;
    }
    for name in ["monotonic_ns", "perf_counter_ns", "time_ns", "process_time_ns", "thread_time_ns"]
    {
        let nanos = |_: FuncArgs| (present().get() * 1e9).round() as i64;
        time.set_attr(name, vm.new_function(name, nanos), vm)?;
    }
    time.set_attr("sleep", vm.new_function("sleep", sleep), vm)?;
    Ok(())
}

/// `time.sleep`: nothing else runs until the time has passed.
fn sleep(secs: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
    let secs = secs.try_float(vm)?.to_f64();
    if secs < 0.0 {
        return Err(vm.new_value_error("sleep length must be non-negative"));
    }
    if secs.is_nan() {
        return Err(vm.new_value_error("Invalid value NaN (not a number)"));
    }
    lines::touch();
    let until = kernel(|kernel| {
        let until = Seconds::new(kernel.now().get() + secs).unwrap_or(Seconds::INFINITY).to_nanos();
        let running = kernel.running();
        let until_trace = kernel.clock().to_trace(until);
        kernel.emit(running, EventKind::LoopBlocked { until: until_trace });
        until
    });
    let workers = WORKERS.get().unwrap_or(threads::while_blocked);
    workers(until, vm)?;
    kernel(|kernel| kernel.advance_to(until));
    budget::check(vm)
}
