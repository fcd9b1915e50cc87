//! The reader as the scheduler: which challenge has been taken on, and how far each column is.

use espalier_trace::Trace;

use super::State;
use crate::{
    challenge::{self, Standing},
    scenario::{Library, Scenario},
    storage,
};

/// What the reader plays.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Play {
    /// The challenge's place among all; none before one is chosen.
    pub chosen: Option<usize>,
    /// For each column, how far it is.
    pub standings: Vec<Standing>,
}

impl State {
    /// Takes up the challenge of an earlier visit, if it is one in that story.
    pub fn recall_challenge(&mut self, story: &Scenario) {
        let kept = storage::challenge();
        let place = challenge::ALL.iter().position(|known| Some(known.name) == kept.as_deref());
        let of_story = place.filter(|place| challenge::ALL[*place].story == story.name);
        self.challenge = of_story.map(|place| Play { chosen: Some(place), ..Play::default() });
        self.judge();
    }

    /// Sees how far each column is, if there is a challenge.
    pub fn judge(&mut self) {
        let Some(play) = self.challenge.as_mut() else { return };
        let columns: Vec<(Library, &Trace)> =
            self.columns.iter().map(|column| (column.library, column.run.trace())).collect();
        let challenge = play.chosen.and_then(|chosen| challenge::ALL.get(chosen));
        play.standings = challenge.map_or_else(Vec::new, |challenge| challenge.standings(&columns));
    }
}
