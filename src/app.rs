//! The page: all its state in one struct that actions change, and the parts around the figure.

use std::rc::Rc;

use espalier_trace::{EventId, EventKind, Program, Stream, TaskId, Trace};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use yew::{prelude::*, virtual_dom::ListenerKind};

use crate::{
    address,
    difference::Difference,
    engine::{Engine, Fault, News, PATIENCE_SECS},
    fetch::{self, Folder},
    history::History,
    knob::{self, Knob, Mistake},
    number::{Num, seconds},
    open::{self, Opened, Refusal},
    playback::{Command, Playback},
    pstree,
    run::RunRef,
    scenario::{self, Library, Scenario},
    score::{Place, Score},
    share::{Broken, Shared},
    stage::Stage,
    storage::{self, Theme},
    story,
    texts::{Id, Language, id},
    view::{
        column::{
            Gesture, Picture, PictureProps, Program as ProgramPanel, ProgramProps, Status,
            drop_place, lit,
        },
        editor::{self, Problem},
        element::{Element, component, el, group, menu},
        help::help,
        icon,
        legend::legend,
        offer::{self, Offer},
        timeline::{self, ScoreRef, Timeline},
        transport::transport,
        verdicts::verdicts,
    },
};

/// Everything that the page knows.
struct State {
    scenario: &'static Scenario,
    columns: Vec<ColumnState>,
    /// The columns that the reader wants and that have not all come.
    wanted: Option<Wanted>,
    /// Why the last wish could not be fulfilled.
    refused: Option<String>,
    /// Of the next column.
    next_id: usize,
    score: ScoreRef,
    /// Where the columns begin to behave differently.
    difference: Option<Difference>,
    playback: Playback,
    /// Where the playhead is to stand while runs come that replace what it stood in.
    held: Option<Place>,
    /// What the reader has had on the page.
    history: History<Stage>,
    /// Whether the page shows what a link says, and nothing of the reader's own.
    linked: bool,
    /// What is wrong with the link that the page was opened by.
    broken: Option<Broken>,
    /// A text that the reader has asked for.
    offer: Option<Offer>,
    /// The event that the reader asks about, and its column's number.
    asked: Option<(usize, EventId)>,
    language: Language,
    /// A language that the reader wants and that has not come.
    awaited: Option<Language>,
    theme: Theme,
    help: bool,
    /// How much of the engine has come.
    loading: Option<(u64, Option<u64>)>,
}

struct ColumnState {
    /// Its own as long as the page lives, wherever it stands.
    id: usize,
    library: Library,
    run: RunRef,
    original: AttrValue,
    draft: AttrValue,
    /// The knobs of the draft.
    knobs: Rc<Knobs>,
    editing: bool,
    status: Status,
    /// Whether its next run takes the place of this one without a word, because a knob was turned or something undone.
    quiet: bool,
    problem: Option<Problem>,
    /// The task that the reader points at.
    hovered: Option<TaskId>,
    send: Callback<Gesture>,
}

/// A program's knobs, and what is wrong with those that are none.
type Knobs = (Vec<Knob>, Vec<Mistake>);

/// A story with its columns, some of whose recorded runs are on their way.
struct Wanted {
    scenario: &'static Scenario,
    libraries: Vec<Library>,
    /// The programs of these columns, where they are given.
    drafts: Option<Vec<Option<AttrValue>>>,
    /// Where the playhead is to stand.
    place: Option<Place>,
    came: Vec<(Library, String)>,
}

impl Wanted {
    /// Whether nothing is left to wait for but what `state` has.
    fn lacks(&self, library: Library, state: &State) -> bool {
        self.scenario.embedded(library).is_none()
            && !self.came.iter().any(|(came, _)| *came == library)
            && !(self.scenario.name == state.scenario.name
                && state.columns.iter().any(|column| column.library == library))
    }

    /// Whether anything is still on its way.
    fn waits(&self, state: &State) -> bool {
        let texts = self.scenario.place() == 0 || state.language.is_whole();
        !texts || self.libraries.iter().any(|library| self.lacks(*library, state))
    }
}

/// What can change the state.
pub enum Action {
    /// Of the transport.
    Play(Command),
    /// Of the reader, in the column of that number.
    Gesture(usize, Gesture),
    /// Of the engine.
    News(News),
    /// The reader chooses a language.
    Language(Language),
    /// The reader chooses a theme.
    Theme(Theme),
    /// The reader chooses a story, by its place.
    Story(usize),
    /// The reader wants one more column.
    AddColumn,
    /// A recorded run has come, or not.
    Came(&'static Scenario, Library, Result<String, String>),
    /// A language has come, or not.
    Texts(Language, Result<String, String>),
    /// The reader takes back what was changed last, or (`false`) takes that back.
    Undo(bool),
    /// The reader wants a link to what is shown.
    Share,
    /// The reader wants the moment as text.
    CopyMoment,
    /// A text that the reader has asked for is there; nothing takes it away.
    Offer(Option<Offer>),
    /// The page's address has changed.
    Address,
    /// A link has been read.
    Opened(Result<Shared, Broken>),
    /// A file has been read for the column of that number; its name, and what it holds.
    File(usize, String, Result<Opened, Refusal>),
    /// The list of keys opens or closes.
    Help(bool),
    /// The first picture is there, and the network is free: the engine and the editor may come.
    Prefetch,
}

impl State {
    fn new() -> Self {
        Self {
            scenario: &scenario::ALL[0],
            columns: Vec::new(),
            wanted: None,
            refused: None,
            next_id: 0,
            score: ScoreRef(Rc::new(Score::default())),
            difference: None,
            playback: Playback::default(),
            held: None,
            history: History::default(),
            linked: false,
            broken: None,
            offer: None,
            asked: None,
            language: Some(storage::language()).filter(|known| known.is_here()).unwrap_or_default(),
            awaited: None,
            theme: storage::theme(),
            help: false,
            loading: None,
        }
    }

