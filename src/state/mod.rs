//! [`State`]: everything that the page knows, and what can be read off it. What changes it is in the files beside: columns that
//! [`arrive`], a reader's [`gesture`]s, the [`hand`] in the runs, [`news`] of the engine. Knows no element and asks nobody for anything.

mod arrive;
mod gesture;
mod hand;
mod news;
mod play;
mod turns;

use std::rc::Rc;

use espalier_trace::{EventId, Program, TaskId, Trace};
use yew::{AttrValue, Callback};

pub use self::{
    arrive::Wanted,
    hand::{Hand, Held, Wish},
    play::Play,
    turns::Half,
};
use crate::{
    action::Action,
    address,
    branch::Branch,
    difference::Difference,
    history::History,
    knob::{self, Knob, Mistake},
    number::{Num, seconds},
    playback::{Command, Playback},
    pstree,
    rest::Rest,
    run::RunRef,
    scenario::{self, Library, Scenario},
    score::{Place, Score},
    share::{Broken, Shared},
    stage::{Stage, Telling},
    storage::{self, Theme},
    texts::{Language, id},
    view::{
        column::{Gesture, Status},
        editor::Problem,
        offer::Offer,
        timeline::ScoreRef,
    },
};

/// Everything that the page knows.
pub struct State {
    /// How much of the page is here.
    pub rest: Rest<Action>,
    pub scenario: &'static Scenario,
    pub columns: Vec<ColumnState>,
    /// Of which moment the clock and the slider are: a position of the playback's.
    pub clock_at: f32,
    /// Where the playheads were put: a position of the playback's. While it plays they move on from there by themselves.
    pub playhead_at: f32,
    /// Whether they were put there in a frame of the browser's, so that what moves them counts from the same time as the playback.
    pub playheads_go: bool,
    /// The columns that the reader wants and that have not all come.
    pub wanted: Option<Wanted>,
    /// Why the last wish could not be fulfilled.
    pub refused: Option<String>,
    /// Of the next column.
    pub next_id: usize,
    pub score: ScoreRef,
    /// Where the columns begin to behave differently.
    pub difference: Option<Difference>,
    pub playback: Playback,
    /// How the columns keep up with it.
    pace: turns::Pace,
    /// Where the playhead is to stand while runs come that replace what it stood in.
    pub held: Option<Place>,
    /// What the reader has had on the page.
    pub history: History<Stage>,
    /// Whether the page shows what a link says, and nothing of the reader's own.
    pub linked: bool,
    /// What is wrong with the link that the page was opened by.
    pub broken: Option<Broken>,
    /// A text that the reader has asked for.
    pub offer: Option<Offer>,
    /// The columns whose programs are compared.
    pub compared: Option<(usize, usize)>,
    /// The challenge that the reader has taken on.
    pub challenge: Option<Play>,
    /// The reader's hand in the runs.
    pub hand: Hand,
    /// The event that the reader asks about, and its column's number.
    pub asked: Option<(usize, EventId)>,
    pub language: Language,
    /// A language that the reader wants and that has not come.
    pub awaited: Option<Language>,
    pub theme: Theme,
    pub help: bool,
    /// Whether the figure is alone, without programs and logs.
    pub presenting: bool,
    /// How much of the engine has come.
    pub loading: Option<(u64, Option<u64>)>,
}

pub struct ColumnState {
    /// Its own as long as the page lives, wherever it stands.
    pub id: usize,
    pub library: Library,
    pub run: RunRef,
    pub original: AttrValue,
    pub draft: AttrValue,
    /// What the reader changes in its run.
    pub branch: Branch,
    /// The knobs of the draft, once they have been read.
    pub knobs: Rc<Knobs>,
    pub editing: bool,
    pub status: Status,
    /// Whether its next run takes the place of this one without a word, because a knob was turned or something undone.
    pub quiet: bool,
    pub problem: Option<Problem>,
    /// The task that the reader points at.
    pub hovered: Option<TaskId>,
    /// The line that the reader points at.
    pub pointed: Option<u32>,
    /// Of which moment its tree is: a position of the playback's.
    pub drawn_at: f32,
    /// Of which moment its code and its story are.
    pub told_at: f32,
    pub send: Callback<Gesture>,
}

/// A program's knobs, and what is wrong with those that are none.
pub type Knobs = (Vec<Knob>, Vec<Mistake>);

