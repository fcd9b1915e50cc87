//! What CPython 3.13 says, where RustPython, which follows a later Python, says the same thing in other words. An exception's
//! text is put right when it is raised (`sys.monitoring`, event RAISE), before the program can see it; where the text alone
//! does not tell what CPython would say, at the function that says it (`builtin`).
//! Knows no library.

mod builtin;

use rustpython_vm::{
    AsObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyCode, PyFunction, PyStr},
    function::FuncArgs,
    suggestion::calculate_suggestions,
};

/// The tool number that `sys.monitoring` sets aside for nobody in particular, other than the limits'.
const TOOL: u32 = 3;

/// Where classes live that are native here and Python in the real libraries. Python names its own classes without their
/// modules, where C says `'module.Class' object`.
const PYTHON_PACKAGES: [&str; 3] = ["'asyncio.", "'contextlib.", "'trio."];

/// The message with Python's names for such classes, if it has any.
fn named_as_python_does(message: &str) -> Option<String> {
    // What exit stacks say of what they cannot enter has the module in Python too.
    if message.starts_with("module ") || message.ends_with(" context manager protocol") {
        return None;
    }
    let begin = PYTHON_PACKAGES.iter().filter_map(|package| message.find(package)).min()?;
    let (before, quoted) = message.split_at(begin + 1);
    let (full, after) = quoted.split_once('\'')?;
    let is_name = full.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte));
    let (_, name) = full.rsplit_once('.').filter(|_| is_name)?;
    let after = named_as_python_does(after).unwrap_or_else(|| after.to_owned());
    Some(format!("{before}{name}'{after}"))
}

/// CPython 3.13's words for a message, if they differ.
fn as_cpython_says(message: &str) -> Option<String> {
    if let Some(said) = named_as_python_does(message) {
        return Some(as_cpython_says(&said).unwrap_or(said));
    }
    // It looks for the exit first, CPython for the entrance; and a hint came later.
    if let Some((said, _)) = message.split_once(" (missed __")
        && said.contains(" object does not support the ")
    {
        return Some(said.to_owned());
    }
    if let Some((class, methods)) =
        message.split_once(" without an implementation for abstract methods ")
    {
        let class = class.strip_prefix("class ")?;
        let mut methods: Vec<&str> = methods.split(", ").collect();
        methods.sort_unstable();
        return Some(format!(
            "Can't instantiate abstract class {class} without an implementation for abstract methods {}",
            methods.join(", ")
        ));
    }
    RULES.iter().find_map(|rule| rule.apply(message))
}

/// One message said in other words.
struct Rule {
    /// What surrounds the parts that are kept: what RustPython says, cut where they stand.
    here: &'static [&'static str],
    /// What CPython says; `{N}` is the part of that number.
    there: &'static str,
}

const fn rule(here: &'static [&'static str], there: &'static str) -> Rule {
    Rule { here, there }
}

/// The messages that differ. In each, the first text opens the message and the last ends it.
const RULES: &[Rule] = &[
    rule(&["'", "' object can't be awaited"], "object {0} can't be used in 'await' expression"),
    rule(
        &["class ", " without an implementation for abstract method '", "'"],
        "Can't instantiate abstract class {0} without an implementation for abstract method '{1}'",
    ),
    rule(&["cannot use '", "' as a ", " (unhashable type: '", "')"], "unhashable type: '{2}'"),
    rule(
        &["argument of type '", "' is not a container or iterable"],
        "argument of type '{0}' is not iterable",
    ),
    rule(&["Cannot add list and ", ""], "can only concatenate list (not \"{0}\") to list"),
    rule(
        &["can only concatenate tuple (not '", "') to tuple"],
        "can only concatenate tuple (not \"{0}\") to tuple",
    ),
    rule(
        &["exceptions must be classes or instances deriving from BaseException, not ", ""],
        "exceptions must derive from BaseException",
    ),
    rule(
        &["multiple bases have instance layout conflict"],
        "multiple bases have instance lay-out conflict",
    ),
    rule(
        &["too many values to unpack (expected ", ", got ", ")"],
        "too many values to unpack (expected {0})",
    ),
    rule(
        &["local variable '", "' referenced before assignment"],
        "cannot access local variable '{0}' where it is not associated with a value",
    ),
    rule(
        &["expected a function, exception type or tuple of exception types"],
        "expected an exception type, a tuple of exception types, or a callable (other than a class)",
    ),
    rule(&["", " does not take keyword arguments"], "{0}() takes no keyword arguments"),
    rule(&["property 'exceptions' of '", "' object has no setter"], "readonly attribute"),
    rule(&["maxlen must be non-negative."], "maxlen must be non-negative"),
    rule(&["expected a ", " input", ""], "math domain error"),
    rule(&["month must be in 1..12, not ", ""], "month must be in 1..12"),
    rule(&["hour must be in 0..23, not ", ""], "hour must be in 0..23"),
    rule(&["minute must be in 0..59, not ", ""], "minute must be in 0..59"),
    rule(&["second must be in 0..59, not ", ""], "second must be in 0..59"),
    rule(&["day ", " must be in range 1..", " for month ", ""], "day is out of range for month"),
    rule(&["zero to a negative power"], "0.0 cannot be raised to a negative power"),
    rule(&["maximum recursion depth exceeded "], "maximum recursion depth exceeded"),
];

