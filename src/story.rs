//! The story: one plain sentence for each event, and the short words for states. Knows the texts and a run, no page.

use espalier_trace::{
    Budget, CancelSource, CancelState, CancelTarget, Event, EventKind, Exception, ExceptionId,
    Outcome, ResourceKind, ScopeId, ScopeKind, ScopeState, ScopeView, Stream, TaskState, TaskView,
    WaitOn, World,
};

use crate::{
    branch,
    run::Run,
    texts::{Id, Language, id},
};

/// Whether an event is worth a line in the log. Steps, lines and timers are seen in the picture.
#[must_use]
pub fn is_told(event: &Event) -> bool {
    // What a loop does to its own futures is its own matter.
    let of_the_loop = event.task.is_none() && matches!(event.kind, EventKind::Signalled { .. });
    !of_the_loop
        && !matches!(
            &event.kind,
            EventKind::Raised { exception: Exception { cancellation: true, .. } }
                | EventKind::RunStarted
                | EventKind::LoopStarted { .. }
                | EventKind::LoopEnded
                | EventKind::StepBegan
                | EventKind::Line { .. }
                | EventKind::TimerSet { .. }
                | EventKind::TimerFired
                | EventKind::Woken
                | EventKind::Renamed { .. }
        )
}

/// Whether an event is a turn in the story: an error, a cancellation, a leak, a loop that stands still.
#[must_use]
pub fn is_turn(event: &Event) -> bool {
    matches!(
        &event.kind,
        EventKind::Raised { exception: Exception { cancellation: false, .. } }
            | EventKind::Lost { .. }
            | EventKind::Caught { discarded: true, .. }
            | EventKind::Outlived { .. }
            | EventKind::Destroyed
            | EventKind::CancelRequested { .. }
            | EventKind::CancelSwallowed
            | EventKind::LoopBlocked { .. }
            | EventKind::BudgetExceeded { .. }
            | EventKind::Deadlocked { .. }
    )
}

/// The word of a library for what a scope is.
#[must_use]
pub fn scope_kind(kind: ScopeKind) -> Id {
    match kind {
        ScopeKind::Nursery => id::FRAME_NURSERY,
        ScopeKind::TaskGroup => id::FRAME_GROUP,
        ScopeKind::CancelScope | ScopeKind::Root => id::FRAME_SCOPE,
        ScopeKind::Request => id::FRAME_REQUEST,
        ScopeKind::Timeout => id::FRAME_TIMEOUT,
        ScopeKind::Gather => id::FRAME_GATHER,
    }
}

/// What a scope is called: by its own name, or by what it is.
#[must_use]
pub fn scope_name(scope: &ScopeView, language: Language) -> String {
    scope.name.clone().unwrap_or_else(|| language.text(scope_kind(scope.kind)))
}

fn resource(kind: ResourceKind) -> Id {
    match kind {
        ResourceKind::Lock => id::RESOURCE_LOCK,
        ResourceKind::Semaphore => id::RESOURCE_SEMAPHORE,
        ResourceKind::Condition => id::RESOURCE_CONDITION,
        ResourceKind::Event => id::RESOURCE_EVENT,
        ResourceKind::Barrier => id::RESOURCE_BARRIER,
        ResourceKind::Queue => id::RESOURCE_QUEUE,
        ResourceKind::Channel => id::RESOURCE_CHANNEL,
        ResourceKind::Future => id::RESOURCE_FUTURE,
        ResourceKind::Limiter => id::RESOURCE_LIMITER,
    }
}

