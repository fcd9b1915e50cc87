//! What tasks wait on: a line (`SchedFIFO`) and a crowd (`SchedBarrier`). Knows tasks as things to keep; the runtime puts
//! them in and takes them out.
//!
//! Rules: `curio/sched.py`. A crowd is walked oldest first.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

use espalier_trace::{EventKind, ResourceId, ResourceKind, ScopeId, TaskId, Wait, WaitOn};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine, atomic_func,
    builtins::PyType,
    function::FuncArgs,
    protocol::PySequenceMethods,
    pyclass,
    types::{AsSequence, Constructor, Representable},
};

use super::{opaque, task::Task, traps};
use crate::{coroutine::RustCoroutine, session::kernel};

/// A place in a line; empty once its task is cancelled.
pub(super) type Place = Rc<RefCell<Option<PyRef<Task>>>>;

/// What the trace says of a primitive.
#[derive(Default)]
pub(super) struct Shown {
    resource: Cell<Option<ResourceId>>,
    /// A task group's own semaphore: who waits on it waits for the group's tasks.
    scope: Cell<Option<ScopeId>>,
    /// The task whose end is waited for.
    pub(super) task: Cell<Option<TaskId>>,
}

impl Shown {
    fn resource(&self) -> ResourceId {
        self.resource.get().unwrap_or_else(|| {
            let id = kernel(|kernel| kernel.new_resource());
            self.resource.set(Some(id));
            id
        })
    }

    /// A wait in `state`, the word that curio itself has for it.
    pub(super) fn wait(&self, state: &str) -> Wait {
        if let Some(scope) = self.scope.get() {
            return Wait { scope: Some(scope), ..Wait::new(WaitOn::Children, "TaskGroup") };
        }
        if let Some(task) = self.task.get() {
            return Wait { tasks: vec![task], ..Wait::new(WaitOn::Task, "Task.wait") };
        }
        let (on, call) = match state {
            "EVENT_WAIT" => (WaitOn::Event, "Event.wait"),
            "LOCK_ACQUIRE" => (WaitOn::Lock, "Lock.acquire"),
            "SEMA_ACQUIRE" => (WaitOn::Semaphore, "Semaphore.acquire"),
            "COND_WAIT" => (WaitOn::Condition, "Condition.wait"),
            "QUEUE_GET" => (WaitOn::Queue, "Queue.get"),
            "QUEUE_PUT" => (WaitOn::Queue, "Queue.put"),
            "QUEUE_JOIN" => (WaitOn::Queue, "Queue.join"),
            _ => (WaitOn::Other, state),
        };
        Wait { resource: Some(self.resource()), ..Wait::new(on, call) }
    }

    /// Somebody wakes a task that waits in `state`.
    pub(super) fn signalled(&self, state: &str) {
        if self.scope.get().is_some() || self.task.get().is_some() {
            return;
        }
        let (kind, action) = match state {
            "EVENT_WAIT" => (ResourceKind::Event, "set"),
            "LOCK_ACQUIRE" => (ResourceKind::Lock, "release"),
            "SEMA_ACQUIRE" => (ResourceKind::Semaphore, "release"),
            "COND_WAIT" => (ResourceKind::Condition, "notify"),
            "QUEUE_GET" => (ResourceKind::Queue, "put"),
            "QUEUE_PUT" => (ResourceKind::Queue, "get"),
            "QUEUE_JOIN" => (ResourceKind::Queue, "task_done"),
            _ => return,
        };
        let (resource, action) = (self.resource(), action.to_owned());
        kernel(|kernel| {
            let event =
                kernel.emit(kernel.running(), EventKind::Signalled { resource, kind, action });
            kernel.set_here(event);
        });
    }
}

/// `SchedFIFO`: first come, first woken.
#[pyclass(module = "curio.sched", name = "SchedFIFO")]
#[derive(PyPayload, Default)]
pub(super) struct SchedFifo {
    line: RefCell<VecDeque<Place>>,
    waiting: Cell<usize>,
    pub(super) shown: Shown,
}

/// `SchedBarrier`: all are woken together.
#[pyclass(module = "curio.sched", name = "SchedBarrier")]
#[derive(PyPayload, Default)]
pub(super) struct SchedBarrier {
    crowd: RefCell<Vec<PyRef<Task>>>,
    pub(super) shown: Shown,
}

opaque!(SchedFifo);
opaque!(SchedBarrier);

impl SchedFifo {
    pub(super) fn join(&self, task: PyRef<Task>) -> Place {
        let place: Place = Rc::new(RefCell::new(Some(task)));
        self.line.borrow_mut().push_back(place.clone());
        self.waiting.set(self.waiting.get() + 1);
        place
    }

    /// The task at `place` waits no longer. Its place stays in the line, empty.
    pub(super) fn leave(&self, place: &Place) {
        let task = place.take();
        self.waiting.set(self.waiting.get() - 1);
        drop(task);
    }

