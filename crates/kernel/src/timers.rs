//! Timers: values to be handed out when their deadline comes. Owns their order; knows neither clock nor tasks.
//!
//! Equal deadlines come in the order in which they were set. A real clock ticks between two settings, so that is
//! what the real libraries do; under a virtual clock they tie and the rule must be said.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

use crate::clock::Seconds;

/// A timer that was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimerId(u64);

/// Values waiting for their deadlines.
#[derive(Debug)]
pub struct Timers<T> {
    /// Deadlines, with those of cancelled timers until they come to the top.
    heap: BinaryHeap<Reverse<(Seconds, TimerId)>>,
    values: BTreeMap<TimerId, T>,
    next: u64,
}

impl<T> Default for Timers<T> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new(), values: BTreeMap::new(), next: 0 }
    }
}

impl<T> Timers<T> {
    /// Sets a timer.
    pub fn set(&mut self, deadline: Seconds, value: T) -> TimerId {
        let id = TimerId(self.next);
        self.next += 1;
        self.heap.push(Reverse((deadline, id)));
        self.values.insert(id, value);
        id
    }

    /// Takes a timer back; `None` if it has fired or was taken back before.
    pub fn cancel(&mut self, id: TimerId) -> Option<T> {
        let value = self.values.remove(&id);
        // Cancelled timers must not pile up: `asyncio.wait_for` in a loop sets and cancels for ever.
        if self.heap.len() > 64 && self.heap.len() > 2 * self.values.len() {
            let values = &self.values;
            self.heap.retain(|Reverse((_, id))| values.contains_key(id));
        }
        value
    }

    /// The earliest deadline.
    #[must_use]
    pub fn next_deadline(&mut self) -> Option<Seconds> {
        while let Some(&Reverse((deadline, id))) = self.heap.peek() {
            if self.values.contains_key(&id) {
                return Some(deadline);
            }
            self.heap.pop();
        }
        None
    }

    /// Takes out the earliest timer that is due at `now`.
    pub fn pop_due(&mut self, now: Seconds) -> Option<(Seconds, T)> {
        let deadline = self.next_deadline().filter(|deadline| *deadline <= now)?;
        let Reverse((_, id)) = self.heap.pop()?;
        Some((deadline, self.values.remove(&id)?))
    }

    /// The values of timers that are set, in the order in which they were set.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.values.values()
    }

    /// Takes all values out, in the order in which they were set.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        self.values.into_values()
    }

    /// Number of timers set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether no timer is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn secs(secs: f64) -> Seconds {
        Seconds::new(secs).unwrap()
    }

    #[test]
    fn equal_deadlines_fire_in_the_order_they_were_set() {
        let mut timers = Timers::default();
        for name in ["a", "b", "c"] {
            timers.set(secs(1.0), name);
        }
        let fired: Vec<_> = std::iter::from_fn(|| timers.pop_due(secs(1.0))).map(|t| t.1).collect();
        assert_eq!(fired, ["a", "b", "c"]);
    }

    #[test]
    fn nothing_fires_before_its_deadline() {
        let mut timers = Timers::default();
        timers.set(secs(1.0), ());
        assert_eq!(timers.pop_due(secs(0.999)), None);
        assert_eq!(timers.next_deadline(), Some(secs(1.0)));
    }

    #[test]
    fn values_come_in_the_order_set_whatever_their_deadlines() {
        let mut timers = Timers::default();
        let taken_back = timers.set(secs(3.0), "a");
        timers.set(secs(2.0), "b");
        timers.set(secs(1.0), "c");
        timers.cancel(taken_back);
        assert_eq!(timers.values().copied().collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(timers.into_values().collect::<Vec<_>>(), ["b", "c"]);
    }

    #[test]
    fn cancelled_timers_do_not_pile_up() {
        let mut timers = Timers::default();
        for _ in 0..10_000 {
            let id = timers.set(secs(1.0), ());
            timers.cancel(id);
        }
        assert!(timers.is_empty() && timers.heap.len() <= 64);
    }

    proptest! {
        #[test]
        fn timers_fire_sorted_by_deadline_then_age_and_cancelled_ones_never(
            set in prop::collection::vec((0u8..5, any::<bool>()), 0..100)
        ) {
            let mut timers = Timers::default();
            let mut expected = Vec::new();
            for (index, (deadline, cancel)) in set.into_iter().enumerate() {
                let id = timers.set(secs(f64::from(deadline)), index);
                if cancel {
                    prop_assert_eq!(timers.cancel(id), Some(index));
                } else {
                    expected.push((deadline, index));
                }
            }
            expected.sort();
            let fired: Vec<_> = std::iter::from_fn(|| timers.pop_due(secs(9.0))).map(|t| t.1).collect();
            prop_assert_eq!(fired, expected.into_iter().map(|e| e.1).collect::<Vec<_>>());
        }
    }
}
