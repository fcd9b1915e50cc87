//! Columns that the reader wants: some of their recorded runs are on their way, and nothing changes before all have come.

use espalier_trace::Trace;
use yew::Callback;

use super::{ColumnState, State};
use crate::{
    document::moves,
    playback::Command,
    scenario::{Library, Scenario},
    score::Place,
    stage::Telling,
    texts::id,
    view::column::Gesture,
};

/// A story with its columns, some of whose recorded runs are on their way.
pub struct Wanted {
    pub scenario: &'static Scenario,
    pub libraries: Vec<Library>,
    /// What these columns tell, where it is given.
    pub tellings: Option<Vec<Telling>>,
    /// Where the playhead is to stand.
    pub place: Option<Place>,
    pub came: Vec<(Library, String)>,
}

impl Wanted {
    /// Whether nothing is left to wait for but what `state` has.
    pub fn lacks(&self, library: Library, state: &State) -> bool {
        self.scenario.embedded(library).is_none()
            && !self.came.iter().any(|(came, _)| *came == library)
            && !(self.scenario.name == state.scenario.name
                && state.columns.iter().any(|column| column.library == library))
    }

    /// Whether anything is still on its way.
    pub fn waits(&self, state: &State) -> bool {
        let texts = self.scenario.place() == 0 || state.language.is_whole();
        !texts || self.libraries.iter().any(|library| self.lacks(*library, state))
    }
}

impl State {
    /// Shows what is wanted, once it is all there. Returns the numbers of columns that are gone.
    pub fn arrive(&mut self, send: impl Fn(usize) -> Callback<Gesture>) -> Vec<usize> {
        let wanted = match self.wanted.take() {
            Some(wanted) if !wanted.waits(self) => wanted,
            waiting => {
                self.wanted = waiting;
                return Vec::new();
            }
        };
        let is_other = self.columns.is_empty() || self.scenario.name != wanted.scenario.name;
        let time = (self.playback.position < self.score.0.length())
            .then(|| self.score.0.virtual_time(self.playback.position));
        // All are read before anything changes.
        let mut fresh = Vec::new();
        for library in wanted.libraries.iter().copied() {
            if is_other || !self.columns.iter().any(|column| column.library == library) {
                let came = wanted.came.iter().find(|(came, _)| *came == library);
                let text = came
                    .map(|(_, text)| text.as_str())
                    .or(wanted.scenario.embedded(library))
                    .unwrap_or_default();
                match Trace::read(text) {
                    Ok(trace) => fresh.push((library, trace)),
                    Err(error) => {
                        self.refuse(&error.to_string());
                        return Vec::new();
                    }
                }
            }
        }
        let mut fresh = fresh.into_iter().peekable();
        let mut columns = Vec::new();
        for library in wanted.libraries {
            if let Some((_, trace)) = fresh.next_if(|(next, _)| *next == library) {
                let id = self.next_id;
                self.next_id += 1;
                let story = wanted.scenario;
                let mut column = ColumnState::new(story, library, trace, id, send(id));
                if self.rest.is_here() {
                    column.read_branch(story.name);
                }
                columns.push(column);
            } else if let Some(here) =
                self.columns.iter().position(|column| column.library == library)
            {
                columns.push(self.columns.remove(here));
            }
        }
        let gone = std::mem::replace(&mut self.columns, columns);
        if self.rest.is_here() {
            self.columns.iter_mut().for_each(ColumnState::read_knobs);
        }
        self.scenario = wanted.scenario;
        self.refused = None;
        let tellings = wanted.tellings.into_iter().flatten();
        for (column, (draft, branch)) in self.columns.iter_mut().zip(tellings) {
            column.branch = branch;
            let draft = draft.unwrap_or_else(|| column.original.clone());
            if column.draft != draft {
                column.set_draft(draft);
                column.problem = None;
            }
            column.quiet = true;
        }
        self.keep();
        self.history.record(self.stage(), None);
        let is_gone = |id: usize| gone.iter().any(|column| column.id == id);
        self.asked = self.asked.filter(|(id, _)| !is_gone(*id));
        self.hand.held = self.hand.held.filter(|(id, _)| !is_gone(*id));
        self.rescore();
        self.held = wanted.place;
        match time {
            _ if let Some(place) = wanted.place => {
                self.play(Command::Pause);
                self.play(Command::Seek(self.score.0.position_of_place(place)));
            }
            _ if is_other => {
                self.play(Command::Start);
                self.play(if moves() { Command::Play } else { Command::End });
            }
            Some(time) => {
                let position = self.score.0.position_of(time);
                self.play(Command::Seek(position));
            }
            None => self.play(Command::End),
        }
        gone.iter().map(|column| column.id).collect()
    }

    pub fn refuse(&mut self, problem: &str) {
        self.wanted = None;
        self.refused = Some(self.language.with(id::STORY_MISSING, &[("problem", problem)]));
    }
}