/// Why a cancellation was asked for. A library that closes a frame says the same of a child, or a body, that failed and of one
/// that was itself cancelled; what came before tells them apart.
fn reason(source: CancelSource, cause: Option<&EventKind>) -> Id {
    match source {
        CancelSource::ChildFailed
            if matches!(cause, Some(EventKind::Finished { outcome: Outcome::Cancelled })) =>
        {
            id::REASON_CHILD_CANCELLED
        }
        CancelSource::BodyFailed if matches!(cause, Some(EventKind::CancelDelivered { .. })) => {
            id::REASON_AWAITER
        }
        CancelSource::Explicit => id::REASON_EXPLICIT,
        CancelSource::Deadline => id::REASON_DEADLINE,
        CancelSource::ChildFailed => id::REASON_CHILD,
        CancelSource::BodyFailed => id::REASON_BODY,
        CancelSource::Awaiter => id::REASON_AWAITER,
        CancelSource::Shutdown => id::REASON_SHUTDOWN,
        CancelSource::Interrupt => id::REASON_INTERRUPT,
    }
}

/// What a function is called where it is defined, without what it is defined in.
fn called(name: &str) -> &str {
    name.rsplit_once("<locals>.").map_or(name, |(_, own)| own)
}

/// The sentence for an event that the first story does not have, so that it can come with the rest of the page: of limits, of callbacks
/// and timers, of what tasks share, of threads.
#[inline(never)]
fn aside(task: &str, event: &Event, language: Language) -> String {
    let task = ("task", task);
    let plain = |text: Id| language.with(text, &[task]);
    match &event.kind {
        EventKind::BudgetExceeded { budget, message } => exceeded(*budget, message, language),
        EventKind::Deadlocked { .. } => language.text(id::EVENT_DEADLOCK),
        EventKind::Renamed { .. } => plain(id::EVENT_RENAMED),
        EventKind::Destroyed => plain(id::EVENT_DESTROYED),
        EventKind::CancelShielded { .. } => plain(id::EVENT_SHIELDED),
        EventKind::CancelSwallowed => plain(id::EVENT_SWALLOWED),
        EventKind::TimerSet { .. } => plain(id::EVENT_TIMER_SET),
        EventKind::TimerFired => plain(id::EVENT_TIMER_FIRED),
        EventKind::CallbackRan { name } => {
            language.with(id::EVENT_CALLBACK, &[("name", called(name))])
        }
        EventKind::Acquired { kind: ResourceKind::Limiter, .. } => plain(id::EVENT_ACQUIRED_TOKEN),
        EventKind::Released { kind: ResourceKind::Limiter, .. } => plain(id::EVENT_RELEASED_TOKEN),
        EventKind::Acquired { kind, .. } => language
            .with(id::EVENT_ACQUIRED, &[task, ("resource", &language.text(resource(*kind)))]),
        EventKind::Released { kind, .. } => language
            .with(id::EVENT_RELEASED, &[task, ("resource", &language.text(resource(*kind)))]),
        EventKind::Signalled { kind, action, .. } => language.with(
            id::EVENT_SIGNALLED,
            &[task, ("action", action), ("resource", &language.text(resource(*kind)))],
        ),
        EventKind::ThreadQueued { name } => {
            language.with(id::EVENT_THREAD_QUEUED, &[task, ("name", name)])
        }
        EventKind::ThreadStarted => plain(id::EVENT_THREAD_STARTED),
        EventKind::ThreadEnded => plain(id::EVENT_THREAD_ENDED),
        EventKind::ThreadAbandoned => plain(id::EVENT_THREAD_ABANDONED),
        EventKind::LoopBlocked { .. } => plain(id::EVENT_LOOP_BLOCKED),
        _ => String::new(),
    }
}

/// What is said when a limit has been exceeded.
fn exceeded(budget: Budget, message: &str, language: Language) -> String {
    let budget = match budget {
        Budget::Events => "events",
        Budget::VirtualTime => "seconds",
        Budget::Steps => "turns",
        Budget::Tasks => "tasks",
        Budget::Output => "bytes",
        Budget::Recursion => "calls",
    };
    // The figure is the only number in the engine's own words.
    let mut words = message.split(|letter: char| !letter.is_ascii_digit());
    let limit = words.find(|word| !word.is_empty()).unwrap_or(message);
    language.with(id::EVENT_BUDGET, &[("budget", budget), ("limit", limit)])
}

