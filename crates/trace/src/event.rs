//! What can happen in a run: one [`Event`] is one thing that happened, at an instant, to a task, because of an earlier event.
//! Knows no library: where libraries differ in words, an event carries the library's own word as text.

use serde::Serialize;

use crate::{
    ids::{EventId, ExceptionId, ResourceId, ScopeId, TaskId, VirtualTime},
    intervention::Action,
};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Its place in the trace.
    pub seq: EventId,
    /// When, in virtual time. Never earlier than the event before.
    pub at: VirtualTime,
    /// The task that it happened to. `None` for what concerns the run as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskId>,
    /// The earlier event that made this one happen. Absent only for the first event of a run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<EventId>,
    /// What happened.
    pub kind: EventKind,
}

/// What happened. Each variant says what the event's `task` is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    // --- the run ---
    /// The run began. No task.
    RunStarted,
    /// A library's loop began (`asyncio.run`, `trio.run`, …). No task.
    LoopStarted {
        /// The library, as its module is called: `asyncio`, `trio`.
        library: String,
    },
    /// A library's loop ended. No task.
    LoopEnded,
    /// The run ended. No task. Always the last event.
    RunEnded {
        /// The exit status that Python would have given.
        exit_code: i32,
        /// The exception that left the program.
        #[serde(skip_serializing_if = "Option::is_none")]
        exception: Option<ExceptionId>,
    },
    /// A limit ended the run.
    BudgetExceeded {
        /// Which limit.
        budget: Budget,
        /// The sentence shown to the user; it names the limit.
        message: String,
    },
    /// Every task waits and no timer is set: nothing can ever happen again. No task.
    Deadlocked {
        /// The sentence shown to the user.
        message: String,
    },

    // --- tasks: `task` is the task itself ---
    /// A task was created.
    Spawned {
        /// Its name, as the library gives it.
        name: String,
        /// The task that created it; `None` for a loop's main task and for tasks made by callbacks.
        #[serde(skip_serializing_if = "Option::is_none")]
        parent: Option<TaskId>,
        /// The nursery, group or gather that owns it; `None` where nobody does.
        #[serde(skip_serializing_if = "Option::is_none")]
        scope: Option<ScopeId>,
        /// The coroutine's qualified name.
        #[serde(skip_serializing_if = "Option::is_none")]
        function: Option<String>,
        /// A task of the library's own, which the reader did not write.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        system: bool,
    },
    /// The task got another name.
    Renamed {
        /// The new name.
        name: String,
    },
    /// The scheduler resumed the task. One scheduling decision begins here.
    StepBegan,
    /// The task gave control back without waiting for anything: it is ready again.
    Yielded,
    /// The task waits.
    Blocked {
        /// For what.
        wait: Wait,
    },
    /// What the task waited for came; it is ready to run.
    Woken,
    /// The task reached a line of the program.
    Line {
        /// From 1.
        line: u32,
        /// The function's qualified name.
        #[serde(skip_serializing_if = "Option::is_none")]
        function: Option<String>,
    },
    /// The task ended.
    Finished {
        /// How.
        outcome: Outcome,
    },
    /// The task is still alive although its parent task, or the scope that began it, has ended: it leaked.
    Outlived {
        /// The parent that has ended; for a task that no task created, the loop's main task.
        #[serde(skip_serializing_if = "Option::is_none")]
        parent: Option<TaskId>,
        /// The scope that has closed without it.
        #[serde(skip_serializing_if = "Option::is_none")]
        scope: Option<ScopeId>,
    },
    /// The task was garbage-collected before it ended ("Task was destroyed but it is pending!").
    Destroyed,

    // --- scopes: `task` is the task that opened the scope ---
    /// A scope was opened.
    ScopeOpened {
        /// The scope.
        scope: ScopeId,
        /// What it is.
        kind: ScopeKind,
        /// What the program calls it, where that is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// When it cancels itself.
        #[serde(skip_serializing_if = "Option::is_none")]
        deadline: Option<VirtualTime>,
        /// Whether cancellation from outside stops at it.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        shield: bool,
    },
    /// The body is done; the scope waits for its children.
    ScopeExiting {
        /// The scope.
        scope: ScopeId,
    },
    /// The scope is closed.
    ScopeClosed {
        /// The scope.
        scope: ScopeId,
        /// What left it.
        #[serde(skip_serializing_if = "Option::is_none")]
        exception: Option<ExceptionId>,
    },
    /// The deadline was set, moved, or (`None`) taken away.
    DeadlineSet {
        /// The scope.
        scope: ScopeId,
        /// When it now cancels itself.
        deadline: Option<VirtualTime>,
    },
    /// The deadline passed.
    DeadlineExpired {
        /// The scope.
        scope: ScopeId,
    },
    /// The shield was put up or taken down.
    ShieldSet {
        /// The scope.
        scope: ScopeId,
        /// Whether it is up.
        shield: bool,
    },

    // --- cancellation ---
    /// Somebody asked for cancellation. `task` is the one that asked, if a task did.
    CancelRequested {
        /// Of what.
        target: CancelTarget,
        /// Why.
        source: CancelSource,
        /// The message or reason given.
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
    /// The cancellation exception was thrown into `task`.
    CancelDelivered {
        /// The scope it comes from, where there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        scope: Option<ScopeId>,
        /// The exception object.
        exception: ExceptionId,
    },
    /// A cancellation reached `task` but a shield holds it back.
    CancelShielded {
        /// The shield.
        #[serde(skip_serializing_if = "Option::is_none")]
        scope: Option<ScopeId>,
    },
    /// The scope that asked for it caught the cancellation.
    CancelCaught {
        /// The scope.
        scope: ScopeId,
    },
    /// `task` caught the cancellation and went on, or ended, as if nothing had been.
    CancelSwallowed,
    /// `Task.uncancel()` took one request back.
    Uncancelled {
        /// How many requests are left.
        requests: u32,
    },

    // --- exceptions: `task` is the task in which it happened ---
    /// An exception was raised; if it is an old one, again after it has been caught.
    Raised {
        /// The exception, which later events name by its id.
        exception: Exception,
    },
    /// Exceptions were put into a group.
    Grouped {
        /// The group, with its members.
        exception: Exception,
        /// The scope that grouped them.
        #[serde(skip_serializing_if = "Option::is_none")]
        scope: Option<ScopeId>,
    },
    /// The exception left `task` and arrived at a scope.
    Travelled {
        /// The exception.
        exception: ExceptionId,
        /// Where it arrived.
        scope: ScopeId,
    },
    /// Somebody who waited for the failed task received its exception. `task` is the receiver.
    Retrieved {
        /// The exception.
        exception: ExceptionId,
        /// The task that had failed.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<TaskId>,
    },
    /// An `except` of the program took the exception, or an `__exit__` suppressed it, or a `finally` discarded it; its cause is
    /// what brought it there. A scope that catches its own cancellation tells [`EventKind::CancelCaught`].
    Caught {
        /// The exception.
        exception: ExceptionId,
        /// Whether a `return`, `break` or `continue` in a `finally` has let go of it: nobody asked for it.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        discarded: bool,
    },
    /// Nobody will ever see the exception. `task` is the task that had failed.
    Lost {
        /// The exception.
        exception: ExceptionId,
        /// The sentence that Python prints about it; empty if it prints none.
        message: String,
    },

    // --- timers, callbacks, resources ---
    /// A timer was set. `task` is the one that set it.
    TimerSet {
        /// When it fires.
        deadline: VirtualTime,
    },
    /// A timer fired.
    TimerFired,
    /// The loop ran a callback of the program's own (`call_soon`, `add_done_callback`).
    CallbackRan {
        /// The callable's qualified name.
        name: String,
    },
    /// `task` got hold of a resource.
    Acquired {
        /// Which.
        resource: ResourceId,
        /// What it is.
        kind: ResourceKind,
    },
    /// `task` let go of a resource.
    Released {
        /// Which.
        resource: ResourceId,
        /// What it is.
        kind: ResourceKind,
    },
    /// `task` changed a resource so that others may go on: an event set, an item put, a future resolved.
    Signalled {
        /// Which.
        resource: ResourceId,
        /// What it is.
        kind: ResourceKind,
        /// What was done, as the library calls it: `set`, `put`, `send`, `close`.
        action: String,
    },

    // --- threads: `task` is the task that asked for the thread ---
    /// A job for a worker thread was queued.
    ThreadQueued {
        /// The function's qualified name.
        name: String,
    },
    /// The job's thread began to run it.
    ThreadStarted,
    /// The job ended; without having begun, if nobody wanted it any more by then.
    ThreadEnded,
    /// The task no longer waits for the job, which runs on.
    ThreadAbandoned,

    // --- the world outside ---
    /// The program printed.
    Printed {
        /// Where to.
        stream: Stream,
        /// What, with its line ends.
        text: String,
    },
    /// The program blocked the whole loop (`time.sleep`).
    LoopBlocked {
        /// Until when.
        until: VirtualTime,
    },
    /// The reader changed the run, or could not. The cause of all that follows from it. `task` is the one it was done to.
    InterventionApplied {
        /// What was done.
        action: Action,
        /// Why nothing was done.
        #[serde(skip_serializing_if = "Option::is_none")]
        refused: Option<String>,
    },
}

