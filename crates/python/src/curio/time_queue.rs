//! Deadlines of sleeps and timeouts: those within a second of the last look in order, those further off in a table with
//! one place for each task and kind. Knows no tasks but their numbers.
//!
//! Rules: `curio/timequeue.py`. A far deadline can be taken back; a near one stays, and whoever takes it out asks whether
//! it still counts. Equal deadlines come in the order in which they were set.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

use espalier_kernel::Seconds;

/// Deadlines up to this many seconds ahead are kept in order.
const NEAR: f64 = 1.0;

/// What a deadline ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Sleep,
    Timeout,
}

/// Whose deadline it is: a task's number, and what it ends.
pub(super) type Key = (u64, Kind);

/// The deadlines of a kernel.
#[derive(Debug)]
pub(super) struct TimeQueue {
    near: BinaryHeap<Reverse<(Seconds, u64, Key)>>,
    far: BTreeMap<Key, (Seconds, u64)>,
    near_until: Seconds,
    /// No later than the earliest of `far`; it may have been taken back.
    far_from: Seconds,
    count: u64,
}

impl Default for TimeQueue {
    fn default() -> Self {
        Self {
            near: BinaryHeap::new(),
            far: BTreeMap::new(),
            near_until: Seconds::ZERO,
            far_from: Seconds::INFINITY,
            count: 0,
        }
    }
}

/// An instant, where the program's number may be none.
pub(super) fn seconds(value: f64) -> Seconds {
    Seconds::new(value).unwrap_or(Seconds::INFINITY)
}

impl TimeQueue {
    /// Sets a deadline.
    pub(super) fn push(&mut self, key: Key, expires: Seconds) {
        let nth = self.count;
        self.count += 1;
        self.place(key, expires, nth);
    }

    fn place(&mut self, key: Key, expires: Seconds, nth: u64) {
        if expires <= self.near_until {
            self.near.push(Reverse((expires, nth, key)));
            return;
        }
        // An earlier deadline of the same task and kind keeps the place, stale or not.
        let (kept, _) = self.far.entry(key).or_insert((expires, nth));
        *kept = (*kept).min(expires);
        self.far_from = self.far_from.min(expires);
    }

    /// Takes a far deadline back.
    pub(super) fn cancel(&mut self, key: Key) {
        self.far.remove(&key);
    }

    fn bring_near(&mut self) {
        let until = self.near_until;
        let (now_near, far): (BTreeMap<_, _>, _) = std::mem::take(&mut self.far)
            .into_iter()
            .partition(|(_, (expires, _))| *expires < until);
        self.far_from =
            far.values().map(|(expires, _)| *expires).min().unwrap_or(Seconds::INFINITY);
        self.far = far;
        for (key, (expires, nth)) in now_near {
            self.place(key, expires, nth);
        }
    }

    /// How long nothing is due, in seconds; `None` for ever.
    pub(super) fn delay(&mut self, now: f64) -> Option<f64> {
        self.near_until = seconds(now + NEAR);
        if self.near_until > self.far_from {
            self.bring_near();
        }
        let next = match self.near.peek() {
            Some(Reverse((expires, ..))) => *expires,
            None if self.far.is_empty() => return None,
            None => self.far_from,
        };
        Some((next.get() - now).max(0.0))
    }

    /// Takes out the first deadline that is due.
    pub(super) fn pop_due(&mut self, now: Seconds) -> Option<(Seconds, Key)> {
        if now >= self.far_from && self.far_from < Seconds::INFINITY {
            self.near_until = seconds(now.get() + NEAR);
            self.bring_near();
        }
        self.near.peek().filter(|Reverse((expires, ..))| *expires <= now)?;
        self.near.pop().map(|Reverse((expires, _, key))| (expires, key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_deadlines_come_in_the_order_set_near_or_far() {
        let mut queue = TimeQueue::default();
        for task in [3, 1, 2] {
            queue.push((task, Kind::Sleep), seconds(5.0));
        }
        assert_eq!(queue.delay(0.0), Some(5.0));
        let order: Vec<_> =
            std::iter::from_fn(|| queue.pop_due(seconds(5.0))).map(|(_, (task, _))| task).collect();
        assert_eq!(order, [3, 1, 2]);
        assert_eq!(queue.delay(5.0), None);
    }

    #[test]
    fn only_far_deadlines_can_be_taken_back() {
        let mut queue = TimeQueue::default();
        queue.delay(0.0);
        queue.push((1, Kind::Sleep), seconds(0.5));
        queue.push((1, Kind::Timeout), seconds(9.0));
        queue.cancel((1, Kind::Sleep));
        queue.cancel((1, Kind::Timeout));
        assert_eq!(queue.pop_due(seconds(0.5)), Some((seconds(0.5), (1, Kind::Sleep))));
        assert_eq!(queue.pop_due(seconds(9.0)), None);
    }

    #[test]
    fn a_later_far_deadline_does_not_replace_an_earlier_one() {
        let mut queue = TimeQueue::default();
        queue.push((1, Kind::Timeout), seconds(5.0));
        queue.push((1, Kind::Timeout), seconds(20.0));
        queue.push((1, Kind::Timeout), seconds(3.0));
        assert_eq!(queue.delay(0.0), Some(3.0));
    }
}
