//! The first difference: the earliest instant at which runs of the same story do not show the same. Knows no library: it
//! compares what is printed, how tasks end, and whether anything is cancelled, lost or left behind.

use std::collections::HashSet;

use espalier_trace::{Event, EventId, EventKind, Outcome, Stream, VirtualTime};

use crate::run::{Run, RunRef};

/// Where runs begin to behave differently.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The instant.
    pub at: VirtualTime,
    /// For each run, the weightiest event of that instant that not all others have; none for a run in which nothing happens then.
    pub events: Vec<Option<EventId>>,
}

/// What a reader sees of an event whatever the library; nothing for most events, and for the library's own tasks. That a task
/// has done its work is something to see only if there is one of its name everywhere.
fn seen<'e>(run: &Run, event: &'e Event, names: &[HashSet<&str>]) -> Option<&'e str> {
    if event.task.is_some_and(|task| !run.structure.is_shown(task)) {
        return None;
    }
    Some(match &event.kind {
        EventKind::Printed { stream: Stream::Stdout, text } => text,
        EventKind::Finished { outcome: Outcome::Returned(_) } => {
            let name = run.task_name(event.task?);
            names.iter().all(|names| names.contains(name)).then_some("\u{1}")?
        }
        EventKind::Finished { outcome: Outcome::Failed(_) } => "\u{2}",
        EventKind::Finished { outcome: Outcome::Cancelled } => "\u{3}",
        EventKind::CancelRequested { .. } => "\u{4}",
        EventKind::Lost { .. } => "\u{5}",
        EventKind::Caught { exception, discarded: true } if !run.is_cancellation(*exception) => {
            "\u{5}"
        }
        EventKind::Outlived { .. } => "\u{6}",
        EventKind::Destroyed => "\u{7}",
        _ => return None,
    })
}

/// How much an event says about a library: an error that vanishes more than a task that is told to stop, and that more than
/// how one ends.
fn weight(event: &Event) -> u8 {
    match event.kind {
        EventKind::Lost { .. }
        | EventKind::Caught { discarded: true, .. }
        | EventKind::Outlived { .. }
        | EventKind::Destroyed => 3,
        EventKind::CancelRequested { .. } => 2,
        EventKind::Finished { outcome: Outcome::Failed(_) } => 1,
        _ => 0,
    }
}

impl Difference {
    /// The first difference between these runs, if there is any.
    #[must_use]
    pub fn first(runs: &[&RunRef]) -> Option<Self> {
        let names: Vec<HashSet<&str>> = runs.iter().map(|run| run.names().collect()).collect();
        // What each run shows next: its instants are taken off one after the other.
        let mut places = vec![0; runs.len()];
        loop {
            let now = |(run, place): (&&RunRef, &usize)| {
                let event = run.trace().events.get(*place)?;
                Some(event.at)
            };
            let at = runs.iter().zip(&places).filter_map(now).min()?;
            let mut instants: Vec<&[Event]> = Vec::new();
            for (run, place) in runs.iter().zip(&mut places) {
                let events = &run.trace().events[*place..];
                let count = events.iter().take_while(|event| event.at == at).count();
                instants.push(&events[..count]);
                *place += count;
            }
            // Asked, never walked: their order is nobody's. A tree would weigh more than the rest of this file.
            let sights: Vec<HashSet<&str>> = instants
                .iter()
                .zip(runs)
                .map(|(events, run)| events.iter().filter_map(|e| seen(run, e, &names)).collect())
                .collect();
            let own = |run: usize| {
                let is_own = |event: &&Event| {
                    seen(runs[run], event, &names)
                        .is_some_and(|sight| sights.iter().any(|other| !other.contains(sight)))
                };
                // The first of the weightiest.
                let own = instants[run].iter().filter(is_own).rev();
                own.max_by_key(|event| weight(event)).map(|event| event.seq)
            };
            let events: Vec<Option<EventId>> = (0..runs.len()).map(own).collect();
            if events.iter().any(Option::is_some) {
                return Some(Self { at, events });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{ALL, Library, tests::run};

    fn first(story: usize, libraries: &[Library]) -> (Option<Difference>, Vec<RunRef>) {
        let runs: Vec<RunRef> =
            libraries.iter().map(|library| run(&ALL[story], *library)).collect();
        (Difference::first(&runs.iter().collect::<Vec<_>>()), runs)
    }

    #[test]
    fn loose_tasks_part_from_frames_when_the_error_is_lost_here_and_cancels_there() {
        let (found, runs) = first(0, &[Library::Asyncio, Library::TaskGroup, Library::Trio]);
        let found = found.expect("a difference");
        assert_eq!(found.at.as_secs(), 2.0);
        let kind = |run: usize| {
            let event = found.events[run].and_then(|event| runs[run].event(event));
            event.map(|event| event.kind.clone())
        };
        assert!(matches!(kind(0), Some(EventKind::Lost { .. })), "{:?}", kind(0));
        for run in [1, 2] {
            assert!(
                matches!(kind(run), Some(EventKind::CancelRequested { .. })),
                "{:?}",
                kind(run)
            );
        }
    }

    #[test]
    fn a_task_that_only_one_of_them_has_may_end() {
        let callback = ALL.iter().position(|story| story.name == "callback-task").expect("it");
        let (found, runs) = first(callback, &[Library::Asyncio, Library::Trio]);
        let event = found.and_then(|found| found.events[0]).and_then(|event| runs[0].event(event));
        let is_leak = event.is_some_and(|event| matches!(event.kind, EventKind::Outlived { .. }));
        assert!(is_leak, "{event:?}");
    }

    #[test]
    fn the_same_run_twice_has_none() {
        let (found, _) = first(0, &[Library::Trio, Library::Trio]);
        assert_eq!(found, None);
        assert_eq!(Difference::first(&[]), None);
    }
}