    fn libraries(&self) -> Vec<Library> {
        self.columns.iter().map(|column| column.library).collect()
    }

    fn by_id(&mut self, id: usize) -> Option<&mut ColumnState> {
        self.columns.iter_mut().find(|column| column.id == id)
    }

    /// The columns that the reader would have after a gesture in one of them.
    fn columns_after(&self, id: usize, gesture: &Gesture) -> Option<Vec<Library>> {
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
    fn columns_with_another(&self) -> Option<Vec<Library>> {
        let mut libraries = self.libraries();
        let another =
            self.scenario.libraries.iter().find(|library| !libraries.contains(library))?;
        libraries.push(*another);
        (libraries.len() <= scenario::MOST).then_some(libraries)
    }

    /// What the reader has put on the page.
    fn stage(&self) -> Stage {
        let column = |column: &ColumnState| {
            (column.library, column.is_edited().then(|| column.draft.clone()))
        };
        Stage { scenario: self.scenario, columns: self.columns.iter().map(column).collect() }
    }

    /// Notes what the reader has changed, for the way back and for the next visit. Changes `by` the same knob are one.
    fn note(&mut self, by: Option<&str>) {
        self.linked = false;
        self.keep();
        self.history.record(self.stage(), by);
    }

    /// Keeps what the reader has for the next visit, unless it is a link's.
    fn keep(&mut self) {
        if self.linked {
            return;
        }
        address::clear();
        storage::keep_stage(self.scenario, &self.libraries());
        for column in &self.columns {
            let draft = column.is_edited().then(|| column.draft.as_str());
            storage::keep_draft(self.scenario.name, column.library.name(), draft);
        }
    }

    /// What a link to this picture carries.
    fn shared(&self) -> Shared {
        let Stage { scenario, columns } = self.stage();
        let program = |(library, draft): (Library, Option<AttrValue>)| {
            (library, draft.map(|draft| draft.to_string()))
        };
        Shared {
            scenario,
            columns: columns.into_iter().map(program).collect(),
            place: self.score.0.place(self.playback.position),
            language: self.language,
            theme: self.theme,
        }
    }

    /// The moment in all columns, as text.
    fn moment(&self) -> String {
        let moment = self.score.0.moment_at(self.playback.position);
        let time = seconds(self.score.0.virtual_time(self.playback.position).as_secs());
        let time = self.language.with(id::SECONDS_SHORT, &[("time", &time)]);
        let mut text = String::new();
        for (index, column) in self.columns.iter().enumerate() {
            let title = self.language.text(column.library.title());
            let tree = pstree::text(&column.run, self.score.0.count(moment, index), self.language);
            text.extend([&title, ", ", &time, "\n", &tree, "\n"]);
        }
        text
    }

    /// Turns a knob in every column that has it. Returns the numbers of columns whose programs have changed.
    fn turn(&mut self, name: &str, value: &str) -> Vec<usize> {
        let mut changed = Vec::new();
        for column in &mut self.columns {
            if let Some(program) = knob::turned(&column.draft, name, value)
                && column.draft != program
            {
                column.set_draft(program.into());
                column.quiet = true;
                changed.push(column.id);
            }
        }
        if !changed.is_empty() {
            self.hold();
            self.note(Some(name));
        }
        changed
    }

    /// Keeps the playhead where it is while runs are replaced; one that moves goes on from where it will be.
    fn hold(&mut self) {
        if !self.playback.playing {
            let place = self.score.0.place(self.playback.position);
            self.held.get_or_insert(place);
        }
    }

    /// Shows what is wanted, once it is all there. Returns the numbers of columns that are gone.
    fn arrive(&mut self, send: impl Fn(usize) -> Callback<Gesture>) -> Vec<usize> {
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
                columns.push(ColumnState::new(wanted.scenario, library, trace, id, send(id)));
            } else if let Some(here) =
                self.columns.iter().position(|column| column.library == library)
            {
                columns.push(self.columns.remove(here));
            }
        }
        let gone = std::mem::replace(&mut self.columns, columns);
        self.scenario = wanted.scenario;
        self.refused = None;
        for (column, draft) in self.columns.iter_mut().zip(wanted.drafts.into_iter().flatten()) {
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

    fn refuse(&mut self, problem: &str) {
        self.wanted = None;
        self.refused = Some(self.language.with(id::STORY_MISSING, &[("problem", problem)]));
    }

    /// How much of the engine has come, in words.
    fn loading(&self) -> Option<AttrValue> {
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

    fn rescore(&mut self) {
        let traces: Vec<&Trace> = self.columns.iter().map(|column| column.run.trace()).collect();
        self.score = ScoreRef(Rc::new(Score::new(&traces)));
        let runs: Vec<&RunRef> = self.columns.iter().map(|column| &column.run).collect();
        self.difference = Difference::first(&runs);
    }

    fn play(&mut self, command: Command) {
        self.playback = self.playback.apply(command, &self.score.0);
    }

    fn gesture(&mut self, id: usize, gesture: Gesture) {
        let Some(index) = self.columns.iter().position(|column| column.id == id) else { return };
        let column = &mut self.columns[index];
        match gesture {
            Gesture::Edit(editing) => column.editing = editing,
            Gesture::Type(text) if column.draft == text => {}
            Gesture::Type(text) => {
                column.set_draft(text.into());
                column.problem = None;
                self.linked = false;
                self.keep();
            }
            Gesture::Run => {
                column.problem = None;
                column.status = Status::Waiting;
                column.quiet = false;
                self.note(None);
            }
            Gesture::Stop => {}
            Gesture::Reset => {
                column.set_draft(column.original.clone());
                column.editing = false;
                column.problem = None;
                column.status = Status::Waiting;
                column.quiet = false;
                self.note(None);
            }
            Gesture::Ask(event) => self.asked = event.map(|event| (id, event)),
            Gesture::SeekEvent(event) => {
                let position = self.score.0.shown(index, event.index());
                self.held = None;
                self.play(Command::Pause);
                self.play(Command::Seek(position));
            }
            Gesture::Seek(position) => {
                self.held = None;
                self.play(Command::Seek(position));
            }
            Gesture::Hover(task) => column.hovered = task,
            // They change the whole row of columns, or what they ask for comes later.
            Gesture::Library(_) | Gesture::Remove | Gesture::Turn { .. } | Gesture::Open(_) => {}
        }
    }

    fn news(&mut self, news: News) {
        let language = self.language;
        match news {
            News::Loading(bytes, of) => self.loading = Some((bytes, of)),
            News::Ready => self.loading = None,
            News::Missing(problem) => {
                self.loading = None;
                let text = language.with(id::ENGINE_MISSING, &[("problem", &problem)]);
                for column in self.columns.iter_mut().filter(|column| column.status != Status::Idle)
                {
                    column.status = Status::Failed(text.clone());
                }
            }
            News::Began(id) => {
                if let Some(column) = self.by_id(id) {
                    column.status = if column.quiet { Status::Idle } else { Status::Running };
                }
            }
            News::Done(id, trace) => self.show(id, trace, Status::Idle),
            News::Lost(id, fault, trace) => {
                let text = match fault {
                    Fault::Timeout => language
                        .with(id::ENGINE_TIMEOUT, &[("seconds", &PATIENCE_SECS.to_string())]),
                    Fault::Stopped => language.text(id::ENGINE_STOPPED),
                    Fault::Crashed(problem) => {
                        language.with(id::ENGINE_CRASHED, &[("problem", &problem)])
                    }
                    Fault::Unreadable(problem) => {
                        language.with(id::ENGINE_BAD_ANSWER, &[("problem", &problem)])
                    }
                };
                let already =
                    self.by_id(id).is_some_and(|column| matches!(column.status, Status::Failed(_)));
                match trace.filter(|trace| !trace.events.is_empty()) {
                    Some(trace) => self.show(id, trace, Status::Failed(text)),
                    None if already => {}
                    None => {
                        if let Some(column) = self.by_id(id) {
                            column.status = Status::Failed(text);
                        }
                    }
                }
            }
        }
    }

    /// Says why a file is not opened; the column stays as it is.
    fn refuse_file(&mut self, id: usize, name: &str, refusal: &Refusal) {
        let language = self.language;
        let problem = match refusal {
            Refusal::TooLarge => language.with(
                id::FILE_TOO_LARGE,
                &[("megabytes", &((open::LARGEST / 1e6) as u32).to_string())],
            ),
            Refusal::NoText => language.text(id::FILE_NO_TEXT),
            Refusal::BrokenTrace(problem) => {
                language.with(id::FILE_BROKEN, &[("problem", problem)])
            }
            Refusal::Unreadable => language.text(id::FILE_UNREADABLE),
        };
        if let Some(column) = self.by_id(id) {
            column.status = Status::Failed(format!("{name}: {problem}"));
        }
    }

    /// Puts a fresh run into a column, and plays it from the start unless it takes the place of one quietly.
    fn show(&mut self, number: usize, trace: Trace, status: Status) {
        let language = self.language;
        let place = self.score.0.place(self.playback.position);
        let Some(column) = self.by_id(number) else { return };
        let quiet = column.quiet;
        column.problem = problem(&trace);
        column.run = RunRef::new(trace);
        column.status = status;
        if let Some(stopped) = column.run.verdict.stopped.and_then(|event| column.run.event(event))
            && let EventKind::BudgetExceeded { message, .. } | EventKind::Deadlocked { message } =
                &stopped.kind
        {
            column.status = Status::Failed(language.with(id::RUN_STOPPED, &[("message", message)]));
        }
        // The picture comes back once there is one; a program that does not even parse stays in the editor.
        if column.problem.is_none() && !quiet {
            column.editing = false;
        }
        if self.asked.is_some_and(|(asked, _)| asked == number) {
            self.asked = None;
        }
        self.rescore();
        if quiet {
            let position = self.score.0.position_of_place(self.held.unwrap_or(place));
            return self.play(Command::Seek(position));
        }
        self.play(Command::Start);
        if moves() {
            self.play(Command::Play);
        } else {
            self.play(Command::End);
        }
    }
}

impl ColumnState {
    fn new(
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
            knobs: Rc::new(knob::read(&draft)),
            draft,
            editing: false,
            status: Status::Idle,
            quiet: false,
            problem: None,
            hovered: None,
            send,
        }
    }

    fn is_edited(&self) -> bool {
        self.draft != self.original
    }

    /// Whether what is shown is the run of another program.
    fn is_stale(&self) -> bool {
        self.draft != self.run.source()
    }

    fn set_draft(&mut self, draft: AttrValue) {
        self.knobs = Rc::new(knob::read(&draft));
        self.draft = draft;
    }
}

/// Where a run that failed says that the program is wrong: the last line that the traceback names in it.
fn problem(trace: &Trace) -> Option<Problem> {
    let failed = trace.events.iter().rev().find_map(|event| match event.kind {
        EventKind::RunEnded { exit_code, .. } => Some(exit_code != 0),
        _ => None,
    })?;
    if !failed {
        return None;
    }
    let errors: String = trace
        .events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::Printed { stream: Stream::Stderr, text } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let file = format!("File \"{}\", line ", trace.header.program.name);
    let line = errors.rmatch_indices(&file).find_map(|(at, _)| {
        let digits: String =
            errors[at + file.len()..].chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    })?;
    let message = errors
        .lines()
        .rev()
        .find(|line| !line.trim_matches([' ', '|', '+', '-', '^', '~']).is_empty())?;
    Some((line, message.trim_matches([' ', '|']).to_owned()))
}

/// Whether the reader wants things to move.
fn moves() -> bool {
    let query = web_sys::window()
        .and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
    !query.is_some_and(|query| query.matches())
}

/// Gives the focus to the element of that name.
fn focus(name: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let element = document.and_then(|document| document.get_element_by_id(name));
    if let Some(element) =
        element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // Focus is a convenience.
        let _ = element.focus();
    }
}

fn document_element() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.document_element()
}

