//! [`Branch`]: what the reader has changed in a run, what can be changed, and how it is told. Knows no page and not how a run
//! is had.

use espalier_trace::{
    Action, Event, EventId, EventKind, Intervention, ScopeId, ScopeState, TaskId, TaskState, Trace,
    VirtualTime, World,
};

use crate::{
    number::seconds,
    run::Run,
    story,
    texts::{Id, Language, id},
};

/// What a run is besides its program. Interventions stand in the order of their events, as the engine takes them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Branch {
    /// What the reader does.
    pub hand: Vec<Intervention>,
    /// Which of the orders that the library leaves open.
    pub seed: Option<u64>,
}

/// What the reader takes hold of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A task.
    Task(TaskId),
    /// A scope.
    Scope(ScopeId),
}

/// Where a flag goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// One scheduling decision back.
    Earlier,
    /// One scheduling decision on.
    Later,
    /// Behind that event of its trunk.
    Behind(EventId),
}

impl Branch {
    /// That of a run.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        Self { hand: trace.header.interventions.clone(), seed: trace.header.seed }
    }

    /// Whether the run is the program's own.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// It as text: a line for the seed, one for each intervention.
    #[inline(never)]
    #[must_use]
    pub fn write(&self) -> String {
        let seed = self.seed.map(|seed| format!("seed {seed}\n"));
        let hand = self.hand.iter().map(|intervention| format!("hand {intervention}\n"));
        seed.into_iter().chain(hand).collect()
    }

    /// Takes in a line of such a text, as its word and its value; whether it is one.
    #[must_use]
    pub fn take_line(&mut self, word: &str, value: &str) -> bool {
        let seed = || value.parse().ok().filter(|_| word == "seed");
        let intervention = || value.parse().ok().filter(|_| word == "hand");
        if let Some(seed) = seed() {
            self.seed = Some(seed);
        } else if let Some(intervention) = intervention() {
            self.hand.push(intervention);
        } else {
            return false;
        }
        true
    }

    /// It from its text; nothing if that is not one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut branch = Self::default();
        let mut lines = text.lines().map(|line| line.split_once(' ').unwrap_or((line, "")));
        lines.all(|(word, value)| branch.take_line(word, value)).then_some(branch)
    }

    /// The branch that leaves this one after `count` events. What was done later is of another future.
    #[must_use]
    pub fn then(&self, count: usize, action: Action) -> Self {
        let after = EventId(count.saturating_sub(1) as u32);
        let mut hand = self.hand.clone();
        hand.retain(|earlier| earlier.after <= after);
        hand.push(Intervention { after, action });
        Self { hand, ..*self }
    }

    /// The same under another seed.
    #[must_use]
    pub fn seeded(&self, seed: Option<u64>) -> Self {
        Self { hand: self.hand.clone(), seed }
    }

    /// Without the intervention at `place`.
    #[must_use]
    pub fn without(&self, place: usize) -> Self {
        let mut branch = self.clone();
        if place < branch.hand.len() {
            branch.hand.remove(place);
        }
        branch
    }

    /// The branch as far as the intervention at `place`: the run in whose events that one counts.
    #[must_use]
    pub fn trunk(&self, place: usize) -> Self {
        Self { hand: self.hand.iter().take(place).copied().collect(), ..*self }
    }

    /// With the intervention at `place` elsewhere on `trunk`, the run of its [`Branch::trunk`], as far as its neighbours let it.
    #[must_use]
    pub fn moved(&self, place: usize, way: Way, trunk: &Trace) -> Self {
        let mut branch = self.clone();
        let Some(Intervention { after, .. }) = self.hand.get(place) else { return branch };
        // The loop comes to an intervention before each of these.
        let steps = || trunk.events.iter().filter(|event| event.kind == EventKind::StepBegan);
        let mut decisions = steps().map(|step| EventId(step.seq.0.saturating_sub(1)));
        let wanted = match way {
            Way::Later => {
                decisions.find(|decision| decision >= after).and_then(|_| decisions.next())
            }
            Way::Earlier => decisions.take_while(|decision| decision < after).last(),
            Way::Behind(event) => decisions.find(|decision| *decision >= event).or(Some(event)),
        };
        let neighbour = |place: usize| self.hand.get(place).map(|one| one.after);
        let fits = |after: &EventId| {
            neighbour(place + 1).is_none_or(|next| *after <= next)
                && place.checked_sub(1).and_then(neighbour).is_none_or(|last| *after >= last)
        };
        if let Some(wanted) = wanted.filter(fits) {
            branch.hand[place].after = wanted;
        }
        branch
    }
}

