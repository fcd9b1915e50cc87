//! The order of sets of numbers. CPython walks a set along its hash table, and the hash of a number is no chance: `{3, 1, 2}`
//! prints as `{1, 2, 3}` in every run. RustPython walks sets as they were filled. So a set that holds nothing but numbers,
//! `None`, and tuples and frozensets of them is walked here as CPython's table would have them, had they been
//! added one by one, and after that as it was while elements are only taken out. Other sets, where the hash is random or an address, go oldest first. Knows no library.
//!
//! What does not ask the set for an iterator but copies it whole (`[*numbers]`, `dict.fromkeys(numbers)`) is not reached.

use std::{
    cell::RefCell,
    collections::{HashSet, VecDeque},
    sync::OnceLock,
};

use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, TryFromObject, VirtualMachine,
    builtins::{
        PyFloat, PyFrozenSet, PySet, PyStr, PyTuple, PyType, descriptor::PyMethodDescriptor,
    },
    class::PyClassImpl,
    common::lock::PyMutex,
    function::{FuncArgs, PyMethodDef},
    protocol::{PyIter, PyIterReturn},
    pyclass,
    types::{IterNext, Iterable, SelfIter},
};

/// The slots as RustPython fills them; classes are shared by all virtual machines.
struct Originals {
    iter: [IterSlot; 2],
    repr: [ReprSlot; 2],
    copy: [CallSlot; 2],
}

type IterSlot = fn(PyObjectRef, &VirtualMachine) -> PyResult;
type ReprSlot = fn(&PyObject, &VirtualMachine) -> PyResult<PyRef<PyStr>>;
type CallSlot =
    fn(&PyObject, Vec<PyObjectRef>, usize, Option<&[PyObjectRef]>, &VirtualMachine) -> PyResult;

static ORIGINALS: OnceLock<Originals> = OnceLock::new();

fn originals() -> &'static Originals {
    ORIGINALS.get().expect("installed with the first virtual machine")
}

/// Gives sets CPython's order, once for all virtual machines.
pub(crate) fn install(vm: &VirtualMachine) {
    drop(TableIterator::make_static_type());
    let types = &vm.ctx.types;
    let sets = [types.set_type, types.frozenset_type];
    let copies = [types.list_type, types.tuple_type];
    let mut first = false;
    ORIGINALS.get_or_init(|| {
        first = true;
        Originals {
            iter: sets.map(|class| class.slots.iter.load().expect("sets are iterated")),
            repr: sets.map(|class| class.slots.repr.load().expect("sets have a text")),
            copy: copies.map(|class| class.slots.vectorcall.load().expect("classes are called")),
        }
    });
    if !first {
        return;
    }
    types.set_type.slots.iter.store(Some(iter::<0>));
    types.frozenset_type.slots.iter.store(Some(iter::<1>));
    types.set_type.slots.repr.store(Some(repr::<0>));
    types.frozenset_type.slots.repr.store(Some(repr::<1>));
    types.list_type.slots.vectorcall.store(Some(copy::<0>));
    types.tuple_type.slots.vectorcall.store(Some(copy::<1>));
    pop_first(types.set_type, vm);
}

/// What a set or frozenset holds, as it was filled.
fn elements(set: &PyObject) -> Option<Vec<PyObjectRef>> {
    set.downcast_ref::<PySet>()
        .map(|set| set.elements())
        .or_else(|| set.downcast_ref::<PyFrozenSet>().map(|set| set.elements()))
}

thread_local! {
    /// The sets that were asked for their order last.
    static SEEN: RefCell<VecDeque<Seen>> = const { RefCell::new(VecDeque::new()) };
}

/// How many sets are remembered; programs empty few at a time.
const REMEMBERED: usize = 8;

/// A set in the order that its table had, which stays when elements are taken out. Holds the set, lest another one take its
/// place in memory; a set of numbers ends unseen.
struct Seen {
    set: PyObjectRef,
    filled: Vec<PyObjectRef>,
    order: Vec<PyObjectRef>,
}

/// Forgets the sets of a run.
pub(crate) fn end() {
    let seen = SEEN.take();
    drop(seen);
}

/// The order that the table has kept, if nothing but taking out has happened since it was last asked for.
fn remembered(set: &PyObject, elements: &[PyObjectRef]) -> Option<Vec<PyObjectRef>> {
    SEEN.with_borrow(|seen| {
        let seen = seen.iter().find(|seen| seen.set.is(set))?;
        let mut before = seen.filled.iter();
        let only_taken_out = elements.iter().all(|element| before.any(|before| before.is(element)));
        if !only_taken_out {
            return None;
        }
        let left: HashSet<usize> = elements.iter().map(|element| element.get_id()).collect();
        Some(
            seen.order.iter().filter(|element| left.contains(&element.get_id())).cloned().collect(),
        )
    })
}