/// What the browser calls at the next frame; it holds itself until it is dropped.
type FrameCallback = std::cell::RefCell<Option<Closure<dyn FnMut(f64)>>>;

/// Calls back before the next frame with the milliseconds since the last, as long as it is kept.
struct Frames {
    handle: Rc<std::cell::Cell<i32>>,
    _closure: Rc<FrameCallback>,
}

impl Frames {
    fn start(tick: impl Fn(f32) + 'static) -> Self {
        let handle = Rc::new(std::cell::Cell::new(0));
        let closure: Rc<FrameCallback> = Rc::default();
        let mut last = None;
        let (again, cell) = (Rc::downgrade(&closure), handle.clone());
        *closure.borrow_mut() = Some(Closure::new(move |now: f64| {
            tick(last.map_or(0.0, |last| (now - last) as f32));
            last = Some(now);
            if let Some(closure) = again.upgrade() {
                request(&closure, &cell);
            }
        }));
        request(&closure, &handle);
        Self { handle, _closure: closure }
    }
}

fn request(closure: &FrameCallback, handle: &std::cell::Cell<i32>) {
    if let (Some(window), Ok(closure)) = (web_sys::window(), closure.try_borrow())
        && let Some(closure) = closure.as_ref()
        && let Ok(next) = window.request_animation_frame(closure.as_ref().unchecked_ref())
    {
        handle.set(next);
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            // A frame that has already come cannot be taken back.
            let _ = window.cancel_animation_frame(self.handle.get());
        }
    }
}

