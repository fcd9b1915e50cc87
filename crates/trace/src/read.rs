//! From JSON values to headers, events and answers: what `Serialize` writes, read again. The one list of the format's names
//! on the reading side; `docs/trace-format.md` is the same list in words.
//! Knows the shape of each thing, not whether one may follow another: that is [`crate::trace`]'s matter.

use std::cell::RefCell;

use crate::{
    event::{
        Budget, CancelSource, CancelTarget, Event, EventKind, Exception, Outcome, ResourceKind,
        ScopeKind, Stream, Wait, WaitOn,
    },
    ids::{EventId, ExceptionId, ResourceId, ScopeId, TaskId, VirtualTime},
    intervention::{Action, Intervention},
    json::{self, Json},
    trace::{Header, Program},
    wire::Answer,
};

/// The header of a trace, from its line.
///
/// # Errors
/// Says what is wrong with it first.
pub fn header(line: &str) -> Result<Header, String> {
    read(line, |fields| fields.header())
}

/// An event, from its line.
///
/// # Errors
/// Says what is wrong with it first.
pub fn event(line: &str) -> Result<Event, String> {
    read(line, |fields| fields.event())
}

/// A worker's answer, from its message.
///
/// # Errors
/// Says what is wrong with it first.
pub fn answer(message: &str) -> Result<Answer, String> {
    let json = json::parse(message)?;
    let problem = Problem::default();
    let answer = answer_of(&json, &problem);
    problem.into_result(answer)
}

fn read<T>(line: &str, of: impl FnOnce(&Fields<'_>) -> T) -> Result<T, String> {
    let json = json::parse(line)?;
    let problem = Problem::default();
    let value = of(&Fields::of(&json, &problem));
    problem.into_result(value)
}

/// The first thing that was wrong. Reading goes on after it with a value that stands for nothing, so that a reader is a
/// list of names and not a list of branches; whoever began asks once, at the end.
#[derive(Default)]
struct Problem(RefCell<Option<String>>);

impl Problem {
    fn is(&self, pieces: &[&str]) {
        self.0.borrow_mut().get_or_insert_with(|| pieces.concat());
    }

    fn into_result<T>(self, value: T) -> Result<T, String> {
        match self.0.into_inner() {
            Some(problem) => Err(problem),
            None => Ok(value),
        }
    }
}

/// The names of a plain choice, as they stand in a trace.
type Names<T> = &'static [(&'static str, T)];

const WAIT_ON: Names<WaitOn> = &[
    ("sleep", WaitOn::Sleep),
    ("task", WaitOn::Task),
    ("children", WaitOn::Children),
    ("lock", WaitOn::Lock),
    ("semaphore", WaitOn::Semaphore),
    ("condition", WaitOn::Condition),
    ("event", WaitOn::Event),
    ("barrier", WaitOn::Barrier),
    ("queue", WaitOn::Queue),
    ("channel", WaitOn::Channel),
    ("thread", WaitOn::Thread),
    ("future", WaitOn::Future),
    ("other", WaitOn::Other),
];

const SCOPE_KIND: Names<ScopeKind> = &[
    ("nursery", ScopeKind::Nursery),
    ("task_group", ScopeKind::TaskGroup),
    ("cancel_scope", ScopeKind::CancelScope),
    ("timeout", ScopeKind::Timeout),
    ("gather", ScopeKind::Gather),
    ("root", ScopeKind::Root),
    ("request", ScopeKind::Request),
];

const CANCEL_SOURCE: Names<CancelSource> = &[
    ("explicit", CancelSource::Explicit),
    ("deadline", CancelSource::Deadline),
    ("child_failed", CancelSource::ChildFailed),
    ("body_failed", CancelSource::BodyFailed),
    ("awaiter", CancelSource::Awaiter),
    ("shutdown", CancelSource::Shutdown),
    ("interrupt", CancelSource::Interrupt),
];

const RESOURCE_KIND: Names<ResourceKind> = &[
    ("lock", ResourceKind::Lock),
    ("semaphore", ResourceKind::Semaphore),
    ("condition", ResourceKind::Condition),
    ("event", ResourceKind::Event),
    ("barrier", ResourceKind::Barrier),
    ("queue", ResourceKind::Queue),
    ("channel", ResourceKind::Channel),
    ("future", ResourceKind::Future),
    ("limiter", ResourceKind::Limiter),
];

