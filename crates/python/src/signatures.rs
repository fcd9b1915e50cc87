//! Calls that do not fit. Most functions of the real libraries are written in Python, where a call with a missing, surplus
//! or unknown argument is refused in words made from the function's signature; native functions of ours are refused
//! in those words too, because their signatures are declared here as Python would write them.
//! Knows no library: each has its table.
//!
//! Rules: `initialize_locals`, `missing_arguments` and `too_many_positional` of CPython 3.13's `ceval.c`; for functions that are
//! written in C there too, `_PyArg_UnpackKeywords` in `getargs.c`.

use std::{cell::RefCell, collections::BTreeMap, iter};

use rustpython_vm::{
    AsObject, Context, Py, PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyModule, PyType, descriptor::PyMethodDescriptor},
    function::{Callee, FromArgs, FuncArgs, IntoPyNativeFn, PyMethodDef},
    suggestion::calculate_suggestions,
};

/// In whose words a call is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    /// A function written in Python.
    Python,
    /// One written in C, as Argument Clinic makes them.
    C,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    PositionalOnly,
    Positional,
    KeywordOnly,
}

#[derive(Debug, Clone)]
struct Parameter {
    name: &'static str,
    kind: Kind,
    required: bool,
}

/// What a function takes: `Class.method(self, a, b=, *, c=)`. A default is a `=` and no more: its value is the function's
/// own business.
#[derive(Debug, Clone)]
pub(crate) struct Signature {
    qualname: &'static str,
    parameters: Vec<Parameter>,
    any_positional: bool,
    any_keyword: bool,
    words: Words,
}

/// What was given for a function's first parameter, by place or by name: its signature asks for it.
pub(crate) fn first_argument(args: &mut FuncArgs, name: &str) -> PyObjectRef {
    let given = args.take_positional().or_else(|| args.take_keyword(name));
    given.expect("its signature asks for it")
}

impl Signature {
    /// Of a function that is Python in the real library.
    pub(crate) fn of_python(text: &'static str) -> Self {
        Self::parse(text, Words::Python)
    }

