//! The [`Kernel`]: the book of a run. It gives out the numbers of tasks, scopes, exceptions and resources, follows their
//! lives, and turns every change into an event with its cause.
//!
//! It does not choose which task runs next and does not know what a cancellation does: a model decides, and tells the kernel.

use std::mem;

use espalier_trace::{
    Budget, CancelSource, CancelTarget, Event, EventId, EventKind, Exception, ExceptionId, Outcome,
    ResourceId, ScopeId, ScopeKind, Stream, TaskId, Wait, WaitOn,
};

use crate::{
    clock::{Clock, Seconds},
    intervention::{Action, Intervention, Interventions},
    limits::{Exceeded, Limits},
    recorder::Recorder,
};

/// The book of a run.
pub struct Kernel {
    clock: Clock,
    limits: Limits,
    recorder: Box<dyn Recorder>,
    next_event: u32,
    /// What is going on: the cause of what happens next, unless another is named.
    here: Option<EventId>,
    running: Option<TaskId>,
    tasks: Vec<Task>,
    scopes: Vec<Scope>,
    /// By number.
    exceptions: Vec<Known>,
    resources: u32,
    /// Jumps and calls since the last await.
    steps: u64,
    printed: usize,
    exceeded: Option<Exceeded>,
    /// Whether nothing can ever happen again.
    deadlocked: bool,
    /// Whether the exceeded limit has been told to the recorder.
    exceeded_recorded: bool,
    interventions: Interventions,
    /// The number of events at which the next intervention is due; never reached if there is none.
    due_at: u32,
}

/// What the kernel knows of a task.
struct Task {
    state: State,
    /// Whether it has been stepped.
    begun: bool,
    /// Whether it is the library's own.
    system: bool,
    /// Whether a cancellation was delivered to it that no scope has caught.
    delivered: bool,
    /// What it waits for, or waited for last.
    wait: Option<WaitOn>,
    line: u32,
    /// The event that made it ready, the cause of its next step.
    ready: EventId,
    /// Tasks that it created, or that were entrusted to it, and that no scope owns.
    unowned_children: Vec<TaskId>,
}

/// What the kernel knows of an exception.
#[derive(Default)]
struct Known {
    /// The event that it was raised by, or put together, last.
    raised: Option<EventId>,
    /// The event that brought it where it is.
    came: Option<EventId>,
    /// Whether the program has caught it there.
    caught: bool,
    /// Whether it came from another task, whose it is.
    retrieved: bool,
    cancellation: bool,
    members: Vec<ExceptionId>,
    /// The group it was put into last.
    group: Option<ExceptionId>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Ready,
    Running,
    Waiting,
    Over,
}

struct Scope {
    open: bool,
    owner: Option<TaskId>,
    children: Vec<TaskId>,
}

impl Kernel {
    /// A kernel at time 0 that tells `recorder` what happens; the run begins.
    #[must_use]
    pub fn new(limits: Limits, recorder: Box<dyn Recorder>) -> Self {
        let mut kernel = Self {
            clock: Clock::default(),
            limits,
            recorder,
            next_event: 0,
            here: None,
            running: None,
            tasks: Vec::new(),
            scopes: Vec::new(),
            exceptions: Vec::new(),
            resources: 0,
            steps: 0,
            printed: 0,
            exceeded: None,
            deadlocked: false,
            exceeded_recorded: false,
            interventions: Interventions::default(),
            due_at: u32::MAX,
        };
        kernel.here = Some(kernel.record(None, None, EventKind::RunStarted));
        kernel
    }

    // --- events and causes ---

    /// Records an event caused by what is going on.
    pub fn emit(&mut self, task: Option<TaskId>, kind: EventKind) -> EventId {
        let cause = self.here;
        self.record(task, cause, kind)
    }

    /// Records an event caused by `cause`.
    pub fn emit_because(
        &mut self,
        cause: EventId,
        task: Option<TaskId>,
        kind: EventKind,
    ) -> EventId {
        self.record(task, Some(cause), kind)
    }