impl State {
    pub fn new() -> Self {
        Self {
            rest: Rest::Away,
            scenario: &scenario::ALL[0],
            columns: Vec::new(),
            clock_at: 0.0,
            playhead_at: 0.0,
            playheads_go: false,
            wanted: None,
            refused: None,
            next_id: 0,
            score: ScoreRef(Rc::new(Score::default())),
            difference: None,
            playback: Playback::default(),
            pace: turns::Pace::default(),
            held: None,
            history: History::default(),
            linked: false,
            broken: None,
            offer: None,
            compared: None,
            challenge: None,
            hand: Hand::default(),
            asked: None,
            language: Some(storage::language()).filter(|known| known.is_here()).unwrap_or_default(),
            awaited: None,
            theme: storage::theme(),
            help: false,
            presenting: false,
            loading: None,
        }
    }

    /// Whether the rest of the page is here with its words.
    pub fn is_complete(&self) -> bool {
        self.rest.is_here() && self.language.is_whole()
    }

    pub fn libraries(&self) -> Vec<Library> {
        self.columns.iter().map(|column| column.library).collect()
    }

    pub fn column(&self, id: usize) -> Option<&ColumnState> {
        self.columns.iter().find(|column| column.id == id)
    }

    pub fn by_id(&mut self, id: usize) -> Option<&mut ColumnState> {
        self.columns.iter_mut().find(|column| column.id == id)
    }

    /// The columns that the reader would have after a gesture in one of them.
    pub fn columns_after(&self, id: usize, gesture: &Gesture) -> Option<Vec<Library>> {
        let mut libraries = self.libraries();
        let at = self.columns.iter().position(|column| column.id == id)?;
        match gesture {
            Gesture::Remove if libraries.len() > scenario::FEWEST => {
                libraries.remove(at);
            }
            // What another column shows is exchanged with it.
            Gesture::Library(library) => {
                match libraries.iter().position(|other| other == library) {
                    Some(other) => libraries.swap(at, other),
                    None => libraries[at] = *library,
                }
            }
            _ => return None,
        }
        Some(libraries)
    }

    /// The columns with one more: the first of the story's that is not there.
    pub fn columns_with_another(&self) -> Option<Vec<Library>> {
        let mut libraries = self.libraries();
        let another =
            self.scenario.libraries.iter().find(|library| !libraries.contains(library))?;
        libraries.push(*another);
        (libraries.len() <= scenario::MOST).then_some(libraries)
    }

    /// What the reader has put on the page.
    pub fn stage(&self) -> Stage {
        let column = |column: &ColumnState| {
            let draft = column.is_edited().then(|| column.draft.clone());
            (column.library, (draft, column.branch.clone()))
        };
        Stage { scenario: self.scenario, columns: self.columns.iter().map(column).collect() }
    }

    /// Notes what the reader has changed, for the way back and for the next visit. Changes `by` the same knob are one.
    pub fn note(&mut self, by: Option<&str>) {
        self.linked = false;
        self.broken = None;
        self.keep();
        self.history.record(self.stage(), by);
    }

    /// Keeps what the reader has for the next visit, unless it is a link's, and for the way back to it.
    pub fn keep(&mut self) {
        let stage = self.scenario.stage(&self.libraries());
        // Nobody can go anywhere before.
        if self.rest.is_here() {
            address::note(&stage, self.linked || self.broken.is_some());
        }
        if self.linked {
            return;
        }
        storage::keep_stage(&stage);
        for column in &self.columns {
            let draft = column.is_edited().then(|| column.draft.as_str());
            storage::keep_draft(self.scenario.name, column.library.name(), draft);
            // Before the rest of the page is here, what was done at an earlier visit has not been read.
            if self.rest.is_here() {
                let branch = (!column.branch.is_none()).then(|| column.branch.write());
                let library = column.library.name();
                storage::keep_branch(self.scenario.name, library, branch.as_deref());
            }
        }
    }

    /// What a link to this picture carries.
    pub fn shared(&self) -> Shared {
        let Stage { scenario, columns } = self.stage();
        let program = |(library, (draft, branch)): (Library, Telling)| {
            (library, draft.map(|draft| draft.to_string()), branch)
        };
        Shared {
            scenario,
            columns: columns.into_iter().map(program).collect(),
            place: self.score.0.place(self.playback.position),
            challenge: self.challenge.as_ref().and_then(|play| play.chosen),
            language: self.language,
            theme: self.theme,
        }
    }

