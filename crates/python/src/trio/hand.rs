//! What a reader's intervention comes to on trio. Single tasks cannot be cancelled there, scopes can; an error comes out of a wait as
//! a cancellation would, by the abort function; and of the ready tasks only those of one batch may change places: that much of
//! the order trio leaves open, and no more. Knows the runner; the rules of a wait are those of whoever waits.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use espalier_kernel::Seconds;
use espalier_trace::{EventId, TaskId};
use rustpython_vm::{AsObject, Py, PyRef, PyResult, VirtualMachine, builtins::PyBaseExceptionRef};

use super::{
    cancel_scope::CancelScope,
    exceptions::{self, CancelReason, Source},
    runner::Runner,
    task::Task,
};
use crate::{
    hand::{self, Answer, Gates, Hand, refuse},
    session::kernel,
};

/// The turn of a loop's tasks, as far as the reader can change it.
#[derive(Default)]
pub(super) struct Turns {
    /// The batch that is being stepped, what is left of it.
    pub(super) batch: RefCell<VecDeque<PyRef<Task>>>,
    /// The task that the next batch begins with.
    pub(super) first: RefCell<Option<PyRef<Task>>>,
    gates: RefCell<Gates<PyRef<Task>>>,
}

impl Turns {
    /// When the first delay is over.
    pub(super) fn next_deadline(&self) -> Option<Seconds> {
        self.gates.borrow().next_deadline()
    }

    /// The batch begins with the task that the reader chose.
    pub(super) fn put_first(&self) {
        let Some(first) = self.first.take() else { return };
        let mut batch = self.batch.borrow_mut();
        if let Some(place) = batch.iter().position(|task| task.is(&first)) {
            batch.remove(place);
            batch.push_front(first);
        }
    }
}

/// Between two steps: does what the reader wants done by now.
pub(super) fn between_decisions(runner: &Rc<Runner>, vm: &VirtualMachine) -> PyResult<()> {
    if hand::is_due() {
        hand::intervene(&Run(runner.clone()), vm)?;
    }
    open_gates(runner, vm).map(drop)
}

/// Tasks whose gates are open now are ready. Whether there is one.
pub(super) fn open_gates(runner: &Runner, vm: &VirtualMachine) -> PyResult<bool> {
    let gates = &runner.turns.gates;
    if gates.borrow().is_idle() {
        return Ok(false);
    }
    let now = exceptions::instant(runner.current_time(vm)?);
    let mut any = false;
    loop {
        let step = gates.borrow_mut().pop(now.to_nanos(), |task| cancelled_by(runner, task));
        let Some(task) = step else { return Ok(any) };
        runner.queue(task);
        any = true;
    }
}

/// The runner is about to step `task`. Given back unless its gate is shut.
pub(super) fn pass(
    runner: &Runner,
    task: PyRef<Task>,
    vm: &VirtualMachine,
) -> PyResult<Option<PyRef<Task>>> {
    let gates = &runner.turns.gates;
    if gates.borrow().is_idle() {
        return Ok(Some(task));
    }
    let now = exceptions::instant(runner.current_time(vm)?);
    let cancelled = cancelled_by(runner, &task).is_some();
    let (id, mut gates) = (task.id(), gates.borrow_mut());
    Ok(gates.pass(id, task, now, cancelled))
}

/// The event by which a task is cancelled or interrupted, if it is. Not by a scope of the library's own: the one in `trio.sleep`
/// is cancelled whenever the time is over.
fn cancelled_by(runner: &Runner, task: &Task) -> Option<EventId> {
    if runner.is_interrupted(task) {
        return Some(kernel(|kernel| kernel.here()));
    }
    let mut status = task.cancel_status()?;
    while status.scope().in_trace().is_none() {
        status = status.parent()?;
    }
    if !status.effectively_cancelled() {
        return None;
    }
    let request = status.scope().reason_given().and_then(|reason| reason.request.get());
    Some(request.unwrap_or_else(|| kernel(|kernel| kernel.here())))
}

struct Run(Rc<Runner>);