    fn record(&mut self, task: Option<TaskId>, cause: Option<EventId>, kind: EventKind) -> EventId {
        let seq = EventId(self.next_event);
        // The end of a run is always told; beyond that the trace so far is kept and no more.
        let last = matches!(kind, EventKind::BudgetExceeded { .. } | EventKind::RunEnded { .. });
        if !last && seq.index() >= self.limits.events {
            self.exceed(Budget::Events, self.limits.events as u64);
            return EventId(self.next_event.saturating_sub(1));
        }
        self.next_event += 1;
        self.follow(seq, task, &kind);
        self.recorder.record(Event { seq, at: self.clock.trace_now(), task, cause, kind });
        seq
    }

    /// Follows exceptions on their way.
    fn follow(&mut self, seq: EventId, task: Option<TaskId>, kind: &EventKind) {
        let moved = match kind {
            EventKind::Raised { exception } | EventKind::Grouped { exception, .. } => {
                if let Some(known) = self.exceptions.get_mut(exception.id.index()) {
                    known.raised = Some(seq);
                    known.cancellation = exception.cancellation;
                    known.members.clone_from(&exception.members);
                }
                for member in &exception.members {
                    if let Some(known) = self.exceptions.get_mut(member.index()) {
                        known.group = Some(exception.id);
                    }
                }
                Some(exception.id)
            }
            EventKind::Travelled { exception, .. }
            | EventKind::Retrieved { exception, .. }
            | EventKind::ScopeClosed { exception: Some(exception), .. } => Some(*exception),
            EventKind::CancelDelivered { exception, .. } => {
                self.set_delivered(task, true);
                Some(*exception)
            }
            EventKind::CancelCaught { .. }
            | EventKind::CancelSwallowed
            | EventKind::Uncancelled { requests: 0 } => {
                self.set_delivered(task, false);
                None
            }
            _ => None,
        };
        if let Some(known) = moved.and_then(|moved| self.exceptions.get_mut(moved.index())) {
            known.came = Some(seq);
            known.caught = false;
            known.retrieved = matches!(kind, EventKind::Retrieved { .. });
        }
    }

    fn set_delivered(&mut self, task: Option<TaskId>, delivered: bool) {
        if let Some(record) = task.and_then(|task| self.tasks.get_mut(task.index())) {
            record.delivered = delivered;
        }
    }

    /// What is going on now: the event that causes what happens next.
    ///
    /// # Panics
    /// Never: a kernel begins with an event.
    #[must_use]
    pub fn here(&self) -> EventId {
        self.here.expect("the run has begun")
    }

    /// Says that what happens next is caused by `event`; returns what was going on before.
    pub fn set_here(&mut self, event: EventId) -> EventId {
        let before = self.here();
        self.here = Some(event);
        before
    }

    // --- the run ---

    /// A library's loop begins.
    pub fn loop_started(&mut self, library: &str) -> EventId {
        let event = self.emit(None, EventKind::LoopStarted { library: library.to_owned() });
        self.here = Some(event);
        event
    }

    /// A library's loop ends.
    pub fn loop_ended(&mut self) -> EventId {
        self.emit(None, EventKind::LoopEnded)
    }

    /// The run ends. Records the exceeded limit first, if there is one that no event has told yet.
    pub fn run_ended(&mut self, exit_code: i32, exception: Option<ExceptionId>) {
        self.record_exceeded();
        while let Some(intervention) = self.interventions.take() {
            self.intervention_refused(&intervention, "the run has ended before".into());
        }
        self.emit(None, EventKind::RunEnded { exit_code, exception });
    }

    // --- time ---

    /// The present.
    #[must_use]
    pub fn now(&self) -> Seconds {
        self.clock.now()
    }

    /// The clock, to convert instants.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Moves time forwards to `instant`.
    pub fn advance_to(&mut self, instant: Seconds) {
        let limit = self.limits.virtual_time;
        if instant < Seconds::INFINITY && self.clock.to_trace(instant) > limit {
            self.exceed(Budget::VirtualTime, limit.0 / 1_000_000_000);
            return;
        }
        self.clock.advance_to(instant);
    }

    /// Restarts the program's clock at 0; the trace's time goes on.
    pub fn restart_clock(&mut self) {
        self.clock.restart();
    }

    // --- tasks ---

