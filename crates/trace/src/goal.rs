//! [`Goal`]: what a reader who plays the scheduler may be after, as rules over runs. Each is decided by what happened, never by
//! what was clicked. Without words; the viewer has the sentences.

use crate::{
    event::{CancelSource, EventKind, Stream, WaitOn},
    ids::{EventId, TaskId},
    trace::Trace,
    verdict::Verdict,
};

/// What runs may be steered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// A task outlives its parent or its frame.
    Leak,
    /// An error is lost.
    LoseError,
    /// A cancellation that comes of the reader's hand reaches a task in the cleanup after an earlier one.
    CutCleanup,
    /// A deadline cancels a wait that would have ended by itself at most [`HAIR_NANOS`] later.
    Hair,
    /// Ctrl-C ends the program, and every cleanup that it brings about comes to its end.
    CleanInterrupt,
    /// No task fails, no error is lost, and the program ends well.
    NoError,
    /// A task fails, and harms nobody: no other is cancelled, none leaks, the error is not lost, and the program ends well.
    Harmless,
    /// Nothing can ever happen again.
    Deadlock,
    /// The program prints the first line, and did not print the second before.
    Before(&'static str, &'static str),
    /// Several runs have the same verdict, and end alike.
    Agree,
}

/// By so much a deadline may win at most.
pub const HAIR_NANOS: u64 = 500_000_000;

impl Goal {
    /// All of them, by name.
    pub const ALL: [(&str, Self); 10] = [
        ("leak", Self::Leak),
        ("lose-error", Self::LoseError),
        ("cut-cleanup", Self::CutCleanup),
        ("hair", Self::Hair),
        ("clean-interrupt", Self::CleanInterrupt),
        ("no-error", Self::NoError),
        ("harmless", Self::Harmless),
        ("deadlock", Self::Deadlock),
        ("winner", Self::Before("A is connected", "C is connected")),
        ("agree", Self::Agree),
    ];

    /// For each of the runs, whether it has reached the goal.
    #[must_use]
    pub fn reached(self, runs: &[&Trace]) -> Vec<bool> {
        match self {
            Self::Agree => vec![agree(runs); runs.len()],
            _ => runs.iter().map(|run| self.reached_by(run)).collect(),
        }
    }

    fn reached_by(self, run: &Trace) -> bool {
        let verdict = Verdict::new(run);
        match self {
            Self::Leak => !verdict.leaked.is_empty(),
            Self::LoseError => !verdict.lost.is_empty(),
            Self::CutCleanup => cut_by_hand(run, &verdict),
            Self::Hair => run.events.iter().any(|event| {
                matches!(event.kind, EventKind::CancelDelivered { .. })
                    && is_of_deadline(run, event.seq)
                    && event.task.is_some_and(|task| was_almost_over(run, task, event.seq))
            }),
            Self::CleanInterrupt => {
                verdict.holds()
                    && escaped(run, &verdict).as_deref() == Some("KeyboardInterrupt")
                    && verdict.cut_short.is_empty()
                    && verdict.cleaned.iter().any(|task| had_begun_to_wait(run, *task))
            }
            Self::NoError => {
                verdict.failed.is_empty() && verdict.lost.is_empty() && verdict.exit_code == Some(0)
            }
            Self::Harmless => {
                verdict.holds()
                    && !verdict.failed.is_empty()
                    && verdict.cancelled.iter().all(|task| is_system(run, *task))
                    && verdict.exit_code == Some(0)
            }
            Self::Deadlock => {
                run.events.iter().any(|event| matches!(event.kind, EventKind::Deadlocked { .. }))
            }
            Self::Before(first, second) => {
                let output = output(run);
                let lines = || output.lines();
                let place = lines().position(|line| line == first);
                place.is_some_and(|place| !lines().take(place).any(|line| line == second))
            }
            Self::Agree => false,
        }
    }
}

/// What a run prints to standard output.
fn output(run: &Trace) -> String {
    let printed = run.events.iter().filter_map(|event| match &event.kind {
        EventKind::Printed { stream: Stream::Stdout, text } => Some(text.as_str()),
        _ => None,
    });
    printed.collect()
}

fn agree(runs: &[&Trace]) -> bool {
    let end = |run: &&Trace| {
        let verdict = Verdict::new(run);
        let counts = [verdict.leaked.len(), verdict.lost.len(), verdict.unfinished.len()];
        (verdict.exit_code, counts)
    };
    let mut ends = runs.iter().map(end);
    let Some(first) = ends.next() else { return false };
    runs.len() > 1 && ends.all(|end| end == first)
}

