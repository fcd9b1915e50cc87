//! What the book says about interventions: when they are due, why they cannot be, and that each is told once.

use std::{cell::RefCell, rc::Rc};

use espalier_kernel::{Action, Intervention, Kernel, Limits, Recorder, Seconds};
use espalier_trace::{Event, EventKind, Outcome, ScopeId, ScopeKind, TaskId, Wait, WaitOn};

#[derive(Clone, Default)]
struct Told(Rc<RefCell<Vec<Event>>>);

impl Recorder for Told {
    fn record(&mut self, event: Event) {
        self.0.borrow_mut().push(event);
    }
}

fn kernel(interventions: &[&str]) -> (Kernel, Told) {
    let told = Told::default();
    let mut kernel = Kernel::new(Limits::default(), Box::new(told.clone()));
    let read = |text: &&str| text.parse::<Intervention>().expect("an intervention");
    kernel.intervene(interventions.iter().map(read).collect());
    (kernel, told)
}

fn why_not(kernel: &Kernel, action: &str) -> String {
    let action: Action = action.parse().expect("an action");
    kernel.why_not(&action).unwrap_or_default()
}

#[test]
fn one_is_due_once_its_event_has_happened() {
    let (mut kernel, _) = kernel(&["2 interrupt", "1 cancel 0"]);
    assert!(!kernel.is_intervention_due());
    let task = kernel.spawn("main", None, None, None, false);
    let due = kernel.take_due_intervention();
    assert_eq!(due.map(|due| due.action), Some(Action::Cancel(task)));
    assert!(!kernel.is_intervention_due(), "event 2 is still to come");
    kernel.begin_step(task);
    let due = kernel.take_due_intervention();
    assert_eq!(due.map(|due| due.action), Some(Action::Interrupt));
    kernel.begin_step(task);
    assert!(!kernel.is_intervention_due());
}

#[test]
fn what_it_is_done_to_must_be_there() {
    let (mut kernel, _) = kernel(&[]);
    assert_eq!(why_not(&kernel, "cancel 0"), "there is no task 0 yet");
    assert_eq!(why_not(&kernel, "cancel_scope 0"), "there is no scope 0 yet");
    assert_eq!(why_not(&kernel, "interrupt"), "");
    let task = kernel.spawn("main", None, None, None, false);
    let own = kernel.spawn("helper", None, None, None, true);
    assert_eq!(why_not(&kernel, "hold 1"), "task 1 is the library's own");
    assert_eq!(why_not(&kernel, "run_next 0"), "");
    assert!(why_not(&kernel, "raise 0").contains("has not begun"));
    kernel.begin_step(task);
    let scope = kernel.open_scope(Some(task), ScopeKind::TaskGroup, None, Seconds::INFINITY, false);
    assert_eq!(why_not(&kernel, "cancel_scope 0"), "");
    assert_eq!((kernel.owner_of(scope), kernel.children_of(scope)), (Some(task), vec![]));
    let child = kernel.spawn("child", Some(task), Some(scope), None, false);
    assert_eq!(kernel.children_of(scope), [child]);
    kernel.block(task, Wait::new(WaitOn::Thread, "to_thread"));
    assert_eq!(why_not(&kernel, "run_next 0"), "task 0 is not ready to run");
    assert!(why_not(&kernel, "raise 0").contains("waits for a thread"));
    kernel.begin_step(child);
    kernel.finish(child, Outcome::Cancelled);
    assert_eq!(why_not(&kernel, "cancel 2"), "task 2 has ended");
    assert!(kernel.children_of(scope).is_empty());
    kernel.close_scope(scope, None);
    assert_eq!(why_not(&kernel, "cancel_scope 0"), "scope 0 is closed");
    assert_eq!((own, kernel.owner_of(ScopeId(7))), (TaskId(1), None));
}

#[test]
fn one_that_never_came_is_told_before_the_end() {
    let (mut kernel, told) = kernel(&["900 hold 0", "901 cancel 5"]);
    kernel.spawn("main", None, None, None, false);
    kernel.run_ended(0, None);
    let told = told.0.borrow();
    let refused: Vec<_> = told
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::InterventionApplied { action, refused } => {
                Some((action.to_string(), event.task, refused.as_deref()))
            }
            _ => None,
        })
        .collect();
    let ended = Some("the run has ended before");
    assert_eq!(
        refused,
        [("hold 0".to_owned(), Some(TaskId(0)), ended), ("cancel 5".to_owned(), None, ended)]
    );
    assert!(matches!(told.last().map(|event| &event.kind), Some(EventKind::RunEnded { .. })));
}