    /// Takes `count` tasks out of the line.
    ///
    /// # Errors
    /// `IndexError` if fewer wait.
    pub(super) fn take(&self, count: i64, vm: &VirtualMachine) -> PyResult<Vec<PyRef<Task>>> {
        let mut woken = Vec::new();
        while (woken.len() as i64) < count {
            let place = self.line.borrow_mut().pop_front();
            let Some(place) = place else {
                return Err(vm.new_index_error("pop from an empty deque"));
            };
            woken.extend(place.take());
        }
        self.waiting.set(self.waiting.get() - woken.len());
        Ok(woken)
    }
}

impl SchedBarrier {
    pub(super) fn join(&self, task: PyRef<Task>) {
        self.crowd.borrow_mut().push(task);
    }

    pub(super) fn leave(&self, task: &Py<Task>) {
        let mut crowd = self.crowd.borrow_mut();
        let place = crowd.iter().position(|other| other.is(task));
        let task = place.map(|place| crowd.remove(place));
        drop(crowd);
        drop(task);
    }

    /// Takes the oldest `count` tasks out.
    ///
    /// # Errors
    /// `KeyError` if fewer wait.
    pub(super) fn take(&self, count: i64, vm: &VirtualMachine) -> PyResult<Vec<PyRef<Task>>> {
        let mut crowd = self.crowd.borrow_mut();
        let count = usize::try_from(count).unwrap_or(0);
        if count > crowd.len() {
            return Err(vm.new_key_error(vm.ctx.new_str("pop from an empty set").into()));
        }
        Ok(crowd.drain(..count).collect())
    }

    pub(super) fn take_all(&self) -> Vec<PyRef<Task>> {
        self.crowd.take()
    }
}

fn suspend(
    sched: PyObjectRef,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult<PyRef<RustCoroutine>> {
    let reason = args.args.into_iter().next();
    let reason = reason.unwrap_or_else(|| vm.ctx.new_str("SUSPEND").into());
    Ok(traps::coroutine("suspend", "trap_sched_wait", vec![sched, reason], vm))
}

fn repr(name: &str, waiting: usize) -> String {
    format!("{name}<{waiting} tasks waiting>")
}

impl Constructor for SchedFifo {
    type Args = ();

    fn py_new(_class: &Py<PyType>, (): (), _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self::default())
    }
}

impl Constructor for SchedBarrier {
    type Args = ();

    fn py_new(_class: &Py<PyType>, (): (), _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self::default())
    }
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor, AsSequence, Representable))]
impl SchedFifo {
    #[pymethod]
    fn suspend(
        zelf: PyRef<Self>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<RustCoroutine>> {
        suspend(zelf.into(), args, vm)
    }

    #[pymethod]
    fn wake(zelf: PyRef<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        let count = args.args.into_iter().next().unwrap_or_else(|| vm.ctx.new_int(1).into());
        traps::coroutine("wake", "trap_sched_wake", vec![zelf.into(), count], vm)
    }

    /// Those who wait here wait for the tasks of a group.
    #[pymethod]
    fn _belongs_to(zelf: &Py<Self>, scope: u32) {
        zelf.shown.scope.set(Some(ScopeId(scope)));
    }
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor, AsSequence, Representable))]
impl SchedBarrier {
    #[pymethod]
    fn suspend(
        zelf: PyRef<Self>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<RustCoroutine>> {
        suspend(zelf.into(), args, vm)
    }

    #[pymethod]
    fn wake(zelf: PyRef<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        let count = args.args.into_iter().next().filter(|count| !vm.is_none(count));
        let count = count.unwrap_or_else(|| vm.ctx.new_int(zelf.crowd.borrow().len()).into());
        traps::coroutine("wake", "trap_sched_wake", vec![zelf.into(), count], vm)
    }
}

fn length_of(object: &PyObject) -> usize {
    match object.downcast_ref::<SchedFifo>() {
        Some(fifo) => fifo.waiting.get(),
        None => object.downcast_ref::<SchedBarrier>().map_or(0, |b| b.crowd.borrow().len()),
    }
}

impl AsSequence for SchedFifo {
    fn as_sequence() -> &'static PySequenceMethods {
        static METHODS: PySequenceMethods = PySequenceMethods {
            length: atomic_func!(|sequence, _vm| Ok(length_of(sequence.obj))),
            ..PySequenceMethods::NOT_IMPLEMENTED
        };
        &METHODS
    }
}

impl AsSequence for SchedBarrier {
    fn as_sequence() -> &'static PySequenceMethods {
        static METHODS: PySequenceMethods = PySequenceMethods {
            length: atomic_func!(|sequence, _vm| Ok(length_of(sequence.obj))),
            ..PySequenceMethods::NOT_IMPLEMENTED
        };
        &METHODS
    }
}

impl Representable for SchedFifo {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(repr(&zelf.as_object().class().name(), zelf.waiting.get()))
    }
}

impl Representable for SchedBarrier {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(repr(&zelf.as_object().class().name(), length_of(zelf.as_object())))
    }
}