fn is_system(run: &Trace, task: TaskId) -> bool {
    run.events.iter().any(|event| {
        event.task == Some(task) && matches!(event.kind, EventKind::Spawned { system: true, .. })
    })
}

fn cut_by_hand(run: &Trace, verdict: &Verdict) -> bool {
    let by_hand = |event: EventId| {
        run.causes(event).any(|cause| matches!(cause.kind, EventKind::InterventionApplied { .. }))
    };
    verdict.cut_short.iter().any(|(_, event)| by_hand(*event))
}

fn is_of_deadline(run: &Trace, event: EventId) -> bool {
    run.causes(event).any(|cause| {
        matches!(cause.kind, EventKind::CancelRequested { source: CancelSource::Deadline, .. })
    })
}

/// Whether what the task waited for when `event` came would have come by itself soon.
fn was_almost_over(run: &Trace, task: TaskId, event: EventId) -> bool {
    let now = run.event(event).at;
    let before = run.events[..event.index()].iter().rev();
    let wait =
        before.filter(|event| event.task == Some(task)).find_map(|event| match &event.kind {
            EventKind::Blocked { wait } => Some(wait),
            _ => None,
        });
    wait.filter(|wait| wait.on == WaitOn::Sleep).is_some_and(|wait| {
        wait.until.is_some_and(|until| until >= now && until.since(now) <= HAIR_NANOS)
    })
}

fn had_begun_to_wait(run: &Trace, task: TaskId) -> bool {
    let events = run.events.iter().filter(|event| event.task == Some(task));
    let mut before =
        events.take_while(|event| !matches!(event.kind, EventKind::CancelDelivered { .. }));
    before.any(|event| matches!(event.kind, EventKind::Blocked { .. }))
}