/// The playback command of a key, if it has one.
fn command_of(key: &str) -> Option<Command> {
    Some(match key {
        " " | "k" => Command::Toggle,
        "ArrowRight" => Command::Step,
        "ArrowLeft" => Command::StepBack,
        "." => Command::Next,
        "," => Command::Previous,
        "Home" => Command::Start,
        "End" => Command::End,
        "ArrowUp" => Command::Faster,
        "ArrowDown" => Command::Slower,
        digit if digit.len() == 1 => Command::SeekFraction(digit.parse::<u8>().ok()? as f32 / 10.0),
        _ => return None,
    })
}

/// The page.
pub struct App {
    state: State,
    engine: Engine,
    /// While it plays.
    frames: Option<Frames>,
    /// What had the focus before the list of keys took it, while that is open.
    before_help: Option<Option<web_sys::HtmlElement>>,
    // The same callbacks from one picture to the next, or every part would be drawn again with every frame.
    play: Callback<Command>,
    help: Callback<bool>,
    undo: Callback<bool>,
    copy: Callback<()>,
    /// Whether the engine may be asked without the reader's asking.
    fetched: bool,
    /// Whose texts are on their way.
    texts: Option<Language>,
}

impl Component for App {
    type Message = Action;
    type Properties = ();

    fn create(context: &Context<Self>) -> Self {
        let link = context.link();
        let script = document_element().and_then(|html| html.get_attribute("data-engine"));
        let tell = link.callback(Action::News);
        let mut app = Self {
            state: State::new(),
            engine: Engine::new(script, move |news| tell.emit(news)),
            frames: None,
            before_help: None,
            play: link.callback(Action::Play),
            help: link.callback(Action::Help),
            undo: link.callback(Action::Undo),
            copy: link.callback(|()| Action::CopyMoment),
            fetched: false,
            texts: None,
        };
        address::on_change({
            let link = link.clone();
            move || link.send_message(Action::Address)
        });
        if !open_link(context) {
            app.want_last(context);
        }
        app
    }

