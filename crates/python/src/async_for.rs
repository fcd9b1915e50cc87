//! The exception that is being handled while an `async for` ends. RustPython forgets it there (`END_ASYNC_FOR`), so that a bare
//! `raise` after the loop would find nothing and later errors would have no context. Knows no library.
//!
//! The loop ends when `StopAsyncIteration` arrives, and the last thing that its instruction does is let go of that exception:
//! so it is given something to hold that, when it goes, puts back what was being handled.

use std::cell::RefCell;

use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyPayload, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyBaseExceptionRef, PyCode},
    class::PyClassImpl,
    frame::current_thread_iframe,
    function::FuncArgs,
    pyclass,
    types::Destructor,
};

use crate::handlers::{self, Handler};

/// The tool number that `sys.monitoring` sets aside for what makes programs faster, of which there is none.
const TOOL: u32 = 5;

/// Puts back what was being handled in a frame.
#[pyclass(module = false, name = "Handled")]
#[derive(PyPayload)]
struct Handled {
    exception: RefCell<Option<PyBaseExceptionRef>>,
    /// Where the frame is; never looked into, only compared.
    frame: usize,
}

impl std::fmt::Debug for Handled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handled")
    }
}

#[pyclass(flags(DISALLOW_INSTANTIATION), with(Destructor))]
impl Handled {}

impl Destructor for Handled {
    fn del(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        let exception = zelf.exception.take();
        if current_thread_iframe() as usize == zelf.frame && vm.current_exception().is_none() {
            vm.set_exception(exception);
        }
        Ok(())
    }
}

/// Called for every exception, in every frame that it passes.
fn raised(args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    let [code, offset, exception] = args.args.as_slice() else { return Ok(()) };
    let Some(stop) = exception.downcast_ref::<PyBaseException>() else { return Ok(()) };
    if !stop.fast_isinstance(vm.ctx.exceptions.stop_async_iteration) {
        return Ok(());
    }
    let Some(handled) = vm.current_exception() else { return Ok(()) };
    let offset: usize = offset.try_to_value(vm)?;
    let handler = code.downcast_ref::<PyCode>().and_then(|code| handlers::of(code, offset / 2));
    if handler == Some(Handler::AsyncForEnd) {
        let exception = RefCell::new(Some(handled));
        let handled = Handled { exception, frame: current_thread_iframe() as usize };
        let handled: PyObjectRef = handled.into_ref(&vm.ctx).into();
        stop.as_object().set_attr("_espalier_handled", handled, vm)?;
    }
    Ok(())
}

/// Begins to keep what is being handled.
///
/// # Errors
/// None that a fresh virtual machine would raise.
pub(crate) fn install(vm: &VirtualMachine) -> PyResult<()> {
    drop(Handled::make_static_type());
    let monitoring = vm.sys_module.get_attr("monitoring", vm)?;
    vm.call_method(&monitoring, "use_tool_id", (TOOL, "espalier async for"))?;
    let event: u32 =
        monitoring.get_attr("events", vm)?.get_attr("RAISE", vm)?.try_into_value(vm)?;
    let callback: PyObjectRef = vm.new_function("espalier_raised", raised).into();
    vm.call_method(&monitoring, "register_callback", (TOOL, event, callback))?;
    vm.call_method(&monitoring, "set_events", (TOOL, event)).map(drop)
}