const STREAM: Names<Stream> = &[("stdout", Stream::Stdout), ("stderr", Stream::Stderr)];

const BUDGET: Names<Budget> = &[
    ("events", Budget::Events),
    ("virtual_time", Budget::VirtualTime),
    ("steps", Budget::Steps),
    ("tasks", Budget::Tasks),
    ("output", Budget::Output),
    ("recursion", Budget::Recursion),
];

/// The members of an object.
struct Fields<'j> {
    members: &'j [(std::borrow::Cow<'j, str>, Json<'j>)],
    problem: &'j Problem,
}

impl<'j> Fields<'j> {
    /// A value's members; none if it has none to have.
    fn of(json: &'j Json<'j>, problem: &'j Problem) -> Self {
        let members = match json {
            Json::Object(members) => &members[..],
            Json::Null => &[],
            _ => {
                problem.is(&["expected an object"]);
                &[]
            }
        };
        Self { members, problem }
    }

    /// A member that is there and not `null`. Members of unknown names are passed over.
    fn get(&self, name: &str) -> Option<&'j Json<'j>> {
        let (_, json) = self.members.iter().find(|(known, _)| known == name)?;
        Some(json).filter(|json| **json != Json::Null)
    }

    fn wrong(&self, name: &str) {
        let what = if self.get(name).is_some() { "wrong type of `" } else { "missing field `" };
        self.problem.is(&[what, name, "`"]);
    }

    /// A member that something with a name of its own and members is: an event's kind, an outcome.
    fn tagged(&self, name: &str) -> (&'j str, Fields<'j>) {
        match self.get(name) {
            Some(json) => tagged(json, self.problem),
            None => {
                self.wrong(name);
                ("", self.none())
            }
        }
    }