    fn update(&mut self, context: &Context<Self>, action: Action) -> bool {
        // Whoever does something may need words that the first picture did without.
        if !matches!(action, Action::Play(_) | Action::Came(..) | Action::Texts(..)) {
            self.fetch_texts(context, self.state.language);
        }
        let state = &mut self.state;
        match action {
            Action::Play(command) => {
                if !matches!(command, Command::Tick(_)) {
                    state.held = None;
                }
                state.play(command);
            }
            Action::Gesture(id, gesture) if state.columns_after(id, &gesture).is_some() => {
                let libraries = state.columns_after(id, &gesture).unwrap_or_default();
                self.want(context, self.state.scenario, libraries);
                if gesture == Gesture::Remove {
                    // The button that had the focus goes with its column.
                    focus("figure");
                }
            }
            Action::Story(place) => {
                if let Some(story) = scenario::ALL.get(place) {
                    let libraries =
                        story.columns_after(self.state.scenario, &self.state.libraries());
                    self.want(context, story, libraries);
                }
            }
            Action::AddColumn => {
                if let Some(libraries) = state.columns_with_another() {
                    self.want(context, self.state.scenario, libraries);
                }
            }
            Action::Came(story, library, result) => {
                let wanted = state.wanted.as_mut();
                if let Some(wanted) = wanted.filter(|wanted| wanted.scenario.name == story.name) {
                    match result {
                        Ok(text) => wanted.came.push((library, text)),
                        Err(problem) => state.refuse(&problem),
                    }
                    self.arrive(context);
                }
            }
            Action::Texts(language, result) => self.take_in(context, language, result),
            Action::Undo(back) => {
                // What was typed and not run can be had again.
                state.note(None);
                let history = &mut state.history;
                let stage = if back { history.undo() } else { history.redo() };
                if let Some(Stage { scenario, columns }) = stage.cloned() {
                    let (libraries, drafts) = columns.into_iter().unzip();
                    state.hold();
                    let place = state.held;
                    let place = place.filter(|_| scenario.name == state.scenario.name);
                    self.want_with(context, scenario, libraries, Some(drafts), place);
                }
            }
            Action::Share => {
                let shared = state.shared();
                let link = context.link().clone();
                spawn_local(async move {
                    let address = address::link(&shared).await;
                    let offer = match address {
                        Some(address) => offer::of_link(address).await,
                        None => Offer::said(id::SHARE_TOO_LONG),
                    };
                    link.send_message(Action::Offer(Some(offer)));
                });
            }
            Action::CopyMoment => {
                let text = state.moment();
                let link = context.link().clone();
                spawn_local(async move {
                    link.send_message(Action::Offer(Some(offer::of_moment(text).await)));
                });
            }
            Action::Offer(offer) => {
                if offer.is_none() {
                    // The button that had the focus goes with it.
                    focus("figure");
                }
                state.offer = offer;
            }
            Action::Address => {
                open_link(context);
            }
            Action::Opened(Ok(shared)) => {
                state.linked = true;
                state.broken = None;
                state.theme = shared.theme;
                let (libraries, drafts) = shared
                    .columns
                    .into_iter()
                    .map(|(library, draft)| (library, draft.map(AttrValue::from)))
                    .unzip();
                self.speak(context, shared.language);
                self.dress();
                let (story, place) = (shared.scenario, Some(shared.place));
                self.want_with(context, story, libraries, Some(drafts), place);
            }
            Action::Opened(Err(broken)) => {
                state.broken = Some(broken);
                if state.columns.is_empty() {
                    self.want_last(context);
                }
            }
            Action::Gesture(column, Gesture::Open(file)) => {
                let link = context.link().clone();
                spawn_local(async move {
                    let name = file.name();
                    link.send_message(Action::File(column, name, open::read(file).await));
                });
            }
            Action::File(column, _, Ok(Opened::Program(text))) => {
                state.gesture(column, Gesture::Type(text));
                state.gesture(column, Gesture::Run);
                self.run(column);
            }
            Action::File(column, _, Ok(Opened::Trace(trace))) => {
                self.engine.forget(column);
                let source = trace.header.program.source.clone();
                state.gesture(column, Gesture::Type(source));
                if let Some(column) = state.by_id(column) {
                    column.quiet = false;
                }
                state.show(column, trace, Status::Idle);
                state.note(None);
            }
            Action::File(column, name, Err(refusal)) => state.refuse_file(column, &name, &refusal),
            Action::Gesture(_, Gesture::Turn { name, value, done }) => {
                for column in state.turn(&name, &value) {
                    self.run_quietly(column);
                }
                if done {
                    self.state.history.seal();
                }
            }
            Action::Gesture(index, gesture) => {
                let runs = matches!(gesture, Gesture::Run | Gesture::Reset);
                let stops = gesture == Gesture::Stop;
                state.gesture(index, gesture);
                if runs {
                    self.run(index);
                } else if stops {
                    self.engine.stop(index);
                }
            }
            Action::News(news) => state.news(news),
            Action::Language(language) => {
                storage::keep_language(language);
                self.speak(context, language);
            }
            Action::Theme(theme) => {
                storage::keep_theme(theme);
                state.theme = theme;
                self.dress();
            }
            Action::Help(open) => state.help = open,
            Action::Prefetch => {
                editor::load();
                self.engine.start();
                self.fetched = true;
                let is_idle = |column: &&ColumnState| column.status == Status::Idle;
                let stale = self.state.columns.iter().filter(is_idle);
                for column in stale.filter(|column| column.is_stale()) {
                    self.run(column.id);
                }
            }
        }
        let playing = self.state.playback.playing;
        if playing != self.frames.is_some() {
            let play = self.play.clone();
            self.frames =
                playing.then(|| Frames::start(move |millis| play.emit(Command::Tick(millis))));
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let state = &self.state;
        let language = state.language;
        let send = context.link().callback(|action| action);
        let help_open = state.help;
        let keys = {
            let keys = Keys {
                play: self.play.clone(),
                help: self.help.clone(),
                undo: self.undo.clone(),
                copy: self.copy.clone(),
            };
            move |event: KeyboardEvent| on_key(&event, help_open, &keys)
        };
        let figure = el("section")
            .set("id", "figure")
            .class("figure")
            .set("tabindex", "-1")
            .label(language.text(id::FIGURE))
            .child(
                el("div")
                    .class("columns")
                    .class(["n0", "n1", "n2", "n3", "n4"][state.columns.len().min(4)])
                    .children((0..state.columns.len()).map(|index| self.column(index))),
            )
            .child(transport(
                state.playback,
                &state.score.0,
                language,
                &self.play,
                &self.help,
                &self.copy,
            ));
        let ended = state.playback.position >= state.score.0.length();
        let verdicts = (ended && !state.columns.is_empty()).then(|| {
            let column = |column| {
                let ColumnState { library, run, send, .. }: &ColumnState = column;
                (library.title(), run, send)
            };
            verdicts(&state.columns.iter().map(column).collect::<Vec<_>>(), language)
        });
        let intro = el("div")
            .class("intro")
            .child(self.story(&send))
            .child(el("p").text(language.text(state.scenario.summary)))
            .child(el("p").class("look").text(language.text(state.scenario.look)))
            .maybe(self.difference());
        let waits = state.wanted.is_some().then(|| language.text(id::STORY_LOADING));
        let refused = state.refused.clone().map(|text| el("p").class("failed").text(text));
        let broken = state.broken.as_ref().map(|Broken(part, found)| {
            let text = language.with(id::LINK_BROKEN, &[("part", &language.text(*part))]);
            let found = if found.is_empty() { ".".to_owned() } else { format!(" ({found}).") };
            el("p").class("failed").text(text + &found)
        });
        let notice = el("div")
            .class("notice")
            .set("role", "status")
            .maybe(broken)
            .maybe(refused)
            .maybe(waits.map(|text| el("p").class("loading").text(text)));
        let list_of_keys = state.help.then(|| help(language, &self.help));
        // A file that is dropped beside the columns is meant for the first.
        let main = match state.columns.first() {
            Some(column) => drop_place(el("main"), &column.send),
            None => el("main"),
        };
        group([
            el("a").class("skip").set("href", "#figure").text(language.text(id::SKIP_TO_FIGURE)),
            self.top(&send),
            main.on(ListenerKind::onkeydown, keys)
                .child(intro)
                .child(notice)
                .child(
                    el("div").maybe(
                        state.offer.as_ref().map(|offer| {
                            offer.view(language, &send.reform(|()| Action::Offer(None)))
                        }),
                    ),
                )
                .child(figure)
                .child(el("div").maybe(verdicts))
                .child(el("div").class("over").maybe(list_of_keys)),
            legend(language),
            el("footer").child(el("p").text(language.text(id::FOOTER))),
        ])
    }

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        if first {
            self.dress();
            // The first view plays once by itself; who wants no motion sees how it ends.
            if address::opened().is_none() {
                self.play.emit(if moves() { Command::Play } else { Command::End });
            }
            let link = context.link().clone();
            let prefetch = Closure::once_into_js(move || link.send_message(Action::Prefetch));
            if let Some(window) = web_sys::window() {
                // Without the timer the engine is loaded when it is first asked for.
                let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(
                    prefetch.unchecked_ref(),
                    PREFETCH_MILLIS,
                );
            }
        }
        if self.state.help != self.before_help.is_some() {
            let next = match self.before_help.take() {
                Some(before) => before,
                None => {
                    let document = web_sys::window().and_then(|window| window.document());
                    let html = |element: web_sys::Element| element.dyn_into().ok();
                    let before = document.as_ref().and_then(web_sys::Document::active_element);
                    self.before_help = Some(before.and_then(html));
                    document
                        .and_then(|document| document.get_element_by_id("help-close"))
                        .and_then(html)
                }
            };
            if let Some(next) = next {
                // Focus is a convenience; the list is there without it.
                let _ = next.focus();
            }
        }
    }
}