    /// A task is created; it is ready.
    pub fn spawn(
        &mut self,
        name: &str,
        parent: Option<TaskId>,
        scope: Option<ScopeId>,
        function: Option<&str>,
        system: bool,
    ) -> TaskId {
        let id = TaskId(self.tasks.len() as u32);
        let ready = self.emit(
            Some(id),
            EventKind::Spawned {
                name: name.to_owned(),
                parent,
                scope,
                function: function.map(str::to_owned),
                system,
            },
        );
        self.tasks.push(Task {
            state: State::Ready,
            begun: false,
            delivered: false,
            system,
            wait: None,
            line: 0,
            ready,
            unowned_children: Vec::new(),
        });
        match (scope, parent) {
            (Some(scope), _) => self.scopes[scope.index()].children.push(id),
            (None, Some(parent)) => self.tasks[parent.index()].unowned_children.push(id),
            (None, None) => {}
        }
        if self.tasks.len() > self.limits.tasks {
            self.exceed(Budget::Tasks, self.limits.tasks as u64);
        }
        id
    }

    /// `task`, which no task created, is to end before `main` does, as if that had created it.
    pub fn entrust(&mut self, task: TaskId, main: TaskId) {
        self.tasks[main.index()].unowned_children.push(task);
    }

    /// The task that is being stepped.
    #[must_use]
    pub fn running(&self) -> Option<TaskId> {
        self.running
    }

    /// Whether the task has ended.
    #[must_use]
    pub fn is_over(&self, task: TaskId) -> bool {
        self.tasks[task.index()].state == State::Over
    }

    /// The scheduler resumes `task`.
    pub fn begin_step(&mut self, task: TaskId) -> EventId {
        let record = &mut self.tasks[task.index()];
        record.state = State::Running;
        record.begun = true;
        let cause = record.ready;
        self.running = Some(task);
        self.steps = 0;
        let event = self.emit_because(cause, Some(task), EventKind::StepBegan);
        self.here = Some(event);
        event
    }

    /// Goes back to the step of `task` that another task's step interrupted.
    pub fn resume_step(&mut self, task: Option<TaskId>) {
        if let Some(task) = task {
            self.tasks[task.index()].state = State::Running;
        }
        self.running = task;
    }

    /// The running task stands on `line`; an event if it stood on another one before.
    pub fn line(&mut self, line: u32, function: Option<&str>) {
        let Some(task) = self.running else { return };
        let record = &mut self.tasks[task.index()];
        if record.line == line {
            return;
        }
        record.line = line;
        let function = function.map(str::to_owned);
        let event = self.emit(Some(task), EventKind::Line { line, function });
        self.here = Some(event);
    }

    /// `task` gives control back and is ready again.
    pub fn yielded(&mut self, task: TaskId) -> EventId {
        let event = self.emit(Some(task), EventKind::Yielded);
        let record = &mut self.tasks[task.index()];
        record.state = State::Ready;
        record.ready = event;
        self.step_ended(task);
        event
    }

    /// `task` waits.
    pub fn block(&mut self, task: TaskId, wait: Wait) -> EventId {
        let on = wait.on;
        let event = self.emit(Some(task), EventKind::Blocked { wait });
        let record = &mut self.tasks[task.index()];
        (record.state, record.wait) = (State::Waiting, Some(on));
        self.step_ended(task);
        event
    }

    /// What `task` waited for has come, because of what is going on. Nothing if it does not wait.
    pub fn wake(&mut self, task: TaskId) {
        let here = self.here();
        self.wake_because(here, task);
    }

    /// What `task` waited for has come, because of `cause`. Nothing if it does not wait.
    pub fn wake_because(&mut self, cause: EventId, task: TaskId) {
        if self.tasks[task.index()].state != State::Waiting {
            return;
        }
        let event = self.emit_because(cause, Some(task), EventKind::Woken);
        let record = &mut self.tasks[task.index()];
        record.state = State::Ready;
        record.ready = event;
    }

    /// `task` ends; if it failed, because of the event that told of its exception. Tasks that it created, that no scope owns and that are alive, have outlived it.
    pub fn finish(&mut self, task: TaskId, outcome: Outcome) -> EventId {
        let cause = match outcome {
            // Cleanup may have gone on since, but this is why.
            Outcome::Failed(exception) => {
                self.exceptions.get(exception.index()).and_then(|known| known.raised)
            }
            _ => None,
        };
        let cause = cause.unwrap_or_else(|| self.here());
        let event = self.emit_because(cause, Some(task), EventKind::Finished { outcome });
        self.tasks[task.index()].state = State::Over;
        self.here = Some(event);
        let children = mem::take(&mut self.tasks[task.index()].unowned_children);
        self.outlived(event, &children, Some(task), None);
        self.step_ended(task);
        event
    }

