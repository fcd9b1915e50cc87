//! The parking lot: a line of tasks that wait to be let go, on which locks, semaphores and the like are built.
//! Knows tasks and the runner.
//!
//! Rules: `trio/_core/_parking_lot.py`.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use espalier_trace::{Wait, WaitOn};
use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine, atomic_func,
    builtins::{PyFloat, PyInt, PyType},
    function::{FuncArgs, OptionalArg},
    protocol::{PyNumberMethods, PySequenceMethods},
    pyclass,
    types::{AsNumber, AsSequence, Constructor, Representable},
};

use super::{
    exceptions::{self, BrokenResourceError, CancelReason},
    next_key, opaque_debug, runner, shim,
    task::{Task, TaskObject},
    traps::{Abort, wait_task_rescheduled},
};
use crate::{
    coroutine::{RustCoroutine, Vm},
    lines,
    signatures::init_args,
};

/// A line of waiting tasks.
#[pyclass(module = "trio.lowlevel", name = "ParkingLot")]
#[derive(PyPayload, Default)]
pub(super) struct ParkingLot {
    parked: RefCell<BTreeMap<u64, PyRef<Task>>>,
    broken_by: RefCell<Vec<PyRef<Task>>>,
}

opaque_debug!(ParkingLot);

impl Constructor for ParkingLot {
    type Args = FuncArgs;

    fn py_new(class: &Py<PyType>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        let () = init_args(class.as_object(), "ParkingLot.__init__(self)", args, vm)?;
        Ok(Self::default())
    }
}

impl ParkingLot {
    pub(super) fn new_ref(vm: &VirtualMachine) -> PyRef<Self> {
        Self::default().into_ref(&vm.ctx)
    }

    pub(super) fn len(&self) -> usize {
        self.parked.borrow().len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parked.borrow().is_empty()
    }

    /// `park`: waits at the end of the line.
    pub(super) async fn park(vm: Vm, zelf: PyRef<Self>, wait: Wait) -> PyResult<()> {
        let broken_by = zelf
            .broken_by
            .borrow()
            .iter()
            .map(|task| task.repr_text())
            .collect::<Vec<_>>()
            .join(", ");
        if !broken_by.is_empty() {
            let text = format!("Attempted to park in parking lot broken by [{broken_by}]");
            return Err(exceptions::with_message(BrokenResourceError::class(&vm.ctx), &text, &vm));
        }
        let task = runner::current_task(&vm)?;
        Self::append(&zelf, &task);
        let abort = move |_: &Rc<CancelReason>, _: &VirtualMachine| {
            // It may have been moved to another lot meanwhile.
            let lot = task.custom_sleep_data.borrow().clone();
            if let Some(lot) = lot.as_ref().and_then(|lot| lot.downcast_ref::<Self>()) {
                let parked = lot.parked.borrow_mut().remove(&task.wait_key.get());
                drop(parked);
            }
            Ok(Abort::Succeeded)
        };
        drop(zelf);
        wait_task_rescheduled(vm, wait, Box::new(abort)).await.map(drop)
    }

    fn append(zelf: &Py<Self>, task: &PyRef<Task>) {
        task.wait_key.set(next_key());
        zelf.parked.borrow_mut().insert(task.wait_key.get(), task.clone());
        let old = task.custom_sleep_data.replace(Some(zelf.to_owned().into()));
        drop(old);
    }

    /// Takes the first `count` tasks out of the line.
    fn pop_several(&self, count: usize) -> Vec<PyRef<Task>> {
        let mut parked = self.parked.borrow_mut();
        let count = count.min(parked.len());
        (0..count).filter_map(|_| parked.pop_first().map(|(_, task)| task)).collect()
    }

    /// `unpark`: lets the first `count` go.
    pub(super) fn unpark_count(
        &self,
        count: usize,
        vm: &VirtualMachine,
    ) -> PyResult<Vec<PyRef<Task>>> {
        let tasks = self.pop_several(count);
        let runner = runner::current(vm)?;
        for task in &tasks {
            runner.reschedule(task, Ok(vm.ctx.none()), vm)?;
        }
        Ok(tasks)
    }

    /// `repark`: moves the first `count` to the end of another line.
    pub(super) fn repark_count(&self, other: &Py<Self>, count: usize) {
        for task in self.pop_several(count) {
            Self::append(other, &task);
        }
    }

    /// `break_lot`: everybody in the line, and everybody who comes, gets a `BrokenResourceError`.
    pub(super) fn break_by(zelf: &Py<Self>, task: &Py<Task>, vm: &VirtualMachine) -> PyResult<()> {
        let first = zelf.broken_by.borrow().is_empty();
        zelf.broken_by.borrow_mut().push(task.to_owned());
        if !first {
            return Ok(());
        }
        let runner = runner::current(vm)?;
        let text = format!("Parking lot broken by {}", task.repr_text());
        for parked in zelf.pop_several(usize::MAX) {
            let error = exceptions::with_message(BrokenResourceError::class(&vm.ctx), &text, vm);
            runner.reschedule(&parked, Err(error), vm)?;
        }
        Ok(())
    }
}

/// How many tasks the program means: an integer, or infinity for all.
pub(super) fn count(object: OptionalArg<PyObjectRef>, vm: &VirtualMachine) -> PyResult<usize> {
    let Some(object) = object.into_option() else { return Ok(1) };
    if let Some(float) = object.downcast_ref::<PyFloat>() {
        if float.to_f64().is_infinite() {
            return Ok(usize::MAX);
        }
        return Err(vm.new_value_error("Cannot pop a non-integer number of tasks."));
    }
    let Some(int) = object.downcast_ref::<PyInt>() else {
        // So says `min`.
        let class = object.class().name();
        let text = format!("'<' not supported between instances of 'int' and '{class}'");
        return Err(vm.new_type_error(text));
    };
    // A negative number is an empty range.
    Ok(int
        .try_to_primitive::<i64>(vm)
        .map_or(usize::MAX, |count| usize::try_from(count).unwrap_or(0)))
}

