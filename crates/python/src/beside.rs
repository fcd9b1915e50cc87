//! Loops in threads of their own, beside the program's thread and the loop that runs there: when they have their turn. Whoever
//! has them says how they go on. Must not know: any library.

use std::cell::{Cell, RefCell};

use espalier_kernel::Seconds;
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};

use crate::{asyncio, session::kernel, time, trio};

thread_local! {
    static GO_ON: RefCell<Option<PyObjectRef>> = const { RefCell::new(None) };
    static GOING: Cell<bool> = const { Cell::new(false) };
}

/// `go_on(until, is_over)` lets the loops go on up to an instant, or until `is_over()`; `None` if there are none.
pub(crate) fn set(go_on: Option<PyObjectRef>) {
    time::set_workers(go_on.is_some().then_some(while_asleep));
    let before = GO_ON.replace(go_on);
    drop(before);
}

/// One of the loops has its turn, in its own thread: it waits for none of the others itself.
pub(crate) fn going<R>(turn: impl FnOnce() -> R) -> R {
    let outer = GOING.replace(true);
    let result = outside(turn);
    GOING.set(outer);
    result
}

/// In a thread in which no loop runs.
fn outside<R>(act: impl FnOnce() -> R) -> R {
    let run = trio::leave_run();
    let event_loop = asyncio::leave_loop();
    let result = act();
    asyncio::enter_loop(event_loop);
    trio::enter_run(run);
    result
}

fn while_asleep(until: Seconds, vm: &VirtualMachine) -> PyResult<()> {
    let never = |vm: &VirtualMachine| vm.ctx.new_bool(false);
    go_on(until, vm.new_function("is_over", never).into(), vm)
}

/// Whether there are any, for a loop that is none of them.
pub(crate) fn any() -> bool {
    !GOING.get() && GO_ON.with_borrow(Option::is_some)
}

/// The loop that runs has nothing to do up to `until`: the others go on, until they have given it something (`is_over`).
///
/// # Errors
/// What must leave one of the loops.
pub(crate) fn while_idle(
    until: Seconds,
    is_over: impl Fn(&VirtualMachine) -> PyResult<bool> + 'static,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let is_over = vm.new_function("is_over", move |vm: &VirtualMachine| outside(|| is_over(vm)));
    go_on(until, is_over.into(), vm)
}

fn go_on(until: Seconds, is_over: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
    let Some(go_on) = GO_ON.with_borrow(Clone::clone) else { return Ok(()) };
    let here = kernel(|kernel| kernel.here());
    go_on.call((until.get(), is_over), vm)?;
    kernel(|kernel| kernel.set_here(here));
    Ok(())
}
