//! The interventions of a run, in the order in which they come, and what the book alone can say about each: whether it is due,
//! and why it cannot be. Knows no library: what an action comes to is the model's to say.

use std::collections::VecDeque;

pub use espalier_trace::{Action, Intervention};
use espalier_trace::{EventId, ScopeId};

/// The interventions that a run has still to come to.
#[derive(Debug, Clone, Default)]
pub struct Interventions(VecDeque<Intervention>);

impl Interventions {
    /// They come in the order of their events; those after one event in the order given.
    #[must_use]
    pub fn new(mut interventions: Vec<Intervention>) -> Self {
        interventions.sort_by_key(|intervention| intervention.after);
        Self(interventions.into())
    }

    /// The event after which the next one comes.
    #[must_use]
    pub fn next_after(&self) -> Option<EventId> {
        self.0.front().map(|next| next.after)
    }

    /// Whether a scope of this number is to be cancelled.
    #[must_use]
    pub fn will_cancel(&self, scope: ScopeId) -> bool {
        self.0.iter().any(|next| next.action == Action::CancelScope(scope))
    }

    /// Takes the next one, if its event has happened in a run of `events` events so far.
    pub fn take_due(&mut self, events: u32) -> Option<Intervention> {
        self.next_after().filter(|after| after.0 < events)?;
        self.0.pop_front()
    }

    /// Takes the next one, due or not.
    pub fn take(&mut self) -> Option<Intervention> {
        self.0.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use espalier_trace::TaskId;

    use super::*;

    #[test]
    fn they_come_in_the_order_of_their_events_and_no_sooner() {
        let after = |after, task| Intervention {
            after: EventId(after),
            action: Action::Cancel(TaskId(task)),
        };
        let mut interventions = Interventions::new(vec![after(9, 0), after(4, 1), after(9, 2)]);
        assert_eq!(interventions.take_due(4), None, "event 4 is the fifth");
        assert_eq!(interventions.take_due(5), Some(after(4, 1)));
        assert_eq!(interventions.take_due(9), None);
        assert_eq!(interventions.take_due(100), Some(after(9, 0)));
        assert_eq!(interventions.take(), Some(after(9, 2)));
        assert_eq!(interventions.take(), None);
    }
}