/// A change as it came about in a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flag<'t> {
    /// Its event.
    pub event: &'t Event,
    /// What it was.
    pub action: Action,
    /// Why it came to nothing, in the engine's words.
    pub refused: Option<&'t str>,
}

/// The flags of a run, in order: one for each of its interventions.
pub fn flags(trace: &Trace) -> impl Iterator<Item = Flag<'_>> {
    trace.events.iter().filter_map(Flag::of)
}

impl<'t> Flag<'t> {
    fn of(event: &'t Event) -> Option<Self> {
        match &event.kind {
            EventKind::InterventionApplied { action, refused } => {
                Some(Self { event, action: *action, refused: refused.as_deref() })
            }
            _ => None,
        }
    }
}

/// The word for an action.
#[must_use]
pub fn word(action: Action) -> Id {
    match action {
        Action::Cancel(_) => id::HAND_CANCEL,
        Action::Raise(_) => id::HAND_RAISE,
        Action::Delay(..) => id::HAND_DELAY,
        Action::Hold(_) => id::HAND_HOLD,
        Action::Release(_) => id::HAND_RELEASE,
        Action::CancelScope(_) => id::HAND_CANCEL_SCOPE,
        Action::Interrupt => id::HAND_INTERRUPT,
        Action::RunNext(_) => id::HAND_RUN_NEXT,
    }
}

/// What the reader did, in a sentence, and why it was not possible, if it was not. Nothing of an event that is none of theirs.
#[inline(never)]
pub fn sentence(run: &Run, event: &Event, language: Language) -> String {
    let Some(Flag { action, refused, .. }) = Flag::of(event) else { return String::new() };
    let task = action.task().map_or("", |task| run.task_name(task));
    let (text, scope, time) = match action {
        Action::Cancel(_) => (id::HAND_DID_CANCEL, None, None),
        Action::Raise(_) => (id::HAND_DID_RAISE, None, None),
        Action::Delay(_, by) => (id::HAND_DID_DELAY, None, Some(by)),
        Action::Hold(_) => (id::HAND_DID_HOLD, None, None),
        Action::Release(_) => (id::HAND_DID_RELEASE, None, None),
        Action::CancelScope(scope) => (id::HAND_DID_CANCEL_SCOPE, Some(scope), None),
        Action::Interrupt => (id::HAND_DID_INTERRUPT, None, None),
        Action::RunNext(_) => (id::HAND_DID_RUN_NEXT, None, None),
    };
    let scope = scope.map_or_else(String::new, |scope| scope_name(run, scope, language));
    let time = time.map_or_else(String::new, |time| seconds(time.as_secs()));
    let mut text = language.with(text, &[("task", task), ("scope", &scope), ("time", &time)]);
    if let Some(why) = refused {
        let why = refusal(run, event, action, why, language);
        text.push(' ');
        text.push_str(&language.with(id::HAND_REFUSED, &[("why", &why)]));
    }
    text
}

