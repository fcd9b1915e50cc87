//! Where the program stands: the line of the innermost frame of the reader's own code. Knows no library.

use std::cell::{Cell, RefCell};

use rustpython_vm::{
    Py,
    builtins::PyCode,
    frame::{InterpreterFrame, current_thread_iframe},
};

use crate::{discards, session::kernel};

thread_local! {
    /// The frame that called the loop that runs; never looked into, only compared.
    static LOOP_CALLER: Cell<*const InterpreterFrame> = const { Cell::new(std::ptr::null()) };
    /// The file name under which the program was compiled.
    static PROGRAM: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs a library's loop. The frame that called it is not where a task stands, however far out the search goes.
pub(crate) fn in_loop<R>(run: impl FnOnce() -> R) -> R {
    let outer = LOOP_CALLER.replace(current_thread_iframe());
    let result = run();
    LOOP_CALLER.set(outer);
    result
}

/// Says under which file name the program is compiled.
pub(crate) fn set_program(name: &str) {
    PROGRAM.with_borrow_mut(|program| name.clone_into(program));
}

/// Tells the kernel on which line of the program the running task stands. A model calls this wherever the program has
/// called it, before it does anything that makes an event.
pub(crate) fn touch() {
    let mut frame = current_thread_iframe();
    // SAFETY: the chain of frames of this thread is alive as long as nothing returns, and nothing here runs Python.
    while let Some(current) = unsafe { frame.as_ref() } {
        if std::ptr::eq(current, LOOP_CALLER.get()) {
            return;
        }
        let code = current.code();
        let mine = is_program(code);
        let next_instruction = current.get_lasti() as usize;
        if mine && next_instruction > 0 {
            let here = next_instruction - 1;
            discards::seen(frame, code, here, here);
            at(code, here);
            return;
        }
        frame = current.previous();
    }
}

/// Tells the kernel that the running task stands on the line of an instruction.
pub(crate) fn at(code: &Py<PyCode>, instruction: usize) {
    if let Some((location, _)) = code.locations.get(instruction) {
        on(code, location.line.get() as u32);
    }
}

/// Tells the kernel that the running task stands on a line of this function.
pub(crate) fn on(code: &Py<PyCode>, line: u32) {
    let function = code.qualname.as_str();
    kernel(|kernel| kernel.line(line, Some(function)));
}

/// Whether the code is the program's own.
pub(crate) fn is_program(code: &Py<PyCode>) -> bool {
    PROGRAM.with_borrow(|program| code.source_path().as_str() == program)
}

/// Whether the innermost frame, not counting the import machinery, is of the program.
pub(crate) fn inside_program() -> bool {
    let mut frame = current_thread_iframe();
    // SAFETY: as in `touch`.
    while let Some(current) = unsafe { frame.as_ref() } {
        let code = current.code();
        if !code.source_path().as_str().contains("importlib") {
            return is_program(code);
        }
        frame = current.previous();
    }
    false
}
