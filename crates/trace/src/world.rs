//! The [`World`]: the state of every task and scope at a moment, as a fold over events, with keyframes for jumping.
//! Knows nothing of pictures. A fold never panics: an event that names a task or scope that the trace never
//! introduced changes nothing, since traces come from files too.

use std::{cell::RefCell, rc::Rc};

use crate::{
    event::{CancelTarget, Event, EventKind, Outcome, ScopeKind, Stream, Wait, WaitOn},
    ids::{EventId, ExceptionId, ScopeId, TaskId, VirtualTime},
    trace::Trace,
};

/// The state of a run after some of its events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct World {
    /// The instant of the last event folded.
    pub at: VirtualTime,
    /// Number of events folded.
    pub folded: usize,
    /// Every task so far, in the order of spawning: `tasks[i].id` is `i`.
    pub tasks: Vec<TaskView>,
    /// Every scope so far, in the order of opening: `scopes[i].id` is `i`.
    pub scopes: Vec<ScopeView>,
    /// The task that is being stepped.
    pub running: Option<TaskId>,
    /// What was printed: the event and where it went.
    pub printed: Vec<(EventId, Stream)>,
    /// The event that ended the run: `RunEnded`.
    pub ended: Option<EventId>,
}

/// A task at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskView {
    /// Its number.
    pub id: TaskId,
    /// Its name.
    pub name: Rc<str>,
    /// The coroutine's qualified name.
    pub function: Option<Rc<str>>,
    /// The task that created it.
    pub parent: Option<TaskId>,
    /// The scope that owns it; `None` where nobody does.
    pub scope: Option<ScopeId>,
    /// The scopes that it has opened and not closed, outermost first.
    pub open_scopes: Vec<ScopeId>,
    /// What it is doing.
    pub state: TaskState,
    /// How far a cancellation has come.
    pub cancel: CancelState,
    /// The line it stands on.
    pub line: Option<u32>,
    /// Whether it is alive although its parent or scope has ended.
    pub leaked: bool,
    /// A task of the library's own.
    pub system: bool,
    /// The event that spawned it.
    pub spawned: EventId,
    /// The last event that happened to it.
    pub last: EventId,
}

/// What a task is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskState {
    /// It can run, and waits for its turn.
    Ready,
    /// It is being stepped.
    Running,
    /// It waits.
    Waiting(Wait),
    /// It has ended.
    Finished(Outcome),
    /// It was garbage-collected before it ended.
    Destroyed,
}

/// How far a cancellation has come with a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CancelState {
    /// None is on its way.
    None,
    /// Asked for, of the task itself or of a scope around it, and not yet delivered.
    Requested(EventId),
    /// Asked for, and held back by a shield.
    Shielded(EventId),
    /// Delivered: what runs now is cleanup.
    Delivered(EventId),
}

/// A scope at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeView {
    /// Its number.
    pub id: ScopeId,
    /// What it is.
    pub kind: ScopeKind,
    /// What the program calls it.
    pub name: Option<String>,
    /// The task that opened it.
    pub owner: Option<TaskId>,
    /// The scope directly around it: of the same task, else the one that owns the task.
    pub parent: Option<ScopeId>,
    /// The tasks it began, in order.
    pub children: Vec<TaskId>,
    /// Whether it is open.
    pub state: ScopeState,
    /// Whether a shield is up.
    pub shield: bool,
    /// When it cancels itself.
    pub deadline: Option<VirtualTime>,
    /// Whether its deadline has passed.
    pub expired: bool,
    /// The event that asked for its cancellation.
    pub cancel_requested: Option<EventId>,
    /// Whether it caught a cancellation.
    pub caught: bool,
    /// What left it.
    pub exception: Option<ExceptionId>,
    /// The event that opened it.
    pub opened: EventId,
}

/// Whether a scope is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScopeState {
    /// Its body runs.
    Open,
    /// Its body is done; it waits for its children.
    Exiting,
    /// It is closed.
    Closed,
}

