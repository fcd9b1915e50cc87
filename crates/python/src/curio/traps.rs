//! Traps: how a task asks something of the kernel. It yields a tuple whose first item names the request, and is answered
//! with a value, or with an exception that it then raises itself.
//!
//! Rules: `curio/traps.py`.

use rustpython_vm::{
    AsObject, PyObjectRef, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyBaseExceptionRef, PyTuple},
    function::FuncArgs,
};

use crate::{
    coroutine::{RustCoroutine, Vm, suspend},
    lines,
};

/// Asks the kernel; gives back or raises what it answers.
async fn trap(vm: Vm, request: PyObjectRef) -> PyResult {
    lines::touch();
    let answer = suspend(request).await?;
    match answer.downcast::<PyBaseException>() {
        Ok(exception) => {
            in_context(&exception, &vm);
            Err(exception)
        }
        Err(value) => Ok(value),
    }
}

/// What `raise` does with an exception while another is being handled: that is its context.
fn in_context(exception: &PyBaseExceptionRef, vm: &VirtualMachine) {
    let Ok(info) =
        vm.sys_module.get_attr("exc_info", vm).and_then(|exc_info| exc_info.call((), vm))
    else {
        return;
    };
    let handled = info.downcast_ref::<PyTuple>().and_then(|info| info.as_slice().get(1).cloned());
    let Some(handled) = handled.and_then(|handled| handled.downcast::<PyBaseException>().ok())
    else {
        return;
    };
    let mut link = Some(handled.clone());
    while let Some(current) = link {
        if current.is(exception) {
            return;
        }
        link = current.__context__();
    }
    exception.set_context(Some(handled));
}

fn request(name: &str, args: Vec<PyObjectRef>, vm: &VirtualMachine) -> PyObjectRef {
    let mut items = vec![PyObjectRef::from(vm.ctx.new_str(name))];
    items.extend(args);
    vm.ctx.new_tuple(items).into()
}

/// A coroutine called `name` that makes one trap.
pub(super) fn coroutine(
    name: &'static str,
    trap_name: &'static str,
    args: Vec<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyRef<RustCoroutine> {
    let request = request(trap_name, args, vm);
    RustCoroutine::new(name, name, vm, |vm, locals| {
        let request = locals.hold_object(request);
        async move { trap(vm, request.object()).await }
    })
}

/// `_kernel_trap(*request)`, for the shims and for programs with traps of their own.
pub(super) fn kernel_trap(args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    let request: PyObjectRef = vm.ctx.new_tuple(args.args).into();
    RustCoroutine::new("_kernel_trap", "_kernel_trap", vm, |vm, locals| {
        let request = locals.hold_object(request);
        async move { trap(vm, request.object()).await }
    })
}

/// `sleep(seconds)`.
pub(super) fn sleep(args: SleepArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    coroutine("sleep", "trap_sleep", vec![args.seconds], vm)
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct SleepArgs {
    #[pyarg(any)]
    seconds: PyObjectRef,
}

/// `clock()`.
pub(super) fn clock(vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    coroutine("clock", "trap_clock", Vec::new(), vm)
}

/// `current_task()`.
pub(super) fn current_task(vm: &VirtualMachine) -> PyRef<RustCoroutine> {
    coroutine("current_task", "trap_get_current", Vec::new(), vm)
}