/// Remembers the order of a set that can change.
fn remember(set: &PyObject, filled: &[PyObjectRef], order: &[PyObjectRef], vm: &VirtualMachine) {
    if !set.class().is(vm.ctx.types.set_type) {
        return;
    }
    let new = Seen { set: set.to_owned(), filled: filled.to_vec(), order: order.to_vec() };
    let oldest = SEEN.with_borrow_mut(|seen| {
        let same = seen.iter().position(|seen| seen.set.is(set));
        let gone = match same {
            Some(place) => seen.remove(place),
            None if seen.len() == REMEMBERED => seen.pop_front(),
            None => None,
        };
        seen.push_back(new);
        gone
    });
    drop(oldest);
}

/// A set's elements in the order of CPython's table, if that is another one than that of filling.
fn in_table_order(set: &PyObject, vm: &VirtualMachine) -> Option<Vec<PyObjectRef>> {
    let elements = elements(set).filter(|elements| elements.len() > 1)?;
    let hashes: Vec<i64> =
        elements.iter().map(|element| steady_hash(element, vm)).collect::<Option<_>>()?;
    let order = remembered(set, &elements).unwrap_or_else(|| {
        let order: Vec<_> =
            table_order(&hashes).into_iter().map(|index| elements[index].clone()).collect();
        remember(set, &elements, &order, vm);
        order
    });
    let as_filled = std::iter::zip(&order, &elements).all(|(one, other)| one.is(other));
    if as_filled { None } else { Some(order) }
}

/// The hash of an object for which it is the same in every run of CPython's.
fn steady_hash(object: &PyObject, vm: &VirtualMachine) -> Option<i64> {
    let types = &vm.ctx.types;
    let class = object.class();
    let of_all = |parts: &[PyObjectRef]| parts.iter().all(|part| steady_hash(part, vm).is_some());
    let steady = if class.is(types.float_type) {
        // What is not a number is hashed by its address.
        object.downcast_ref::<PyFloat>().is_some_and(|float| !float.to_f64().is_nan())
    } else if class.is(types.tuple_type) {
        object.downcast_ref::<PyTuple>().is_some_and(|tuple| of_all(tuple.as_slice()))
    } else if class.is(types.frozenset_type) {
        elements(object).is_some_and(|elements| of_all(&elements))
    } else {
        [types.int_type, types.bool_type, types.complex_type, types.none_type]
            .iter()
            .any(|number| class.is(*number))
    };
    if steady { object.hash(vm).ok() } else { None }
}

/// Where a set begins, and how far it looks for a free place beside the one that is taken (`setobject.c`).
const SMALLEST_TABLE: usize = 8;
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;

/// The order in which CPython's table has elements that are added one by one, by their numbers.
fn table_order(hashes: &[i64]) -> Vec<usize> {
    let mut table = vec![None; SMALLEST_TABLE];
    for (used, index) in (1..).zip(0..hashes.len()) {
        insert(&mut table, index, hashes);
        let mask = table.len() - 1;
        if used * 5 >= mask * 3 {
            let enough = if used > 50_000 { used * 2 } else { used * 4 };
            let mut larger = vec![None; (enough + 1).next_power_of_two().max(SMALLEST_TABLE)];
            table.iter().flatten().for_each(|index| insert(&mut larger, *index, hashes));
            table = larger;
        }
    }
    table.into_iter().flatten().collect()
}

/// Puts an element into the first free place that its hash leads to.
fn insert(table: &mut [Option<usize>], element: usize, hashes: &[i64]) {
    let mask = table.len() - 1;
    // As unsigned, which is how the table sees a hash; the table's own size keeps it in range.
    let mut perturb = hashes[element] as u64;
    let mut place = perturb as usize & mask;
    loop {
        let probes = if place + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
        if let Some(free) = table[place..=place + probes].iter_mut().find(|slot| slot.is_none()) {
            *free = Some(element);
            return;
        }
        perturb >>= PERTURB_SHIFT;
        place = place.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb as usize) & mask;
    }
}

/// `iter(set)`.
fn iter<const KIND: usize>(set: PyObjectRef, vm: &VirtualMachine) -> PyResult {
    match in_table_order(&set, vm) {
        Some(elements) => {
            let left = PyMutex::new(Left { position: 0, elements });
            Ok(TableIterator { set, left }.into_ref(&vm.ctx).into())
        }
        None => originals().iter[KIND](set, vm),
    }
}

