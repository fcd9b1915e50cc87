//! How futures, tasks and callbacks show themselves. Rules: `asyncio/base_futures.py`, `base_tasks.py`, `coroutines.py` and
//! `format_helpers.py` of CPython 3.13. Changes nothing.

use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyCoroutine, PyFunction, PyGenerator, PyStr},
};

use super::{
    future::{Callback, Future, State},
    task::{Task, future_of},
};
use crate::coroutine::RustCoroutine;

fn text_attribute(obj: &PyObject, name: &'static str, vm: &VirtualMachine) -> Option<String> {
    let value = vm.get_attribute_opt(obj, name).ok()??;
    let value = value.downcast_ref::<PyStr>()?;
    Some(value.to_string_lossy().into_owned()).filter(|text| !text.is_empty())
}

/// The qualified name of a coroutine.
pub(super) fn coroutine_name(coroutine: &PyObject, vm: &VirtualMachine) -> Option<String> {
    if let Some(coroutine) = coroutine.downcast_ref::<PyCoroutine>() {
        return Some(coroutine.as_coro().qualname().to_string_lossy().into_owned());
    }
    text_attribute(coroutine, "__qualname__", vm)
        .or_else(|| text_attribute(coroutine, "__name__", vm))
}

/// The name of a callable, for the trace.
pub(super) fn callable_name(callable: &PyObject, vm: &VirtualMachine) -> String {
    if let Ok(Some(inner)) = vm.get_attribute_opt(callable, "func")
        && callable.class().name().contains("partial")
    {
        return callable_name(&inner, vm);
    }
    text_attribute(callable, "__qualname__", vm)
        .or_else(|| text_attribute(callable, "__name__", vm))
        .unwrap_or_else(|| callable.class().name().to_string())
}

/// A function of the library's own, which is native here, as it shows itself where it is written in Python.
pub(super) fn own_function(function: &PyObject, vm: &VirtualMachine) -> Option<String> {
    let module = text_attribute(function, "__module__", vm)?;
    (module == "_asyncio" && function.class().name().contains("builtin"))
        .then(|| format!("<function {} at {:#x}>", callable_name(function, vm), function.get_id()))
}

/// `name() running at file:line` (`coroutines._format_coroutine`).
fn coroutine(coroutine: &PyObject, vm: &VirtualMachine) -> String {
    let name = coroutine_name(coroutine, vm)
        .unwrap_or_else(|| format!("<{} without __name__>", coroutine.class().name()));
    let coro = if let Some(coroutine) = coroutine.downcast_ref::<PyCoroutine>() {
        coroutine.as_coro()
    } else if let Some(generator) = coroutine.downcast_ref::<PyGenerator>() {
        generator.as_coro()
    } else if let Some(coroutine) = coroutine.downcast_ref::<RustCoroutine>() {
        return if coroutine.is_running() {
            format!("{name}() running")
        } else {
            format!("{name}()")
        };
    } else {
        return format!("{name}()");
    };
    let code = coro.code();
    let file = code.source_path().as_str().to_owned();
    match coro.frame_opt() {
        Some(frame) => {
            let line = vm
                .get_attribute_opt(frame.as_object(), "f_lineno")
                .ok()
                .flatten()
                .and_then(|line| line.try_into_value::<u32>(vm).ok())
                .unwrap_or(0);
            format!("{name}() running at {file}:{line}")
        }
        None => {
            let line = code.first_line_number.map_or(0, |line| line.get());
            format!("{name}() done, defined at {file}:{line}")
        }
    }
}

/// `name() at file:line` (`format_helpers._format_callback_source`), without arguments.
pub(super) fn callback(function: &PyObject, vm: &VirtualMachine) -> String {
    let is_partial = function.class().name().contains("partial");
    if is_partial && let Ok(Some(inner)) = vm.get_attribute_opt(function, "func") {
        let text = callback(&inner, vm);
        // A partial shows its own empty argument list after the function's.
        return match text.split_once("()") {
            Some((name, rest)) => format!("{name}()(){rest}"),
            None => text,
        };
    }
    let name = text_attribute(function, "__qualname__", vm)
        .or_else(|| text_attribute(function, "__name__", vm))
        .unwrap_or_else(|| repr(function, vm));
    match source(function, vm) {
        Some(source) => format!("{name}() at {source}"),
        None => format!("{name}()"),
    }
}

