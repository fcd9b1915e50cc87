//! What a reader's intervention comes to on curio: a cancellation that nobody waits for, an exception in answer to a trap, another
//! order of the ready queue. Knows the runtime; the rules of cancellation are there.

use std::cell::RefCell;

use espalier_trace::{EventId, ScopeId, TaskId};
use rustpython_vm::{PyObjectRef, PyRef, PyResult, VirtualMachine, builtins::PyBaseExceptionRef};

use super::{
    runtime::{self, Runtime},
    task::Task,
    time_queue::seconds,
};
use crate::{
    hand::{self, Answer, Gates, Hand, refuse},
    session::kernel,
};

/// Between two steps: does what the reader wants done by now.
pub(super) fn between_decisions(runtime: &Runtime, vm: &VirtualMachine) -> PyResult<()> {
    if hand::is_due() {
        hand::intervene(&Loop(runtime), vm)?;
    }
    open_gates(runtime);
    Ok(())
}

/// Tasks whose gates are open now are ready.
pub(super) fn open_gates(runtime: &Runtime) {
    if runtime.gates.borrow().is_idle() {
        return;
    }
    let now = seconds(runtime::now());
    loop {
        let step = runtime.gates.borrow_mut().pop(now, cancelled_by);
        let Some(task) = step else { return };
        runtime.ready.borrow_mut().push_back(task);
    }
}

/// The kernel is about to run `task`. Given back unless its gate is shut.
pub(super) fn pass(runtime: &Runtime, task: PyRef<Task>) -> Option<PyRef<Task>> {
    if runtime.gates.borrow().is_idle() {
        return Some(task);
    }
    let Some(id) = task.traced.get() else { return Some(task) };
    let cancelled = cancelled_by(&task).is_some();
    runtime.gates.borrow_mut().pass(id, task, seconds(runtime::now()), cancelled)
}

/// The event by which a task is cancelled, until it is told.
fn cancelled_by(task: &PyRef<Task>) -> Option<EventId> {
    task.request.get().map(|request| request.event)
}

struct Loop<'a>(&'a Runtime);

impl Loop<'_> {
    fn find(&self, id: TaskId) -> Result<PyRef<Task>, String> {
        let tasks = self.0.tasks.clone();
        let task = tasks
            .into_iter()
            .filter_map(|(_, task)| task.downcast::<Task>().ok())
            .find(|task| task.traced.get() == Some(id));
        task.ok_or_else(|| format!("task {} is not of the kernel that runs", id.0))
    }

    fn place(&self, id: TaskId) -> Option<usize> {
        self.0.ready.borrow().iter().position(|task| task.traced.get() == Some(id))
    }

    /// `task.cancel(blocking=False)`.
    fn cancel_now(&self, task: PyRef<Task>, vm: &VirtualMachine) -> PyResult<()> {
        let (task, class): (PyObjectRef, _) = (task.into(), self.0.task_cancelled.clone());
        self.0.cancel(&task, class, vm.ctx.none(), vm)
    }
}

impl Hand for Loop<'_> {
    type Step = PyRef<Task>;

    fn cancel(&self, id: TaskId, _vm: &VirtualMachine) -> Answer<'_> {
        match self.find(id) {
            Ok(task) => Ok(Ok(Box::new(move |vm| self.cancel_now(task, vm)))),
            Err(why) => refuse(why),
        }
    }

    fn raise(&self, id: TaskId, error: PyBaseExceptionRef, _vm: &VirtualMachine) -> Answer<'_> {
        let task = match self.find(id) {
            Ok(task) => task,
            Err(why) => return refuse(why),
        };
        Ok(Ok(Box::new(move |vm| {
            hand::number(&error, id, vm);
            if task.cancel_func.borrow().is_some() {
                runtime::take_out(&task, vm)?;
                kernel(|kernel| kernel.wake(id));
                self.0.throw_at(&task, error.into());
                return Ok(());
            }
            runtime::set_answer(&task, error.into());
            let parked = self.0.gates.borrow_mut().take(id);
            self.0.ready.borrow_mut().extend(parked);
            Ok(())
        })))
    }

    fn run_next(&self, id: TaskId, _vm: &VirtualMachine) -> Answer<'_> {
        let Some(place) = self.place(id) else {
            return refuse(format!("task {} is not in the kernel's ready queue", id.0));
        };
        Ok(Ok(Box::new(move |_| {
            let mut ready = self.0.ready.borrow_mut();
            if let Some(task) = ready.remove(place) {
                ready.push_front(task);
            }
            // A task of the next cycle comes into this one, and puts none of this one's off.
            if (1..=place).contains(&self.0.cycle_left.get()) {
                self.0.cycle_left.set(self.0.cycle_left.get() + 1);
            }
            Ok(())
        })))
    }

    fn gates(&self) -> &RefCell<Gates<PyRef<Task>>> {
        &self.0.gates
    }

    /// A group's remaining tasks are cancelled, as `cancel_remaining()` does; a timeout block has nothing like it.
    fn cancel_scope(&self, scope: ScopeId, _vm: &VirtualMachine) -> Answer<'_> {
        let children = kernel(|kernel| kernel.children_of(scope));
        let tasks: Result<Vec<_>, _> = children.into_iter().map(|child| self.find(child)).collect();
        match tasks {
            Err(why) => refuse(why),
            Ok(tasks) if tasks.is_empty() => {
                refuse(format!("curio cancels the tasks of a group; scope {} has none", scope.0))
            }
            Ok(tasks) => Ok(Ok(Box::new(move |vm| {
                tasks.into_iter().try_for_each(|task| self.cancel_now(task, vm))
            }))),
        }
    }
}
