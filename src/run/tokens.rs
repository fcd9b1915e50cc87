//! [`Token`]: an exception at a moment, as a thing that stands somewhere. Owns how exceptions travel, fold into groups, part
//! from them and come to rest; knows no picture. Cancellations are not among them: they have their own marks.

use espalier_trace::{Event, EventId, EventKind, ExceptionId, Outcome, ScopeId, TaskId};

use super::Run;

/// An exception at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Which.
    pub exception: ExceptionId,
    /// Where.
    pub place: Place,
    /// What became of it.
    pub fate: Fate,
    /// The event that brought it there.
    pub since: EventId,
    /// Of a group: errors in it that have gone on elsewhere, since `except*` split it.
    pub parted: Vec<ExceptionId>,
    /// Of what `except*` took: the group that it was taken from.
    pub taken_from: Option<ExceptionId>,
}

/// Where an exception stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a task.
    Task(TaskId),
    /// At the edge of a scope.
    Scope(ScopeId),
}

/// What became of an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is on its way.
    Flying,
    /// The program caught it.
    Caught,
    /// Its scope has closed and keeps it for whoever asks.
    Kept,
    /// Nobody will ever see it: nobody asked for it, or a `finally` let go of it.
    Lost,
    /// It left the program.
    Escaped,
}

/// Exceptions at a moment, while events are folded into them.
struct Tokens<'r> {
    run: &'r Run,
    /// An exception's place is its number's.
    tokens: Vec<Option<Token>>,
    /// For each exception that is no group: the one that it stands in, or itself.
    holders: Vec<ExceptionId>,
    /// For each task, which it has had: one that ends has a look at its own only.
    had: Vec<Vec<ExceptionId>>,
    /// For each scope, which have come to it.
    arrived: Vec<Vec<ExceptionId>>,
}

impl Run {
    /// Where exceptions stand after `count` events.
    #[must_use]
    #[inline(never)]
    pub fn tokens(&self, count: usize) -> Vec<Token> {
        let numbers = 0..self.exceptions.len() as u32;
        let mut now = Tokens {
            run: self,
            tokens: vec![None; self.exceptions.len()],
            holders: numbers.map(ExceptionId).collect(),
            had: vec![Vec::new(); self.names.len()],
            arrived: vec![Vec::new(); self.last.scopes.len()],
        };
        let happened = self.errors.iter().take_while(|id| id.index() < count);
        for event in happened.filter_map(|id| self.event(*id)) {
            now.fold(event);
        }
        let mut tokens = std::mem::take(&mut now.tokens);
        for token in tokens.iter_mut().flatten() {
            let mut parted = self.leaves(token.exception);
            parted.retain(|leaf| now.holder(*leaf) != Some(token.exception));
            token.parted = parted;
        }
        tokens.into_iter().flatten().collect()
    }

    /// Whether an exception is a cancellation, or a group of nothing else.
    #[must_use]
    pub fn is_cancellation(&self, exception: ExceptionId) -> bool {
        self.cancellations.get(exception.index()).copied().unwrap_or(true)
    }

    /// The errors at the ends of a group's branches; none for what is no group.
    fn leaves(&self, group: ExceptionId) -> Vec<ExceptionId> {
        let members = |id: ExceptionId| self.exception(id).map_or(&[][..], |known| &known.members);
        // A group is younger than its members, so this comes to an end whatever a file claims.
        let mut open: Vec<(ExceptionId, ExceptionId)> =
            members(group).iter().map(|member| (group, *member)).collect();
        let mut leaves = Vec::new();
        while let Some((around, id)) = open.pop().filter(|_| leaves.len() < LEAVES) {
            match members(id) {
                [] => leaves.push(id),
                _ if id >= around => {}
                inner => open.extend(inner.iter().map(|member| (id, *member))),
            }
        }
        leaves
    }
}

/// Errors followed in one group.
const LEAVES: usize = 4096;