impl Run {
    fn find(&self, id: TaskId) -> Result<PyRef<Task>, String> {
        let mut root = self.0.init_task().and_then(|task| task.cancel_status());
        while let Some(outer) = root.as_ref().and_then(|status| status.parent()) {
            root = Some(outer);
        }
        let mut statuses: Vec<_> = root.into_iter().collect();
        while let Some(status) = statuses.pop() {
            if let Some(task) = status.tasks().into_iter().find(|task| task.id() == id) {
                return Ok(task);
            }
            statuses.extend(status.children());
        }
        Err(format!("task {} is not of the run that goes on", id.0))
    }

    /// The scopes around a task that the program can cancel, the innermost first.
    fn scopes_around(&self, id: TaskId) -> Vec<String> {
        let mut status = self.find(id).ok().and_then(|task| task.cancel_status());
        let mut scopes = Vec::new();
        while let Some(inner) = status {
            scopes.extend(inner.scope().in_trace().map(|(scope, _)| scope.0.to_string()));
            status = inner.parent();
        }
        scopes
    }
}

impl Hand for Run {
    type Step = PyRef<Task>;

    fn cancel(&self, id: TaskId, _vm: &VirtualMachine) -> Answer<'_> {
        let scopes = self.scopes_around(id).join(", ");
        refuse(format!(
            "trio cannot cancel a single task, only a scope with all that is in it; around task {} are, from the inside, scopes {scopes}",
            id.0
        ))
    }

    fn raise(&self, id: TaskId, error: PyBaseExceptionRef, vm: &VirtualMachine) -> Answer<'_> {
        let task = match self.find(id) {
            Ok(task) => task,
            Err(why) => return refuse(why),
        };
        let ready = task.next.borrow().is_some();
        let another = match task.next.borrow().as_ref() {
            Some(Err(next)) => {
                !exceptions::is_cancelled(next, vm) || cancelled_by(&self.0, &task).is_some()
            }
            _ => false,
        };
        if another {
            return refuse(format!("task {} is about to get another exception", id.0));
        }
        Ok(Ok(Box::new(move |vm| {
            hand::number(&error, id, vm);
            if !ready {
                // An abort function may refuse; then the task waits on, as it does when it is cancelled.
                let reason = Rc::new(CancelReason::in_place_of_cancelled(error));
                return Task::attempt_abort(&task, reason, vm);
            }
            let before = task.next.replace(Some(Err(error)));
            drop(before);
            let parked = self.0.turns.gates.borrow_mut().take(id);
            if let Some(task) = parked {
                self.0.queue(task);
            }
            Ok(())
        })))
    }

    fn run_next(&self, id: TaskId, _vm: &VirtualMachine) -> Answer<'_> {
        let task = match self.find(id) {
            Ok(task) => task,
            Err(why) => return refuse(why),
        };
        let turns = &self.0.turns;
        let in_batch = turns.batch.borrow().iter().any(|other| other.is(&task));
        if !in_batch && !turns.batch.borrow().is_empty() {
            return refuse(format!(
                "task {} is of trio's next batch: only tasks of one batch can change places",
                id.0
            ));
        }
        Ok(Ok(Box::new(move |_| {
            let before = turns.first.replace(Some(task));
            drop(before);
            if in_batch {
                turns.put_first();
            }
            Ok(())
        })))
    }

    fn gates(&self) -> &RefCell<Gates<PyRef<Task>>> {
        &self.0.turns.gates
    }
}

/// A scope that the reader can cancel, as `scope.cancel()` does.
pub(super) fn offer(scope: &Py<CancelScope>, vm: &VirtualMachine) {
    let Some((id, _)) = scope.in_trace() else { return };
    hand::offer(
        id,
        scope.as_object(),
        |scope, vm| match scope.downcast_ref::<CancelScope>() {
            Some(scope) => {
                let reason = || CancelReason::new(Source::Explicit, None, None);
                CancelScope::cancel_because(scope, reason, vm)
            }
            None => Ok(()),
        },
        vm,
    );
}
