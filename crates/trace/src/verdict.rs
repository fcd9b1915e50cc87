//! The [`Verdict`]: what a finished run shows about its structure. Rules over the events, without words; the viewer has the sentences.

use crate::{
    event::{EventKind, Outcome},
    ids::{EventId, ExceptionId, TaskId, VirtualTime},
    trace::Trace,
};

/// What a run shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Tasks that outlived their parent or the scope that began them, with the event that says so.
    pub leaked: Vec<(TaskId, EventId)>,
    /// Exceptions that nobody saw, or that a `finally` let go of, with the event that says so.
    pub lost: Vec<(ExceptionId, EventId)>,
    /// Tasks that never ended, or were destroyed while they waited.
    pub unfinished: Vec<TaskId>,
    /// Tasks that were destroyed while they waited, with the event that says so.
    pub destroyed: Vec<(TaskId, EventId)>,
    /// Tasks that were cancelled again in the cleanup after an earlier cancellation, with the event that says so; none that swallowed
    /// it and went on to its end, from which nothing was taken.
    pub cut_short: Vec<(TaskId, EventId)>,
    /// Tasks that had something to clean up: a cancellation was delivered to them.
    pub cleaned: Vec<TaskId>,
    /// Tasks that ended by cancellation.
    pub cancelled: Vec<TaskId>,
    /// Tasks that ended with an exception.
    pub failed: Vec<TaskId>,
    /// Tasks that caught a cancellation and kept it.
    pub swallowed: Vec<TaskId>,
    /// The first failure: the event that raised the first exception that is no cancellation and left its task.
    pub first_error: Option<EventId>,
    /// Nanoseconds of virtual time from the first failure until all tasks that lived then had stopped, or heard of an error:
    /// what who has heard of it does afterwards is a choice.
    pub error_to_quiet: Option<u64>,
    /// When the last event happened.
    pub finished_at: VirtualTime,
    /// The exception that left the program.
    pub escaped: Option<ExceptionId>,
    /// Python's exit status; `None` if the trace does not say.
    pub exit_code: Option<i32>,
    /// The event by which the run was ended: a budget, or a deadlock.
    pub stopped: Option<EventId>,
}

