//! The reader's hand in a run: between two decisions a model's loop comes here, and what the reader wants done by then is done by
//! the library's own means, or refused with a word why. Owns the order of that, its events, and the [`Gates`] behind which held and
//! delayed tasks wait. Knows no library: each model says what an action means there ([`Hand`]).

use std::{cell::RefCell, collections::BTreeMap};

use espalier_kernel::{Action, Intervention, Kernel, Seconds};
use espalier_trace::{EventId, ScopeId, TaskId, VirtualTime, Wait, WaitOn};
use rustpython_vm::{
    PyObject, PyObjectRef, PyRef, PyResult, VirtualMachine, builtins::PyBaseExceptionRef,
    object::PyWeak,
};

use crate::{interrupt, names, session::kernel};

/// What an action comes to, to be done once its event is told.
pub(crate) type Effect<'a> = Box<dyn FnOnce(&VirtualMachine) -> PyResult<()> + 'a>;

/// The effect, or why there can be none.
pub(crate) type Answer<'a> = PyResult<Result<Effect<'a>, String>>;

/// A model's loop, as the reader's hand meets it. The book has been asked already: tasks are alive, scopes open.
pub(crate) trait Hand {
    /// What the loop keeps for a step that is to be taken.
    type Step;
    /// Cancels a task as the program could.
    fn cancel(&self, task: TaskId, vm: &VirtualMachine) -> Answer<'_>;
    /// Has a task's wait, or the step that it is ready for, end in `error`.
    fn raise(&self, task: TaskId, error: PyBaseExceptionRef, vm: &VirtualMachine) -> Answer<'_>;
    /// Puts a ready task before the others.
    fn run_next(&self, task: TaskId, vm: &VirtualMachine) -> Answer<'_>;
    /// The gates of its tasks.
    fn gates(&self) -> &RefCell<Gates<Self::Step>>;
    /// Cancels a scope for which no object was offered.
    fn cancel_scope(&self, scope: ScopeId, _vm: &VirtualMachine) -> Answer<'_> {
        let owner = kernel(|kernel| kernel.owner_of(scope));
        let advice = owner
            .map_or(String::new(), |owner| format!("; task {} opened it, cancel that", owner.0));
        refuse(format!(
            "the library has no call that cancels scope {} from outside{advice}",
            scope.0
        ))
    }
}

/// The answer that it cannot be.
pub(crate) fn refuse<'a>(why: String) -> Answer<'a> {
    Ok(Err(why))
}

/// Whether a model must come to [`intervene`].
pub(crate) fn is_due() -> bool {
    kernel(|kernel| kernel.is_intervention_due())
}

/// Does what the reader wants done by now.
///
/// # Errors
/// What leaves the loop: `KeyboardInterrupt`.
pub(crate) fn intervene(hand: &impl Hand, vm: &VirtualMachine) -> PyResult<()> {
    while let Some(intervention) = kernel(Kernel::take_due_intervention) {
        let answer = match kernel(|kernel| kernel.why_not(&intervention.action)) {
            Some(why) => refuse(why),
            None => answer(hand, &intervention, vm),
        };
        match answer? {
            Err(why) => drop(kernel(|kernel| kernel.intervention_refused(&intervention, why))),
            Ok(effect) => {
                let before = kernel(|kernel| {
                    let event = kernel.intervention_applied(&intervention);
                    kernel.set_here(event)
                });
                effect(vm)?;
                kernel(|kernel| kernel.set_here(before));
            }
        }
    }
    Ok(())
}