impl App {
    /// Wants the story and the columns of the last visit, or else the first.
    fn want_last(&mut self, context: &Context<Self>) {
        let first = &scenario::ALL[0];
        let (story, libraries) = storage::stage().unwrap_or((first, first.opening.to_vec()));
        self.want_with(context, story, libraries, None, None);
    }

    /// Wants these columns, by a choice of the reader's.
    fn want(&mut self, context: &Context<Self>, story: &'static Scenario, libraries: Vec<Library>) {
        self.state.linked = false;
        self.state.broken = None;
        self.want_with(context, story, libraries, None, None);
    }

    /// Asks for what the page does not have of these columns, and shows them when all are there.
    fn want_with(
        &mut self,
        context: &Context<Self>,
        story: &'static Scenario,
        libraries: Vec<Library>,
        drafts: Option<Vec<Option<AttrValue>>>,
        place: Option<Place>,
    ) {
        let wanted = Wanted { scenario: story, libraries, drafts, place, came: Vec::new() };
        for library in wanted.libraries.iter().copied() {
            if wanted.lacks(library, &self.state) {
                let link = context.link().clone();
                spawn_local(async move {
                    let trace = fetch::text(Folder::Scenarios, &story.address(library)).await;
                    link.send_message(Action::Came(story, library, trace));
                });
            }
        }
        if wanted.waits(&self.state) {
            self.fetch_texts(context, self.state.language);
        }
        self.state.refused = None;
        self.state.wanted = Some(wanted);
        self.arrive(context);
    }

    /// Shows what is wanted if all of it is there.
    fn arrive(&mut self, context: &Context<Self>) {
        let link = context.link();
        let before = self.state.next_id;
        let gone =
            self.state.arrive(|id| link.callback(move |gesture| Action::Gesture(id, gesture)));
        for id in gone {
            self.engine.forget(id);
        }
        // Programs that were given run at once, those of an earlier visit when the engine has come.
        let due = |column: &&ColumnState| column.quiet || self.fetched && column.id >= before;
        let stale = self.state.columns.iter().filter(|column| column.is_stale());
        let due: Vec<(usize, bool)> =
            stale.filter(due).map(|column| (column.id, column.quiet)).collect();
        if self.state.wanted.is_none() {
            for (column, quiet) in due {
                if quiet { self.run_quietly(column) } else { self.run(column) }
            }
        }
        // A visitor whose last choice cannot be had sees the first story.
        if self.state.columns.is_empty() && self.state.wanted.is_none() {
            let refused = self.state.refused.take();
            let first = &scenario::ALL[0];
            self.want_with(context, first, first.opening.to_vec(), None, None);
            self.state.refused = refused;
        }
    }

    /// Asks for a language's texts, if they are neither there nor on their way.
    fn fetch_texts(&mut self, context: &Context<Self>, language: Language) {
        if language.is_whole() || self.texts == Some(language) {
            return;
        }
        self.texts = Some(language);
        let link = context.link().clone();
        spawn_local(async move {
            let file = fetch::text(Folder::Locales, &language.file()).await;
            link.send_message(Action::Texts(language, file));
        });
    }

    /// A language has come, or not.
    fn take_in(
        &mut self,
        context: &Context<Self>,
        language: Language,
        file: Result<String, String>,
    ) {
        self.texts = self.texts.filter(|awaited| *awaited != language);
        let result = file.and_then(|file| language.take_in(&file));
        let state = &mut self.state;
        let awaited = state.awaited.take_if(|awaited| *awaited == language);
        match result {
            Ok(()) if awaited.is_some() => {
                state.language = language;
                self.dress();
            }
            Ok(()) => {}
            // What nobody waits for may be missing.
            Err(problem) if awaited.is_some() || state.wanted.is_some() => state.refuse(&problem),
            Err(_) => {}
        }
        self.arrive(context);
    }

    /// Shows the page in a language, once that has come.
    fn speak(&mut self, context: &Context<Self>, language: Language) {
        if language.is_here() {
            self.state.awaited = None;
            self.state.language = language;
            self.dress();
        } else {
            self.state.awaited = Some(language);
            self.fetch_texts(context, language);
        }
    }