impl Verdict {
    /// The verdict on `trace`.
    #[must_use]
    pub fn new(trace: &Trace) -> Self {
        let mut verdict = Self::default();
        // Sorted; tasks are numbered as they are spawned, so what is added comes last.
        let mut alive = Vec::new();
        let mut leaked = Vec::new();
        // Where each exception comes from, and whether it is a cancellation, or a group of nothing else.
        let mut origins: Vec<(EventId, bool)> = Vec::new();
        // Sorted: tasks between the delivery of a cancellation and their end, or whatever else ends their cleanup.
        let mut in_cleanup = Vec::new();
        for event in trace.events.iter() {
            verdict.finished_at = event.at;
            match (&event.kind, event.task) {
                (EventKind::Spawned { .. }, Some(task)) => {
                    insert(&mut alive, task);
                }
                (EventKind::Finished { outcome }, Some(task)) => {
                    remove(&mut alive, task);
                    match outcome {
                        Outcome::Returned(_) => {}
                        Outcome::Cancelled => verdict.cancelled.push(task),
                        Outcome::Failed(exception) => {
                            verdict.failed.push(task);
                            let origin = origins.get(exception.index()).map(|(event, _)| *event);
                            verdict.first_error =
                                verdict.first_error.or(origin).or(Some(event.seq));
                        }
                    }
                }
                (EventKind::CancelDelivered { .. }, Some(task)) => {
                    let is_again = !insert(&mut in_cleanup, task);
                    if is_again && !verdict.cut_short.iter().any(|(known, _)| *known == task) {
                        verdict.cut_short.push((task, event.seq));
                    }
                    if !verdict.cleaned.contains(&task) {
                        verdict.cleaned.push(task);
                    }
                }
                (
                    EventKind::CancelCaught { .. }
                    | EventKind::CancelSwallowed
                    | EventKind::Uncancelled { requests: 0 },
                    Some(task),
                ) => {
                    remove(&mut in_cleanup, task);
                    if matches!(event.kind, EventKind::CancelSwallowed) {
                        verdict.cut_short.retain(|(known, _)| *known != task);
                        if !verdict.swallowed.contains(&task) {
                            verdict.swallowed.push(task);
                        }
                    }
                }
                (EventKind::Destroyed, Some(task)) => verdict.destroyed.push((task, event.seq)),
                (EventKind::Outlived { .. }, Some(task)) if insert(&mut leaked, task) => {
                    verdict.leaked.push((task, event.seq));
                }
                (EventKind::Lost { exception, .. }, _) => {
                    verdict.lost.push((*exception, event.seq));
                }
                // A cancellation that is let go of is told as swallowed.
                (EventKind::Caught { exception, discarded: true }, _)
                    if origins.get(exception.index()).is_some_and(|(_, cancels)| !cancels) =>
                {
                    verdict.lost.push((*exception, event.seq));
                }
                (
                    EventKind::Raised { exception } | EventKind::Grouped { exception, .. },
                    _,
                    // Ids count from 0 in the order first seen; a wild one from a file is passed over.
                ) if exception.id.index() == origins.len() => {
                    let cancels = |member: ExceptionId| {
                        origins.get(member.index()).is_some_and(|(_, cancels)| *cancels)
                    };
                    let cancels = exception.is_cancellation(cancels);
                    origins.push((event.seq, cancels));
                }
                (EventKind::BudgetExceeded { .. } | EventKind::Deadlocked { .. }, _) => {
                    verdict.stopped.get_or_insert(event.seq);
                }
                (EventKind::RunEnded { exit_code, exception }, _) => {
                    verdict.exit_code = Some(*exit_code);
                    verdict.escaped = *exception;
                }
                _ => {}
            }
        }
        verdict.unfinished = alive;
        verdict.error_to_quiet = verdict.first_error.map(|error| until_quiet(trace, error));
        verdict
    }

    /// Whether every task ended inside its parent's lifetime and no error was lost.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.leaked.is_empty() && self.lost.is_empty() && self.unfinished.is_empty()
    }
}

/// See [`Verdict::error_to_quiet`].
fn until_quiet(trace: &Trace, error: EventId) -> u64 {
    let mut alive = Vec::new();
    let mut quiet = trace.event(error).at;
    for event in trace.events.iter() {
        let Some(task) = event.task else { continue };
        match event.kind {
            EventKind::Spawned { system: false, .. } if event.seq < error => {
                insert(&mut alive, task);
            }
            // Who was over before the error came is out of it.
            EventKind::Finished { .. } | EventKind::Destroyed if event.seq < error => {
                remove(&mut alive, task);
            }
            EventKind::Finished { .. }
            | EventKind::Destroyed
            | EventKind::Caught { .. }
            | EventKind::Retrieved { .. }
                if event.seq > error && remove(&mut alive, task) =>
            {
                quiet = event.at;
            }
            _ => {}
        }
    }
    quiet.since(trace.event(error).at)
}

/// Takes a task from a sorted list; false if it is not there.
fn remove(sorted: &mut Vec<TaskId>, task: TaskId) -> bool {
    let Ok(place) = sorted.binary_search(&task) else { return false };
    sorted.remove(place);
    true
}