fn answer<'a>(hand: &'a impl Hand, intervention: &Intervention, vm: &VirtualMachine) -> Answer<'a> {
    let action = intervention.action;
    match action {
        Action::Cancel(task) => hand.cancel(task, vm),
        Action::Raise(task) => hand.raise(task, vm.new_runtime_error("raised by the reader"), vm),
        Action::RunNext(task) => hand.run_next(task, vm),
        Action::Delay(task, _) | Action::Hold(task) | Action::Release(task) => {
            let gates = hand.gates();
            if let Some(why) = gates.borrow().why_not(&action) {
                return refuse(why);
            }
            Ok(Ok(Box::new(move |_| {
                let because = kernel(|kernel| kernel.here());
                let mut gates = gates.borrow_mut();
                match action {
                    Action::Delay(_, by) => gates.delay(task, by, because),
                    Action::Release(_) => gates.release(task, because),
                    _ => gates.hold(task, because),
                }
                Ok(())
            })))
        }
        Action::CancelScope(scope) => match offered(scope) {
            Some((object, cancel)) => Ok(Ok(Box::new(move |vm| cancel(&object, vm)))),
            None => hand.cancel_scope(scope, vm),
        },
        Action::Interrupt => Ok(Ok(Box::new(interrupt::between_steps))),
    }
}

/// Numbers the error that the reader throws, as raised in `task`, because of what is going on.
pub(crate) fn number(error: &PyBaseExceptionRef, task: TaskId, vm: &VirtualMachine) {
    let before = kernel(|kernel| kernel.here());
    names::number(error, Some(task), None, vm);
    kernel(|kernel| kernel.set_here(before));
}

// --- scopes ---

type CancelCall = fn(&PyObject, &VirtualMachine) -> PyResult<()>;

thread_local! {
    /// The objects behind scopes that the reader will cancel, and how.
    static OFFERED: RefCell<BTreeMap<ScopeId, (PyRef<PyWeak>, CancelCall)>> = const { RefCell::new(BTreeMap::new()) };
}

/// A scope was opened that `cancel` cancels; remembered if the reader wants that. Not held: how long it lives is behaviour.
pub(crate) fn offer(scope: ScopeId, object: &PyObject, cancel: CancelCall, vm: &VirtualMachine) {
    if kernel(|kernel| kernel.will_cancel(scope))
        && let Ok(weak) = object.downgrade(None, vm)
    {
        OFFERED.with_borrow_mut(|offered| offered.insert(scope, (weak, cancel)));
    }
}

fn offered(scope: ScopeId) -> Option<(PyObjectRef, CancelCall)> {
    OFFERED.with_borrow(|offered| {
        let (object, cancel) = offered.get(&scope)?;
        Some((object.upgrade()?, *cancel))
    })
}

/// Forgets the scopes of the run.
pub(crate) fn end() {
    let offered = OFFERED.take();
    drop(offered);
}

// --- gates ---

#[derive(Debug, Clone, Copy, PartialEq)]
enum Shut {
    /// The next step comes that much later than it would.
    By(VirtualTime),
    /// Until it is released.
    Held,
}

/// A step that waits behind its task's gate.
#[derive(Debug)]
struct Parked<W> {
    step: W,
    /// When it may be taken, if time opens the gate.
    until: Option<Seconds>,
    /// The reader's intervention.
    because: EventId,
}

/// The gates of a loop's tasks; `W` is what the loop keeps for a step that is to be taken. A gate that is shut is opened by
/// the reader, by time, or by a cancellation of its task: to the program it is a wait, and waits can be cancelled.
#[derive(Debug)]
pub(crate) struct Gates<W> {
    shut: BTreeMap<TaskId, (Shut, EventId)>,
    parked: BTreeMap<TaskId, Parked<W>>,
    /// Steps that the reader has released.
    released: Vec<W>,
}

impl<W> Default for Gates<W> {
    fn default() -> Self {
        Self { shut: BTreeMap::new(), parked: BTreeMap::new(), released: Vec::new() }
    }
}

impl<W> Gates<W> {
    /// Whether all are open.
    pub(crate) fn is_idle(&self) -> bool {
        self.shut.is_empty() && self.parked.is_empty() && self.released.is_empty()
    }

    fn is_held(&self, task: TaskId) -> bool {
        self.shut.get(&task).is_some_and(|(shut, _)| *shut == Shut::Held)
            || self.parked.get(&task).is_some_and(|parked| parked.until.is_none())
    }

    fn why_not(&self, action: &Action) -> Option<String> {
        let (task, releases) = (action.task()?, matches!(action, Action::Release(_)));
        match (self.is_held(task), releases) {
            (true, false) => Some(format!("task {} is held already", task.0)),
            (false, true) => Some(format!("task {} is not held", task.0)),
            _ => None,
        }
    }

