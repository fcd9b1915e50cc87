//! The [`Timeline`]: what each task and each scope was doing over the whole run, as spans between events.
//! Knows the order and instants of events, not pixels; the viewer lays the spans out.

use crate::{
    event::{CancelTarget, Event, EventKind, Outcome, WaitOn},
    ids::{EventId, ScopeId, TaskId, VirtualTime},
    trace::Trace,
    world::{CancelState, TaskState, World},
};

/// Every task's lane and every scope's extent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline {
    /// One lane a task, in the order of spawning.
    pub lanes: Vec<Lane>,
    /// One extent a scope, in the order of opening.
    pub scopes: Vec<ScopeSpan>,
    /// The instant of the last event.
    pub end: VirtualTime,
}

/// What one task was doing, from its spawning to its end, without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// The task.
    pub task: TaskId,
    /// In order; each ends where the next begins.
    pub spans: Vec<Span>,
}

/// One state of a task, from one event to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The event that began it.
    pub from: EventId,
    /// The event that ended it; `None` if the run ended first.
    pub to: Option<EventId>,
    /// Its first instant.
    pub start: VirtualTime,
    /// Its last instant.
    pub end: VirtualTime,
    /// What the task was doing.
    pub state: SpanState,
    /// Whether a cancellation had been asked for and not yet delivered, and no shield held it back.
    pub cancel_requested: bool,
    /// Whether a cancellation had been delivered: cleanup.
    pub cleanup: bool,
    /// Whether the task had outlived its parent or scope.
    pub leaked: bool,
}

/// What a task is doing during a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanState {
    /// Waiting for its turn.
    Ready,
    /// Being stepped.
    Running,
    /// Waiting for something.
    Waiting(WaitOn),
}

/// The extent of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeSpan {
    /// The scope.
    pub scope: ScopeId,
    /// The event that opened it.
    pub opened: EventId,
    /// When it was opened.
    pub start: VirtualTime,
    /// When it began to wait for its children.
    pub exiting: Option<VirtualTime>,
    /// When it closed; the end of the run if it never did.
    pub end: VirtualTime,
    /// The event that closed it.
    pub closed: Option<EventId>,
    /// When its cancellation was asked for.
    pub cancel_requested: Option<VirtualTime>,
}

impl Lane {
    /// How the task ended, looked up in the final world.
    #[must_use]
    pub fn outcome<'w>(&self, world: &'w World) -> Option<&'w Outcome> {
        match &world.task(self.task)?.state {
            TaskState::Finished(outcome) => Some(outcome),
            _ => None,
        }
    }
}

impl Timeline {
    /// The timeline of `trace`.
    #[must_use]
    pub fn new(trace: &Trace) -> Self {
        let mut timeline = Self::default();
        let mut world = World::default();
        for event in trace.events.iter() {
            world.fold_one(event);
            timeline.end = event.at;
            timeline.follow_scopes(event);
            // Asking for cancellation is the only event that changes the looks of other tasks than its own.
            match event.kind {
                EventKind::CancelRequested { target: CancelTarget::Task(task), .. } => {
                    timeline.follow_task(&world, task, event.seq);
                }
                EventKind::CancelRequested { target: CancelTarget::Scope(_), .. } => {
                    for index in 0..world.tasks.len() {
                        timeline.follow_task(&world, TaskId(index as u32), event.seq);
                    }
                }
                _ => {
                    if let Some(task) = event.task {
                        timeline.follow_task(&world, task, event.seq);
                    }
                }
            }
        }
        timeline.finish();
        timeline
    }

    fn follow_task(&mut self, world: &World, id: TaskId, seq: EventId) {
        let Some(task) = world.task(id) else { return };
        if id.index() == self.lanes.len() {
            self.lanes.push(Lane { task: id, spans: Vec::new() });
        }
        let Some(lane) = self.lanes.get_mut(id.index()) else { return };
        let state = match &task.state {
            TaskState::Ready => Some(SpanState::Ready),
            TaskState::Running => Some(SpanState::Running),
            TaskState::Waiting(wait) => Some(SpanState::Waiting(wait.on)),
            TaskState::Finished(_) | TaskState::Destroyed => None,
        };
        // One that a shield holds back goes on as if nothing had been asked for.
        let cancel_requested = matches!(task.cancel, CancelState::Requested(_));
        let cleanup = matches!(task.cancel, CancelState::Delivered(_));
        let next = state.map(|state| Span {
            from: seq,
            to: None,
            start: world.at,
            end: world.at,
            state,
            cancel_requested,
            cleanup,
            leaked: task.leaked,
        });
        if let Some(last) = lane.spans.last_mut() {
            if last.to.is_some() {
                return; // it has ended
            }
            if let Some(next) = &next
                && (last.state, last.cancel_requested, last.cleanup, last.leaked)
                    == (next.state, next.cancel_requested, next.cleanup, next.leaked)
            {
                return;
            }
            last.to = Some(seq);
            last.end = world.at;
        }
        lane.spans.extend(next);
    }

    fn follow_scopes(&mut self, event: &Event) {
        match &event.kind {
            EventKind::ScopeOpened { scope, .. } if scope.index() == self.scopes.len() => {
                self.scopes.push(ScopeSpan {
                    scope: *scope,
                    opened: event.seq,
                    start: event.at,
                    exiting: None,
                    end: event.at,
                    closed: None,
                    cancel_requested: None,
                });
            }
            EventKind::ScopeExiting { scope } => {
                if let Some(span) = self.scopes.get_mut(scope.index()) {
                    span.exiting.get_or_insert(event.at);
                }
            }
            EventKind::ScopeClosed { scope, .. } => {
                if let Some(span) = self.scopes.get_mut(scope.index()) {
                    span.closed = Some(event.seq);
                    span.end = event.at;
                }
            }
            EventKind::CancelRequested { target: CancelTarget::Scope(scope), .. } => {
                if let Some(span) = self.scopes.get_mut(scope.index()) {
                    span.cancel_requested.get_or_insert(event.at);
                }
            }
            _ => {}
        }
    }

    /// What was still going on when the run ended lasts until then.
    fn finish(&mut self) {
        for lane in &mut self.lanes {
            if let Some(last) = lane.spans.last_mut().filter(|span| span.to.is_none()) {
                last.end = self.end;
            }
        }
        for span in self.scopes.iter_mut().filter(|span| span.closed.is_none()) {
            span.end = self.end;
        }
    }
}