/// The class of the exception that left the program.
fn escaped(run: &Trace, verdict: &Verdict) -> Option<String> {
    let escaped = verdict.escaped?;
    run.events.iter().find_map(|event| match &event.kind {
        EventKind::Raised { exception } | EventKind::Grouped { exception, .. }
            if exception.id == escaped =>
        {
            Some(exception.class.clone())
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::{CancelTarget, Event, Exception, Outcome, Wait},
        ids::{ExceptionId, VirtualTime},
        intervention::Action,
        trace::{Header, Program},
    };

    const SECOND: u64 = 1_000_000_000;

    /// A run of these instants, tasks, causes and kinds.
    fn run(events: Vec<(u64, Option<u32>, Option<u32>, EventKind)>) -> Trace {
        let program = Program { name: "p.py".into(), source: String::new() };
        let events = events
            .into_iter()
            .enumerate()
            .map(|(seq, (at, task, cause, kind))| Event {
                seq: EventId(seq as u32),
                at: VirtualTime(at),
                task: task.map(TaskId),
                cause: cause.map(EventId),
                kind,
            })
            .collect();
        Trace::new(Header::new("test", program, None), events)
    }

    fn reached(goal: Goal, events: Vec<(u64, Option<u32>, Option<u32>, EventKind)>) -> bool {
        goal.reached(&[&run(events)]) == [true]
    }

    fn spawned() -> EventKind {
        EventKind::Spawned {
            name: "a".into(),
            parent: None,
            scope: None,
            function: None,
            system: false,
        }
    }

    fn raised(id: u32, class: &str) -> EventKind {
        let exception = Exception {
            id: ExceptionId(id),
            class: class.into(),
            message: String::new(),
            members: Vec::new(),
            cancellation: class == "CancelledError",
        };
        EventKind::Raised { exception }
    }

    fn delivered(exception: u32) -> EventKind {
        EventKind::CancelDelivered { scope: None, exception: ExceptionId(exception) }
    }

    fn sleeps(until: u64) -> EventKind {
        let until = Some(VirtualTime(until));
        EventKind::Blocked { wait: Wait { until, ..Wait::new(WaitOn::Sleep, "sleep") } }
    }

    fn asked(source: CancelSource) -> EventKind {
        EventKind::CancelRequested { target: CancelTarget::Task(TaskId(0)), source, message: None }
    }

    fn printed(text: &str) -> EventKind {
        EventKind::Printed { stream: Stream::Stdout, text: text.into() }
    }

    fn ended(exit_code: i32, exception: Option<u32>) -> EventKind {
        EventKind::RunEnded { exit_code, exception: exception.map(ExceptionId) }
    }

    #[test]
    fn a_deadline_wins_by_a_hair_only_if_the_wait_was_almost_over() {
        let at = |until, source| {
            reached(
                Goal::Hair,
                vec![
                    (0, Some(0), None, spawned()),
                    (0, Some(0), Some(0), sleeps(until)),
                    (SECOND, None, Some(0), asked(source)),
                    (SECOND, Some(0), Some(2), raised(0, "CancelledError")),
                    (SECOND, Some(0), Some(2), delivered(0)),
                ],
            )
        };
        assert!(at(SECOND, CancelSource::Deadline));
        assert!(at(SECOND + HAIR_NANOS, CancelSource::Deadline));
        assert!(!at(SECOND + HAIR_NANOS + 1, CancelSource::Deadline));
        assert!(!at(SECOND, CancelSource::Explicit));
    }

    #[test]
    fn a_cleanup_must_be_cut_by_the_readers_hand() {
        let cut = |by: EventKind| {
            reached(
                Goal::CutCleanup,
                vec![
                    (0, Some(0), None, spawned()),
                    (0, Some(0), Some(0), delivered(0)),
                    (0, None, Some(0), by),
                    (0, None, Some(2), asked(CancelSource::Explicit)),
                    (0, Some(0), Some(3), delivered(1)),
                ],
            )
        };
        let action = Action::Cancel(TaskId(0));
        assert!(cut(EventKind::InterventionApplied { action, refused: None }));
        assert!(!cut(EventKind::TimerFired));
    }

    #[test]
    fn an_interrupt_is_clean_if_the_cleanup_that_it_begins_is_not_cut() {
        let interrupted = |more: Vec<(u64, Option<u32>, Option<u32>, EventKind)>, class: &str| {
            let mut events = vec![
                (0, Some(0), None, spawned()),
                (0, Some(0), Some(0), sleeps(SECOND)),
                (0, Some(0), Some(0), delivered(0)),
            ];
            events.extend(more);
            events.extend([
                (0, Some(0), Some(0), EventKind::Finished { outcome: Outcome::Cancelled }),
                (0, None, Some(0), raised(0, class)),
                (0, None, Some(0), ended(1, Some(0))),
            ]);
            reached(Goal::CleanInterrupt, events)
        };
        assert!(interrupted(Vec::new(), "KeyboardInterrupt"));
        assert!(!interrupted(Vec::new(), "ValueError"));
        assert!(!interrupted(vec![(0, Some(0), Some(0), delivered(0))], "KeyboardInterrupt"));
        let nobody = vec![
            (0, None, None, raised(0, "KeyboardInterrupt")),
            (0, None, Some(0), ended(1, Some(0))),
        ];
        assert!(!reached(Goal::CleanInterrupt, nobody), "there was nothing to clean up");
    }

    #[test]
    fn an_error_is_harmless_if_nobody_is_cancelled_for_it() {
        let failed = EventKind::Finished { outcome: Outcome::Failed(ExceptionId(0)) };
        let end = |outcome: Outcome| {
            vec![
                (0, Some(0), None, spawned()),
                (0, Some(1), Some(0), spawned()),
                (0, Some(0), Some(0), raised(0, "ValueError")),
                (0, Some(0), Some(0), failed.clone()),
                (0, Some(1), Some(0), EventKind::Finished { outcome }),
                (0, None, Some(0), ended(0, None)),
            ]
        };
        let returned = || Outcome::Returned(String::new());
        assert!(reached(Goal::Harmless, end(returned())));
        assert!(!reached(Goal::Harmless, end(Outcome::Cancelled)));
        assert!(!reached(Goal::NoError, end(returned())));
        let well = vec![(0, None, None, ended(0, None))];
        assert!(reached(Goal::NoError, well.clone()));
        assert!(!reached(Goal::Harmless, well), "there was no error");
    }

    #[test]
    fn the_order_of_lines_decides_who_is_before_whom() {
        let prints = |text: &str| {
            reached(Goal::Before("a won", "b won"), vec![(0, None, None, printed(text))])
        };
        assert!(prints("go\na won\n"));
        assert!(prints("a won\nb won\n"));
        assert!(!prints("b won\na won\n"));
        assert!(!prints("nobody: a won\n"));
    }

    #[test]
    fn runs_agree_that_end_alike_with_the_same_verdict() {
        let ends = |exit| run(vec![(0, None, None, ended(exit, None))]);
        let (this, same, fails) = (ends(0), ends(0), ends(1));
        let lost = EventKind::Lost { exception: ExceptionId(0), message: String::new() };
        let loses = run(vec![(0, None, None, lost), (0, None, Some(0), ended(0, None))]);
        assert_eq!(Goal::Agree.reached(&[&this, &same]), [true, true]);
        assert_eq!(Goal::Agree.reached(&[&this, &loses]), [false, false]);
        assert_eq!(Goal::Agree.reached(&[&this, &same, &fails]), [false; 3]);
        assert_eq!(Goal::Agree.reached(&[&this]), [false], "with whom?");
    }
}