#[derive(rustpython_vm::FromArgs)]
struct CountArgs {
    #[pyarg(named, optional)]
    count: OptionalArg<PyObjectRef>,
}

#[pyclass(flags(BASETYPE, HAS_WEAKREF), with(Constructor, AsSequence, AsNumber, Representable))]
impl ParkingLot {
    #[pymethod(name = "park")]
    fn py_park(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("park", "ParkingLot.park", vm, |vm, _| async move {
            lines::touch();
            Self::park(vm, zelf, Wait::new(WaitOn::Other, "ParkingLot.park"))
                .await
                .map(|()| vm.ctx.none())
        })
    }

    #[pymethod]
    fn unpark(zelf: &Py<Self>, args: CountArgs, vm: &VirtualMachine) -> PyResult {
        lines::touch();
        let tasks = zelf.unpark_count(count(args.count, vm)?, vm)?;
        Ok(vm.ctx.new_list(tasks.into_iter().map(PyObjectRef::from).collect()).into())
    }

    #[pymethod]
    fn unpark_all(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        lines::touch();
        let tasks = zelf.unpark_count(usize::MAX, vm)?;
        Ok(vm.ctx.new_list(tasks.into_iter().map(PyObjectRef::from).collect()).into())
    }

    #[pymethod]
    fn repark(
        zelf: &Py<Self>,
        new_lot: PyObjectRef,
        args: CountArgs,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let Some(new_lot) = new_lot.downcast_ref::<Self>() else {
            return Err(vm.new_type_error("new_lot must be a ParkingLot"));
        };
        zelf.repark_count(new_lot, count(args.count, vm)?);
        Ok(())
    }

    #[pymethod]
    fn repark_all(zelf: &Py<Self>, new_lot: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let Some(new_lot) = new_lot.downcast_ref::<Self>() else {
            return Err(vm.new_type_error("new_lot must be a ParkingLot"));
        };
        zelf.repark_count(new_lot, usize::MAX);
        Ok(())
    }

    #[pymethod]
    fn break_lot(
        zelf: PyRef<Self>,
        task: OptionalArg<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        lines::touch();
        let task = match task.into_option().and_then(|task| vm.option_if_none(task)) {
            Some(task) => task.try_into_value::<PyRef<Task>>(vm)?,
            None => runner::current_task(vm)?,
        };
        Self::break_by(&zelf, &task, vm)
    }

    #[pygetset]
    fn broken_by(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.ctx
            .new_list(zelf.broken_by.borrow().iter().cloned().map(PyObjectRef::from).collect())
            .into()
    }

    #[pymethod]
    pub(super) fn statistics(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        shim::record("ParkingLotStatistics", vec![vm.ctx.new_int(zelf.len()).into()], vm)
    }
}

impl Representable for ParkingLot {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        let listed = |tasks: Vec<String>| tasks.join(", ");
        let parked: Vec<String> = zelf
            .parked
            .borrow()
            .values()
            .map(|task| format!("{}: None", task.repr_text()))
            .collect();
        let parked =
            if parked.is_empty() { String::new() } else { format!("{{{}}}", listed(parked)) };
        let broken_by =
            listed(zelf.broken_by.borrow().iter().map(|task| task.repr_text()).collect());
        Ok(format!("ParkingLot(_parked=OrderedDict({parked}), broken_by=[{broken_by}])"))
    }
}

impl AsSequence for ParkingLot {
    fn as_sequence() -> &'static PySequenceMethods {
        static METHODS: PySequenceMethods = PySequenceMethods {
            length: atomic_func!(|lot, _vm| Ok(ParkingLot::sequence_downcast(lot).len())),
            ..PySequenceMethods::NOT_IMPLEMENTED
        };
        &METHODS
    }
}

impl AsNumber for ParkingLot {
    fn as_number() -> &'static PyNumberMethods {
        static METHODS: PyNumberMethods = PyNumberMethods {
            boolean: Some(|lot, _vm| Ok(!ParkingLot::number_downcast(lot).is_empty())),
            ..PyNumberMethods::NOT_IMPLEMENTED
        };
        &METHODS
    }
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct BreakerArgs {
    #[pyarg(any)]
    task: PyRef<Task>,
    #[pyarg(any)]
    lot: PyRef<ParkingLot>,
}

/// `add_parking_lot_breaker`: the lot breaks when the task exits.
pub(super) fn add_parking_lot_breaker(args: BreakerArgs, vm: &VirtualMachine) -> PyResult<()> {
    if args.task.exited.get() {
        let text = "Attempted to add already exited task as lot breaker.";
        return Err(exceptions::with_message(BrokenResourceError::class(&vm.ctx), text, vm));
    }
    args.task.breaks.borrow_mut().push(args.lot);
    Ok(())
}

/// `remove_parking_lot_breaker`.
pub(super) fn remove_parking_lot_breaker(args: BreakerArgs, vm: &VirtualMachine) -> PyResult<()> {
    remove_breaker(&args.task, &args.lot, vm)
}

/// The lot no longer breaks when the task exits.
pub(super) fn remove_breaker(
    task: &Task,
    lot: &Py<ParkingLot>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let mut breaks = task.breaks.borrow_mut();
    let Some(index) = breaks.iter().position(|other| other.is(lot)) else {
        let text = "Attempted to remove task as breaker for a lot it is not registered for";
        return Err(vm.new_runtime_error(text));
    };
    let removed = breaks.remove(index);
    drop(breaks);
    drop(removed);
    Ok(())
}
