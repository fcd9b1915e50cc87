//! How deep calls may nest that the library makes by itself: tasks that wait for each other in a circle cancel each other
//! for ever. Owns the two counts. Must know nothing of what is called.
//!
//! Rule (CPython 3.13): a call of a function written in C takes one of 10,000 places, a call of one written in Python one
//! of `sys.getrecursionlimit()`; here both would be calls of Rust, which end at the end of the stack.

use std::cell::Cell;

use rustpython_vm::{PyResult, VirtualMachine};

/// Places for nested native calls, less those that a call from a running loop finds taken.
const NATIVE_CALLS: usize = 9_994;

/// Frames of the library beneath a step: from `asyncio.run` to `Handle._run`.
const LOOP_FRAMES: usize = 6;

thread_local! {
    static NATIVE: Cell<usize> = const { Cell::new(0) };
    static PYTHON: Cell<usize> = const { Cell::new(0) };
}

/// Calls what the library has written in C.
///
/// # Errors
/// `RecursionError` when such calls nest too deeply; else what `call` returns.
pub(super) fn native_call<R>(
    vm: &VirtualMachine,
    call: impl FnOnce() -> PyResult<R>,
) -> PyResult<R> {
    if NATIVE.get() >= NATIVE_CALLS {
        return Err(too_deep(" while calling a Python object", vm));
    }
    counted(&NATIVE, call)
}

/// Calls what the library has written in Python, which counts as a frame.
///
/// # Errors
/// As [`native_call`].
pub(super) fn python_call<R>(
    vm: &VirtualMachine,
    call: impl FnOnce() -> PyResult<R>,
) -> PyResult<R> {
    if vm.current_recursion_depth() + LOOP_FRAMES + PYTHON.get() >= vm.recursion_limit.get() {
        return Err(too_deep("", vm));
    }
    counted(&PYTHON, call)
}

fn counted<R>(
    count: &'static std::thread::LocalKey<Cell<usize>>,
    call: impl FnOnce() -> PyResult<R>,
) -> PyResult<R> {
    count.set(count.get() + 1);
    let result = call();
    count.set(count.get() - 1);
    result
}

fn too_deep(place: &str, vm: &VirtualMachine) -> rustpython_vm::builtins::PyBaseExceptionRef {
    let text = format!("maximum recursion depth exceeded{place}");
    vm.new_exception_msg(vm.ctx.exceptions.recursion_error.to_owned(), text.into())
}