/// [`callback`], with the arguments that it is called with.
///
/// # Errors
/// What a `__repr__` of the program's raises.
pub(super) fn call(
    function: &PyObject,
    args: &[PyObjectRef],
    vm: &VirtualMachine,
) -> PyResult<String> {
    let text = callback(function, vm);
    if args.is_empty() {
        return Ok(text);
    }
    let short = vm.import("reprlib", 0)?.get_attr("repr", vm)?;
    let mut shown = Vec::with_capacity(args.len());
    for arg in args {
        shown.push(short.call((arg.clone(),), vm)?.str(vm)?.to_string_lossy().into_owned());
    }
    let (name, place) = text.rsplit_once("()").unwrap_or((&text, ""));
    Ok(format!("{name}({}){place}", shown.join(", ")))
}

fn source(function: &PyObject, vm: &VirtualMachine) -> Option<String> {
    let mut function: PyObjectRef = function.to_owned();
    while let Ok(Some(wrapped)) = vm.get_attribute_opt(&function, "__wrapped__") {
        function = wrapped;
    }
    function.downcast_ref::<PyFunction>()?;
    let code = vm.get_attribute_opt(&function, "__code__").ok()??;
    let file = text_attribute(&code, "co_filename", vm)?;
    let line: u32 = vm.get_attribute_opt(&code, "co_firstlineno").ok()??.try_into_value(vm).ok()?;
    Some(format!("{file}:{line}"))
}

fn repr(obj: &PyObject, vm: &VirtualMachine) -> String {
    obj.repr(vm).map(|text| text.to_string_lossy().into_owned()).unwrap_or_default()
}

/// `base_futures._future_repr_info`.
///
/// # Errors
/// What a `__repr__` of the program's raises.
pub(super) fn future_repr_info(future: &Py<Future>, vm: &VirtualMachine) -> PyResult<Vec<String>> {
    let mut info = vec![
        match future.state.get() {
            State::Pending => "pending",
            State::Cancelled => "cancelled",
            State::Finished => "finished",
        }
        .to_owned(),
    ];
    if future.state.get() == State::Finished {
        let exception = future.exception.borrow().clone();
        match exception {
            Some(exception) => {
                info.push(format!(
                    "exception={}",
                    exception.as_object().repr(vm)?.to_string_lossy()
                ));
            }
            None => {
                let result = vm.unwrap_or_none(future.result.borrow().clone());
                let reprlib = vm.import("reprlib", 0)?;
                let text = vm.call_method(&reprlib, "repr", (result,))?.str(vm)?;
                info.push(format!("result={}", text.to_string_lossy()));
            }
        }
    }
    let callbacks = future.callbacks.borrow().clone();
    let source = future.source_traceback.borrow().clone();
    let shown = |shown: &Callback| match shown {
        Callback::Python { function, .. } => callback(function, vm),
        Callback::Wakeup(_) => "Task.task_wakeup()".to_owned(),
        Callback::Native(native) => format!("{}()", native.name),
    };
    match callbacks.as_slice() {
        [] => {}
        [one] => info.push(format!("cb=[{}]", shown(one))),
        [first, last] => info.push(format!("cb=[{}, {}]", shown(first), shown(last))),
        [first, between @ .., last] => {
            info.push(format!("cb=[{}, <{} more>, {}]", shown(first), between.len(), shown(last)));
        }
    }
    if let Some(source) = source {
        info.push(created_at(&source, vm)?);
    }
    Ok(info)
}

/// `created at file:line`: the end of a stack.
///
/// # Errors
/// None that a stack of the library's making would raise.
pub(super) fn created_at(stack: &PyObjectRef, vm: &VirtualMachine) -> PyResult<String> {
    let last = vm.call_method(stack, "__getitem__", (-1,))?;
    let (file, line) = (last.get_attr("filename", vm)?, last.get_attr("lineno", vm)?);
    let (file, line) = (file.str(vm)?, line.str(vm)?);
    Ok(format!("created at {}:{}", file.to_string_lossy(), line.to_string_lossy()))
}

/// `base_tasks._task_repr_info`.
///
/// # Errors
/// As [`future_repr_info`].
pub(super) fn task_repr_info(task: &Py<Task>, vm: &VirtualMachine) -> PyResult<Vec<String>> {
    let mut info = future_repr_info(future_of(task), vm)?;
    if task.cancelling_count() > 0 && !task.future().is_done() {
        info[0] = "cancelling".to_owned();
    }
    let name = vm.ctx.new_str(task.name_text());
    info.insert(1, format!("name={}", name.as_object().repr(vm)?.to_string_lossy()));
    let waiter = task.waiter.borrow().clone();
    if let Some(waiter) = waiter {
        info.insert(2, format!("wait_for={}", waiter.repr(vm)?.to_string_lossy()));
    }
    let held = task.coroutine.borrow().clone();
    if let Some(held) = held {
        info.insert(2, format!("coro=<{}>", coroutine(&held, vm)));
    }
    Ok(info)
}