    fn none(&self) -> Fields<'j> {
        Fields { members: &[], problem: self.problem }
    }

    fn inner(&self, name: &str) -> Fields<'j> {
        match self.get(name) {
            Some(json) => Fields::of(json, self.problem),
            None => {
                self.wrong(name);
                self.none()
            }
        }
    }

    fn maybe_long(&self, name: &str) -> Option<u64> {
        let Json::Number { negative: false, size } = self.get(name)? else {
            self.wrong(name);
            return None;
        };
        Some(*size)
    }

    fn maybe_number(&self, name: &str) -> Option<u32> {
        let number = u32::try_from(self.maybe_long(name)?);
        if number.is_err() {
            self.problem.is(&["too large a number in `", name, "`"]);
        }
        number.ok()
    }

    fn number(&self, name: &str) -> u32 {
        self.maybe_number(name).unwrap_or_else(|| {
            self.wrong(name);
            0
        })
    }

    fn maybe_text(&self, name: &str) -> Option<String> {
        let Json::Text(text) = self.get(name)? else {
            self.wrong(name);
            return None;
        };
        Some(text.clone().into_owned())
    }

    fn text(&self, name: &str) -> String {
        self.maybe_text(name).unwrap_or_else(|| {
            self.wrong(name);
            String::new()
        })
    }

    /// False if it is not there.
    fn flag(&self, name: &str) -> bool {
        match self.get(name) {
            None | Some(Json::Bool(false)) => false,
            Some(Json::Bool(true)) => true,
            Some(_) => {
                self.wrong(name);
                false
            }
        }
    }

    /// Numbers, none if they are not there.
    fn numbers(&self, name: &str) -> Vec<u32> {
        let Some(Json::List(items)) = self.get(name) else {
            if self.get(name).is_some() {
                self.wrong(name);
            }
            return Vec::new();
        };
        let number = |item: &Json<'_>| match item {
            Json::Number { negative: false, size } => u32::try_from(*size).ok(),
            _ => None,
        };
        let numbers: Option<Vec<u32>> = items.iter().map(number).collect();
        numbers.unwrap_or_else(|| {
            self.wrong(name);
            Vec::new()
        })
    }

    fn choice<T: Copy>(&self, name: &str, names: Names<T>) -> T {
        let word = self.text(name);
        match names.iter().find(|(known, _)| *known == word) {
            Some((_, value)) => *value,
            None => {
                self.problem.is(&["unknown `", name, "`: `", &word, "`"]);
                names[0].1
            }
        }
    }

    fn action(&self) -> Action {
        self.text("action").parse().unwrap_or_else(|problem: String| {
            self.problem.is(&[&problem]);
            Action::Interrupt
        })
    }

    /// None if they are not there.
    fn interventions(&self) -> Vec<Intervention> {
        let items = match self.get("interventions") {
            None => return Vec::new(),
            Some(Json::List(items)) => items.iter(),
            Some(_) => [].iter(),
        };
        let texts = items.map(|item| match item {
            Json::Text(text) => text.parse().ok(),
            _ => None,
        });
        let read: Option<Vec<_>> = texts.collect();
        read.filter(|read| !read.is_empty()).unwrap_or_else(|| {
            self.wrong("interventions");
            Vec::new()
        })
    }

    fn exit_code(&self) -> i32 {
        let code = match self.get("exit_code") {
            Some(Json::Number { negative: false, size }) => i32::try_from(*size).ok(),
            Some(Json::Number { negative: true, size }) => {
                u32::try_from(*size).ok().and_then(|size| 0_i32.checked_sub_unsigned(size))
            }
            _ => None,
        };
        code.unwrap_or_else(|| {
            self.wrong("exit_code");
            0
        })
    }

    fn task(&self, name: &str) -> Option<TaskId> {
        self.maybe_number(name).map(TaskId)
    }

    fn maybe_scope(&self) -> Option<ScopeId> {
        self.maybe_number("scope").map(ScopeId)
    }

    fn scope(&self) -> ScopeId {
        ScopeId(self.number("scope"))
    }

    fn maybe_exception(&self) -> Option<ExceptionId> {
        self.maybe_number("exception").map(ExceptionId)
    }

    fn exception_id(&self) -> ExceptionId {
        ExceptionId(self.number("exception"))
    }

    fn resource(&self) -> ResourceId {
        ResourceId(self.number("resource"))
    }

    fn maybe_time(&self, name: &str) -> Option<VirtualTime> {
        self.maybe_long(name).map(VirtualTime)
    }

    fn time(&self, name: &str) -> VirtualTime {
        self.maybe_time(name).unwrap_or_else(|| {
            self.wrong(name);
            VirtualTime::ZERO
        })
    }

    fn header(&self) -> Header {
        let program = self.inner("program");
        Header {
            format: self.text("format"),
            version: self.number("version"),
            producer: self.text("producer"),
            seed: self.maybe_long("seed"),
            interventions: self.interventions(),
            program: Program { name: program.text("name"), source: program.text("source") },
        }
    }

    fn event(&self) -> Event {
        Event {
            seq: EventId(self.number("seq")),
            at: self.time("at"),
            task: self.task("task"),
            cause: self.maybe_number("cause").map(EventId),
            kind: self.kind(),
        }
    }

    fn kind(&self) -> EventKind {
        let (kind, of) = self.tagged("kind");
        match kind {
            "run_started" => EventKind::RunStarted,
            "loop_started" => EventKind::LoopStarted { library: of.text("library") },
            "loop_ended" => EventKind::LoopEnded,
            "run_ended" => {
                EventKind::RunEnded { exit_code: of.exit_code(), exception: of.maybe_exception() }
            }
            "budget_exceeded" => EventKind::BudgetExceeded {
                budget: of.choice("budget", BUDGET),
                message: of.text("message"),
            },
            "deadlocked" => EventKind::Deadlocked { message: of.text("message") },
            "spawned" => EventKind::Spawned {
                name: of.text("name"),
                parent: of.task("parent"),
                scope: of.maybe_scope(),
                function: of.maybe_text("function"),
                system: of.flag("system"),
            },
            "renamed" => EventKind::Renamed { name: of.text("name") },
            "step_began" => EventKind::StepBegan,
            "yielded" => EventKind::Yielded,
            "blocked" => EventKind::Blocked { wait: of.inner("wait").wait() },
            "woken" => EventKind::Woken,
            "line" => {
                EventKind::Line { line: of.number("line"), function: of.maybe_text("function") }
            }
            "finished" => EventKind::Finished { outcome: of.outcome() },
            "outlived" => {
                EventKind::Outlived { parent: of.task("parent"), scope: of.maybe_scope() }
            }
            "destroyed" => EventKind::Destroyed,
            "scope_opened" => EventKind::ScopeOpened {
                scope: of.scope(),
                kind: of.choice("kind", SCOPE_KIND),
                name: of.maybe_text("name"),
                deadline: of.maybe_time("deadline"),
                shield: of.flag("shield"),
            },
            "scope_exiting" => EventKind::ScopeExiting { scope: of.scope() },
            "scope_closed" => {
                EventKind::ScopeClosed { scope: of.scope(), exception: of.maybe_exception() }
            }
            "deadline_set" => {
                EventKind::DeadlineSet { scope: of.scope(), deadline: of.maybe_time("deadline") }
            }
            "deadline_expired" => EventKind::DeadlineExpired { scope: of.scope() },
            "shield_set" => EventKind::ShieldSet { scope: of.scope(), shield: of.flag("shield") },
            "cancel_requested" => EventKind::CancelRequested {
                target: of.target(),
                source: of.choice("source", CANCEL_SOURCE),
                message: of.maybe_text("message"),
            },
            "cancel_delivered" => {
                EventKind::CancelDelivered { scope: of.maybe_scope(), exception: of.exception_id() }
            }
            "cancel_shielded" => EventKind::CancelShielded { scope: of.maybe_scope() },
            "cancel_caught" => EventKind::CancelCaught { scope: of.scope() },
            "cancel_swallowed" => EventKind::CancelSwallowed,
            "uncancelled" => EventKind::Uncancelled { requests: of.number("requests") },
            "raised" => EventKind::Raised { exception: of.inner("exception").exception() },
            "grouped" => EventKind::Grouped {
                exception: of.inner("exception").exception(),
                scope: of.maybe_scope(),
            },
            "travelled" => EventKind::Travelled { exception: of.exception_id(), scope: of.scope() },
            "retrieved" => {
                EventKind::Retrieved { exception: of.exception_id(), from: of.task("from") }
            }
            "caught" => {
                EventKind::Caught { exception: of.exception_id(), discarded: of.flag("discarded") }
            }
            "lost" => EventKind::Lost { exception: of.exception_id(), message: of.text("message") },
            "timer_set" => EventKind::TimerSet { deadline: of.time("deadline") },
            "timer_fired" => EventKind::TimerFired,
            "callback_ran" => EventKind::CallbackRan { name: of.text("name") },
            "acquired" => EventKind::Acquired {
                resource: of.resource(),
                kind: of.choice("kind", RESOURCE_KIND),
            },
            "released" => EventKind::Released {
                resource: of.resource(),
                kind: of.choice("kind", RESOURCE_KIND),
            },
            "signalled" => EventKind::Signalled {
                resource: of.resource(),
                kind: of.choice("kind", RESOURCE_KIND),
                action: of.text("action"),
            },
            "thread_queued" => EventKind::ThreadQueued { name: of.text("name") },
            "thread_started" => EventKind::ThreadStarted,
            "thread_ended" => EventKind::ThreadEnded,
            "thread_abandoned" => EventKind::ThreadAbandoned,
            "printed" => {
                EventKind::Printed { stream: of.choice("stream", STREAM), text: of.text("text") }
            }
            "loop_blocked" => EventKind::LoopBlocked { until: of.time("until") },
            "intervention_applied" => EventKind::InterventionApplied {
                action: of.action(),
                refused: of.maybe_text("refused"),
            },
            unknown => {
                self.problem.is(&["unknown event `", unknown, "`"]);
                EventKind::RunStarted
            }
        }
    }

    fn exception(&self) -> Exception {
        Exception {
            id: ExceptionId(self.number("id")),
            class: self.text("class"),
            message: self.maybe_text("message").unwrap_or_default(),
            members: self.numbers("members").into_iter().map(ExceptionId).collect(),
            cancellation: self.flag("cancellation"),
        }
    }

    fn wait(&self) -> Wait {
        Wait {
            on: self.choice("on", WAIT_ON),
            call: self.maybe_text("call").unwrap_or_default(),
            until: self.maybe_time("until"),
            tasks: self.numbers("tasks").into_iter().map(TaskId).collect(),
            scope: self.maybe_scope(),
            resource: self.maybe_number("resource").map(ResourceId),
        }
    }

    /// Its members are the value itself, under the outcome's name.
    fn outcome(&self) -> Outcome {
        let outcome = match self.get("outcome") {
            Some(Json::Text(word)) if word == "cancelled" => return Outcome::Cancelled,
            Some(json) => Fields::of(json, self.problem),
            None => self.none(),
        };
        if let Some(value) = outcome.maybe_text("returned") {
            return Outcome::Returned(value);
        }
        match outcome.maybe_number("failed") {
            Some(exception) => Outcome::Failed(ExceptionId(exception)),
            None => {
                self.problem.is(&["unknown outcome"]);
                Outcome::Cancelled
            }
        }
    }

    fn target(&self) -> CancelTarget {
        let target = self.inner("target");
        match (target.task("task"), target.maybe_scope()) {
            (Some(task), _) => CancelTarget::Task(task),
            (None, Some(scope)) => CancelTarget::Scope(scope),
            (None, None) => {
                self.problem.is(&["unknown target"]);
                CancelTarget::Task(TaskId(0))
            }
        }
    }
}