/// The sentence for an event.
#[must_use]
pub fn sentence(run: &Run, event: &Event, language: Language) -> String {
    let task_name = event
        .task
        .map_or_else(|| language.text(id::SOMEBODY), |task| run.task_name(task).to_owned());
    let task = ("task", task_name.as_str());
    let scope_name = |scope: ScopeId| {
        let scope = run.last.scope(scope);
        let kind = scope.map_or(ScopeKind::CancelScope, |scope| scope.kind);
        let kind_name = language.text(scope_kind(kind));
        match scope.and_then(|scope| scope.name.as_deref()) {
            Some(name) if kind == ScopeKind::Request => format!("{kind_name} {name}"),
            _ => kind_name,
        }
    };
    let exception_name = |exception: ExceptionId| match run.exception(exception) {
        Some(known) if known.members.len() > 1 => {
            format!("{} ({})", known.class, known.members.len())
        }
        _ => run.exception_class(exception).to_owned(),
    };
    let with_scope =
        |text: Id, scope: ScopeId| language.with(text, &[task, ("scope", &scope_name(scope))]);
    let with_error = |text: Id, exception: ExceptionId| {
        language.with(text, &[task, ("exception", &exception_name(exception))])
    };
    let plain = |text: Id| language.with(text, &[task]);
    match &event.kind {
        EventKind::RunStarted => plain(id::EVENT_RUN_STARTED),
        EventKind::LoopStarted { library } => {
            language.with(id::EVENT_LOOP_STARTED, &[("library", library)])
        }
        EventKind::LoopEnded => plain(id::EVENT_LOOP_ENDED),
        EventKind::RunEnded { exception: Some(exception), .. } => {
            with_error(id::EVENT_RUN_ENDED_ERROR, *exception)
        }
        EventKind::RunEnded { exit_code, .. } => {
            language.with(id::EVENT_RUN_ENDED, &[("code", &exit_code.to_string())])
        }
        EventKind::Spawned { parent, scope, .. } => {
            // Who starts the main task is the library's own matter.
            let parent = parent.filter(|parent| run.structure.is_shown(*parent));
            let caller = match event.cause.and_then(|cause| run.event(cause)).map(|at| &at.kind) {
                Some(EventKind::CallbackRan { name }) => Some(called(name)),
                _ => None,
            };
            let parent = parent.map(|parent| run.task_name(parent)).or(caller);
            let parent_name = ("parent", parent.unwrap_or_default());
            match (parent, scope.filter(|scope| run.structure.is_framed(*scope))) {
                (Some(_), Some(scope)) => language.with(
                    id::EVENT_SPAWNED_SCOPE,
                    &[task, parent_name, ("scope", &scope_name(scope))],
                ),
                (Some(_), None) => language.with(id::EVENT_SPAWNED, &[task, parent_name]),
                (None, _) if run.structure.roots.first() == event.task.as_ref() => {
                    plain(id::EVENT_SPAWNED_MAIN)
                }
                (None, _) => plain(id::EVENT_SPAWNED_CALLBACK),
            }
        }
        EventKind::StepBegan => plain(id::EVENT_STEP),
        EventKind::Yielded => plain(id::EVENT_YIELDED),
        EventKind::Blocked { wait } => match wait.scope {
            Some(scope) if wait.on == WaitOn::Children => {
                with_scope(id::EVENT_BLOCKED_CHILDREN, scope)
            }
            _ => language.with(id::EVENT_BLOCKED, &[task, ("call", &wait.call)]),
        },
        EventKind::Woken => plain(id::EVENT_WOKEN),
        EventKind::Line { line, .. } => {
            language.with(id::EVENT_LINE, &[task, ("line", &line.to_string())])
        }
        EventKind::Finished { outcome } => match outcome {
            Outcome::Returned(_) => plain(id::EVENT_RETURNED),
            Outcome::Failed(exception) => with_error(id::EVENT_FAILED, *exception),
            Outcome::Cancelled => plain(id::EVENT_CANCELLED),
        },
        EventKind::Outlived { parent, scope } => match (scope, parent) {
            (Some(scope), _) => with_scope(id::EVENT_OUTLIVED_SCOPE, *scope),
            (None, parent) => {
                let parent = parent.map_or_else(
                    || language.text(id::SOMEBODY),
                    |parent| run.task_name(parent).to_owned(),
                );
                language.with(id::EVENT_OUTLIVED, &[task, ("parent", &parent)])
            }
        },
        EventKind::ScopeOpened { scope, kind: ScopeKind::Request, .. } => {
            with_scope(id::EVENT_REQUEST_OPENED, *scope)
        }
        EventKind::ScopeOpened { scope, .. } => with_scope(id::EVENT_SCOPE_OPENED, *scope),
        EventKind::ScopeExiting { scope } => with_scope(id::EVENT_SCOPE_EXITING, *scope),
        EventKind::ScopeClosed { scope, exception: Some(exception) } => language.with(
            id::EVENT_SCOPE_CLOSED_ERROR,
            &[("scope", &scope_name(*scope)), ("exception", &exception_name(*exception))],
        ),
        EventKind::ScopeClosed { scope, exception: None } if run.is_request(*scope) => {
            with_scope(id::EVENT_REQUEST_CLOSED, *scope)
        }
        EventKind::ScopeClosed { scope, exception: None } => {
            let kind = run.last.scope(*scope).map(|scope| scope.kind);
            // Of a timeout or a cancel scope it goes without saying: what is in it is its owner's own code.
            let owns = matches!(kind, Some(ScopeKind::Nursery | ScopeKind::TaskGroup));
            let framed = run.structure.is_framed(*scope);
            with_scope(
                if owns && framed { id::EVENT_SCOPE_CLOSED } else { id::EVENT_SCOPE_CLOSED_PLAIN },
                *scope,
            )
        }
        EventKind::DeadlineSet { scope, .. } => with_scope(id::EVENT_DEADLINE_SET, *scope),
        EventKind::DeadlineExpired { scope } => with_scope(id::EVENT_DEADLINE_EXPIRED, *scope),
        EventKind::ShieldSet { scope, .. } => with_scope(id::EVENT_SHIELD_SET, *scope),
        EventKind::CancelRequested { target, source, .. } => {
            // One request leads to the next: from a frame to the tasks in it.
            let is_request =
                |event: &&Event| matches!(event.kind, EventKind::CancelRequested { .. });
            let cause = run.trace().causes(event.seq).find(|cause| !is_request(cause));
            let cause = cause.map(|cause| &cause.kind);
            let reason = language.text(reason(*source, cause));
            match target {
                CancelTarget::Task(target) => language.with(
                    id::EVENT_CANCEL_TASK,
                    &[("task", run.task_name(*target)), ("reason", &reason)],
                ),
                CancelTarget::Scope(scope) => language.with(
                    id::EVENT_CANCEL_SCOPE,
                    &[("scope", &scope_name(*scope)), ("reason", &reason)],
                ),
            }
        }
        EventKind::CancelDelivered { .. } => plain(id::EVENT_DELIVERED),
        EventKind::CancelCaught { scope } => with_scope(id::EVENT_CANCEL_CAUGHT, *scope),
        EventKind::Uncancelled { .. } => plain(id::EVENT_UNCANCELLED),
        EventKind::Raised { exception } => with_error(id::EVENT_RAISED, exception.id),
        EventKind::Grouped { exception, .. } => with_error(id::EVENT_GROUPED, exception.id),
        EventKind::Travelled { exception, scope } => language.with(
            id::EVENT_TRAVELLED,
            &[task, ("exception", &exception_name(*exception)), ("scope", &scope_name(*scope))],
        ),
        EventKind::Retrieved { exception, .. } => with_error(id::EVENT_RETRIEVED, *exception),
        EventKind::Caught { exception, discarded } => {
            with_error(if *discarded { id::EVENT_DISCARDED } else { id::EVENT_CAUGHT }, *exception)
        }
        EventKind::Lost { exception, .. } => with_error(id::EVENT_LOST, *exception),
        EventKind::Printed { stream, text } => {
            // Who writes of errors is mostly Python itself, in the middle of whatever task is at work.
            let sentence = match stream {
                Stream::Stdout => id::EVENT_PRINTED,
                Stream::Stderr => id::EVENT_PRINTED_ERROR,
            };
            language.with(sentence, &[task, ("text", text.trim_end())])
        }
        EventKind::InterventionApplied { .. } => branch::sentence(run, event, language),
        _ => aside(&task_name, event, language),
    }
}