    fn parse(text: &'static str, words: Words) -> Self {
        let (qualname, list) = text.split_once('(').expect("NAME(PARAMETERS)");
        let list = list.strip_suffix(')').expect("NAME(PARAMETERS)");
        let mut signature = Self {
            qualname,
            parameters: Vec::new(),
            any_positional: false,
            any_keyword: false,
            words,
        };
        let mut kind = Kind::Positional;
        for part in list.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            if part == "/" {
                signature.parameters.iter_mut().for_each(|p| p.kind = Kind::PositionalOnly);
            } else if part.starts_with("**") {
                signature.any_keyword = true;
            } else if part.starts_with('*') {
                signature.any_positional = part != "*";
                kind = Kind::KeywordOnly;
            } else {
                let name = part.trim_end_matches('=');
                signature.parameters.push(Parameter { name, kind, required: name == part });
            }
        }
        signature
    }

    fn positional(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.kind != Kind::KeywordOnly)
    }

    /// Refuses a call that does not fit.
    ///
    /// # Errors
    /// `TypeError`, in Python's words.
    pub(crate) fn check(&self, args: &FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        let given = args.args.len();
        let fits = args.kwargs.is_empty()
            && (self.any_positional || given <= self.positional().count())
            && self.parameters.iter().skip(given).all(|parameter| !parameter.required);
        if fits { Ok(()) } else { self.check_each(args, vm) }
    }

    #[cold]
    fn check_each(&self, args: &FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        let refusal = match self.words {
            Words::Python => self.refused_by_python(args, vm),
            Words::C => self.refused_by_c(args),
        };
        let Some(refusal) = refusal else { return Ok(()) };
        // C says a function's class, or its module, only where it takes nothing at all.
        let full = self.words == Words::Python || refusal.starts_with("takes no arguments");
        let name = if full { self.qualname } else { last_part(self.qualname) };
        Err(vm.new_type_error(format!("{name}() {refusal}")))
    }

    /// What Python has against the call.
    fn refused_by_python(&self, args: &FuncArgs, vm: &VirtualMachine) -> Option<String> {
        let most = self.positional().count();
        let given = args.args.len();
        let mut bound: Vec<bool> = self.parameters.iter().map(|_| false).collect();
        bound.iter_mut().take(given.min(most)).for_each(|bound| *bound = true);
        for name in args.kwargs.keys().map(|name| name.to_string_lossy().into_owned()) {
            let takes = |p: &Parameter| p.name == name && p.kind != Kind::PositionalOnly;
            match self.parameters.iter().position(takes) {
                Some(index) if bound[index] => {
                    return Some(format!("got multiple values for argument '{name}'"));
                }
                Some(index) => bound[index] = true,
                None if self.any_keyword => {}
                None => return Some(self.unexpected_keyword(&name, args, vm)),
            }
        }
        if given > most && !self.any_positional {
            return Some(self.too_many(given, &bound));
        }
        let missing = |keyword_only: bool| -> Vec<&str> {
            iter::zip(&self.parameters, &bound)
                .filter(|(p, bound)| {
                    !**bound && p.required && (p.kind == Kind::KeywordOnly) == keyword_only
                })
                .map(|(parameter, _)| parameter.name)
                .collect()
        };
        [("positional", false), ("keyword-only", true)].into_iter().find_map(|(kind, only)| {
            let names = missing(only);
            let (count, plural) = (names.len(), plural(names.len()));
            let text = || format!("missing {count} required {kind} argument{plural}: ");
            (count > 0).then(|| text() + &enumeration(&names))
        })
    }

    fn unexpected_keyword(&self, name: &str, args: &FuncArgs, vm: &VirtualMachine) -> String {
        let only = |p: &&Parameter| p.kind == Kind::PositionalOnly;
        let by_name =
            |p: &&Parameter| args.kwargs.keys().any(|key| key.to_string_lossy() == p.name);
        let wrongly: Vec<&str> =
            self.parameters.iter().filter(only).filter(by_name).map(|p| p.name).collect();
        if !wrongly.is_empty() {
            let names = wrongly.join(", ");
            return format!(
                "got some positional-only arguments passed as keyword arguments: '{names}'"
            );
        }
        let known: Vec<PyObjectRef> = self
            .parameters
            .iter()
            .filter(|parameter| !only(parameter))
            .map(|parameter| vm.ctx.new_str(parameter.name).into())
            .collect();
        let asked = vm.ctx.new_str(name);
        let meant = calculate_suggestions(known.iter().map(|known| &**known), asked.as_object());
        let hint = meant.map(|meant| format!(". Did you mean '{}'?", meant.to_string_lossy()));
        format!("got an unexpected keyword argument '{name}'{}", hint.unwrap_or_default())
    }

    fn too_many(&self, given: usize, bound: &[bool]) -> String {
        let most = self.positional().count();
        let least = self.positional().filter(|parameter| parameter.required).count();
        let takes = if least == most {
            format!("{most} positional argument{}", plural(most))
        } else {
            format!("from {least} to {most} positional arguments")
        };
        let by_keyword = iter::zip(&self.parameters, bound)
            .filter(|(parameter, bound)| **bound && parameter.kind == Kind::KeywordOnly)
            .count();
        if by_keyword == 0 {
            let were = if given == 1 { "was" } else { "were" };
            return format!("takes {takes} but {given} {were} given");
        }
        format!(
            "takes {takes} but {given} positional argument{} (and {by_keyword} keyword-only argument{}) were given",
            plural(given),
            plural(by_keyword)
        )
    }

    /// What C has against the call; the receiver does not count.
    fn refused_by_c(&self, args: &FuncArgs) -> Option<String> {
        let own = |p: &&Parameter| p.name != "self";
        let receiver = self.parameters.len() - self.parameters.iter().filter(own).count();
        let given = args.args.len().saturating_sub(receiver);
        let total = given + args.kwargs.len();
        let takes = self.parameters.len() - receiver;
        if takes == 0 {
            return (total > 0).then(|| format!("takes no arguments ({total} given)"));
        }
        if total > takes {
            let keyword = if given == 0 { "keyword " } else { "" };
            let plural = plural(takes);
            return Some(format!(
                "takes at most {takes} {keyword}argument{plural} ({total} given)"
            ));
        }
        let most = self.positional().filter(own).count();
        let least = self
            .positional()
            .filter(own)
            .filter(|p| p.required && p.kind == Kind::PositionalOnly)
            .count();
        let (limit, inexact) = if given > most { (most, "at most") } else { (least, "at least") };
        if given > most && most == 0 {
            return Some("takes no positional arguments".to_owned());
        }
        if given > most || given < least {
            let how = if least == most { "exactly" } else { inexact };
            let plural = plural(limit);
            return Some(format!(
                "takes {how} {limit} positional argument{plural} ({given} given)"
            ));
        }
        let known = |name: &str| {
            self.parameters.iter().any(|p| p.name == name && p.kind != Kind::PositionalOnly)
        };
        let unknown = args.kwargs.keys().map(|name| name.to_string_lossy().into_owned());
        if let Some(name) = { unknown }.find(|name| !known(name)) {
            return Some(format!("got an unexpected keyword argument '{name}'"));
        }
        None
    }
}

/// What follows the last dot.
fn last_part(name: &'static str) -> &'static str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// `'a'`, `'a' and 'b'`, `'a', 'b', and 'c'`.
fn enumeration(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    match quoted.as_slice() {
        [first, last] => format!("{first} and {last}"),
        [several @ .., last] if !several.is_empty() => {
            format!("{}, and {last}", several.join(", "))
        }
        _ => quoted.concat(),
    }
}

/// The signatures of some functions, or of the methods of a class.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Table {
    /// They are Python in the real library.
    Python(&'static [&'static str]),
    /// They are C there.
    C(&'static [&'static str]),
}