impl Tokens<'_> {
    fn holder(&self, leaf: ExceptionId) -> Option<ExceptionId> {
        self.holders.get(leaf.index()).copied()
    }

    fn token(&mut self, exception: ExceptionId) -> Option<&mut Token> {
        self.tokens.get_mut(exception.index())?.as_mut()
    }

    fn fold(&mut self, event: &Event) {
        let task = event.task.map(Place::Task);
        let since = event.seq;
        match &event.kind {
            EventKind::Raised { exception } => {
                self.replace(exception.id, task);
                self.put(exception.id, task, Fate::Flying, since);
                self.go_alone(exception.id);
            }
            EventKind::Grouped { exception, scope } => {
                self.put(exception.id, scope.map(Place::Scope).or(task), Fate::Flying, since);
                self.take(exception.id, &self.run.leaves(exception.id));
            }
            EventKind::Travelled { exception, scope } => {
                self.put(*exception, Some(Place::Scope(*scope)), Fate::Flying, since);
                if let Some(arrived) = self.arrived.get_mut(scope.index()) {
                    arrived.push(*exception);
                }
            }
            EventKind::ScopeClosed { scope, exception } => {
                self.close(*scope, *exception, since);
                if let Some(exception) = exception {
                    let owner = self.run.last.scope(*scope).and_then(|scope| scope.owner);
                    self.put(*exception, owner.map(Place::Task).or(task), Fate::Flying, since);
                }
            }
            // Who looks at an error inside a group leaves it there.
            EventKind::Retrieved { exception, .. }
                if self.holder(*exception) == Some(*exception) =>
            {
                self.put(*exception, task, Fate::Flying, since)
            }
            EventKind::Caught { exception, discarded } => {
                let fate = if *discarded { Fate::Lost } else { Fate::Caught };
                self.put(*exception, task, fate, since);
            }
            EventKind::Blocked { .. } => self.go_on(event.task),
            EventKind::Lost { exception, .. } => self.put(*exception, task, Fate::Lost, since),
            EventKind::Finished { outcome } => {
                let left = match outcome {
                    Outcome::Failed(exception) => Some(*exception),
                    _ => None,
                };
                if let Some(exception) = left {
                    if self.holder(exception) != Some(exception) {
                        self.put(exception, task, Fate::Flying, since);
                        self.go_alone(exception);
                    } else if let Some(token) = self.token(exception) {
                        token.fate = Fate::Flying;
                    }
                }
                let own = event.task.and_then(|task| self.had.get_mut(task.index()));
                for exception in own.map(std::mem::take).into_iter().flatten() {
                    // An error that was in a task, and did not leave it with its end, was caught in it: by the library,
                    // since of what the program catches there is an event.
                    if let Some(token) = self.token(exception)
                        && Some(token.place) == task
                        && token.fate == Fate::Flying
                        && Some(exception) != left
                    {
                        token.fate = Fate::Caught;
                        token.since = since;
                    }
                }
            }
            EventKind::RunEnded { exception: Some(exception), .. } => {
                self.put(*exception, None, Fate::Escaped, since)
            }
            _ => {}
        }
    }

    /// Puts an exception somewhere, or leaves it in its place.
    fn put(&mut self, exception: ExceptionId, place: Option<Place>, fate: Fate, since: EventId) {
        if self.run.is_cancellation(exception) {
            return;
        }
        let Some(slot) = self.tokens.get_mut(exception.index()) else { return };
        let Some(place) = place.or(slot.as_ref().map(|token| token.place)) else { return };
        let taken_from = slot.as_ref().and_then(|token| token.taken_from);
        *slot = Some(Token { exception, place, fate, since, parted: Vec::new(), taken_from });
        let Place::Task(task) = place else { return };
        let Some(had) = self.had.get_mut(task.index()) else { return };
        had.push(exception);
    }

    /// A task that waits again has done with the errors of its own that it caught: a time limit that it set itself, say. What came
    /// from another task stays in sight.
    fn go_on(&mut self, task: Option<TaskId>) {
        let Some(had) = task.and_then(|task| self.had.get_mut(task.index())) else { return };
        let (run, tokens) = (self.run, &mut self.tokens);
        had.retain(|exception| {
            let is_alone = run.exception(*exception).is_some_and(|known| known.members.is_empty());
            let is_own = is_alone && run.raised_in(*exception) == task;
            let Some(slot) = tokens.get_mut(exception.index()).filter(|_| is_own) else {
                return true;
            };
            let is_past = slot.as_ref().is_some_and(|token| token.fate == Fate::Caught);
            if is_past {
                *slot = None;
            }
            !is_past
        });
    }

    /// An error that is on its way in a task in which another is raised goes no further: the other has come from it.
    fn replace(&mut self, new: ExceptionId, place: Option<Place>) {
        let Some(Place::Task(task)) = place.filter(|_| !self.run.is_cancellation(new)) else {
            return;
        };
        let before = self.had.get(task.index()).and_then(|had| had.last()).copied();
        if let Some(token) =
            before.filter(|before| *before != new).and_then(|before| self.token(before))
            && token.place == Place::Task(task)
            && token.fate == Fate::Flying
        {
            token.fate = Fate::Caught;
        }
    }

    /// One of a group goes on without it.
    fn go_alone(&mut self, exception: ExceptionId) {
        if self.holder(exception).is_some_and(|holder| holder != exception) {
            self.take(exception, &[exception]);
        }
    }

    /// Moves errors out of what they stand in. What has none left is gone.
    fn take(&mut self, by: ExceptionId, leaves: &[ExceptionId]) {
        let mut groups = Vec::new();
        for leaf in leaves {
            let Some(holder) = self.holders.get_mut(leaf.index()) else { continue };
            let old = std::mem::replace(holder, by);
            if old == *leaf && by != *leaf {
                self.tokens[leaf.index()] = None;
            } else if old != by && !groups.contains(&old) {
                groups.push(old);
            }
        }
        for old in groups {
            if let Some(token) = self.token(by) {
                token.taken_from = Some(old);
            }
            let leaves = self.run.leaves(old);
            if !leaves.iter().any(|leaf| self.holder(*leaf) == Some(old)) {
                self.tokens[old.index()] = None;
            }
        }
    }

    /// What had come to a scope that closes: it passes one on, in which the others are, or it keeps them.
    fn close(&mut self, scope: ScopeId, passed: Option<ExceptionId>, since: EventId) {
        let passes = passed.is_some_and(|passed| !self.run.is_cancellation(passed));
        let arrived = self.arrived.get(scope.index()).cloned().unwrap_or_default();
        for exception in arrived.into_iter().filter(|exception| Some(*exception) != passed) {
            let Some(token) = self.token(exception) else { continue };
            if token.place != Place::Scope(scope) || token.fate != Fate::Flying {
                continue;
            }
            token.fate = Fate::Kept;
            token.since = since;
            if passes {
                self.tokens[exception.index()] = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use espalier_trace::{Exception, ScopeKind, Wait, WaitOn};

    use super::*;
    use crate::{
        layout::structure::tests::open,
        run::RunRef,
        score::tests::{spawned, trace},
    };

    fn error(id: u32, class: &str, members: &[u32]) -> Exception {
        Exception {
            id: ExceptionId(id),
            class: class.into(),
            message: String::new(),
            members: members.iter().map(|member| ExceptionId(*member)).collect(),
            cancellation: class == "Cancelled",
        }
    }

    fn raised(id: u32, class: &str) -> EventKind {
        EventKind::Raised { exception: error(id, class, &[]) }
    }

    fn grouped(id: u32, members: &[u32], scope: Option<u32>) -> EventKind {
        let exception = error(id, "ExceptionGroup", members);
        EventKind::Grouped { exception, scope: scope.map(ScopeId) }
    }

    fn travelled(id: u32, scope: u32) -> EventKind {
        EventKind::Travelled { exception: ExceptionId(id), scope: ScopeId(scope) }
    }

    fn failed(id: u32) -> EventKind {
        EventKind::Finished { outcome: Outcome::Failed(ExceptionId(id)) }
    }

    fn closed(scope: u32, exception: Option<u32>) -> EventKind {
        EventKind::ScopeClosed { scope: ScopeId(scope), exception: exception.map(ExceptionId) }
    }

    /// A main task with a scope, and a child `B`, to which these things happen: the task's number, and what.
    fn run(then: Vec<(u32, EventKind)>) -> RunRef {
        let mut events = vec![
            (0, Some(0), spawned("main", None)),
            (0, Some(0), open(0, ScopeKind::TaskGroup)),
            (0, Some(1), spawned("B", Some(0))),
        ];
        events.extend(then.into_iter().map(|(task, kind)| (1, Some(task), kind)));
        RunRef::new(trace(events))
    }

    /// Number, place and fate of what stands there at the end.
    fn at_the_end(run: &RunRef) -> Vec<(u32, Place, Fate)> {
        let tokens = run.tokens(usize::MAX);
        tokens.iter().map(|token| (token.exception.0, token.place, token.fate)).collect()
    }

    const MAIN: Place = Place::Task(TaskId(0));
    const B: Place = Place::Task(TaskId(1));
    const GROUP: Place = Place::Scope(ScopeId(0));

    #[test]
    fn an_error_that_nobody_sees_stays_with_its_task_as_lost() {
        let lost = EventKind::Lost { exception: ExceptionId(0), message: String::new() };
        let run = run(vec![(1, raised(0, "ValueError")), (1, failed(0)), (1, lost)]);
        assert!(run.tokens(3).is_empty());
        assert_eq!(run.tokens(5)[0].fate, Fate::Flying);
        assert_eq!(at_the_end(&run), [(0, B, Fate::Lost)]);
    }

    #[test]
    fn errors_in_a_group_become_one_that_the_owner_catches() {
        let run = run(vec![
            (1, raised(0, "ValueError")),
            (1, travelled(0, 0)),
            (0, grouped(1, &[0], Some(0))),
            (0, EventKind::Caught { exception: ExceptionId(1), discarded: false }),
        ]);
        let [group] = &run.tokens(6)[..] else { panic!("one token") };
        assert_eq!((group.exception, group.place), (ExceptionId(1), GROUP));
        assert_eq!(at_the_end(&run), [(1, MAIN, Fate::Caught)]);
    }

    #[test]
    fn a_group_that_is_made_anew_of_the_same_errors_takes_the_place_of_the_old_one() {
        let run = run(vec![
            (1, raised(0, "OSError")),
            (1, grouped(1, &[0], None)),
            (1, failed(1)),
            (1, travelled(1, 0)),
            // As trio does when it takes the cancellations out of what it has.
            (0, grouped(2, &[0], None)),
            (0, grouped(3, &[2], Some(0))),
            (0, closed(0, Some(3))),
        ]);
        assert_eq!(at_the_end(&run), [(3, MAIN, Fate::Flying)]);
    }

    fn caught(id: u32) -> EventKind {
        EventKind::Caught { exception: ExceptionId(id), discarded: false }
    }

    #[test]
    fn what_except_star_takes_is_caught_and_the_rest_goes_on() {
        let run = run(vec![
            (1, raised(0, "ValueError")),
            (1, raised(1, "OSError")),
            (1, grouped(2, &[0, 1], None)),
            (1, grouped(3, &[0], None)),
            (1, caught(3)),
            (1, grouped(4, &[1], None)),
            (1, failed(4)),
        ]);
        let tokens = run.tokens(8);
        assert_eq!((tokens[0].exception, tokens[0].fate), (ExceptionId(2), Fate::Flying));
        assert_eq!(tokens[0].parted, [ExceptionId(0)]);
        assert_eq!(at_the_end(&run), [(3, B, Fate::Caught), (4, B, Fate::Flying)]);
        let taken = run.tokens(usize::MAX);
        assert!(taken.iter().all(|token| token.taken_from == Some(ExceptionId(2))), "{taken:?}");
    }

    #[test]
    fn one_error_raised_out_of_a_group_leaves_the_others_caught() {
        let run = run(vec![
            (1, raised(0, "ValueError")),
            (1, raised(1, "OSError")),
            (1, grouped(2, &[0, 1], None)),
            (1, caught(2)),
            (1, raised(1, "OSError")),
            (1, failed(1)),
        ]);
        assert_eq!(at_the_end(&run), [(1, B, Fate::Flying), (2, B, Fate::Caught)]);
        assert_eq!(run.tokens(usize::MAX)[1].parted, [ExceptionId(1)]);
    }

    #[test]
    fn what_is_caught_and_raised_again_is_on_its_way_again() {
        let run = run(vec![
            (1, raised(0, "ValueError")),
            (1, caught(0)),
            (1, raised(0, "ValueError")),
            (1, failed(0)),
        ]);
        assert_eq!(run.tokens(5)[0].fate, Fate::Caught);
        assert_eq!(run.tokens(6)[0].fate, Fate::Flying);
        assert_eq!(at_the_end(&run), [(0, B, Fate::Flying)]);
    }

    #[test]
    fn another_error_that_a_cleanup_catches_leaves_the_first_on_its_way() {
        let run = run(vec![
            (1, raised(0, "ValueError")),
            (1, raised(1, "OSError")),
            (1, caught(1)),
            (1, failed(0)),
        ]);
        assert_eq!(at_the_end(&run), [(0, B, Fate::Flying), (1, B, Fate::Caught)]);
    }

    #[test]
    fn an_error_that_no_event_tells_the_end_of_and_that_does_not_leave_its_task_was_caught_in_it() {
        let returned = EventKind::Finished { outcome: Outcome::Returned(String::new()) };
        let run = run(vec![(1, raised(0, "ValueError")), (1, returned)]);
        assert_eq!(run.tokens(4)[0].fate, Fate::Flying);
        assert_eq!(at_the_end(&run), [(0, B, Fate::Caught)]);
    }

    fn blocked() -> EventKind {
        EventKind::Blocked { wait: Wait::new(WaitOn::Sleep, "sleep") }
    }

    #[test]
    fn an_error_of_a_tasks_own_is_done_with_when_it_waits_again_and_one_from_elsewhere_is_not() {
        let run = run(vec![
            (0, raised(0, "TimeoutError")),
            (0, caught(0)),
            (0, blocked()),
            (1, raised(1, "ValueError")),
            (1, failed(1)),
            (0, EventKind::Retrieved { exception: ExceptionId(1), from: None }),
            (0, caught(1)),
            (0, blocked()),
        ]);
        assert_eq!(run.tokens(5)[0].fate, Fate::Caught);
        assert!(run.tokens(6).is_empty());
        assert_eq!(at_the_end(&run), [(1, MAIN, Fate::Caught)]);
    }

    #[test]
    fn what_a_finally_lets_go_of_is_lost() {
        let run = run(vec![
            (1, raised(0, "ValueError")),
            (1, EventKind::Caught { exception: ExceptionId(0), discarded: true }),
        ]);
        assert_eq!(at_the_end(&run), [(0, B, Fate::Lost)]);
    }

    #[test]
    fn an_error_raised_while_another_is_on_its_way_has_come_from_it() {
        let run = run(vec![(1, raised(0, "TimeoutError")), (1, raised(1, "OSError"))]);
        assert_eq!(at_the_end(&run), [(0, B, Fate::Caught), (1, B, Fate::Flying)]);
    }

    #[test]
    fn a_scope_that_passes_nothing_on_keeps_what_came_to_it() {
        let run = run(vec![
            (1, raised(0, "ValueError")),
            (1, failed(0)),
            (1, travelled(0, 0)),
            (0, closed(0, None)),
        ]);
        assert_eq!(run.tokens(6)[0].fate, Fate::Flying);
        assert_eq!(at_the_end(&run), [(0, GROUP, Fate::Kept)]);
    }

    #[test]
    fn a_group_of_cancellations_is_a_cancellation() {
        let run = run(vec![(1, raised(0, "Cancelled")), (1, grouped(1, &[0], None))]);
        assert_eq!(at_the_end(&run), []);
    }

    #[test]
    fn a_file_in_which_groups_hold_each_other_comes_to_an_end() {
        let run = run(vec![(1, grouped(0, &[1], None)), (1, grouped(1, &[0], None))]);
        assert!(run.tokens(usize::MAX).len() <= 2);
    }
}