/// How a task looks: one shape and one word for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// It can run.
    Ready,
    /// It is being stepped.
    Running,
    /// It waits.
    Waiting,
    /// Cancellation was asked for and has not arrived.
    Cancelling,
    /// A shield holds cancellation back.
    Shielded,
    /// Cancellation has arrived; it cleans up.
    Cleanup,
    /// Ended with a value.
    Returned,
    /// Ended with an error.
    Failed,
    /// Ended by cancellation.
    Cancelled,
    /// Thrown away.
    Destroyed,
}

impl Look {
    /// How `task` looks.
    #[must_use]
    pub fn of(task: &TaskView) -> Self {
        match (&task.state, task.cancel) {
            (TaskState::Finished(Outcome::Returned(_)), _) => Self::Returned,
            (TaskState::Finished(Outcome::Failed(_)), _) => Self::Failed,
            (TaskState::Finished(Outcome::Cancelled), _) => Self::Cancelled,
            (TaskState::Destroyed, _) => Self::Destroyed,
            (_, CancelState::Requested(_)) => Self::Cancelling,
            (_, CancelState::Delivered(_)) => Self::Cleanup,
            (_, CancelState::Shielded(_)) => Self::Shielded,
            (TaskState::Running, _) => Self::Running,
            (TaskState::Waiting(_), _) => Self::Waiting,
            (TaskState::Ready, _) => Self::Ready,
        }
    }