impl TaskView {
    /// Whether it has ended, in whatever way.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.state, TaskState::Finished(_) | TaskState::Destroyed)
    }
}

impl World {
    /// The world after the first `count` events of `trace`.
    #[must_use]
    pub fn at(trace: &Trace, count: usize) -> Self {
        let mut world = Self::default();
        world.fold(trace.events.iter().take(count));
        world
    }

    /// The task `id`, if the trace has introduced it.
    #[must_use]
    pub fn task(&self, id: TaskId) -> Option<&TaskView> {
        self.tasks.get(id.index())
    }

    /// The scope `id`, if the trace has introduced it.
    #[must_use]
    pub fn scope(&self, id: ScopeId) -> Option<&ScopeView> {
        self.scopes.get(id.index())
    }

    /// Folds events into the world, in order.
    pub fn fold<'a>(&mut self, events: impl IntoIterator<Item = &'a Event>) {
        for event in events {
            self.fold_one(event);
        }
    }

    /// Folds one event into the world.
    pub fn fold_one(&mut self, event: &Event) {
        self.at = event.at;
        self.folded += 1;
        if let Some(task) = event.task.and_then(|id| self.tasks.get_mut(id.index())) {
            task.last = event.seq;
        }
        match &event.kind {
            EventKind::Spawned { name, parent, scope, function, system } => {
                let Some(id) = event.task.filter(|id| id.index() == self.tasks.len()) else {
                    return;
                };
                self.tasks.push(TaskView {
                    id,
                    name: name.as_str().into(),
                    function: function.as_deref().map(Into::into),
                    parent: *parent,
                    scope: *scope,
                    open_scopes: Vec::new(),
                    state: TaskState::Ready,
                    cancel: CancelState::None,
                    line: None,
                    leaked: false,
                    system: *system,
                    spawned: event.seq,
                    last: event.seq,
                });
                if let Some(scope) = scope.and_then(|id| self.scopes.get_mut(id.index())) {
                    scope.children.push(id);
                }
            }
            EventKind::ScopeOpened { scope, kind, name, deadline, shield } => {
                if scope.index() != self.scopes.len() {
                    return;
                }
                let owner = event.task;
                let parent = owner
                    .and_then(|id| self.task(id))
                    .and_then(|task| task.open_scopes.last().copied().or(task.scope));
                self.scopes.push(ScopeView {
                    id: *scope,
                    kind: *kind,
                    name: name.clone(),
                    owner,
                    parent,
                    children: Vec::new(),
                    state: ScopeState::Open,
                    shield: *shield,
                    deadline: *deadline,
                    expired: false,
                    cancel_requested: None,
                    caught: false,
                    exception: None,
                    opened: event.seq,
                });
                if let Some(task) = owner.and_then(|id| self.tasks.get_mut(id.index())) {
                    task.open_scopes.push(*scope);
                }
            }
            EventKind::ScopeExiting { scope } => {
                self.with_scope(*scope, |scope| scope.state = ScopeState::Exiting);
            }
            EventKind::ScopeClosed { scope: id, exception } => {
                self.with_scope(*id, |scope| {
                    scope.state = ScopeState::Closed;
                    scope.exception = *exception;
                });
                let owner = self.scope(*id).and_then(|scope| scope.owner);
                let request = self.scope(*id).and_then(|scope| scope.cancel_requested);
                if let Some(task) = owner.and_then(|id| self.tasks.get_mut(id.index())) {
                    task.open_scopes.retain(|open| open != id);
                    // What the scope asked for, and its own task never received, ends with the scope.
                    if let CancelState::Requested(by) | CancelState::Shielded(by) = task.cancel
                        && request == Some(by)
                    {
                        task.cancel = CancelState::None;
                    }
                }
            }
            EventKind::DeadlineSet { scope, deadline } => {
                self.with_scope(*scope, |scope| scope.deadline = *deadline);
            }
            EventKind::DeadlineExpired { scope } => {
                self.with_scope(*scope, |scope| scope.expired = true);
            }
            EventKind::ShieldSet { scope, shield } => {
                self.with_scope(*scope, |scope| scope.shield = *shield);
            }
            EventKind::CancelRequested { target, .. } => self.cancel_requested(*target, event.seq),
            EventKind::CancelCaught { scope } => {
                self.with_scope(*scope, |scope| scope.caught = true);
                self.with_task(event, |task| task.cancel = CancelState::None);
            }
            EventKind::CancelDelivered { .. } => {
                self.with_task(event, |task| task.cancel = CancelState::Delivered(event.seq));
            }
            EventKind::CancelShielded { .. } => {
                self.with_task(event, |task| task.cancel = CancelState::Shielded(event.seq));
            }
            EventKind::CancelSwallowed => {
                self.with_task(event, |task| task.cancel = CancelState::None);
            }
            EventKind::Uncancelled { requests: 0 } => {
                self.with_task(event, |task| task.cancel = CancelState::None);
            }
            EventKind::Renamed { name } => {
                self.with_task(event, |task| task.name = name.as_str().into());
            }
            EventKind::StepBegan => {
                self.running = event.task;
                self.with_task(event, |task| task.state = TaskState::Running);
            }
            EventKind::Yielded | EventKind::Woken => {
                self.step_ended(event);
                self.with_task(event, |task| {
                    if !task.is_over() {
                        task.state = TaskState::Ready;
                    }
                });
            }
            EventKind::Blocked { wait } => {
                self.step_ended(event);
                self.with_task(event, |task| task.state = TaskState::Waiting(wait.clone()));
            }
            EventKind::Finished { outcome } => {
                self.step_ended(event);
                self.with_task(event, |task| task.state = TaskState::Finished(outcome.clone()));
            }
            EventKind::Destroyed => {
                self.step_ended(event);
                self.with_task(event, |task| task.state = TaskState::Destroyed);
            }
            EventKind::Line { line, .. } => {
                self.with_task(event, |task| task.line = Some(*line));
            }
            EventKind::Outlived { .. } => self.with_task(event, |task| task.leaked = true),
            EventKind::Printed { stream, .. } => self.printed.push((event.seq, *stream)),
            EventKind::RunEnded { .. } => {
                self.running = None;
                self.ended = Some(event.seq);
            }
            EventKind::RunStarted
            | EventKind::LoopStarted { .. }
            | EventKind::LoopEnded
            | EventKind::BudgetExceeded { .. }
            | EventKind::Deadlocked { .. }
            | EventKind::Uncancelled { .. }
            | EventKind::Raised { .. }
            | EventKind::Grouped { .. }
            | EventKind::Travelled { .. }
            | EventKind::Retrieved { .. }
            | EventKind::Caught { .. }
            | EventKind::Lost { .. }
            | EventKind::TimerSet { .. }
            | EventKind::TimerFired
            | EventKind::CallbackRan { .. }
            | EventKind::Acquired { .. }
            | EventKind::Released { .. }
            | EventKind::Signalled { .. }
            | EventKind::ThreadQueued { .. }
            | EventKind::ThreadStarted
            | EventKind::ThreadEnded
            | EventKind::ThreadAbandoned
            | EventKind::LoopBlocked { .. }
            | EventKind::InterventionApplied { .. } => {}
        }
    }

    fn with_task(&mut self, event: &Event, change: impl FnOnce(&mut TaskView)) {
        if let Some(task) = event.task.and_then(|id| self.tasks.get_mut(id.index())) {
            change(task);
        }
    }

    fn with_scope(&mut self, id: ScopeId, change: impl FnOnce(&mut ScopeView)) {
        if let Some(scope) = self.scopes.get_mut(id.index()) {
            change(scope);
        }
    }

    fn step_ended(&mut self, event: &Event) {
        if self.running == event.task {
            self.running = None;
        }
    }

    /// A request marks the task itself, or every live task inside the scope that no shield protects.
    fn cancel_requested(&mut self, target: CancelTarget, by: EventId) {
        match target {
            CancelTarget::Task(id) => {
                if let Some(task) = self.tasks.get_mut(id.index()) {
                    request(task, by);
                }
            }
            CancelTarget::Scope(id) => {
                self.with_scope(id, |scope| {
                    scope.cancel_requested.get_or_insert(by);
                });
                for index in 0..self.tasks.len() {
                    match self.reach(TaskId(index as u32), id) {
                        Reach::Free => request(&mut self.tasks[index], by),
                        Reach::Shielded => {
                            let task = &mut self.tasks[index];
                            if !task.is_over() && task.cancel == CancelState::None {
                                task.cancel = CancelState::Shielded(by);
                            }
                        }
                        Reach::Outside => {}
                    }
                }
            }
        }
    }

    /// Whether a cancellation of `scope` reaches `task`: walks outwards through the scopes around the task.
    fn reach(&self, task: TaskId, scope: ScopeId) -> Reach {
        let Some(task) = self.task(task) else { return Reach::Outside };
        // A task that waits at the scope's own end goes on waiting: the cancellation is its children's.
        if let TaskState::Waiting(wait) = &task.state
            && wait.on == WaitOn::Children
            && wait.scope == Some(scope)
        {
            return Reach::Outside;
        }
        let mut shielded = false;
        let mut around = task.open_scopes.last().copied().or(task.scope);
        // A scope's parent was opened before it, so this ends.
        while let Some(view) = around.and_then(|id| self.scope(id)) {
            if view.id == scope {
                return if shielded { Reach::Shielded } else { Reach::Free };
            }
            shielded |= view.shield;
            around = view.parent.filter(|parent| *parent < view.id);
        }
        Reach::Outside
    }
}