impl Rule {
    fn apply(&self, message: &str) -> Option<String> {
        let [first, between @ ..] = self.here else { return None };
        let mut rest = message.strip_prefix(first)?;
        let mut parts = Vec::new();
        if let [between @ .., last] = between {
            rest = rest.strip_suffix(last)?;
            for mark in between {
                let (part, after) = rest.split_once(mark)?;
                parts.push(part);
                rest = after;
            }
            parts.push(rest);
        } else if !rest.is_empty() {
            return None;
        }
        let fill = |text: String, (number, part): (usize, &&str)| {
            text.replace(&format!("{{{number}}}"), part)
        };
        Some(parts.iter().enumerate().fold(self.there.to_owned(), fill))
    }
}

/// The keyword that a call probably meant, which CPython says: of the program's functions of the name that the message has.
fn meant_keyword(message: &str, vm: &VirtualMachine) -> Option<String> {
    let (qualname, asked) = message.split_once("() got an unexpected keyword argument '")?;
    let asked = asked.strip_suffix('\'')?;
    vm.state.gc.get_objects(None).into_iter().find_map(|object| {
        let function = object.downcast_ref::<PyFunction>()?;
        let code = function.as_object().get_attr("__code__", vm).ok()?.downcast::<PyCode>().ok()?;
        if code.qualname.as_str() != qualname {
            return None;
        }
        let positional_only = code.posonlyarg_count as usize;
        let count = (code.arg_count + code.kwonlyarg_count) as usize;
        let names = code.varnames.iter().take(count).skip(positional_only);
        let names: Vec<PyObjectRef> =
            names.map(|name| vm.ctx.new_str(name.as_str()).into()).collect();
        let asked = vm.ctx.new_str(asked);
        let meant = calculate_suggestions(names.iter().map(|name| &**name), asked.as_object())?;
        Some(format!("{message}. Did you mean '{}'?", meant.to_string_lossy()))
    })
}

fn raised(args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    let Some(exception) =
        args.args.get(2).and_then(|exception| exception.downcast_ref::<PyBaseException>())
    else {
        return Ok(());
    };
    let exceptions = &vm.ctx.exceptions;
    let worded = [
        exceptions.type_error,
        exceptions.attribute_error,
        exceptions.value_error,
        exceptions.zero_division_error,
        exceptions.unbound_local_error,
        exceptions.name_error,
        exceptions.recursion_error,
    ];
    if !worded.iter().any(|class| exception.class().is(*class)) {
        return Ok(());
    }
    let text = match exception.args().as_slice() {
        [text] => text.downcast_ref::<PyStr>().map(|text| text.to_string_lossy().into_owned()),
        _ => None,
    };
    let said = |text: &str| as_cpython_says(text).or_else(|| meant_keyword(text, vm));
    if let Some(text) = text.as_deref().and_then(said) {
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
    builtin::install(vm)
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

    #[test]
    fn classes_of_libraries_written_in_python_are_named_without_their_modules() {
        let said = as_cpython_says("'trio.Event' object has no attribute 'clear'");
        assert_eq!(said.as_deref(), Some("'Event' object has no attribute 'clear'"));
        let two = "unsupported operand type(s) for +: 'trio.Lock' and 'trio.lowlevel.Task'";
        let said = as_cpython_says(two);
        assert_eq!(said.as_deref(), Some("unsupported operand type(s) for +: 'Lock' and 'Task'"));
        assert_eq!(as_cpython_says("module 'trio.lowlevel' has no attribute 'nothing'"), None);
    }

    #[test]
    fn the_parts_of_a_message_are_kept() {
        for (here, there) in [
            (
                "class A without an implementation for abstract methods 'g', 'f'",
                "Can't instantiate abstract class A without an implementation for abstract methods 'f', 'g'",
            ),
            (
                "cannot use 'dict' as a set element (unhashable type: 'dict')",
                "unhashable type: 'dict'",
            ),
            (
                "too many values to unpack (expected 2, got 3)",
                "too many values to unpack (expected 2)",
            ),
            ("Cannot add list and tuple", "can only concatenate list (not \"tuple\") to list"),
            ("zero to a negative power", "0.0 cannot be raised to a negative power"),
        ] {
            assert_eq!(as_cpython_says(here).as_deref(), Some(there));
        }
        assert_eq!(as_cpython_says("zero to a negative power of mine"), None);
    }
}
