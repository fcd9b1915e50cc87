//! [`History`]: what the reader has had, and the way back and forth through it. Knows nothing of what that is.

/// States in order, one of which is the present one.
#[derive(Debug)]
pub struct History<T> {
    states: Vec<T>,
    now: usize,
    /// What the present state came by, while more of the same may come.
    by: Option<String>,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self { states: Vec::new(), now: 0, by: None }
    }
}

/// States kept.
const MOST: usize = 200;

impl<T: PartialEq> History<T> {
    /// The reader has made a state; what was undone before is forgotten. Changes `by` the same, one after the other, are one.
    pub fn record(&mut self, state: T, by: Option<&str>) {
        if self.states.get(self.now) == Some(&state) {
            return;
        }
        self.states.truncate(self.now + 1);
        if by.is_some() && self.by.as_deref() == by {
            self.states.pop();
        }
        self.states.push(state);
        if self.states.len() > MOST {
            self.states.remove(0);
        }
        self.now = self.states.len() - 1;
        self.by = by.map(str::to_owned);
    }

    /// The next change is another, even `by` the same.
    pub fn seal(&mut self) {
        self.by = None;
    }

    /// The state before, which is the present one from now on.
    pub fn undo(&mut self) -> Option<&T> {
        self.seal();
        self.now = self.now.checked_sub(1)?;
        self.states.get(self.now)
    }

    /// The state that was undone last, which is the present one from now on.
    pub fn redo(&mut self) -> Option<&T> {
        self.seal();
        self.can_redo().then(|| self.now += 1)?;
        self.states.get(self.now)
    }

    /// Whether there is a state before.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.now > 0
    }

    /// Whether there is a state after.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.now + 1 < self.states.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undo_and_redo_walk_over_the_states() {
        let mut history = History::default();
        assert_eq!(history.undo(), None);
        assert_eq!(history.redo(), None);
        for state in [1, 2, 2, 3] {
            history.record(state, None);
        }
        assert_eq!(history.undo(), Some(&2));
        assert_eq!(history.undo(), Some(&1));
        assert_eq!(history.undo(), None);
        assert!(!history.can_undo() && history.can_redo());
        assert_eq!(history.redo(), Some(&2));
        history.record(7, None);
        assert_eq!(history.redo(), None);
        assert_eq!(history.undo(), Some(&2));
    }

    #[test]
    fn a_drag_is_one_change_and_the_next_drag_another() {
        let mut history = History::default();
        history.record(0, None);
        for state in [1, 2, 3] {
            history.record(state, Some("FAIL_AT"));
        }
        history.seal();
        for state in [4, 5] {
            history.record(state, Some("FAIL_AT"));
        }
        history.record(6, Some("CAREFUL"));
        assert_eq!(history.undo(), Some(&5));
        assert_eq!(history.undo(), Some(&3));
        assert_eq!(history.undo(), Some(&0));
    }

    #[test]
    fn it_forgets_what_is_long_ago() {
        let mut history = History::default();
        for state in 0..1000 {
            history.record(state, None);
        }
        let mut last = None;
        while let Some(state) = history.undo() {
            last = Some(*state);
        }
        assert_eq!(last, Some(1000 - MOST));
    }
}