/// Why something was not possible. The rules of the libraries are told in the reader's language; what else there is, which only
/// a change made by hand can come to, in the engine's words.
fn refusal(run: &Run, event: &Event, action: Action, why: &str, language: Language) -> String {
    let trace = run.trace();
    let world = run.keyframes.world(event.seq.index());
    // Of the loop that runs, if one does.
    let before = trace.events[..event.seq.index()].iter().rev();
    let library = before.into_iter().find_map(|event| match &event.kind {
        EventKind::LoopStarted { library } => Some(Some(library.as_str())),
        EventKind::LoopEnded => Some(None),
        _ => None,
    });
    let library = library.flatten();
    let task = action.task().map_or("", |task| run.task_name(task));
    let is_over = match action {
        Action::CancelScope(scope) => {
            world.scope(scope).is_none_or(|scope| scope.state == ScopeState::Closed)
        }
        _ => action.task().is_some_and(|task| world.task(task).is_none_or(|task| task.is_over())),
    };
    match (action, library) {
        _ if library.is_none() => language.text(id::HAND_WHY_ENDED),
        _ if is_over => language.text(id::HAND_OVER),
        (Action::Cancel(_), Some("trio")) => language.with(id::HAND_WHY_TRIO, &[("task", task)]),
        (Action::CancelScope(_), Some("asyncio")) => language.text(id::HAND_WHY_ASYNCIO_SCOPE),
        (Action::CancelScope(_), Some("curio")) => language.text(id::HAND_WHY_CURIO_SCOPE),
        (Action::RunNext(_), Some("trio")) => language.text(id::HAND_WHY_TRIO_ORDER),
        (Action::Raise(_), _) if !has_begun(trace, event, action) => {
            language.with(id::HAND_WHY_NOT_BEGUN, &[("task", task)])
        }
        _ => why.to_owned(),
    }
}

fn has_begun(trace: &Trace, event: &Event, action: Action) -> bool {
    let before = &trace.events[..event.seq.index()];
    before.iter().any(|event| event.task == action.task() && event.kind == EventKind::StepBegan)
}

/// What a scope is called on the page.
#[must_use]
pub fn scope_name(run: &Run, scope: ScopeId, language: Language) -> String {
    run.last.scope(scope).map_or_else(String::new, |scope| story::scope_name(scope, language))
}

/// The time by which a task is delayed.
const DELAY: VirtualTime = VirtualTime(1_000_000_000);