/// An exception object, as first seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exception {
    /// Its number.
    pub id: ExceptionId,
    /// The class name, without the module.
    pub class: String,
    /// `str()` of it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// A group's members.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<ExceptionId>,
    /// Whether it is the library's cancellation exception.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cancellation: bool,
}

impl Exception {
    /// Whether it is nothing but cancellation: the library's own exception, or a group of which every member `is_cancellation`, which
    /// knows those that came before.
    #[must_use]
    pub fn is_cancellation(&self, is_cancellation: impl Fn(ExceptionId) -> bool) -> bool {
        self.cancellation
            || !self.members.is_empty()
                && self.members.iter().all(|member| is_cancellation(*member))
    }
}

/// What a task waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wait {
    /// The kind of thing.
    pub on: WaitOn,
    /// The call, as the library names it: `sleep(2)`, `Lock.acquire`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub call: String,
    /// When the wait ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<VirtualTime>,
    /// The tasks waited for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<TaskId>,
    /// The scope whose children are waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<ScopeId>,
    /// The resource waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<ResourceId>,
}

impl Wait {
    /// A wait of which only the kind and the call are known.
    #[must_use]
    pub fn new(on: WaitOn, call: impl Into<String>) -> Self {
        Self { on, call: call.into(), until: None, tasks: Vec::new(), scope: None, resource: None }
    }
}

