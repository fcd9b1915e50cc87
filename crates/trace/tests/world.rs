//! Rules of the fold from events to a [`World`]: who is marked as cancelled, and until when.

use espalier_trace::{
    CancelSource, CancelState, CancelTarget, Event, EventId, EventKind, Header, Keyframes, Program,
    ScopeId, ScopeKind, ScopeState, TaskId, TaskState, Trace, VirtualTime, Wait, WaitOn, World,
};

const MAIN: TaskId = TaskId(0);
const CHILD: TaskId = TaskId(1);
const SCOPE: ScopeId = ScopeId(0);

fn world(events: Vec<(TaskId, EventKind)>) -> World {
    let mut world = World::default();
    for (seq, (task, kind)) in events.into_iter().enumerate() {
        let seq = EventId(seq as u32);
        world.fold_one(&Event {
            seq,
            at: VirtualTime::default(),
            task: Some(task),
            cause: None,
            kind,
        });
    }
    world
}

fn spawned(scope: Option<ScopeId>) -> EventKind {
    EventKind::Spawned {
        name: "task".into(),
        parent: scope.map(|_| MAIN),
        scope,
        function: None,
        system: false,
    }
}

fn opened(scope: ScopeId, shield: bool) -> EventKind {
    EventKind::ScopeOpened { scope, kind: ScopeKind::Nursery, name: None, deadline: None, shield }
}

fn cancelled(scope: ScopeId) -> EventKind {
    EventKind::CancelRequested {
        target: CancelTarget::Scope(scope),
        source: CancelSource::Explicit,
        message: None,
    }
}

fn waits_for_children() -> EventKind {
    let wait = Wait { scope: Some(SCOPE), ..Wait::new(WaitOn::Children, "nursery") };
    EventKind::Blocked { wait }
}

/// A main task with an open scope that holds one child.
fn family() -> Vec<(TaskId, EventKind)> {
    vec![(MAIN, spawned(None)), (MAIN, opened(SCOPE, false)), (CHILD, spawned(Some(SCOPE)))]
}

fn after(more: Vec<(TaskId, EventKind)>) -> World {
    let mut events = family();
    events.extend(more);
    world(events)
}

fn cancel_of(world: &World, task: TaskId) -> CancelState {
    world.task(task).expect("it was spawned").cancel
}

#[test]
fn a_scope_cancels_its_body_and_its_children() {
    let world = after(vec![(MAIN, cancelled(SCOPE))]);
    let request = CancelState::Requested(EventId(3));
    assert_eq!((cancel_of(&world, MAIN), cancel_of(&world, CHILD)), (request, request));
}

#[test]
fn who_waits_at_the_scopes_own_end_is_not_cancelled_by_it() {
    let world = after(vec![(MAIN, waits_for_children()), (MAIN, cancelled(SCOPE))]);
    assert_eq!(cancel_of(&world, MAIN), CancelState::None);
    assert_eq!(cancel_of(&world, CHILD), CancelState::Requested(EventId(4)));
}

#[test]
fn a_request_that_was_never_delivered_ends_with_its_scope() {
    let closed = EventKind::ScopeClosed { scope: SCOPE, exception: None };
    let world = after(vec![(MAIN, cancelled(SCOPE)), (MAIN, closed)]);
    assert_eq!(cancel_of(&world, MAIN), CancelState::None);
    assert_eq!(world.scope(SCOPE).expect("it was opened").state, ScopeState::Closed);
}

#[test]
fn another_scopes_request_outlives_the_scope_inside() {
    let inner = ScopeId(1);
    let world = after(vec![
        (MAIN, opened(inner, false)),
        (MAIN, cancelled(SCOPE)),
        (MAIN, EventKind::ScopeClosed { scope: inner, exception: None }),
    ]);
    assert_eq!(cancel_of(&world, MAIN), CancelState::Requested(EventId(4)));
}

#[test]
fn a_shield_between_is_seen() {
    let inner = ScopeId(1);
    let world = after(vec![(MAIN, opened(inner, true)), (MAIN, cancelled(SCOPE))]);
    assert_eq!(cancel_of(&world, MAIN), CancelState::Shielded(EventId(4)));
    assert_eq!(cancel_of(&world, CHILD), CancelState::Requested(EventId(4)));
}

#[test]
fn what_is_over_stays_as_it_was() {
    let outcome = espalier_trace::Outcome::Returned("None".into());
    let world = after(vec![
        (CHILD, EventKind::Finished { outcome: outcome.clone() }),
        (MAIN, cancelled(SCOPE)),
        (CHILD, EventKind::Woken),
    ]);
    let child = world.task(CHILD).expect("it was spawned");
    assert_eq!((&child.state, child.cancel), (&TaskState::Finished(outcome), CancelState::None));
}

#[test]
fn any_jump_shows_the_same_world_as_going_there_step_by_step() {
    let mut events = family();
    // Longer than what lies between two keyframes, and different at each event.
    for index in 0..3 * Keyframes::SPACING as u32 {
        events.push((CHILD, EventKind::Line { line: index, function: None }));
    }
    let events = events.into_iter().enumerate().map(|(seq, (task, kind))| Event {
        seq: EventId(seq as u32),
        at: VirtualTime::default(),
        task: Some(task),
        cause: None,
        kind,
    });
    let program = Program { name: "p.py".into(), source: String::new() };
    let trace = Trace::new(Header::new("test", program, None), events.collect());
    let keyframes = Keyframes::new(trace.clone());
    let end = trace.events.len();
    let spacing = Keyframes::SPACING;
    for count in [end, 0, 1, spacing, spacing - 1, spacing + 1, 2, end + 9, 2 * spacing, 700, 701] {
        assert_eq!(*keyframes.world(count), World::at(&trace, count), "{count}");
    }
}
