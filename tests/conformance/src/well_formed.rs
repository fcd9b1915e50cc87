//! What must hold of every trace, whatever the program: tasks live as tasks do, and what happens to them can be explained.
//! Knows no library and no program.

use std::collections::BTreeMap;

use anyhow::{Result, bail, ensure};
use espalier_trace::{Event, EventId, EventKind, TaskId, Trace};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    Ready,
    Running,
    Waiting,
    Over,
}

/// Checks a trace: every event but the first has a cause; a task is stepped when it is ready, blocks and ends when it is being
/// stepped, or is kept from it by the reader, wakes when it waits; whatever was delivered to a task, woke it, or was lost leads back to a line of the program;
/// the job of a thread is queued, begins and ends, each once and in this order, or ends without having begun; the last event says that
/// the run ended.
///
/// # Errors
/// Names the first event that breaks a rule.
pub fn check(trace: &Trace) -> Result<()> {
    let mut lives: BTreeMap<TaskId, Life> = BTreeMap::new();
    let mut jobs: BTreeMap<EventId, Job> = BTreeMap::new();
    for event in trace.events.iter() {
        let seq = event.seq.0;
        ensure!(event.cause.is_some() || seq == 0, "event {seq} has no cause: {:?}", event.kind);
        if must_have_a_line(&event.kind) {
            let explained =
                trace.causes(event.seq).any(|cause| matches!(cause.kind, EventKind::Line { .. }));
            ensure!(explained, "event {seq} leads back to no line: {:?}", event.kind);
        }
        live(&mut lives, event, is_kept(trace, event))?;
        work(&mut jobs, trace, event)?;
    }
    let ended =
        trace.events.last().is_some_and(|event| matches!(event.kind, EventKind::RunEnded { .. }));
    ensure!(ended, "the trace does not say that the run ended");
    Ok(())
}

fn must_have_a_line(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::CancelDelivered { .. }
            | EventKind::CancelCaught { .. }
            | EventKind::CancelSwallowed
            | EventKind::Outlived { .. }
            | EventKind::Lost { .. }
    )
}

/// Whether the reader keeps a task that is ready from its step.
fn is_kept(trace: &Trace, event: &Event) -> bool {
    let cause = event.cause.map(|cause| &trace.event(cause).kind);
    matches!(cause, Some(EventKind::InterventionApplied { .. }))
}

fn live(lives: &mut BTreeMap<TaskId, Life>, event: &Event, kept: bool) -> Result<()> {
    let Some(task) = event.task else { return Ok(()) };
    let (wanted, next): (&[Life], Life) = match event.kind {
        EventKind::Spawned { .. } => {
            ensure!(lives.insert(task, Life::Ready).is_none(), "task {} is spawned twice", task.0);
            return Ok(());
        }
        EventKind::StepBegan => (&[Life::Ready], Life::Running),
        EventKind::Yielded => (&[Life::Running], Life::Ready),
        EventKind::Blocked { .. } if kept => (&[Life::Ready], Life::Waiting),
        EventKind::Blocked { .. } => (&[Life::Running], Life::Waiting),
        EventKind::Woken => (&[Life::Waiting], Life::Ready),
        EventKind::Finished { .. } => (&[Life::Running], Life::Over),
        EventKind::Destroyed => (&[Life::Ready, Life::Waiting], Life::Over),
        _ => return Ok(()),
    };
    match lives.insert(task, next) {
        Some(life) if wanted.contains(&life) => Ok(()),
        life => bail!("event {}: {:?} of a task that is {life:?}", event.seq.0, event.kind),
    }
}

/// The job of a thread, known by the event that queued it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    Queued,
    Started,
    Ended,
}

fn work(jobs: &mut BTreeMap<EventId, Job>, trace: &Trace, event: &Event) -> Result<()> {
    let next = match event.kind {
        EventKind::ThreadQueued { .. } => {
            jobs.insert(event.seq, Job::Queued);
            return Ok(());
        }
        EventKind::ThreadStarted => Job::Started,
        EventKind::ThreadEnded => Job::Ended,
        EventKind::ThreadAbandoned => {
            let unfinished = jobs.values().any(|job| *job != Job::Ended);
            ensure!(unfinished, "event {} abandons a thread where none is at work", event.seq.0);
            return Ok(());
        }
        _ => return Ok(()),
    };
    // What ends a job may have happened in another: one that was given up ends because of that, one that waited because of what it
    // waited for. Then it is a job of the same task.
    let fits = |job: Job| if next == Job::Started { job == Job::Queued } else { job != Job::Ended };
    let may_be = |queued: &EventId| {
        jobs.get(queued).is_some_and(|job| fits(*job)) && trace.event(*queued).task == event.task
    };
    let by_cause = trace.causes(event.seq).map(|cause| cause.seq).find(may_be);
    let job = by_cause.or_else(|| jobs.keys().copied().find(may_be));
    match job {
        Some(job) => drop(jobs.insert(job, next)),
        None => bail!(
            "event {}: {:?} leads back to no job for which it is time",
            event.seq.0,
            event.kind
        ),
    }
    Ok(())
}