/// `repr(set)`.
fn repr<const KIND: usize>(set: &PyObject, vm: &VirtualMachine) -> PyResult<PyRef<PyStr>> {
    let Some(elements) = in_table_order(set, vm) else {
        return originals().repr[KIND](set, vm);
    };
    let mut texts = Vec::with_capacity(elements.len());
    for element in &elements {
        texts.push(element.repr(vm)?.to_string_lossy().into_owned());
    }
    let braces = format!("{{{}}}", texts.join(", "));
    let class = set.class();
    let text = if class.is(vm.ctx.types.set_type) {
        braces
    } else {
        format!("{}({braces})", class.name())
    };
    Ok(vm.ctx.new_str(text))
}

/// `list(set)` and `tuple(set)`, which copy a set without asking for its iterator.
fn copy<const KIND: usize>(
    class: &PyObject,
    mut args: Vec<PyObjectRef>,
    count: usize,
    names: Option<&[PyObjectRef]>,
    vm: &VirtualMachine,
) -> PyResult {
    if let [set] = args.as_mut_slice()
        && let Some(elements) = in_table_order(set, vm)
    {
        *set = vm.ctx.new_list(elements).into();
    }
    originals().copy[KIND](class, args, count, names, vm)
}

/// Up to how many elements `set.pop` asks the table which is first: for each it is made anew, so that emptying a set takes
/// the square of its size.
const POPPED_BY_TABLE: usize = 1000;

/// Makes `set.pop` take the element that iteration meets first, where RustPython takes the one added last; of a very large set
/// the oldest.
fn pop_first(class: &'static Py<PyType>, vm: &VirtualMachine) {
    let name = vm.ctx.intern_str("pop");
    let method = class.get_direct_attr(name);
    let Some(method) = method.and_then(|method| method.downcast::<PyMethodDescriptor>().ok())
    else {
        return;
    };
    let original = method.method;
    let pop = |vm: &VirtualMachine, args: FuncArgs, callee| {
        let [set] = args.args.as_slice() else { return (original.func)(vm, args, callee) };
        let iterator = if set.length(vm)? <= POPPED_BY_TABLE {
            PyIter::try_from_object(vm, set.clone())?
        } else {
            PyIter::new(originals().iter[0](set.clone(), vm)?)
        };
        let PyIterReturn::Return(first) = iterator.next(vm)? else {
            return (original.func)(vm, args, callee);
        };
        if let Some(set) = set.downcast_ref::<PySet>() {
            set.discard(first.clone(), vm)?;
        }
        Ok(first)
    };
    let pop: &'static PyMethodDef =
        Box::leak(Box::new(PyMethodDef { func: Box::leak(Box::new(pop)), ..original.clone() }));
    class.set_attr(name, pop.build_method(&vm.ctx, method.common.typ).into());
}

/// The iterator of a set whose order is that of the table.
#[pyclass(module = false, name = "set_iterator")]
#[derive(Debug, PyPayload)]
struct TableIterator {
    set: PyObjectRef,
    left: PyMutex<Left>,
}

#[derive(Debug)]
struct Left {
    elements: Vec<PyObjectRef>,
    position: usize,
}

#[pyclass(flags(DISALLOW_INSTANTIATION), with(IterNext, Iterable))]
impl TableIterator {
    #[pymethod]
    fn __length_hint__(zelf: &Py<Self>) -> usize {
        let left = zelf.left.lock();
        left.elements.len() - left.position
    }
}

impl SelfIter for TableIterator {}

impl IterNext for TableIterator {
    fn next(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        let mut left = zelf.left.lock();
        let Some(element) = left.elements.get(left.position).cloned() else {
            return Ok(PyIterReturn::StopIteration(None));
        };
        if elements(&zelf.set).is_some_and(|now| now.len() != left.elements.len()) {
            return Err(vm.new_runtime_error("Set changed size during iteration"));
        }
        left.position += 1;
        Ok(PyIterReturn::Return(element))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Small whole numbers are their own hashes.
    fn walked(numbers: &[i64]) -> Vec<i64> {
        table_order(numbers).into_iter().map(|index| numbers[index]).collect()
    }

    #[test]
    fn numbers_go_as_in_cpythons_table() {
        assert_eq!(walked(&[3, 1, 2]), [1, 2, 3]);
        assert_eq!(walked(&[50, 8, 16, 0, 24]), [0, 8, 16, 50, 24]);
        let squares: Vec<i64> = (0..12).map(|number| number * number).collect();
        assert_eq!(walked(&squares), [0, 1, 64, 121, 4, 36, 100, 9, 16, 49, 81, 25]);
    }

    #[test]
    fn what_collides_keeps_its_order() {
        assert_eq!(walked(&[9, 1]), [9, 1]);
        assert_eq!(walked(&[1, 9]), [1, 9]);
    }
}