    /// `task` was garbage-collected before it ended.
    pub fn destroyed(&mut self, task: TaskId) -> EventId {
        let event = self.emit(Some(task), EventKind::Destroyed);
        self.tasks[task.index()].state = State::Over;
        event
    }

    fn step_ended(&mut self, task: TaskId) {
        if self.running == Some(task) {
            self.running = None;
        }
    }

    fn outlived(
        &mut self,
        cause: EventId,
        children: &[TaskId],
        parent: Option<TaskId>,
        scope: Option<ScopeId>,
    ) {
        for &child in children {
            if !self.is_over(child) {
                self.emit_because(cause, Some(child), EventKind::Outlived { parent, scope });
            }
        }
    }

    // --- scopes ---

    /// `owner` opens a scope.
    pub fn open_scope(
        &mut self,
        owner: Option<TaskId>,
        kind: ScopeKind,
        name: Option<&str>,
        deadline: Seconds,
        shield: bool,
    ) -> ScopeId {
        let scope = ScopeId(self.scopes.len() as u32);
        self.scopes.push(Scope { open: true, owner, children: Vec::new() });
        let deadline = (deadline < Seconds::INFINITY).then(|| self.clock.to_trace(deadline));
        let name = name.map(str::to_owned);
        self.emit(owner, EventKind::ScopeOpened { scope, kind, name, deadline, shield });
        scope
    }

    /// The scope's body is done; it waits for its children.
    pub fn exit_scope(&mut self, scope: ScopeId) -> EventId {
        let owner = self.scopes[scope.index()].owner;
        self.emit(owner, EventKind::ScopeExiting { scope })
    }

    /// The scope closes. Children that are alive have outlived it.
    pub fn close_scope(&mut self, scope: ScopeId, exception: Option<ExceptionId>) -> EventId {
        let owner = self.scopes[scope.index()].owner;
        self.scopes[scope.index()].open = false;
        let event = self.emit(owner, EventKind::ScopeClosed { scope, exception });
        let children = mem::take(&mut self.scopes[scope.index()].children);
        self.outlived(event, &children, None, Some(scope));
        event
    }

    /// The scope's deadline is set, moved, or taken away (infinity).
    pub fn set_deadline(&mut self, scope: ScopeId, deadline: Seconds) -> EventId {
        let owner = self.scopes[scope.index()].owner;
        let deadline = (deadline < Seconds::INFINITY).then(|| self.clock.to_trace(deadline));
        self.emit(owner, EventKind::DeadlineSet { scope, deadline })
    }

    /// The scope's shield is put up or taken down.
    pub fn set_shield(&mut self, scope: ScopeId, shield: bool) -> EventId {
        let owner = self.scopes[scope.index()].owner;
        self.emit(owner, EventKind::ShieldSet { scope, shield })
    }

    /// The scope's deadline has passed; returns the event, the cause of the cancellation that follows.
    pub fn deadline_expired(&mut self, scope: ScopeId) -> EventId {
        let owner = self.scopes[scope.index()].owner;
        self.emit(owner, EventKind::DeadlineExpired { scope })
    }

    // --- cancellation ---

    /// Somebody asks for cancellation; returns the event, the cause of the deliveries that follow.
    pub fn request_cancel(
        &mut self,
        target: CancelTarget,
        source: CancelSource,
        message: Option<String>,
    ) -> EventId {
        let asker = self.running;
        self.emit(asker, EventKind::CancelRequested { target, source, message })
    }

    /// The cancellation asked for by `request` is thrown into `task`; what happens next is because of it.
    pub fn deliver_cancel(
        &mut self,
        request: EventId,
        task: TaskId,
        scope: Option<ScopeId>,
        exception: ExceptionId,
    ) -> EventId {
        let kind = EventKind::CancelDelivered { scope, exception };
        let event = self.emit_because(request, Some(task), kind);
        self.here = Some(event);
        event
    }

    /// Nothing can ever happen again; `message` says so to the user.
    pub fn deadlocked(&mut self, message: &str) -> EventId {
        self.deadlocked = true;
        let event = self.emit(None, EventKind::Deadlocked { message: message.to_owned() });
        self.here = Some(event);
        event
    }

