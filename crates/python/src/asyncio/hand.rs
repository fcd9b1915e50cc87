//! What a reader's intervention comes to on asyncio: `task.cancel()`, an exception in place of what a task awaits, another order
//! of the queue of what is ready. Knows the loop's queue; the rules of a step are the task's.

use std::cell::RefCell;

use espalier_trace::{CancelSource, TaskId};
use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyRef, PyResult, VirtualMachine, builtins::PyBaseExceptionRef,
    object::TraverseFn,
};

use super::{
    event_loop::{EventLoop, Ready, Work},
    future::{self, as_future},
    held::Held,
    task::{self, Task},
};
use crate::{
    hand::{self, Answer, Gates, Hand, refuse},
    session::kernel,
};

impl Held for Gates<Work> {
    fn visit(&self, visit: &mut TraverseFn<'_>) {
        self.steps().for_each(|work| work.visit(visit));
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        self.into_steps().for_each(|work| work.give(out));
    }

    fn surrender(&mut self, out: &mut Vec<PyObjectRef>) {
        std::mem::take(self).give(out);
    }
}

/// Between two callbacks: does what the reader wants done by now.
pub(super) fn between_decisions(event_loop: &Py<EventLoop>, vm: &VirtualMachine) -> PyResult<()> {
    if hand::is_due() {
        hand::intervene(&Loop(event_loop.to_owned()), vm)?;
    }
    open_gates(event_loop);
    Ok(())
}

/// Steps whose gates are open now are ready.
pub(super) fn open_gates(event_loop: &EventLoop) {
    if event_loop.gates.borrow().is_idle() {
        return;
    }
    let now = kernel(|kernel| kernel.now());
    loop {
        let cancelled = |work: &Work| work.task()?.cancel_requested();
        let step = event_loop.gates.borrow_mut().pop(now.to_nanos(), cancelled);
        let Some(step) = step else { return };
        event_loop.push(step);
    }
}

/// The loop is about to run `work`. Given back unless it is the step of a task whose gate is shut.
pub(super) fn pass(event_loop: &EventLoop, work: Work) -> Option<Work> {
    if event_loop.gates.borrow().is_idle() {
        return Some(work);
    }
    let step = work.task().and_then(|task| Some((task.id()?, task.cancel_requested().is_some())));
    let Some((id, cancelled)) = step else { return Some(work) };
    let task = work.task().cloned();
    let now = kernel(|kernel| kernel.now());
    let taken = event_loop.gates.borrow_mut().pass(id, work, now, cancelled);
    if let Some(task) = task.filter(|_| taken.is_none()) {
        // What it awaited is done. Who asks (anyio does, before it cancels) shall not take the task for one that goes on at once.
        let awaited = task.waiter.take();
        drop(awaited);
    }
    taken
}

/// Whether the task's next step waits behind its gate.
pub(super) fn is_parked(task: &Py<Task>) -> bool {
    let Some(future) = as_future(task.as_object()) else { return false };
    let event_loop = future.event_loop.borrow();
    let is_behind = |id| event_loop.as_ref().is_some_and(|it| it.gates.borrow().has(id));
    task.id().is_some_and(is_behind)
}

struct Loop(PyRef<EventLoop>);

impl Loop {
    fn find(&self, id: TaskId) -> Result<PyRef<Task>, String> {
        let found = self.0.find_task(id);
        found.ok_or_else(|| format!("task {} is not of the loop that runs", id.0))
    }

    /// Where the task's next step stands in the queue.
    fn place(&self, id: TaskId) -> Option<usize> {
        let is_it = |ready: &Ready| ready.work.task().and_then(|task| task.id()) == Some(id);
        self.0.ready.borrow().iter().position(is_it)
    }
}

impl Hand for Loop {
    type Step = Work;

    fn cancel(&self, id: TaskId, _vm: &VirtualMachine) -> Answer<'_> {
        let task = match self.find(id) {
            Ok(task) => task,
            Err(why) => return refuse(why),
        };
        Ok(Ok(Box::new(move |vm| {
            task::cancel(task.as_object(), None, CancelSource::Explicit, vm).map(drop)
        })))
    }

    fn raise(&self, id: TaskId, error: PyBaseExceptionRef, _vm: &VirtualMachine) -> Answer<'_> {
        let task = match self.find(id) {
            Ok(task) => task,
            Err(why) => return refuse(why),
        };
        let waiter = task.waiter.borrow().clone();
        let awaited =
            waiter.as_ref().and_then(|waiter| as_future(waiter)).map(|awaited| awaited.to_owned());
        let known = self.place(id).is_some() || self.0.gates.borrow().has(id) || awaited.is_some();
        if !known {
            return refuse(format!("task {} waits for something that is not the library's", id.0));
        }
        Ok(Ok(Box::new(move |vm| {
            hand::number(&error, id, vm);
            let step = Work::Step { task: task.clone(), throw: Some(error) };
            if let Some(place) = self.place(id) {
                let before = std::mem::replace(&mut self.0.ready.borrow_mut()[place].work, step);
                drop(before);
                return Ok(());
            }
            let parked = self.0.gates.borrow_mut().take(id);
            if let Some(awaited) = awaited.filter(|_| parked.is_none()) {
                future::remove_wakeup(&awaited, &task);
                let waiter = task.waiter.take();
                drop(waiter);
                task.woken();
            }
            drop(parked);
            self.0.push(step);
            Ok(())
        })))
    }

    fn run_next(&self, id: TaskId, _vm: &VirtualMachine) -> Answer<'_> {
        let Some(place) = self.place(id) else {
            return refuse(format!("task {} has no step in the loop's queue", id.0));
        };
        Ok(Ok(Box::new(move |_| {
            let mut queue = self.0.ready.borrow_mut();
            if let Some(step) = queue.remove(place) {
                queue.push_front(step);
            }
            // A step of the next turn comes into this one, and puts none of this one's off.
            if (1..=place).contains(&self.0.turn_left.get()) {
                self.0.turn_left.set(self.0.turn_left.get() + 1);
            }
            Ok(())
        })))
    }

    fn gates(&self) -> &RefCell<Gates<Work>> {
        &self.0.gates
    }
}