/// A value that is a name alone, or an object of one member, whose name it is.
fn tagged<'j>(json: &'j Json<'j>, problem: &'j Problem) -> (&'j str, Fields<'j>) {
    match json {
        Json::Text(name) => (name, Fields { members: &[], problem }),
        Json::Object(members) if members.len() == 1 => {
            (&members[0].0, Fields::of(&members[0].1, problem))
        }
        _ => {
            problem.is(&["expected a name, or an object of one member"]);
            ("", Fields { members: &[], problem })
        }
    }
}

fn answer_of(json: &Json<'_>, problem: &Problem) -> Answer {
    let (answer, of) = tagged(json, problem);
    match answer {
        "loading" => Answer::Loading {
            bytes: of.maybe_long("bytes").unwrap_or_default(),
            of: of.maybe_long("of"),
        },
        "ready" => Answer::Ready,
        "broken" => Answer::Broken { problem: of.text("problem") },
        "began" => Answer::Began { id: of.number("id"), header: of.inner("header").header() },
        "events" => {
            let events = match of.get("events") {
                Some(Json::List(events)) => {
                    events.iter().map(|event| Fields::of(event, problem).event()).collect()
                }
                _ => {
                    of.wrong("events");
                    Vec::new()
                }
            };
            Answer::Events { id: of.number("id"), events }
        }
        "done" => Answer::Done { id: of.number("id"), exit_code: of.exit_code() },
        unknown => {
            problem.is(&["unknown answer `", unknown, "`"]);
            Answer::Ready
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exception(members: Vec<ExceptionId>, cancellation: bool) -> Exception {
        let message = if cancellation { String::new() } else { "é\"\n".into() };
        Exception { id: ExceptionId(1), class: "E".into(), message, members, cancellation }
    }

    /// Every kind of event, with all that it can hold and with as little as it can.
    fn kinds() -> Vec<EventKind> {
        use EventKind::*;
        let (scope, task, id) = (ScopeId(4), TaskId(2), ExceptionId(7));
        let (resource, at) = (ResourceId(3), VirtualTime(u64::MAX));
        let name = || String::from("name");
        let mut kinds = vec![
            RunStarted,
            LoopStarted { library: name() },
            LoopEnded,
            RunEnded { exit_code: i32::MIN, exception: None },
            RunEnded { exit_code: i32::MAX, exception: Some(id) },
            Deadlocked { message: name() },
            Spawned { name: name(), parent: None, scope: None, function: None, system: false },
            Spawned {
                name: name(),
                parent: Some(task),
                scope: Some(scope),
                function: Some(name()),
                system: true,
            },
            Renamed { name: name() },
            StepBegan,
            Yielded,
            Woken,
            Line { line: 3, function: None },
            Line { line: 3, function: Some(name()) },
            Finished { outcome: Outcome::Returned(String::new()) },
            Finished { outcome: Outcome::Returned(name()) },
            Finished { outcome: Outcome::Failed(id) },
            Finished { outcome: Outcome::Cancelled },
            Outlived { parent: Some(task), scope: None },
            Outlived { parent: None, scope: Some(scope) },
            Destroyed,
            ScopeExiting { scope },
            ScopeClosed { scope, exception: None },
            ScopeClosed { scope, exception: Some(id) },
            DeadlineSet { scope, deadline: None },
            DeadlineSet { scope, deadline: Some(at) },
            DeadlineExpired { scope },
            ShieldSet { scope, shield: false },
            ShieldSet { scope, shield: true },
            CancelDelivered { scope: None, exception: id },
            CancelDelivered { scope: Some(scope), exception: id },
            CancelShielded { scope: None },
            CancelShielded { scope: Some(scope) },
            CancelCaught { scope },
            CancelSwallowed,
            Uncancelled { requests: 1 },
            Raised { exception: exception(Vec::new(), true) },
            Grouped { exception: exception(vec![id, id], false), scope: None },
            Grouped { exception: exception(vec![id], false), scope: Some(scope) },
            Travelled { exception: id, scope },
            Retrieved { exception: id, from: None },
            Retrieved { exception: id, from: Some(task) },
            Caught { exception: id, discarded: false },
            Caught { exception: id, discarded: true },
            Lost { exception: id, message: name() },
            TimerSet { deadline: at },
            TimerFired,
            CallbackRan { name: name() },
            ThreadQueued { name: name() },
            ThreadStarted,
            ThreadEnded,
            ThreadAbandoned,
            LoopBlocked { until: at },
            InterventionApplied { action: Action::Interrupt, refused: None },
            InterventionApplied {
                action: Action::Delay(task, VirtualTime(5)),
                refused: Some(name()),
            },
        ];
        for (_, budget) in BUDGET {
            kinds.push(BudgetExceeded { budget: *budget, message: name() });
        }
        for (_, on) in WAIT_ON {
            kinds.push(Blocked { wait: Wait::new(*on, "") });
            kinds.push(Blocked {
                wait: Wait {
                    on: *on,
                    call: name(),
                    until: Some(at),
                    tasks: vec![task, TaskId(9)],
                    scope: Some(scope),
                    resource: Some(resource),
                },
            });
        }
        for (_, kind) in SCOPE_KIND {
            let kind = *kind;
            kinds.push(ScopeOpened { scope, kind, name: None, deadline: None, shield: false });
            kinds.push(ScopeOpened {
                scope,
                kind,
                name: Some(name()),
                deadline: Some(at),
                shield: true,
            });
        }
        for (_, source) in CANCEL_SOURCE {
            let source = *source;
            let target = CancelTarget::Task(task);
            kinds.push(CancelRequested { target, source, message: None });
            let target = CancelTarget::Scope(scope);
            kinds.push(CancelRequested { target, source, message: Some(name()) });
        }
        for (_, kind) in RESOURCE_KIND {
            let kind = *kind;
            kinds.push(Acquired { resource, kind });
            kinds.push(Released { resource, kind });
            kinds.push(Signalled { resource, kind, action: name() });
        }
        for (_, stream) in STREAM {
            kinds.push(Printed { stream: *stream, text: name() });
        }
        kinds
    }

    /// A number for each kind. Whoever adds a kind is sent here by the compiler: to `kinds` too.
    fn number(kind: &EventKind) -> usize {
        use EventKind::*;
        match kind {
            RunStarted => 0,
            LoopStarted { .. } => 1,
            LoopEnded => 2,
            RunEnded { .. } => 3,
            BudgetExceeded { .. } => 4,
            Deadlocked { .. } => 5,
            Spawned { .. } => 6,
            Renamed { .. } => 7,
            StepBegan => 8,
            Yielded => 9,
            Blocked { .. } => 10,
            Woken => 11,
            Line { .. } => 12,
            Finished { .. } => 13,
            Outlived { .. } => 14,
            Destroyed => 15,
            ScopeOpened { .. } => 16,
            ScopeExiting { .. } => 17,
            ScopeClosed { .. } => 18,
            DeadlineSet { .. } => 19,
            DeadlineExpired { .. } => 20,
            ShieldSet { .. } => 21,
            CancelRequested { .. } => 22,
            CancelDelivered { .. } => 23,
            CancelShielded { .. } => 24,
            CancelCaught { .. } => 25,
            CancelSwallowed => 26,
            Uncancelled { .. } => 27,
            Raised { .. } => 28,
            Grouped { .. } => 29,
            Travelled { .. } => 30,
            Retrieved { .. } => 31,
            Caught { .. } => 32,
            Lost { .. } => 33,
            TimerSet { .. } => 34,
            TimerFired => 35,
            CallbackRan { .. } => 36,
            Acquired { .. } => 37,
            Released { .. } => 38,
            Signalled { .. } => 39,
            ThreadQueued { .. } => 40,
            ThreadStarted => 41,
            ThreadEnded => 42,
            ThreadAbandoned => 43,
            Printed { .. } => 44,
            LoopBlocked { .. } => 45,
            InterventionApplied { .. } => 46,
        }
    }

    const KINDS: usize = 47;

    #[test]
    fn every_kind_of_event_is_read_as_it_was_written() {
        let mut seen = [false; KINDS];
        for kind in kinds() {
            seen[number(&kind)] = true;
            for (task, cause) in [(None, None), (Some(TaskId(0)), Some(EventId(5)))] {
                let written =
                    Event { seq: EventId(6), at: VirtualTime(1), task, cause, kind: kind.clone() };
                let line = serde_json::to_string(&written).expect("events can be written");
                assert_eq!(event(&line), Ok(written), "{line}");
            }
        }
        assert!(seen.iter().all(|seen| *seen), "kinds that are not tried: {seen:?}");
    }

    /// A variant that is added last, as they are, makes a table too short.
    #[test]
    fn the_tables_of_names_are_whole() {
        assert_eq!(WAIT_ON.len(), WaitOn::Other as usize + 1);
        assert_eq!(SCOPE_KIND.len(), ScopeKind::Request as usize + 1);
        assert_eq!(CANCEL_SOURCE.len(), CancelSource::Interrupt as usize + 1);
        assert_eq!(RESOURCE_KIND.len(), ResourceKind::Limiter as usize + 1);
        assert_eq!(STREAM.len(), Stream::Stderr as usize + 1);
        assert_eq!(BUDGET.len(), Budget::Recursion as usize + 1);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, problem) in [
            ("[]", "expected an object"),
            ("{\"at\":0,\"kind\":\"woken\"}", "missing field `seq`"),
            ("{\"seq\":0,\"kind\":\"woken\"}", "missing field `at`"),
            ("{\"seq\":0,\"at\":0}", "missing field `kind`"),
            ("{\"seq\":\"0\",\"at\":0,\"kind\":\"woken\"}", "wrong type of `seq`"),
            ("{\"seq\":-1,\"at\":0,\"kind\":\"woken\"}", "wrong type of `seq`"),
            ("{\"seq\":4294967296,\"at\":0,\"kind\":\"woken\"}", "too large a number in `seq`"),
            ("{\"seq\":0,\"at\":0,\"kind\":\"slept\"}", "unknown event `slept`"),
            ("{\"seq\":0,\"at\":0,\"kind\":{\"line\":{}}}", "missing field `line`"),
            (
                "{\"seq\":0,\"at\":0,\"kind\":{\"blocked\":{\"wait\":{\"on\":\"tea\"}}}}",
                "unknown `on`: `tea`",
            ),
            ("{\"seq\":0,\"at\":0,\"kind\":{\"finished\":{}}}", "unknown outcome"),
            (
                "{\"seq\":0,\"at\":0,\"kind\":{\"run_ended\":{\"exit_code\":2147483648}}}",
                "wrong type of `exit_code`",
            ),
        ] {
            assert_eq!(event(line), Err(problem.to_owned()), "{line}");
        }
        assert_eq!(answer("\"late\""), Err("unknown answer `late`".to_owned()));
    }

    #[test]
    fn unknown_members_are_passed_over() {
        let line = "{\"seq\":0,\"at\":0,\"colour\":{\"x\":[1]},\"kind\":\"woken\"}";
        assert!(event(line).is_ok());
    }
}
