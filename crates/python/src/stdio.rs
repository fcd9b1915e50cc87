//! Standard output and error, as the program meets them: text objects whose lines become events and reach the host.

use std::cell::RefCell;

use espalier_trace::Stream;
use rustpython_vm::{
    Py, PyObjectRef, PyPayload, PyResult, VirtualMachine,
    builtins::{PyStrRef, PyType},
    pyclass,
};

use crate::{addresses, budget, engine::tell_host, lines, session::kernel};

/// A text stream that the program writes to.
#[pyclass(module = "io", name = "TextIOWrapper")]
#[derive(Debug, PyPayload)]
pub(crate) struct HostStream {
    stream: StreamName,
    /// What was written since the last line end.
    line: RefCell<String>,
}

#[derive(Debug, Clone, Copy)]
struct StreamName(Stream);

// SAFETY: objects of a virtual machine without threads never leave their thread.
unsafe impl Send for HostStream {}
// SAFETY: as above.
unsafe impl Sync for HostStream {}

#[pyclass(flags(DISALLOW_INSTANTIATION, HAS_DICT))]
impl HostStream {
    /// Whole lines go out at once, the rest waits for its line end or for `flush`.
    #[pymethod]
    fn write(zelf: &Py<Self>, text: PyStrRef, vm: &VirtualMachine) -> PyResult<usize> {
        let text = text.to_string_lossy();
        let whole = {
            let mut line = zelf.line.borrow_mut();
            line.push_str(&text);
            match line.rfind('\n') {
                Some(end) => {
                    let rest = line.split_off(end + 1);
                    std::mem::replace(&mut *line, rest)
                }
                None => String::new(),
            }
        };
        zelf.send(&whole, vm)?;
        Ok(text.chars().count())
    }

    #[pymethod]
    fn writelines(zelf: &Py<Self>, parts: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let parts: Vec<PyStrRef> =
            vm.extract_elements_with(&parts, |part| part.try_into_value(vm))?;
        for part in parts {
            Self::write(zelf, part, vm)?;
        }
        Ok(())
    }

    #[pymethod]
    fn flush(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        let rest = std::mem::take(&mut *zelf.line.borrow_mut());
        zelf.send(&rest, vm)
    }

    #[pymethod]
    fn isatty(_zelf: &Py<Self>) -> bool {
        false
    }

    #[pymethod]
    fn writable(_zelf: &Py<Self>) -> bool {
        true
    }

    #[pymethod]
    fn readable(_zelf: &Py<Self>) -> bool {
        false
    }

    #[pymethod]
    fn fileno(zelf: &Py<Self>) -> i32 {
        match zelf.stream.0 {
            Stream::Stdout => 1,
            Stream::Stderr => 2,
        }
    }

    #[pygetset]
    fn encoding(_zelf: &Py<Self>) -> &'static str {
        "utf-8"
    }

    #[pygetset]
    fn errors(_zelf: &Py<Self>) -> &'static str {
        "strict"
    }

    #[pygetset]
    fn closed(_zelf: &Py<Self>) -> bool {
        false
    }

    #[pygetset]
    fn name(zelf: &Py<Self>) -> &'static str {
        match zelf.stream.0 {
            Stream::Stdout => "<stdout>",
            Stream::Stderr => "<stderr>",
        }
    }
}

impl HostStream {
    fn send(&self, text: &str, vm: &VirtualMachine) -> PyResult<()> {
        if text.is_empty() {
            return Ok(());
        }
        let text = &*addresses::steady(text);
        lines::touch();
        if !kernel(|kernel| kernel.printed(self.stream.0, text)) {
            return Err(budget::stop(vm));
        }
        tell_host(self.stream.0, text);
        Ok(())
    }
}

/// Gives the program its streams.
///
/// # Errors
/// None that a fresh virtual machine would raise.
pub(crate) fn install(vm: &VirtualMachine) -> PyResult<()> {
    for (name, stream) in [("stdout", Stream::Stdout), ("stderr", Stream::Stderr)] {
        let object: PyObjectRef =
            HostStream { stream: StreamName(stream), line: RefCell::default() }
                .into_ref(&vm.ctx)
                .into();
        let hidden = vm.ctx.intern_str(format!("__{name}__"));
        vm.sys_module.set_attr(hidden, object.clone(), vm)?;
        vm.sys_module.set_attr(name, object, vm)?;
    }
    Ok(())
}

/// Writes to the program's standard error; what goes wrong with that is of no more concern than in Python itself.
pub(crate) fn write_stderr(vm: &VirtualMachine, text: &str) {
    if let Ok(stderr) = vm.sys_module.get_attr("stderr", vm) {
        let _ = vm.call_method(&stderr, "write", (text,));
    }
}

/// Warns: through the program's `warnings` if it has imported that, else as it does by default, one line on standard error.
///
/// # Errors
/// The warning itself, where the program turns warnings into errors.
pub(crate) fn warn(vm: &VirtualMachine, category: &Py<PyType>, text: &str) -> PyResult<()> {
    if !crate::session::is_running() {
        return Ok(());
    }
    let modules = vm.sys_module.get_attr("modules", vm)?;
    match modules.get_item("warnings", vm) {
        Ok(warnings) => vm.call_method(&warnings, "warn", (text, category.to_owned())).map(drop),
        Err(_) => {
            write_stderr(vm, &format!("{}: {text}\n", category.name()));
            Ok(())
        }
    }
}