    /// Its name in the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Cancelling => "cancelling",
            Self::Shielded => "shielded",
            Self::Cleanup => "cleanup",
            Self::Returned => "returned",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Destroyed => "destroyed",
        }
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> Id {
        match self {
            Self::Ready => id::STATE_READY,
            Self::Running => id::STATE_RUNNING,
            Self::Waiting => id::STATE_WAITING,
            Self::Cancelling => id::STATE_CANCELLING,
            Self::Shielded => id::STATE_SHIELDED,
            Self::Cleanup => id::STATE_CLEANUP,
            Self::Returned => id::STATE_RETURNED,
            Self::Failed => id::STATE_FAILED,
            Self::Cancelled => id::STATE_CANCELLED,
            Self::Destroyed => id::STATE_DESTROYED,
        }
    }
}

/// What a task is doing, in a word or the call that it waits in.
#[must_use]
pub fn status(task: &TaskView, language: Language) -> String {
    match (&task.state, Look::of(task)) {
        (TaskState::Waiting(wait), Look::Waiting) if !wait.call.is_empty() => wait.call.clone(),
        (_, look) => language.text(look.word()),
    }
}

/// What a scope is doing, in a few words.
#[must_use]
pub fn frame_status(run: &Run, world: &World, scope: &ScopeView, language: Language) -> String {
    let open = scope
        .children
        .iter()
        .filter(|child| world.task(**child).is_some_and(|task| !task.is_over()))
        .count();
    match scope.state {
        ScopeState::Closed if scope.exception.is_some_and(|error| !run.is_cancellation(error)) => {
            language.text(id::FRAME_CLOSED_ERROR)
        }
        ScopeState::Closed => language.text(id::FRAME_CLOSED),
        _ if scope.cancel_requested.is_some() => language.text(id::FRAME_CANCELLED),
        _ if scope.expired => language.text(id::FRAME_EXPIRED),
        ScopeState::Exiting if open > 0 => {
            language.with(id::FRAME_WAITS, &[("count", &open.to_string())])
        }
        _ => language.text(id::FRAME_OPEN),
    }
}