    /// Runs the program of a column in the place of its last run; a word is said only if the engine must come first.
    fn run_quietly(&mut self, id: usize) {
        let ready = self.engine.is_ready();
        if let Some(column) = self.state.by_id(id).filter(|_| !ready) {
            column.status = Status::Waiting;
        }
        self.run(id);
    }

    /// Runs the program that the reader has in a column.
    fn run(&self, id: usize) {
        let column = self.state.columns.iter().find(|column| column.id == id);
        if let Some(column) = column {
            let name = format!("{}.py", column.library.file());
            self.engine.run(id, Program { name, source: column.draft.to_string() });
        }
    }

    /// Gives the document what is the whole document's: language, theme, title.
    fn dress(&self) {
        let (language, theme) = (self.state.language, self.state.theme);
        if let Some(html) = document_element() {
            // Attributes of the document element can always be set.
            let _ = html.set_attribute("lang", language.tag());
            let _ = html.set_attribute("data-theme", theme.name());
        }
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&language.text(id::PAGE_TITLE));
        }
    }

    /// The name, and the switches of language and theme.
    fn top(&self, send: &Callback<Action>) -> Element {
        let language = self.state.language;
        let mark = el("svg")
            .class("mark")
            .set("viewBox", "0 0 32 32")
            .set("aria-hidden", "true")
            .child(el("path").set("d", icon::MARK));
        let languages = Language::ALL.into_iter().map(|other| {
            el("button")
                .class("plain")
                .set("lang", other.tag())
                .set("title", other.name())
                .flag("aria-pressed", other == language)
                .on_click(&send.reform(Action::Language), other)
                .text(other.tag().to_ascii_uppercase())
        });
        let (theme_text, theme_icon) = match self.state.theme {
            Theme::Auto => (id::THEME_AUTO, icon::AUTO),
            Theme::Light => (id::THEME_LIGHT, icon::LIGHT),
            Theme::Dark => (id::THEME_DARK, icon::DARK),
        };
        let theme_text = language.text(theme_text);
        let theme = el("button")
            .class("plain")
            .set("title", theme_text.clone())
            .label(theme_text)
            .on_click(&send.reform(Action::Theme), self.state.theme.next())
            .child(icon::icon(theme_icon));
        let languages = el("div")
            .class("languages")
            .set("role", "group")
            .label(language.text(id::LANGUAGE))
            .children(languages);
        el("header")
            .class("top")
            .child(el("div").class("brand").child(mark).child(el("span").text("Espalier")))
            .child(el("p").class("tagline").text(language.text(id::TAGLINE)))
            .child(el("div").class("switches").child(languages).child(theme))
    }

    /// The story's title, which is a menu of the stories, and what the reader can do with the columns.
    fn story(&self, send: &Callback<Action>) -> Element {
        let (state, language) = (&self.state, self.state.language);
        let place = state.scenario.place();
        let options = scenario::ALL.iter().map(|story| language.text(story.title)).collect();
        let choose = send.reform(Action::Story);
        let menu = menu(language.text(id::CHOOSE_STORY), place, options, choose).class("stories");
        let count = scenario::ALL.len();
        let button = |text: Id, face: &'static str, action: fn(usize) -> Action, place: usize| {
            el("button")
                .class("plain")
                .set("title", language.text(text))
                .label(language.text(text))
                .on_click(&send.reform(action), place)
                .text(face)
        };
        let numbers = [("place", (place + 1).to_string()), ("count", count.to_string())];
        let numbers = numbers.each_ref().map(|(name, number)| (*name, number.as_str()));
        let small = |text: Id, face: Element, can: bool, action: fn() -> Action| {
            el("button")
                .class("plain")
                .set("title", language.text(text))
                .label(language.text(text))
                .flag("aria-disabled", !can)
                .on_click(&send.reform(move |()| action()), ())
                .child(face)
        };
        let history = &state.history;
        let can_grow = state.columns_with_another().is_some();
        let add = language.text(id::ADD_COLUMN);
        el("div")
            .class("story")
            .child(el("h1").class("unseen").text(language.text(state.scenario.title)))
            .child(menu)
            .child(
                el("div").class("stage").children([
                    button(id::PREVIOUS_STORY, "←", Action::Story, (place + count - 1) % count),
                    el("span").text(language.with(id::STORY_PLACE, &numbers)),
                    button(id::NEXT_STORY, "→", Action::Story, (place + 1) % count),
                    el("button")
                        .class("plain add")
                        .flag("aria-disabled", !can_grow)
                        .on_click(&send.reform(|()| Action::AddColumn), ())
                        .text(format!("+ {add}")),
                    small(id::UNDO, icon::icon(icon::UNDO), history.can_undo(), || {
                        Action::Undo(true)
                    }),
                    small(id::REDO, icon::icon(icon::REDO), history.can_redo(), || {
                        Action::Undo(false)
                    }),
                    el("button")
                        .class("plain share")
                        .on_click(&send.reform(|()| Action::Share), ())
                        .text(language.text(id::SHARE)),
                ]),
            )
    }

    /// Where the columns begin to behave differently, and what each does then.
    fn difference(&self) -> Option<Element> {
        let (state, language) = (&self.state, self.state.language);
        let found = state.difference.as_ref()?;
        let time = seconds(found.at.as_secs());
        // The latest of the events: then all of them are seen.
        let shown = |(column, event): (usize, &Option<EventId>)| {
            event.map(|event| state.score.0.shown(column, event.index()))
        };
        let position = found.events.iter().enumerate().filter_map(shown).fold(0.0, f32::max);
        let each = state.columns.iter().zip(&found.events).map(|(column, event)| {
            let event = event.and_then(|event| column.run.event(event));
            let sentence = event.map_or_else(
                || language.text(id::DIFFERENCE_NOTHING),
                |event| story::sentence(&column.run, event, language),
            );
            el("span")
                .child(el("b").text(language.text(column.library.title())))
                .text(format!(": {sentence} "))
        });
        let go = el("button")
            .class("plain")
            .set("title", language.text(id::GO_THERE))
            .on_click(&self.play, Command::Seek(position))
            .text(language.with(id::DIFFERENCE, &[("time", &time)]));
        Some(el("p").class("difference").child(go).children(each))
    }

    fn column(&self, index: usize) -> Element {
        let (state, language) = (&self.state, self.state.language);
        let column = &state.columns[index];
        let (run, send) = (&column.run, &column.send);
        let moment = state.score.0.moment_at(state.playback.position);
        let count = state.score.0.count(moment, index);
        let asked = state.asked.filter(|(asked, _)| *asked == column.id).map(|(_, event)| event);
        // A column's clock stops where its run has.
        let time = state.score.0.virtual_time(state.playback.position).min(run.verdict.finished_at);
        // One height for all, so that the rows of the figure line up.
        let tallest =
            |height: fn(&ColumnState) -> f32| state.columns.iter().map(height).fold(0.0, f32::max);
        let picture = PictureProps {
            library: column.library,
            scenario: state.scenario.place(),
            removable: state.columns.len() > scenario::FEWEST,
            run: run.clone(),
            count,
            height: tallest(|column| {
                let loses = !column.run.verdict.lost.is_empty();
                column.run.tree.height + if loses { TOKEN_ROOM } else { 0.0 }
            }),
            playing: state.playback.playing,
            time: seconds(time.as_secs()).into(),
            asked,
            hovered: column.hovered,
            language,
            send: send.clone(),
        };
        let timeline = timeline::Props {
            run: run.clone(),
            score: state.score.clone(),
            column: index,
            position: state.playback.position,
            parts: state.difference.as_ref().and_then(|found| found.events[index]),
            height: tallest(|column| column.run.lanes.height),
            lit: lit(run, asked),
            language,
            send: send.clone(),
        };
        let program = ProgramProps {
            run: run.clone(),
            count,
            asked,
            hovered: column.hovered,
            draft: column.draft.clone(),
            knobs: column.knobs.clone(),
            edited: column.is_edited(),
            editing: column.editing,
            status: column.status.clone(),
            problem: column.problem.clone(),
            loading: state.loading().filter(|_| column.status == Status::Waiting),
            language,
            send: send.clone(),
        };
        drop_place(el("article"), send)
            .key(column.id)
            .class("column")
            .label(language.text(column.library.title()))
            .child(component::<Picture>(picture))
            .child(el("div").class("timeline-panel panel").child(component::<Timeline>(timeline)))
            .child(component::<ProgramPanel>(program))
    }
}