enum Reach {
    Free,
    Shielded,
    Outside,
}

fn request(task: &mut TaskView, by: EventId) {
    if !task.is_over() && !matches!(task.cancel, CancelState::Delivered(_)) {
        task.cancel = CancelState::Requested(by);
    }
}

/// Worlds kept at every [`Keyframes::SPACING`]th event, so that any moment is a short fold away; from one moment to the next,
/// only what happened between them is folded.
#[derive(Debug, Clone)]
pub struct Keyframes {
    trace: Trace,
    frames: Vec<Rc<World>>,
    /// The world that was asked for last.
    last: RefCell<Rc<World>>,
}

impl Keyframes {
    /// Events between two kept worlds in a short trace. In a long one the distance grows with the length,
    /// so that at most about [`Keyframes::MOST`] worlds are kept.
    pub const SPACING: usize = 512;
    /// The number of worlds kept at most: each of them has all the tasks that a trace has.
    pub const MOST: usize = 16;

    /// The keyframes of `trace`.
    #[must_use]
    pub fn new(trace: Trace) -> Self {
        let spacing = Self::spacing(&trace);
        let mut world = Rc::<World>::default();
        let mut frames = vec![world.clone()];
        for chunk in trace.events.chunks(spacing) {
            Rc::make_mut(&mut world).fold(chunk);
            if chunk.len() == spacing {
                frames.push(world.clone());
            }
        }
        Self { trace, frames, last: RefCell::new(world) }
    }

    fn spacing(trace: &Trace) -> usize {
        Self::SPACING.max(trace.events.len().div_ceil(Self::MOST))
    }

    /// The trace.
    #[must_use]
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The world after the first `count` events; after all of them if there are fewer.
    #[must_use]
    pub fn world(&self, count: usize) -> Rc<World> {
        let count = count.min(self.trace.events.len());
        let frame = &self.frames[(count / Self::spacing(&self.trace)).min(self.frames.len() - 1)];
        let mut last = self.last.borrow_mut();
        if !(frame.folded..=count).contains(&last.folded) {
            *last = frame.clone();
        }
        if last.folded < count {
            let from = last.folded;
            Rc::make_mut(&mut last).fold(&self.trace.events[from..count]);
        }
        last.clone()
    }
}