/// Whether anything in the run keeps its tasks.
fn has_frame(run: &Run) -> bool {
    run.last.scopes.iter().any(|scope| run.structure.is_framed(scope.id) && run.holds(scope.id))
}

/// The key of the message `ended-how` for a finished run.
#[must_use]
pub fn ending(run: &Run) -> &'static str {
    let verdict = &run.verdict;
    if verdict.stopped.is_some() {
        return "stopped";
    }
    let is_end = |event: &Event| matches!(event.kind, EventKind::RunEnded { .. });
    if !run.trace().events.iter().rev().any(is_end) {
        return "unended";
    }
    let unfinished = verdict.unfinished.len() > verdict.destroyed.len();
    let leaked = !verdict.leaked.is_empty() || unfinished;
    match (leaked, !verdict.lost.is_empty()) {
        (true, true) => "both",
        (true, false) => "leaked",
        (false, true) => "lost",
        (false, false) if !verdict.destroyed.is_empty() => "destroyed",
        (false, false)
            if verdict.escaped.is_some() || verdict.exit_code.is_some_and(|code| code != 0) =>
        {
            "error"
        }
        (false, false) if run.last.tasks.is_empty() => "empty",
        (false, false) if has_frame(run) => "ok",
        // Luck, or the program's own care.
        (false, false) => "unframed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::{ALL, Library, Scenario, tests::run},
        texts::tests::{asked_too_early, whole},
    };

    /// The sentences of a story under a library.
    fn told(story: &str, library: Library) -> Vec<String> {
        let story = Scenario::named(story).expect("a story");
        let run = run(story, library);
        run.trace().events.iter().map(|event| sentence(&run, event, Language::En)).collect()
    }

    #[test]
    fn a_frame_that_closes_for_a_cancellation_does_not_speak_of_failure() {
        for library in [Library::TaskGroup, Library::Trio, Library::Curio, Library::AnyioAsyncio] {
            let told = told("timeout-and-cleanup", library);
            assert!(!told.iter().any(|sentence| sentence.contains("failed")), "{told:#?}");
        }
    }

    #[test]
    fn the_first_picture_has_all_the_words_of_its_story() {
        let story = &ALL[0];
        for library in story.opening {
            let run = run(story, *library);
            for event in run.told(usize::MAX).iter().filter_map(|event| run.event(*event)) {
                let world = run.keyframes.world(event.seq.index() + 1);
                let mut said = vec![sentence(&run, event, Language::En)];
                said.extend(world.tasks.iter().map(|task| status(task, Language::En)));
                for scope in &world.scopes {
                    said.push(scope_name(scope, Language::En));
                    said.push(frame_status(&run, &world, scope, Language::En));
                }
                assert!(!said.contains(&String::new()), "{said:?}");
            }
        }
        assert_eq!(asked_too_early(Language::En), [""; 0]);
    }

    #[test]
    fn every_event_that_is_told_has_a_sentence() {
        whole();
        for story in ALL {
            for library in story.libraries {
                let run = run(story, *library);
                for event in run.told(usize::MAX).iter().filter_map(|event| run.event(*event)) {
                    let said = sentence(&run, event, Language::En);
                    assert!(!said.is_empty(), "{} by {library:?}: {event:?}", story.name);
                }
            }
        }
    }

    #[test]
    fn what_a_loop_writes_of_a_lost_error_is_said_by_no_task() {
        let told = told("lost-error", Library::Asyncio);
        let never = told.iter().find(|sentence| sentence.contains("was never retrieved"));
        assert!(never.is_some_and(|sentence| sentence.starts_with("stderr: ")), "{never:?}");
    }
}