impl Table {
    fn signatures(self) -> impl Iterator<Item = (&'static str, &'static str, Words)> {
        let (texts, words) = match self {
            Self::Python(texts) => (texts, Words::Python),
            Self::C(texts) => (texts, Words::C),
        };
        texts.iter().map(move |text| (function_name(text), *text, words))
    }
}

fn function_name(text: &'static str) -> &'static str {
    last_part(text.split_once('(').expect("NAME(PARAMETERS)").0)
}

thread_local! {
    /// What was declared, by its owner's address and its signature: classes outlive a virtual machine.
    static DECLARED: RefCell<BTreeMap<(usize, &'static str), &'static PyMethodDef>> =
        const { RefCell::new(BTreeMap::new()) };
}

/// `original`, but for calls that do not fit.
fn checked(
    owner: usize,
    original: &'static PyMethodDef,
    text: &'static str,
    words: Words,
) -> &'static PyMethodDef {
    let make = || -> &'static PyMethodDef {
        let signature = Signature::parse(text, words);
        let function = original.func;
        let call = move |vm: &VirtualMachine, args: FuncArgs, callee: Callee| {
            signature.check(&args, vm)?;
            function(vm, args, callee)
        };
        Box::leak(Box::new(PyMethodDef { func: Box::leak(Box::new(call)), ..original.clone() }))
    };
    DECLARED.with_borrow_mut(|declared| *declared.entry((owner, text)).or_insert_with(make))
}

/// Declares functions of a module.
///
/// # Errors
/// None that a fresh virtual machine would raise.
pub(crate) fn declare_functions(
    module: &Py<PyModule>,
    functions: &'static [PyMethodDef],
    table: Table,
    vm: &VirtualMachine,
) -> PyResult<()> {
    for (name, text, words) in table.signatures() {
        let original = functions.iter().find(|function| function.name == name);
        let original = original.expect("a signature is declared of a function that is there");
        let owner = std::ptr::from_ref(original).addr();
        let function = checked(owner, original, text, words).build_function(&vm.ctx);
        let named = module.get_attr("__name__", vm)?;
        function.as_object().set_attr("__module__", named, vm)?;
        module.set_attr(vm.ctx.intern_str(name), function, vm)?;
    }
    Ok(())
}

/// Declares methods of a class.
pub(crate) fn declare_methods(class: &Py<PyType>, table: Table, ctx: &Context) {
    let owner = class.get_id();
    for (name, text, words) in table.signatures() {
        let key = ctx.intern_str(name);
        let method = class.get_direct_attr(key);
        let method = method.and_then(|method| method.downcast::<PyMethodDescriptor>().ok());
        let method = method.expect("a signature is declared of a method that is there");
        let known = DECLARED.with_borrow(|declared| declared.get(&(owner, text)).copied());
        if known.is_some_and(|known| std::ptr::eq(known, method.method)) {
            continue;
        }
        let declared = checked(owner, method.method, text, words);
        class.set_attr(key, declared.build_method(ctx, method.common.typ).into());
    }
}

/// A function of `text`'s name and signature.
pub(crate) fn function<F, FKind>(text: &'static str, native: F, vm: &VirtualMachine) -> PyObjectRef
where
    F: IntoPyNativeFn<FKind>,
{
    let signature = Signature::of_python(text);
    let call = move |args: FuncArgs, vm: &VirtualMachine| {
        signature.check(&args, vm)?;
        native.call(vm, args, Callee::default())
    };
    vm.new_function(function_name(text), call).into()
}

/// The arguments of a class's `__init__`, which has this signature.
///
/// # Errors
/// `TypeError`, in Python's words.
pub(crate) fn init_args<T: FromArgs>(
    zelf: &PyObject,
    text: &'static str,
    mut args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult<T> {
    if !args.kwargs.is_empty() || !T::arity().contains(&args.args.len()) {
        args.prepend_arg(zelf.to_owned());
        Signature::of_python(text).check(&args, vm)?;
        args.shift();
    }
    args.bind(vm)
}

#[cfg(test)]
mod tests {
    use super::{Kind, Signature, enumeration};

    #[test]
    fn a_signature_is_read_as_python_reads_it() {
        let signature = Signature::of_python("Group.start(self, f, /, *args, name=, **options)");
        let kinds: Vec<_> = signature.parameters.iter().map(|p| (p.name, p.kind)).collect();
        let only = Kind::PositionalOnly;
        assert_eq!(kinds, [("self", only), ("f", only), ("name", Kind::KeywordOnly)]);
        assert!(signature.any_positional && signature.any_keyword);
        assert!(!signature.parameters[2].required);
    }

    #[test]
    fn missing_arguments_are_enumerated_as_python_does() {
        assert_eq!(enumeration(&["a"]), "'a'");
        assert_eq!(enumeration(&["a", "b"]), "'a' and 'b'");
        assert_eq!(enumeration(&["a", "b", "c"]), "'a', 'b', and 'c'");
    }
}