/// The kinds of things that a task can wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitOn {
    /// Time to pass.
    Sleep,
    /// Another task to end.
    Task,
    /// A scope's children to end.
    Children,
    /// A lock.
    Lock,
    /// A semaphore or capacity limiter.
    Semaphore,
    /// A condition to be notified.
    Condition,
    /// An event to be set.
    Event,
    /// A barrier to fill.
    Barrier,
    /// A queue to have an item, or room.
    Queue,
    /// A channel to have an item, or room.
    Channel,
    /// A worker thread.
    Thread,
    /// A future to be resolved.
    Future,
    /// Something that only the program knows.
    Other,
}

/// What a scope is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopeKind {
    /// trio's nursery: owns tasks and has a cancel scope.
    Nursery,
    /// A task group (asyncio, curio, anyio): owns tasks.
    TaskGroup,
    /// A cancel scope that owns no tasks.
    CancelScope,
    /// `asyncio.timeout` and its relatives: cancels its task once.
    Timeout,
    /// `asyncio.gather`: began its tasks, but does not hold them.
    Gather,
    /// The library's own outermost scope.
    Root,
    /// A request to an application, from the call of the client to the end of the application's work on it. Its name is
    /// the method and the path. It catches nothing.
    Request,
}

/// How a task ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// With a value: its `repr`, cut short; empty for `None`.
    Returned(String),
    /// With an exception.
    Failed(ExceptionId),
    /// By cancellation.
    Cancelled,
}

/// Of what cancellation was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelTarget {
    /// One task (asyncio, curio).
    Task(TaskId),
    /// All that runs in a scope (trio, anyio), or a group's remaining tasks.
    Scope(ScopeId),
}

/// Why cancellation was asked for. trio 0.35 names the same on `Cancelled.source`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelSource {
    /// The program called `cancel()`, or the reader did.
    Explicit,
    /// A deadline passed.
    Deadline,
    /// A child of the nursery or group failed.
    ChildFailed,
    /// The body of the nursery or group failed.
    BodyFailed,
    /// The awaiting task was cancelled, and passed it on to what it awaits.
    Awaiter,
    /// The loop is ending.
    Shutdown,
    /// The user pressed Ctrl-C.
    Interrupt,
}

/// What a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    /// A lock.
    Lock,
    /// A semaphore.
    Semaphore,
    /// A condition.
    Condition,
    /// An event.
    Event,
    /// A barrier.
    Barrier,
    /// A queue.
    Queue,
    /// A memory channel.
    Channel,
    /// A future.
    Future,
    /// A capacity limiter (trio, anyio), which gives out tokens: each borrower holds one.
    Limiter,
}

/// Where printed text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// The limits of a run. Each ends it with [`EventKind::BudgetExceeded`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    /// Number of events.
    Events,
    /// Virtual time.
    VirtualTime,
    /// Lines executed without an await.
    Steps,
    /// Number of tasks.
    Tasks,
    /// Bytes printed.
    Output,
    /// Depth of Python calls.
    Recursion,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exception(id: u32, members: &[u32], cancellation: bool) -> Exception {
        let members = members.iter().map(|member| ExceptionId(*member)).collect();
        Exception {
            id: ExceptionId(id),
            class: String::new(),
            message: String::new(),
            members,
            cancellation,
        }
    }

    #[test]
    fn a_group_of_cancellations_alone_is_a_cancellation() {
        let known = [
            exception(0, &[], true),
            exception(1, &[], false),
            exception(2, &[0, 0], false),
            exception(3, &[0, 1], false),
            exception(4, &[2, 0], false),
            exception(5, &[2, 3], false),
        ];
        let mut cancellations: Vec<bool> = Vec::new();
        for exception in &known {
            let is_cancellation = exception.is_cancellation(|member| cancellations[member.index()]);
            cancellations.push(is_cancellation);
        }
        assert_eq!(cancellations, [true, false, true, false, true, false]);
    }
}