/// Adds a task to a sorted list; false if it is there.
fn insert(sorted: &mut Vec<TaskId>, task: TaskId) -> bool {
    let Err(place) = sorted.binary_search(&task) else { return false };
    sorted.insert(place, task);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::{Event, Exception},
        trace::{Header, Program},
    };

    fn verdict(events: Vec<(u64, u32, EventKind)>) -> Verdict {
        let program = Program { name: "p.py".into(), source: String::new() };
        let events = events.into_iter().enumerate().map(|(seq, (at, task, kind))| Event {
            seq: EventId(seq as u32),
            at: VirtualTime(at),
            task: Some(TaskId(task)),
            cause: seq.checked_sub(1).map(|cause| EventId(cause as u32)),
            kind,
        });
        Verdict::new(&Trace::new(Header::new("test", program, None), events.collect()))
    }

    fn delivered() -> EventKind {
        EventKind::CancelDelivered { scope: None, exception: ExceptionId(0) }
    }

    #[test]
    fn a_cleanup_is_cut_short_by_another_cancellation() {
        let told = verdict(vec![(0, 0, delivered()), (1, 0, delivered()), (2, 0, delivered())]);
        assert_eq!(told.cut_short, [(TaskId(0), EventId(1))]);
        assert_eq!(told.cleaned, [TaskId(0)]);
    }

    #[test]
    fn cancellations_one_after_the_other_cut_nothing_short() {
        let ends = [
            EventKind::CancelSwallowed,
            EventKind::Uncancelled { requests: 0 },
            EventKind::CancelCaught { scope: crate::ids::ScopeId(0) },
        ];
        for end in ends {
            let told = verdict(vec![(0, 0, delivered()), (0, 0, end), (1, 0, delivered())]);
            assert_eq!(told.cut_short, []);
        }
        let others = verdict(vec![(0, 0, delivered()), (0, 1, delivered())]);
        assert_eq!((others.cut_short.len(), others.cleaned.len()), (0, 2));
        let halfway = EventKind::Uncancelled { requests: 1 };
        let told = verdict(vec![(0, 0, delivered()), (0, 0, halfway), (1, 0, delivered())]);
        assert_eq!(told.cut_short.len(), 1);
    }

    #[test]
    fn nothing_is_taken_from_a_task_that_swallows_every_cancellation() {
        let told = verdict(vec![
            (0, 0, delivered()),
            (0, 0, delivered()),
            (0, 0, EventKind::CancelSwallowed),
        ]);
        assert_eq!((told.cut_short, told.swallowed), (vec![], vec![TaskId(0)]));
    }

    #[test]
    fn an_error_that_a_finally_lets_go_of_is_lost_and_a_cancellation_is_not() {
        let raised = |id: u32, cancellation: bool| EventKind::Raised {
            exception: Exception {
                id: ExceptionId(id),
                class: "Error".into(),
                message: String::new(),
                members: Vec::new(),
                cancellation,
            },
        };
        let group = EventKind::Grouped {
            exception: Exception {
                id: ExceptionId(2),
                class: "BaseExceptionGroup".into(),
                message: String::new(),
                members: vec![ExceptionId(1)],
                cancellation: false,
            },
            scope: None,
        };
        let caught =
            |id: u32, discarded: bool| EventKind::Caught { exception: ExceptionId(id), discarded };
        let told = verdict(vec![
            (0, 0, raised(0, false)),
            (0, 0, raised(1, true)),
            (0, 0, group),
            (0, 0, caught(0, false)),
            (0, 0, caught(1, true)),
            (0, 0, caught(2, true)),
            (0, 0, caught(0, true)),
        ]);
        assert_eq!(told.lost, [(ExceptionId(0), EventId(6))]);
    }

    #[test]
    fn who_hears_of_an_error_may_go_on_and_who_does_not_is_waited_for() {
        let spawned = || EventKind::Spawned {
            name: "t".into(),
            parent: None,
            scope: None,
            function: None,
            system: false,
        };
        let failed = EventKind::Finished { outcome: Outcome::Failed(ExceptionId(0)) };
        let returned = || EventKind::Finished { outcome: Outcome::Returned(String::new()) };
        let caught = EventKind::Caught { exception: ExceptionId(0), discarded: false };
        let told = verdict(vec![
            (0, 0, spawned()),
            (0, 1, spawned()),
            (0, 2, spawned()),
            (1, 1, failed),
            (2, 0, caught),
            (3, 2, returned()),
            (4, 3, spawned()),
            (5, 3, returned()),
            (9, 0, returned()),
        ]);
        assert_eq!(told.error_to_quiet, Some(2));
    }

    #[test]
    fn a_task_that_is_thrown_away_is_destroyed() {
        let told = verdict(vec![(0, 0, EventKind::Destroyed)]);
        assert_eq!(told.destroyed, [(TaskId(0), EventId(0))]);
    }
}
