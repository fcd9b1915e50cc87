//! Ctrl-C: who handles SIGINT, and how it comes between two steps. Owns the native module `_interrupt`, on which `lib/signal.py`
//! and the models stand. Knows no library: each puts its handler in the default one's place while it runs, as in life.

use std::cell::RefCell;

use rustpython_vm::{
    AsObject, Context, PyObject, PyObjectRef, PyResult, VirtualMachine, builtins::PyModuleDef,
    function::FuncArgs,
};

/// SIGINT's number.
const SIGINT: i32 = 2;

thread_local! {
    /// The handler that was set; `None` for the default one, which raises `KeyboardInterrupt`.
    static HANDLER: RefCell<Option<PyObjectRef>> = const { RefCell::new(None) };
}

/// The native module `_interrupt`.
pub(crate) fn module_def(ctx: &Context) -> &'static PyModuleDef {
    native::module_def(ctx)
}

/// Forgets what the run set.
pub(crate) fn end() {
    set(None);
}

fn set(handler: Option<PyObjectRef>) {
    let before = HANDLER.replace(handler);
    drop(before);
}

/// Makes `_thread.interrupt_main` do what `signal.raise_signal` does: there is one thread to interrupt.
///
/// # Errors
/// None that a fresh virtual machine would raise.
pub(crate) fn install_interrupt_main(vm: &VirtualMachine) -> PyResult<()> {
    let interrupt_main = |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
        let number = args.args.first().cloned();
        let number = number.unwrap_or_else(|| vm.ctx.new_int(SIGINT).into());
        let signal = vm.import("signal", 0)?;
        vm.call_method(&signal, "raise_signal", (number,))
    };
    let interrupt_main = vm.new_function("interrupt_main", interrupt_main);
    vm.import("_thread", 0)?.set_attr("interrupt_main", interrupt_main, vm)
}

/// Puts `handler` in the default one's place; false if the program has set one of its own, which stays.
pub(crate) fn install(handler: &PyObject) -> bool {
    let free = HANDLER.with_borrow(Option::is_none);
    if free {
        set(Some(handler.to_owned()));
    }
    free
}

/// Takes `handler` away again, if it is still there.
pub(crate) fn uninstall(handler: &PyObject) {
    if HANDLER.with_borrow(|current| current.as_ref().is_some_and(|current| current.is(handler))) {
        set(None);
    }
}

/// Ctrl-C comes while no step is taken.
///
/// # Errors
/// What the handler raises: `KeyboardInterrupt`, if it is the default one.
pub(crate) fn between_steps(vm: &VirtualMachine) -> PyResult<()> {
    match HANDLER.with_borrow(Clone::clone) {
        Some(handler) => handler.call((SIGINT, vm.ctx.none()), vm).map(drop),
        None => Err(vm.new_exception_empty(vm.ctx.exceptions.keyboard_interrupt.to_owned())),
    }
}

#[rustpython_vm::pymodule(name = "_interrupt")]
mod native {
    use rustpython_vm::{PyObjectRef, VirtualMachine};

    /// The handler of SIGINT, or `None` for the default one.
    #[pyfunction]
    fn handler() -> Option<PyObjectRef> {
        super::HANDLER.with_borrow(Clone::clone)
    }

    /// Sets the handler of SIGINT; `None` is the default one.
    #[pyfunction]
    fn set_handler(handler: PyObjectRef, vm: &VirtualMachine) {
        super::set(vm.option_if_none(handler));
    }
}
