//! The [`Verdict`]: what a finished run shows about its structure. Rules over the events, without words; the viewer has the sentences.

use crate::{
    event::{EventKind, Exception, Outcome},
    ids::{EventId, ExceptionId, TaskId, VirtualTime},
    trace::Trace,
};

/// What a run shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Tasks that outlived their parent or the scope that began them, with the event that says so.
    pub leaked: Vec<(TaskId, EventId)>,
    /// Exceptions that nobody saw, with the event that says so.
    pub lost: Vec<(ExceptionId, EventId)>,
    /// Tasks that never ended, or were destroyed while they waited.
    pub unfinished: Vec<TaskId>,
    /// Tasks that were destroyed while they waited, with the event that says so.
    pub destroyed: Vec<(TaskId, EventId)>,
    /// Tasks that were cancelled again in the cleanup after an earlier cancellation, with the event that says so.
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
    /// Nanoseconds of virtual time from the first failure until the last task stopped.
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
        let mut last_stop = None;
        let mut raised: Vec<Option<EventId>> = Vec::new();
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
                    last_stop = Some(event.at);
                    match outcome {
                        Outcome::Returned(_) => {}
                        Outcome::Cancelled => verdict.cancelled.push(task),
                        Outcome::Failed(exception) => {
                            verdict.failed.push(task);
                            let origin = raised.get(exception.index()).copied().flatten();
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
                    let swallows = matches!(event.kind, EventKind::CancelSwallowed);
                    if swallows && !verdict.swallowed.contains(&task) {
                        verdict.swallowed.push(task);
                    }
                }
                (EventKind::Destroyed, Some(task)) => verdict.destroyed.push((task, event.seq)),
                (EventKind::Outlived { .. }, Some(task)) if insert(&mut leaked, task) => {
                    verdict.leaked.push((task, event.seq));
                }
                (EventKind::Lost { exception, .. }, _) => {
                    verdict.lost.push((*exception, event.seq));
                }
                (
                    EventKind::Raised { exception: Exception { id, .. } }
                    | EventKind::Grouped { exception: Exception { id, .. }, .. },
                    _,
                ) if id.index() <= raised.len() => {
                    // Ids count from 0 in the order first seen; a wild one from a file is passed over.
                    if id.index() == raised.len() {
                        raised.push(Some(event.seq));
                    }
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
        verdict.error_to_quiet = verdict
            .first_error
            .zip(last_stop)
            .map(|(error, stop)| stop.since(trace.event(error).at));
        verdict
    }

    /// Whether every task ended inside its parent's lifetime and no error was lost.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.leaked.is_empty() && self.lost.is_empty() && self.unfinished.is_empty()
    }
}

fn remove(sorted: &mut Vec<TaskId>, task: TaskId) {
    if let Ok(place) = sorted.binary_search(&task) {
        sorted.remove(place);
    }
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
        event::Event,
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
    fn a_task_that_is_thrown_away_is_destroyed() {
        let told = verdict(vec![(0, 0, EventKind::Destroyed)]);
        assert_eq!(told.destroyed, [(TaskId(0), EventId(0))]);
    }
}