/// What keys can do.
struct Keys {
    play: Callback<Command>,
    help: Callback<bool>,
    undo: Callback<bool>,
    copy: Callback<()>,
}

/// What a key does that is pressed anywhere in the page's main part.
fn on_key(event: &KeyboardEvent, help_open: bool, keys: &Keys) {
    if event.alt_key() || event.default_prevented() {
        return;
    }
    let target = event.target_dyn_into::<web_sys::Element>();
    let tag =
        target.as_ref().map(web_sys::Element::tag_name).unwrap_or_default().to_ascii_lowercase();
    // A knob's slider takes the arrows for itself.
    let is_knob = target
        .is_some_and(|target| tag == "input" && target.closest(".knob").ok().flatten().is_some());
    if is_knob || matches!(tag.as_str(), "textarea" | "espalier-editor" | "select") {
        return;
    }
    let key = event.key();
    if event.ctrl_key() || event.meta_key() {
        if key.eq_ignore_ascii_case("z") && !help_open {
            event.prevent_default();
            keys.undo.emit(!event.shift_key());
        }
        return;
    }
    if help_open {
        match key.as_str() {
            "Escape" | "?" => keys.help.emit(false),
            // There is nothing else to go to while the list is open.
            "Tab" => event.prevent_default(),
            _ => {}
        }
        return;
    }
    // A button's own key stays its own.
    if tag == "button" && key == " " {
        return;
    }
    if key == "?" {
        keys.help.emit(true);
    } else if key == "c" {
        keys.copy.emit(());
    } else if let Some(command) = command_of(&key) {
        event.prevent_default();
        keys.play.emit(command);
    }
}

/// Reads the link that stands in the address; false if there is none.
fn open_link(context: &Context<App>) -> bool {
    let Some(letters) = address::opened() else { return false };
    let link = context.link().clone();
    spawn_local(async move {
        link.send_message(Action::Opened(address::read(&letters).await));
    });
    true
}

/// Below the tree, for the sign of an error that is lost in its last row.
const TOKEN_ROOM: f32 = 20.0;

/// How long after the first picture the engine is fetched: the figure is then playing, and the network is free.
const PREFETCH_MILLIS: i32 = 2500;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::tests::trace;

    #[test]
    fn keys_are_those_of_video_players() {
        assert_eq!(command_of(" "), Some(Command::Toggle));
        assert_eq!(command_of("7"), Some(Command::SeekFraction(0.7)));
        assert_eq!(command_of("x"), None);
        assert_eq!(command_of("F5"), None);
        assert_eq!(command_of("é"), None);
    }

    #[test]
    fn an_error_is_shown_at_the_last_line_that_the_traceback_names() {
        let traceback = "Traceback (most recent call last):\n  File \"p.py\", line 21, in <module>\n  File \"p.py\", line 9, in worker\nValueError: B broke\n";
        let failed = trace(vec![
            (0, None, EventKind::Printed { stream: Stream::Stderr, text: traceback.into() }),
            (0, None, EventKind::RunEnded { exit_code: 1, exception: None }),
        ]);
        assert_eq!(problem(&failed), Some((9, "ValueError: B broke".into())));
        let fine = trace(vec![
            (0, None, EventKind::Printed { stream: Stream::Stderr, text: traceback.into() }),
            (0, None, EventKind::RunEnded { exit_code: 0, exception: None }),
        ]);
        assert_eq!(problem(&fine), None);
    }
}
