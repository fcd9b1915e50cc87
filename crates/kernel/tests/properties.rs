//! Properties of every run, whatever a model does with the kernel: any sequence of calls gives a well-formed trace.

use std::{cell::RefCell, rc::Rc};

use espalier_kernel::{Kernel, Limits, Recorder, Seconds};
use espalier_trace::{
    CancelSource, CancelTarget, Event, EventKind, Exception, Header, Keyframes, Outcome, Program,
    ScopeId, ScopeKind, Stream, TaskId, Timeline, Trace, Verdict, Wait, WaitOn, World,
};
use proptest::prelude::*;

/// What a model may do; numbers choose among what there is.
#[derive(Debug, Clone)]
enum Call {
    Spawn { owned: bool },
    Step(usize),
    Line(u32),
    Yield,
    Block,
    Wake(usize),
    Finish,
    OpenScope,
    ExitScope,
    CloseScope,
    CancelTask(usize),
    CancelScope(usize),
    Advance(f64),
    RestartClock,
    Print,
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let call = prop_oneof![
        any::<bool>().prop_map(|owned| Call::Spawn { owned }),
        (0usize..8).prop_map(Call::Step),
        (1u32..40).prop_map(Call::Line),
        Just(Call::Yield),
        Just(Call::Block),
        (0usize..8).prop_map(Call::Wake),
        Just(Call::Finish),
        Just(Call::OpenScope),
        Just(Call::ExitScope),
        Just(Call::CloseScope),
        (0usize..8).prop_map(Call::CancelTask),
        (0usize..8).prop_map(Call::CancelScope),
        (0.0..100.0).prop_map(Call::Advance),
        Just(Call::RestartClock),
        Just(Call::Print),
    ];
    prop::collection::vec(call, 0..120)
}

struct Shared(Rc<RefCell<Vec<Event>>>);

impl Recorder for Shared {
    fn record(&mut self, event: Event) {
        self.0.borrow_mut().push(event);
    }
}

/// Plays the calls that make sense at their place, as a model would, and returns the trace.
fn play(calls: &[Call], limits: Limits) -> Trace {
    let events = Rc::new(RefCell::new(Vec::new()));
    let mut kernel = Kernel::new(limits, Box::new(Shared(events.clone())));
    let (mut tasks, mut scopes): (Vec<TaskId>, Vec<ScopeId>) = (Vec::new(), Vec::new());
    let mut open: Vec<ScopeId> = Vec::new();
    let pick = |among: &[TaskId], n: usize| (!among.is_empty()).then(|| among[n % among.len()]);
    for call in calls {
        let running = kernel.running();
        match call {
            Call::Spawn { owned } => {
                let scope = open.last().copied().filter(|_| *owned);
                tasks.push(kernel.spawn("task", running, scope, Some("work"), false));
            }
            Call::Step(n) => {
                if let Some(task) = pick(&tasks, *n).filter(|task| !kernel.is_over(*task))
                    && running.is_none()
                {
                    kernel.wake(task);
                    kernel.begin_step(task);
                }
            }
            Call::Line(line) => kernel.line(*line, Some("work")),
            Call::Yield => {
                running.map(|task| kernel.yielded(task));
            }
            Call::Block => {
                running.map(|task| kernel.block(task, Wait::new(WaitOn::Sleep, "sleep(1)")));
            }
            Call::Wake(n) => {
                if let Some(task) = pick(&tasks, *n) {
                    kernel.wake(task);
                }
            }
            Call::Finish => {
                running.map(|task| kernel.finish(task, Outcome::Returned(String::new())));
            }
            Call::OpenScope => {
                let scope =
                    kernel.open_scope(running, ScopeKind::Nursery, None, Seconds::INFINITY, false);
                scopes.push(scope);
                open.push(scope);
            }
            Call::ExitScope => {
                open.last().map(|scope| kernel.exit_scope(*scope));
            }
            Call::CloseScope => {
                open.pop().map(|scope| kernel.close_scope(scope, None));
            }
            Call::CancelTask(n) => {
                if let Some(task) = pick(&tasks, *n) {
                    kernel.request_cancel(CancelTarget::Task(task), CancelSource::Explicit, None);
                }
            }
            Call::CancelScope(n) => {
                if !scopes.is_empty() {
                    let target = CancelTarget::Scope(scopes[n % scopes.len()]);
                    kernel.request_cancel(target, CancelSource::Explicit, None);
                }
            }
            Call::Advance(secs) => {
                kernel.advance_to(Seconds::new(kernel.now().get() + secs).unwrap());
            }
            Call::RestartClock => kernel.restart_clock(),
            Call::Print => {
                kernel.printed(Stream::Stdout, "a line\n");
            }
        }
    }
    kernel.run_ended(0, None);
    drop(kernel);
    let program = Program { name: "model.py".into(), source: String::new() };
    Trace::new(Header::new("test", program, None), events.take())
}