    /// Whether the run is being ended, by a limit or a deadlock: what falls apart now is no news.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.deadlocked || self.exceeded.is_some()
    }

    // --- interventions ---

    /// Sets what the reader changes in the run.
    pub fn intervene(&mut self, interventions: Vec<Intervention>) {
        self.interventions = Interventions::new(interventions);
        self.set_due();
    }

    fn set_due(&mut self) {
        self.due_at =
            self.interventions.next_after().map_or(u32::MAX, |after| after.0.saturating_add(1));
    }

    /// Whether an intervention is due. Models ask between any two decisions of theirs.
    #[must_use]
    pub fn is_intervention_due(&self) -> bool {
        self.next_event >= self.due_at
    }

    /// Takes the intervention that is due.
    pub fn take_due_intervention(&mut self) -> Option<Intervention> {
        let due = self.interventions.take_due(self.next_event);
        self.set_due();
        due
    }

    /// Whether a scope of this number is to be cancelled by the reader: then its model must know how.
    #[must_use]
    pub fn will_cancel(&self, scope: ScopeId) -> bool {
        self.interventions.will_cancel(scope)
    }

    /// Why nothing can be done, whatever the library: there is nothing to do it to, or no longer.
    #[must_use]
    pub fn why_not(&self, action: &Action) -> Option<String> {
        if let Action::CancelScope(scope) = action {
            return match self.scopes.get(scope.index()) {
                None => Some(format!("there is no scope {} yet", scope.0)),
                Some(scope) if scope.open => None,
                Some(_) => Some(format!("scope {} is closed", scope.0)),
            };
        }
        let id = action.task()?;
        let Some(task) = self.tasks.get(id.index()) else {
            return Some(format!("there is no task {} yet", id.0));
        };
        if task.state == State::Over {
            return Some(format!("task {} has ended", id.0));
        }
        if task.system {
            return Some(format!("task {} is the library's own", id.0));
        }
        match action {
            Action::Raise(_) if !task.begun => Some(format!(
                "task {} has not begun: there is nothing in it yet that could fail",
                id.0
            )),
            Action::Raise(_)
                if task.state == State::Waiting && task.wait == Some(WaitOn::Thread) =>
            {
                Some(format!(
                    "task {} waits for a thread, and nothing ends a thread from outside",
                    id.0
                ))
            }
            Action::RunNext(_) if task.state != State::Ready => {
                Some(format!("task {} is not ready to run", id.0))
            }
            _ => None,
        }
    }

    /// The reader's intervention takes effect; what follows from it is because of this event.
    pub fn intervention_applied(&mut self, intervention: &Intervention) -> EventId {
        self.tell_intervention(intervention, None)
    }

    /// The reader's intervention can have no effect.
    pub fn intervention_refused(&mut self, intervention: &Intervention, why: String) -> EventId {
        self.tell_intervention(intervention, Some(why))
    }

    fn tell_intervention(
        &mut self,
        intervention: &Intervention,
        refused: Option<String>,
    ) -> EventId {
        let action = intervention.action;
        let task = action.task().filter(|task| task.index() < self.tasks.len());
        // The run may have ended before the event came.
        let last = EventId(self.next_event.saturating_sub(1));
        let cause = intervention.after.min(last);
        self.emit_because(cause, task, EventKind::InterventionApplied { action, refused })
    }

    /// The task that opened a scope.
    #[must_use]
    pub fn owner_of(&self, scope: ScopeId) -> Option<TaskId> {
        self.scopes.get(scope.index())?.owner
    }

    /// The tasks of a scope that are alive, oldest first.
    #[must_use]
    pub fn children_of(&self, scope: ScopeId) -> Vec<TaskId> {
        let children = self.scopes.get(scope.index()).map_or(&[][..], |scope| &scope.children);
        children.iter().copied().filter(|child| !self.is_over(*child)).collect()
    }

    // --- names ---

    /// A number for an exception that the run has not seen before. The caller tells of it by `Raised` or `Grouped`.
    pub fn new_exception(&mut self) -> ExceptionId {
        self.exceptions.push(Known::default());
        ExceptionId(self.exceptions.len() as u32 - 1)
    }

    /// An exception is raised, because of what is going on, which it then is itself.
    pub fn raised(&mut self, task: Option<TaskId>, exception: Exception) -> EventId {
        let event = self.emit(task, EventKind::Raised { exception });
        self.here = Some(event);
        event
    }

    /// The program has caught an exception, by itself: in `task`, or outside of all.
    pub fn caught(&mut self, task: Option<TaskId>, exception: ExceptionId) -> EventId {
        self.ended(task, exception, false)
    }

    /// The program has let go of an exception that it had not caught.
    pub fn discarded(&mut self, task: Option<TaskId>, exception: ExceptionId) -> EventId {
        self.ended(task, exception, true)
    }

    fn ended(&mut self, task: Option<TaskId>, exception: ExceptionId, discarded: bool) -> EventId {
        let came = self.exceptions.get(exception.index()).and_then(|known| known.came);
        let cause = came.unwrap_or_else(|| self.here());
        let event = self.emit_because(cause, task, EventKind::Caught { exception, discarded });
        self.here = Some(event);
        // What is in it may be raised again alone.
        let mut inside = vec![exception];
        while let Some(known) = inside.pop().and_then(|next| self.exceptions.get_mut(next.index()))
        {
            known.caught = true;
            inside.extend(&known.members);
        }
        event
    }

    /// Whether the program has caught an exception, and it has not gone anywhere since.
    #[must_use]
    pub fn is_caught(&self, exception: ExceptionId) -> bool {
        self.exceptions.get(exception.index()).is_some_and(|known| known.caught)
    }

    /// The last group made of just these, if they are in no other since.
    #[must_use]
    pub fn group_of(&self, members: &[ExceptionId]) -> Option<ExceptionId> {
        let group = self.exceptions.get(members.first()?.index())?.group?;
        (self.exceptions.get(group.index())?.members == members).then_some(group)
    }

    /// Whether an exception is a cancellation of `task`, or a group of nothing else, and a scope has told that it caught it.
    #[must_use]
    pub fn scope_has_caught(&self, task: Option<TaskId>, exception: ExceptionId) -> bool {
        let task = task.and_then(|task| self.tasks.get(task.index()));
        !task.is_some_and(|task| task.delivered) && self.is_own_cancellation(exception)
    }

    fn is_own_cancellation(&self, exception: ExceptionId) -> bool {
        // A group is younger than its members.
        self.exceptions.get(exception.index()).is_some_and(|known| {
            known.cancellation && !known.retrieved
                || !known.members.is_empty()
                    && known.members.iter().all(|member| self.is_own_cancellation(*member))
        })
    }

    /// A number for a lock, event, queue or the like.
    pub fn new_resource(&mut self) -> ResourceId {
        self.resources += 1;
        ResourceId(self.resources - 1)
    }

    // --- limits ---

    /// The limits.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The limit that was exceeded first: the run must end.
    #[must_use]
    pub fn exceeded(&self) -> Option<&Exceeded> {
        self.exceeded.as_ref()
    }

    /// The program made a jump or a call. Whether it may go on.
    pub fn tick(&mut self) -> bool {
        self.steps += 1;
        if self.steps > self.limits.steps {
            self.exceed(Budget::Steps, self.limits.steps);
        }
        self.exceeded.is_none()
    }

    /// The program printed; whether it may go on. What exceeds the limit is not recorded.
    pub fn printed(&mut self, stream: Stream, text: &str) -> bool {
        self.printed += text.len();
        if self.printed > self.limits.output {
            self.exceed(Budget::Output, self.limits.output as u64);
            return false;
        }
        self.emit(self.running, EventKind::Printed { stream, text: text.to_owned() });
        true
    }

    /// Notes that a limit was exceeded. The first one counts.
    pub fn exceed(&mut self, budget: Budget, limit: u64) {
        self.exceeded.get_or_insert(Exceeded { budget, limit });
    }

    /// Records the exceeded limit, once.
    pub fn record_exceeded(&mut self) {
        if let Some(exceeded) = self.exceeded.clone().filter(|_| !self.exceeded_recorded) {
            self.exceeded_recorded = true;
            let message = exceeded.to_string();
            let running = self.running;
            let event =
                self.emit(running, EventKind::BudgetExceeded { budget: exceeded.budget, message });
            self.here = Some(event);
        }
    }
}