/// What can be done after `count` events to what the reader holds; nothing if it is over. With a task come the scopes that it
/// opened, and the one that owns it: some libraries cancel only those.
#[must_use]
pub fn choices(run: &Run, count: usize, world: &World, target: Target) -> Vec<Action> {
    let is_open =
        |id: &ScopeId| world.scope(*id).is_some_and(|scope| scope.state != ScopeState::Closed);
    let id = match target {
        Target::Scope(id) => {
            return Some(id).filter(is_open).map(Action::CancelScope).into_iter().collect();
        }
        Target::Task(id) => id,
    };
    let Some(task) = world.task(id).filter(|task| !task.is_over()) else { return Vec::new() };
    let mut held = false;
    for Flag { action, .. } in flags(run.trace())
        .take_while(|flag| flag.event.seq.index() < count)
        .filter(|flag| flag.action.task() == Some(id) && flag.refused.is_none())
    {
        match action {
            Action::Hold(_) => held = true,
            Action::Release(_) | Action::Cancel(_) | Action::Raise(_) => held = false,
            _ => {}
        }
    }
    let hold = if held { Action::Release(id) } else { Action::Hold(id) };
    let mut choices = vec![Action::Cancel(id), Action::Raise(id), Action::Delay(id, DELAY), hold];
    if task.state == TaskState::Ready {
        choices.push(Action::RunNext(id));
    }
    let scopes = task.open_scopes.iter().rev().chain(&task.scope).copied().filter(is_open);
    choices.extend(scopes.map(Action::CancelScope));
    choices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{run::RunRef, score::tests::trace};

    fn branch(lines: &[&str]) -> Branch {
        let read = |line: &&str| line.parse().expect("an intervention");
        Branch { hand: lines.iter().map(read).collect(), seed: None }
    }

    #[test]
    fn a_branch_is_read_as_it_was_written() {
        for seed in [None, Some(7)] {
            let branch = branch(&["3 cancel 1", "9 interrupt"]).seeded(seed);
            assert_eq!(Branch::read(&branch.write()), Some(branch));
        }
        assert_eq!(Branch::read(""), Some(Branch::default()));
        for text in ["nonsense", "seed", "seed x", "hand 3", "hand 3 cancel", "hand 3 cancel 1\n\n"]
        {
            assert_eq!(Branch::read(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_branch_leaves_the_future_behind() {
        let before = branch(&["3 cancel 1", "9 interrupt"]);
        assert_eq!(before.then(5, Action::Hold(TaskId(2))), branch(&["3 cancel 1", "4 hold 2"]));
        assert_eq!(before.then(0, Action::Interrupt), branch(&["0 interrupt"]));
        assert_eq!(before.without(0), branch(&["9 interrupt"]));
        assert_eq!(before.without(7), before);
        assert_eq!(before.trunk(1), branch(&["3 cancel 1"]));
        assert_eq!(before.seeded(Some(7)).trunk(0).seed, Some(7));
    }

    fn spawned(name: &str) -> EventKind {
        EventKind::Spawned {
            name: name.into(),
            parent: None,
            scope: None,
            function: None,
            system: false,
        }
    }

    fn flag(action: &str) -> EventKind {
        let action = action.parse().expect("an action");
        EventKind::InterventionApplied { action, refused: None }
    }

    /// Four steps of one task.
    fn steps() -> Trace {
        let mut events = vec![(0, Some(0), spawned("a"))];
        for step in 0..4 {
            events.push((step, Some(0), EventKind::StepBegan));
            events.push((step, Some(0), EventKind::Yielded));
        }
        trace(events)
    }

    #[test]
    fn a_flag_moves_by_scheduling_decisions() {
        // 0 spawned, 1 2 step, 3 4 step, 5 6 step, 7 8 step
        let trunk = steps();
        let here = branch(&["4 interrupt"]);
        assert_eq!(here.moved(0, Way::Earlier, &trunk), branch(&["2 interrupt"]));
        assert_eq!(here.moved(0, Way::Later, &trunk), branch(&["6 interrupt"]));
        let first = branch(&["0 interrupt"]);
        assert_eq!(first.moved(0, Way::Earlier, &trunk), first, "nothing is before the first");
        let last = branch(&["6 interrupt"]);
        assert_eq!(last.moved(0, Way::Later, &trunk), last, "nothing is behind the last");
        let between = branch(&["4 interrupt", "5 interrupt"]);
        assert_eq!(between.moved(0, Way::Later, &trunk), between, "not past the next");
        assert_eq!(here.moved(3, Way::Later, &trunk), here, "there is no such flag");
    }

    #[test]
    fn a_flag_that_is_dragged_stands_before_the_decision_that_follows() {
        let (trunk, here) = (steps(), branch(&["0 interrupt"]));
        let to = |event| here.moved(0, Way::Behind(EventId(event)), &trunk);
        assert_eq!(to(3), branch(&["4 interrupt"]));
        assert_eq!(to(4), branch(&["4 interrupt"]));
        assert_eq!(to(8), branch(&["8 interrupt"]), "behind all decisions it stays where it is");
    }

    #[test]
    fn a_flag_goes_back_where_it_came_from() {
        let trunk = steps();
        for after in [0, 2, 4] {
            let here = branch(&[&format!("{after} interrupt")]);
            let there = here.moved(0, Way::Later, &trunk);
            assert_ne!(there, here);
            assert_eq!(there.moved(0, Way::Earlier, &trunk), here);
        }
    }

    #[test]
    fn what_can_be_done_is_what_the_task_is_fit_for() {
        let run = RunRef::new(trace(vec![
            (0, Some(0), spawned("a")),
            (0, Some(0), EventKind::StepBegan),
            (0, None, flag("hold 0")),
            (0, None, flag("raise 0")),
        ]));
        let words = |count: usize, target| {
            let world = run.keyframes.world(count);
            let choices = choices(&run, count, &world, target);
            choices.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        };
        let task = Target::Task(TaskId(0));
        let all = "cancel 0, raise 0, delay 0 1.0, hold 0, run_next 0";
        assert_eq!(words(1, task), all);
        assert_eq!(words(2, task), all.replace(", run_next 0", ""));
        assert_eq!(words(3, task), "cancel 0, raise 0, delay 0 1.0, release 0");
        assert!(!words(4, task).contains("release"), "an error opens the gate");
        assert_eq!(words(1, Target::Task(TaskId(4))), "");
        assert_eq!(words(1, Target::Scope(ScopeId(0))), "");
    }
}