proptest! {
    #[test]
    fn every_event_but_the_first_has_a_cause_in_the_past_and_time_never_runs_backwards(calls in calls()) {
        let trace = play(&calls, Limits::default());
        for (index, event) in trace.events.iter().enumerate() {
            prop_assert_eq!(event.seq.index(), index);
            match event.cause {
                None => prop_assert_eq!(index, 0),
                Some(cause) => prop_assert!(cause < event.seq),
            }
            prop_assert!(index == 0 || trace.events[index - 1].at <= event.at);
        }
    }

    #[test]
    fn folding_a_prefix_then_the_rest_equals_folding_all(calls in calls(), cut in 0usize..400) {
        let trace = play(&calls, Limits::default());
        let cut = cut.min(trace.events.len());
        let mut world = World::at(&trace, cut);
        world.fold(&trace.events[cut..]);
        prop_assert_eq!(world, World::at(&trace, trace.events.len()));
    }

    #[test]
    fn keyframes_give_the_world_of_a_plain_fold(calls in calls(), moment in 0usize..400) {
        let trace = play(&calls, Limits::default());
        let kept = Keyframes::new(trace.clone()).world(moment);
        prop_assert_eq!(&*kept, &World::at(&trace, moment));
    }

    #[test]
    fn the_same_calls_give_the_same_bytes_and_the_bytes_give_the_same_trace(calls in calls()) {
        let trace = play(&calls, Limits::default());
        let text = trace.write();
        prop_assert_eq!(&text, &play(&calls, Limits::default()).write());
        prop_assert_eq!(Trace::read(&text).unwrap(), trace);
    }

    #[test]
    fn a_lane_has_no_gaps_and_no_overlaps(calls in calls()) {
        let trace = play(&calls, Limits::default());
        for lane in Timeline::new(&trace).lanes {
            for pair in lane.spans.windows(2) {
                prop_assert_eq!(pair[0].to, Some(pair[1].from));
                prop_assert_eq!(pair[0].end, pair[1].start);
            }
        }
    }

    #[test]
    fn a_task_outlives_only_what_has_ended_before_it(calls in calls()) {
        let trace = play(&calls, Limits::default());
        let verdict = Verdict::new(&trace);
        for (task, event) in verdict.leaked {
            let world = World::at(&trace, event.index());
            prop_assert!(!world.task(task).unwrap().is_over());
            let EventKind::Outlived { parent, scope } = trace.event(event).kind else { panic!() };
            prop_assert!(parent.is_none_or(|parent| world.task(parent).unwrap().is_over()));
            prop_assert!(parent.is_some() != scope.is_some());
        }
    }

    #[test]
    fn a_limit_on_events_keeps_the_trace_so_far_and_says_so(calls in calls(), most in 1usize..60) {
        let trace = play(&calls, Limits { events: most, ..Limits::default() });
        let whole = play(&calls, Limits::default());
        // The event that says that the run ended is told in any case.
        let wanted = whole.events.len() - 1;
        prop_assert_eq!(&trace.events[..most.min(wanted)], &whole.events[..most.min(wanted)]);
        prop_assert_eq!(Verdict::new(&trace).stopped.is_some(), wanted > most);
        prop_assert_eq!(Verdict::new(&trace).exit_code, Some(0));
    }
}

#[test]
fn a_task_that_fails_ends_because_of_its_exception_and_not_of_the_cleanup_after_it() {
    let events = Rc::new(RefCell::new(Vec::new()));
    let mut kernel = Kernel::new(Limits::default(), Box::new(Shared(events.clone())));
    let task = kernel.spawn("worker", None, None, None, false);
    kernel.begin_step(task);
    let id = kernel.new_exception();
    let exception = Exception {
        id,
        class: "ValueError".into(),
        message: String::new(),
        members: Vec::new(),
        cancellation: false,
    };
    let raised = kernel.raised(Some(task), exception);
    kernel.line(11, None);
    kernel.printed(Stream::Stdout, "cleaned up\n");
    let finished = kernel.finish(task, Outcome::Failed(id));
    drop(kernel);
    assert_eq!(events.borrow()[finished.index()].cause, Some(raised));
}

#[test]
fn a_deadlock_stops_the_run_and_a_step_that_interrupted_another_gives_way_to_it() {
    let events = Rc::new(RefCell::new(Vec::new()));
    let mut kernel = Kernel::new(Limits::default(), Box::new(Shared(events.clone())));
    let outer = kernel.spawn("outer", None, None, None, false);
    kernel.begin_step(outer);
    let eager = kernel.spawn("eager", Some(outer), None, None, false);
    kernel.begin_step(eager);
    kernel.block(eager, Wait::new(WaitOn::Future, "await future"));
    kernel.resume_step(Some(outer));
    assert_eq!(kernel.running(), Some(outer));
    kernel.block(outer, Wait::new(WaitOn::Future, "await future"));
    assert!(!kernel.is_stopped());
    kernel.deadlocked("nothing can happen");
    assert!(kernel.is_stopped());
    assert!(matches!(
        events.borrow().last().map(|event| &event.kind),
        Some(EventKind::Deadlocked { .. })
    ));
}
