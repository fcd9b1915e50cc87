//! Deadlines: the cancel scopes that will cancel themselves, in order. Knows of a scope only what deadline it is registered
//! for.
//!
//! Rules: class `Deadlines` in `trio/_core/_run.py`. An entry stays in the heap when its scope's deadline moves, and counts
//! again if the deadline moves back: among equal deadlines the scope then keeps its old place. Otherwise equal deadlines
//! come in the order in which they were set.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BTreeSet, BinaryHeap},
};

use espalier_kernel::Seconds;

/// Something that may be registered for a deadline, and can tell for which.
pub(super) trait Registered {
    /// The deadline that counts now; infinity for none.
    fn registered_deadline(&self) -> Seconds;

    /// Tells it from others.
    fn identity(&self) -> usize;
}

struct Entry<T> {
    deadline: Seconds,
    number: u64,
    scope: T,
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T> Eq for Entry<T> {}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.deadline, self.number).cmp(&(other.deadline, other.number))
    }
}

/// Scopes with deadlines, the earliest first.
pub(super) struct Deadlines<T> {
    heap: BinaryHeap<Reverse<Entry<T>>>,
    next: u64,
    /// Entries that count.
    active: usize,
}

impl<T> Default for Deadlines<T> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new(), next: 0, active: 0 }
    }
}

/// Below this many stale entries it does not pay to look for them.
const MIN_PRUNE_THRESHOLD: usize = 1000;

impl<T: Registered> Deadlines<T> {
    /// The scope is registered for `deadline`.
    pub(super) fn add(&mut self, deadline: Seconds, scope: T) {
        self.heap.push(Reverse(Entry { deadline, number: self.next, scope }));
        self.next += 1;
        self.active += 1;
    }

    /// A scope is no longer registered for its deadline.
    pub(super) fn remove(&mut self) {
        self.active = self.active.saturating_sub(1);
    }

    /// The earliest deadline that counts, or infinity. Stale entries that were in the way are given back, to be dropped by
    /// somebody who holds no borrow.
    pub(super) fn next_deadline(&mut self) -> (Seconds, Vec<T>) {
        let mut stale = Vec::new();
        while let Some(Reverse(entry)) = self.heap.peek() {
            if entry.deadline == entry.scope.registered_deadline() {
                return (entry.deadline, stale);
            }
            stale.extend(self.heap.pop().map(|Reverse(entry)| entry.scope));
        }
        (Seconds::INFINITY, stale)
    }

    /// Takes the earliest entry out if it is due: the scope, and whether the entry counts.
    pub(super) fn pop_due(&mut self, now: Seconds) -> Option<(T, bool)> {
        if self.heap.peek()?.0.deadline > now {
            return None;
        }
        let Reverse(entry) = self.heap.pop()?;
        let counts = entry.deadline == entry.scope.registered_deadline();
        Some((entry.scope, counts))
    }

    /// Throws stale entries away if there are many; they are given back.
    pub(super) fn prune(&mut self) -> Vec<T> {
        if self.heap.len() <= self.active * 2 + MIN_PRUNE_THRESHOLD {
            return Vec::new();
        }
        let mut entries: Vec<_> =
            std::mem::take(&mut self.heap).into_iter().map(|Reverse(entry)| entry).collect();
        entries.sort();
        let (mut seen, mut stale) = (BTreeSet::new(), Vec::new());
        for entry in entries {
            if entry.deadline == entry.scope.registered_deadline()
                && seen.insert(entry.scope.identity())
            {
                self.heap.push(Reverse(entry));
            } else {
                stale.push(entry.scope);
            }
        }
        stale
    }

    /// Whether nothing was ever added that is still here.
    pub(super) fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, rc::Rc};

    use super::*;

    struct Scope {
        name: usize,
        registered: Rc<Cell<Seconds>>,
    }

    impl Registered for Scope {
        fn registered_deadline(&self) -> Seconds {
            self.registered.get()
        }

        fn identity(&self) -> usize {
            self.name
        }
    }

    fn secs(secs: f64) -> Seconds {
        Seconds::new(secs).expect("a number")
    }

    fn fired(deadlines: &mut Deadlines<Scope>, now: f64) -> Vec<usize> {
        let mut names = Vec::new();
        while let Some((scope, counts)) = deadlines.pop_due(secs(now)) {
            if counts {
                names.push(scope.name);
                scope.registered.set(Seconds::INFINITY);
            }
        }
        names
    }

    #[test]
    fn a_deadline_that_moves_away_and_back_keeps_its_place_among_equals() {
        let mut deadlines = Deadlines::default();
        let registered: Vec<_> = (0..3).map(|_| Rc::new(Cell::new(secs(1.0)))).collect();
        for (name, registered) in registered.iter().enumerate() {
            deadlines.add(secs(1.0), Scope { name, registered: registered.clone() });
        }
        for deadline in [3.0, 1.0] {
            registered[0].set(secs(deadline));
            deadlines.remove();
            deadlines.add(secs(deadline), Scope { name: 0, registered: registered[0].clone() });
        }
        assert_eq!(fired(&mut deadlines, 5.0), [0, 1, 2]);
    }

    #[test]
    fn stale_entries_do_not_fire_and_do_not_pile_up() {
        let mut deadlines = Deadlines::default();
        let registered = Rc::new(Cell::new(secs(1.0)));
        for deadline in 1..=5000 {
            registered.set(secs(f64::from(deadline)));
            deadlines
                .add(secs(f64::from(deadline)), Scope { name: 0, registered: registered.clone() });
            if deadline < 5000 {
                deadlines.remove();
            }
            deadlines.prune();
        }
        assert!(deadlines.heap.len() <= 2 + MIN_PRUNE_THRESHOLD);
        assert_eq!(deadlines.next_deadline().0, secs(5000.0));
        assert!(fired(&mut deadlines, 4999.0).is_empty());
    }
}
