//! What CPython 3.13 says, where RustPython, which follows a later Python, says the same thing in other words. An exception's
//! text is put right when it is raised (`sys.monitoring`, event RAISE), before the program can see it.
//! Knows no library.

use rustpython_vm::{
    AsObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyStr},
    function::FuncArgs,
};

/// The tool number that `sys.monitoring` sets aside for nobody in particular, other than the limits'.
const TOOL: u32 = 3;

/// CPython 3.13's words for a message, if they differ.
fn as_cpython_says(message: &str) -> Option<String> {
    // It looks for the exit first, CPython for the entrance; and a hint came later.
    if let Some((said, _)) = message.split_once(" (missed __")
        && said.contains(" object does not support the ")
    {
        return Some(said.to_owned());
    }
    let class = message.strip_prefix('\'')?.strip_suffix("' object can't be awaited")?;
    Some(format!("object {class} can't be used in 'await' expression"))
}

fn raised(args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    let Some(exception) =
        args.args.get(2).and_then(|exception| exception.downcast_ref::<PyBaseException>())
    else {
        return Ok(());
    };
    if !exception.class().is(vm.ctx.exceptions.type_error) {
        return Ok(());
    }
    let text = match exception.args().as_slice() {
        [text] => text.downcast_ref::<PyStr>().map(|text| text.to_string_lossy().into_owned()),
        _ => None,
    };
    if let Some(text) = text.as_deref().and_then(as_cpython_says) {
        let args = vm.new_tuple((text,));
        exception.as_object().set_attr("args", args, vm)?;
    }
    Ok(())
}

/// Begins to put texts right.
///
/// # Errors
/// None that a fresh virtual machine would raise.
pub(crate) fn install(vm: &VirtualMachine) -> PyResult<()> {
    let monitoring = vm.sys_module.get_attr("monitoring", vm)?;
    vm.call_method(&monitoring, "use_tool_id", (TOOL, "espalier messages"))?;
    let event: u32 =
        monitoring.get_attr("events", vm)?.get_attr("RAISE", vm)?.try_into_value(vm)?;
    let callback: PyObjectRef = vm.new_function("espalier_raised", raised).into();
    vm.call_method(&monitoring, "register_callback", (TOOL, event, callback))?;
    vm.call_method(&monitoring, "set_events", (TOOL, event))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::as_cpython_says;

    #[test]
    fn awaiting_what_cannot_be_awaited_is_said_in_the_words_of_3_13() {
        let said = as_cpython_says("'int' object can't be awaited");
        assert_eq!(said.as_deref(), Some("object int can't be used in 'await' expression"));
        let hinted = "'Lock' object does not support the context manager protocol (missed __exit__ method) \
                      but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?";
        let said = as_cpython_says(hinted);
        assert_eq!(
            said.as_deref(),
            Some("'Lock' object does not support the context manager protocol")
        );
        assert_eq!(as_cpython_says("unhashable type: 'list'"), None);
    }
}