    /// The moment in all columns, as text.
    pub fn moment(&self) -> String {
        let time = seconds(self.score.0.virtual_time(self.playback.position).as_secs());
        let time = self.language.with(id::SECONDS_SHORT, &[("time", &time)]);
        let mut text = String::new();
        for (index, column) in self.columns.iter().enumerate() {
            let title = self.language.text(column.library.title());
            let count = self.score.0.count_at(self.playback.position, index);
            let tree = pstree::text(&column.run, count, self.language);
            text.extend([&title, ", ", &time, "\n", &tree, "\n"]);
        }
        text
    }

    /// Keeps the playhead where it is while runs are replaced; one that moves goes on from where it will be.
    pub fn hold(&mut self) {
        if !self.playback.playing {
            let place = self.score.0.place(self.playback.position);
            self.held.get_or_insert(place);
        }
    }

    /// How much of the engine has come, in words.
    pub fn loading(&self) -> Option<AttrValue> {
        let (bytes, of) = self.loading?;
        let text = match of.filter(|of| *of > 0) {
            Some(of) => {
                let percent = (bytes * 100 / of).min(100).to_string();
                self.language.with(id::ENGINE_LOADING_PERCENT, &[("percent", &percent)])
            }
            None => {
                let megabytes = Num((bytes / 100_000) as f32 / 10.0);
                format!("{}: {megabytes} MB", self.language.text(id::ENGINE_LOADING))
            }
        };
        Some(text.into())
    }

    /// The rest of the page has come: reads what the first picture does without.
    #[inline(never)]
    pub fn complete(&mut self) {
        let story = self.scenario.name;
        self.columns.iter_mut().for_each(ColumnState::read_knobs);
        self.columns.iter_mut().for_each(|column| column.read_branch(story));
        // Nothing can have been done until now: what there is comes from an earlier visit.
        self.history = History::default();
        self.history.record(self.stage(), None);
        address::begin();
        if !self.columns.is_empty() {
            self.keep();
            self.recall_challenge(self.scenario);
        }
    }

    pub fn rescore(&mut self) {
        let traces: Vec<&Trace> = self.columns.iter().map(|column| column.run.trace()).collect();
        self.score = ScoreRef(Rc::new(Score::new(&traces)));
        let runs: Vec<&RunRef> = self.columns.iter().map(|column| &column.run).collect();
        self.difference = Difference::first(&runs);
        if self.challenge.is_some() {
            self.judge();
        }
    }

    pub fn play(&mut self, command: Command) {
        self.playback = self.playback.apply(command, &self.score.0);
    }
}

impl ColumnState {
    pub fn new(
        scenario: &Scenario,
        library: Library,
        trace: Trace,
        id: usize,
        send: Callback<Gesture>,
    ) -> Self {
        let original = AttrValue::from(trace.header.program.source.clone());
        let draft = storage::draft(scenario.name, library.name())
            .map_or_else(|| original.clone(), AttrValue::from);
        Self {
            id,
            library,
            run: RunRef::new(trace),
            original,
            knobs: Rc::default(),
            draft,
            branch: Branch::default(),
            editing: false,
            status: Status::Idle,
            quiet: false,
            problem: None,
            hovered: None,
            pointed: None,
            drawn_at: 0.0,
            told_at: 0.0,
            send,
        }
    }

    pub fn is_edited(&self) -> bool {
        self.draft != self.original
    }

    /// What the reader has here, for the engine.
    pub fn program(&self) -> Program {
        let name = format!("{}.py", self.library.file());
        Program { name, source: self.draft.to_string() }
    }

    /// Whether what is shown is the run of another program, or on another branch.
    pub fn is_stale(&self) -> bool {
        self.draft != self.run.source() || self.branch != Branch::of(self.run.trace())
    }

    pub fn set_draft(&mut self, draft: AttrValue) {
        self.draft = draft;
        self.read_knobs();
    }

    /// Finds what was done in the runs of this column at an earlier visit, which the first picture does without.
    #[inline(never)]
    pub fn read_branch(&mut self, story: &str) {
        let kept = storage::branch(story, self.library.name());
        self.branch = kept.and_then(|text| Branch::read(&text)).unwrap_or_default();
    }

    /// Finds the knobs of the draft, which the first picture does without.
    #[inline(never)]
    pub fn read_knobs(&mut self) {
        self.knobs = Rc::new(knob::read(&self.draft));
    }
}
