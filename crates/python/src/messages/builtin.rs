//! Functions of Python's own whose errors CPython words by what they were called with: what is raised is put right where it
//! is raised. And results that RustPython has otherwise.

use std::cell::Cell;

use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine,
    builtins::{
        PyBaseExceptionRef, PyFloat, PyInt, PyStrRef, PyType, descriptor::PyMethodDescriptor,
    },
    function::{Callee, FuncArgs, ItemDoc, PyMethodDef, PyMethodFlags},
    types::AsNumber,
};

type Repr = fn(&PyObject, &VirtualMachine) -> PyResult<PyStrRef>;

thread_local! {
    /// Whether it is done: the classes are shared by the thread's virtual machines.
    static INSTALLED: Cell<bool> = const { Cell::new(false) };
    /// What RustPython shows of an asynchronous generator.
    static PLAIN_REPR: Cell<Option<Repr>> = const { Cell::new(None) };
}

/// Puts the errors of Python's own functions right.
///
/// # Errors
/// None that a fresh virtual machine would raise.
pub(super) fn install(vm: &VirtualMachine) -> PyResult<()> {
    if INSTALLED.replace(true) {
        return Ok(());
    }
    divisions(vm);
    zero_through_negative(vm);
    asynchronous_generators(vm);
    views_of_mappings(vm);
    let list = vm.ctx.types.list_type;
    reword(list, "remove", vm, |_, _| Ok("list.remove(x): x not in list".to_owned()));
    reword(list, "index", vm, |item, vm| Ok(format!("{} is not in list", shown(item, vm)?)));
    let collections = vm.import("_collections", 0)?;
    if let Ok(deque) = collections.get_attr("deque", vm)?.downcast::<PyType>() {
        reword(&deque, "remove", vm, |item, vm| {
            Ok(format!("{} is not in deque", shown(item, vm)?))
        });
    }
    Ok(())
}

/// The text of a view of a mapping is that of the mapping (`mappingproxy_str`).
fn views_of_mappings(vm: &VirtualMachine) {
    let class = vm.ctx.types.mappingproxy_type;
    let text = |view: PyObjectRef, vm: &VirtualMachine| {
        vm.call_method(&view, "copy", ()).and_then(|copy| copy.str(vm))
    };
    let text = vm.ctx.new_method_def("__str__", text, PyMethodFlags::METHOD, ItemDoc::NONE);
    class.set_attr(vm.ctx.intern_str("__str__"), text.build_method(class, vm).into());
}

/// An asynchronous generator is shown under the name of its class (`async_gen_repr`).
fn asynchronous_generators(vm: &VirtualMachine) {
    let slot = &vm.ctx.types.async_generator.slots.repr;
    PLAIN_REPR.set(slot.load());
    slot.store(Some(|generator, vm| {
        let plain = PLAIN_REPR.get().expect("installed");
        let text = plain(generator, vm)?.to_string_lossy().into_owned();
        Ok(vm.ctx.new_str(text.replacen("<async generator", "<async_generator", 1)))
    }));
}

/// Nothing divided by a negative number is `-0.0` (`long_true_divide`).
fn zero_through_negative(vm: &VirtualMachine) {
    fn divide(a: &PyObject, b: &PyObject, vm: &VirtualMachine) -> PyResult {
        let divide = PyInt::as_number().true_divide.expect("numbers are divided");
        let quotient = divide(a, b, vm)?;
        let is_zero = quotient.downcast_ref::<PyFloat>().is_some_and(|float| float.to_f64() == 0.0);
        let is_negative = |number: &PyObject| {
            let int = number.downcast_ref::<PyInt>();
            int.is_some_and(|int| int.as_bigint().to_string().starts_with('-'))
        };
        if is_zero && is_negative(a) != is_negative(b) {
            return Ok(vm.ctx.new_float(-0.0).into());
        }
        Ok(quotient)
    }
    for class in [PyInt::class(&vm.ctx), vm.ctx.types.bool_type] {
        class.slots.as_number.true_divide.store(Some(divide));
        class.slots.as_number.right_true_divide.store(Some(divide));
    }
}

fn shown(item: &PyObject, vm: &VirtualMachine) -> PyResult<String> {
    Ok(item.repr(vm)?.to_string_lossy().into_owned())
}

/// A method that did not find what it was given says so in `words`.
fn reword(
    class: &Py<PyType>,
    name: &'static str,
    vm: &VirtualMachine,
    words: fn(&PyObject, &VirtualMachine) -> PyResult<String>,
) {
    let key = vm.ctx.intern_str(name);
    let method = class.get_direct_attr(key);
    let Some(method) = method.and_then(|method| method.downcast::<PyMethodDescriptor>().ok())
    else {
        return;
    };
    let original = method.method;
    let function = original.func;
    let call = move |vm: &VirtualMachine, args: FuncArgs, callee: Callee| {
        let item = args.args.get(1).cloned();
        function(vm, args, callee).map_err(|error| match item {
            Some(item) if error.class().is(vm.ctx.exceptions.value_error) => {
                words(&item, vm).map_or_else(|error| error, |text| vm.new_value_error(text))
            }
            _ => error,
        })
    };
    let reworded: &'static PyMethodDef =
        Box::leak(Box::new(PyMethodDef { func: Box::leak(Box::new(call)), ..original.clone() }));
    class.set_attr(key, reworded.build_method(&vm.ctx, method.common.typ).into());
}

/// `error`, in `words` if it is a division by zero.
fn of_division(
    words: &'static str,
    vm: &VirtualMachine,
) -> impl FnOnce(PyBaseExceptionRef) -> PyBaseExceptionRef {
    move |error| {
        if error.class().is(vm.ctx.exceptions.zero_division_error) {
            vm.new_zero_division_error(words)
        } else {
            error
        }
    }
}

/// A slot of numbers that divides, with its words for a division by zero.
macro_rules! division {
    ($number:ident, $slot:ident, $words:literal) => {
        |a: &PyObject, b: &PyObject, vm: &VirtualMachine| -> PyResult {
            let divide = $number::as_number().$slot.expect("numbers are divided");
            divide(a, b, vm).map_err(of_division($words, vm))
        }
    };
}

/// Each division has words of its own (`longobject.c`, `floatobject.c`).
fn divisions(vm: &VirtualMachine) {
    macro_rules! words {
        ($slots:ident, $number:ident: $($slot:ident, $right:ident => $words:literal;)*) => {$(
            $slots.$slot.store(Some(division!($number, $slot, $words)));
            $slots.$right.store(Some(division!($number, $slot, $words)));
        )*};
    }
    for class in [PyInt::class(&vm.ctx), vm.ctx.types.bool_type] {
        let slots = &class.slots.as_number;
        words!(slots, PyInt:
            remainder, right_remainder => "integer modulo by zero";
            floor_divide, right_floor_divide => "integer division or modulo by zero";
            divmod, right_divmod => "integer division or modulo by zero";
        );
    }
    let slots = &PyFloat::class(&vm.ctx).slots.as_number;
    words!(slots, PyFloat:
        true_divide, right_true_divide => "float division by zero";
        floor_divide, right_floor_divide => "float floor division by zero";
        remainder, right_remainder => "float modulo by zero";
        divmod, right_divmod => "float divmod()";
    );
}