    fn delay(&mut self, task: TaskId, by: VirtualTime, because: EventId) {
        if let Some(until) = self.parked.get_mut(&task).and_then(|parked| parked.until.as_mut()) {
            *until = later(*until, by);
            return;
        }
        let before = match self.shut.get(&task) {
            Some((Shut::By(before), _)) => before.0,
            _ => 0,
        };
        let by = VirtualTime(by.0.saturating_add(before));
        self.shut.insert(task, (Shut::By(by), because));
    }

    fn hold(&mut self, task: TaskId, because: EventId) {
        match self.parked.get_mut(&task) {
            Some(parked) => parked.until = None,
            None => drop(self.shut.insert(task, (Shut::Held, because))),
        }
    }

    fn release(&mut self, task: TaskId, because: EventId) {
        let step = self.open(task, because);
        self.released.extend(step);
    }

    /// The task's gate opens; its step, if that has come there.
    fn open(&mut self, task: TaskId, because: EventId) -> Option<W> {
        self.shut.remove(&task);
        let parked = self.parked.remove(&task)?;
        kernel(|kernel| kernel.wake_because(because, task));
        Some(parked.step)
    }

    /// The loop is about to take `step`. Given back if the gate is open or `cancelled` opens it; else the task waits.
    pub(crate) fn pass(
        &mut self,
        task: TaskId,
        step: W,
        now: Seconds,
        cancelled: bool,
    ) -> Option<W> {
        let Some((shut, because)) = self.shut.remove(&task).filter(|_| !cancelled) else {
            return Some(step);
        };
        let (until, call) = match shut {
            Shut::Held => (None, "held".to_owned()),
            Shut::By(by) => (Some(later(now, by)), format!("delayed({by})")),
        };
        kernel(|kernel| {
            let before = kernel.set_here(because);
            let until = until.map(|until| kernel.clock().to_trace(until));
            kernel.block(task, Wait { until, ..Wait::new(WaitOn::Other, call) });
            kernel.set_here(before);
        });
        self.parked.insert(task, Parked { step, until, because });
        None
    }

    /// When the first delay is over.
    pub(crate) fn next_deadline(&self) -> Option<Seconds> {
        self.parked.values().filter_map(|parked| parked.until).min()
    }

    /// A step that may be taken after all, to be put where steps that are ready are. `cancelled` names the event by which
    /// its task was cancelled.
    pub(crate) fn pop(
        &mut self,
        now: Seconds,
        cancelled: impl Fn(&W) -> Option<EventId>,
    ) -> Option<W> {
        if !self.released.is_empty() {
            return Some(self.released.remove(0));
        }
        let due = |parked: &Parked<W>| parked.until.filter(|until| *until <= now);
        let first =
            self.parked.iter().filter_map(|(task, parked)| Some((due(parked)?, *task))).min();
        let (task, because) = match first {
            Some((_, task)) => (task, self.parked[&task].because),
            None => {
                let because = |parked: &Parked<W>| cancelled(&parked.step);
                self.parked.iter().find_map(|(task, parked)| Some((*task, because(parked)?)))?
            }
        };
        self.open(task, because)
    }

    /// The step of a task that waits behind its gate, which opens.
    pub(crate) fn take(&mut self, task: TaskId) -> Option<W> {
        let because = kernel(|kernel| kernel.here());
        self.open(task, because)
    }

    /// Whether a step of the task waits behind its gate.
    pub(crate) fn has(&self, task: TaskId) -> bool {
        self.parked.contains_key(&task)
    }

    /// Every step that is kept.
    pub(crate) fn steps(&self) -> impl Iterator<Item = &W> {
        self.parked.values().map(|parked| &parked.step).chain(&self.released)
    }

    /// Hands over every step that is kept.
    pub(crate) fn into_steps(self) -> impl Iterator<Item = W> {
        self.parked.into_values().map(|parked| parked.step).chain(self.released)
    }
}

fn later(instant: Seconds, by: VirtualTime) -> Seconds {
    Seconds::new(instant.get() + by.as_secs()).unwrap_or(Seconds::INFINITY).to_nanos()
}
