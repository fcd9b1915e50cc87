//! The page: all its state in one struct that actions change, and the parts around the figure.

use std::rc::Rc;

use espalier_trace::{EventId, EventKind, Program, Stream, TaskId, Trace};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::{prelude::*, virtual_dom::ListenerKind};

use crate::{
    difference::Difference,
    engine::{Engine, Fault, News, PATIENCE_SECS},
    number::{Num, seconds},
    playback::{Command, Playback},
    run::RunRef,
    scenario::{self, Library, Scenario},
    score::Score,
    storage::{self, Theme},
    story,
    texts::{Id, Language, id},
    view::{
        column::{
            Gesture, Picture, PictureProps, Program as ProgramPanel, ProgramProps, Status, lit,
        },
        editor::{self, Problem},
        element::{Element, component, el, group, menu},
        help::help,
        icon,
        legend::legend,
        timeline::{self, ScoreRef, Timeline},
        transport::transport,
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
    /// The event that the reader asks about, and its column's number.
    asked: Option<(usize, EventId)>,
    language: Language,
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
    editing: bool,
    status: Status,
    problem: Option<Problem>,
    /// The task that the reader points at.
    hovered: Option<TaskId>,
    send: Callback<Gesture>,
}

/// A story with its columns, some of whose recorded runs are on their way.
struct Wanted {
    scenario: &'static Scenario,
    libraries: Vec<Library>,
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
            asked: None,
            language: storage::language(),
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

    /// Shows what is wanted, once it is all there. Returns the numbers of columns that are gone.
    fn arrive(&mut self, send: impl Fn(usize) -> Callback<Gesture>) -> Vec<usize> {
        let wanted = match self.wanted.take() {
            Some(wanted)
                if !wanted.libraries.iter().any(|library| wanted.lacks(*library, self)) =>
            {
                wanted
            }
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
        storage::keep_stage(self.scenario, &self.libraries());
        let is_gone = |id: usize| gone.iter().any(|column| column.id == id);
        self.asked = self.asked.filter(|(id, _)| !is_gone(*id));
        self.rescore();
        match time {
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
        let scenario = self.scenario;
        let Some(index) = self.columns.iter().position(|column| column.id == id) else { return };
        let column = &mut self.columns[index];
        match gesture {
            Gesture::Edit(editing) => column.editing = editing,
            Gesture::Type(text) => {
                column.draft = text.into();
                column.problem = None;
                keep(scenario, column);
            }
            Gesture::Run => {
                column.problem = None;
                column.status = Status::Waiting;
            }
            Gesture::Stop => {}
            Gesture::Reset => {
                column.draft = column.original.clone();
                column.editing = false;
                column.problem = None;
                column.status = Status::Waiting;
                keep(scenario, column);
            }
            Gesture::Ask(event) => self.asked = event.map(|event| (id, event)),
            Gesture::SeekEvent(event) => {
                let position = self.score.0.shown(index, event.index());
                self.play(Command::Pause);
                self.play(Command::Seek(position));
            }
            Gesture::Seek(position) => self.play(Command::Seek(position)),
            Gesture::Hover(task) => column.hovered = task,
            // They change the whole row of columns.
            Gesture::Library(_) | Gesture::Remove => {}
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
                    column.status = Status::Running;
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

    /// Puts a fresh run into a column and plays it from the start.
    fn show(&mut self, number: usize, trace: Trace, status: Status) {
        let language = self.language;
        let Some(column) = self.by_id(number) else { return };
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
        if column.problem.is_none() {
            column.editing = false;
        }
        if self.asked.is_some_and(|(asked, _)| asked == number) {
            self.asked = None;
        }
        self.rescore();
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
            draft,
            editing: false,
            status: Status::Idle,
            problem: None,
            hovered: None,
            send,
        }
    }

    fn is_edited(&self) -> bool {
        self.draft != self.original
    }
}

fn keep(scenario: &Scenario, column: &ColumnState) {
    let draft = column.is_edited().then(|| column.draft.as_str());
    storage::keep_draft(scenario.name, column.library.name(), draft);
}

/// The text at an address.
async fn fetch(address: String) -> Result<String, String> {
    let words = |error: wasm_bindgen::JsValue| {
        let message = js_sys::Reflect::get(&error, &"message".into()).ok();
        message.and_then(|message| message.as_string()).unwrap_or_default()
    };
    let window = web_sys::window().ok_or_else(String::new)?;
    let response = JsFuture::from(window.fetch_with_str(&address)).await.map_err(words)?;
    let response: web_sys::Response = response.unchecked_into();
    if !response.ok() {
        return Err(format!("HTTP {}", response.status()));
    }
    let text = JsFuture::from(response.text().map_err(words)?).await.map_err(words)?;
    text.as_string().ok_or_else(String::new)
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
    /// Whether the engine may be asked without the reader's asking.
    fetched: bool,
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
            fetched: false,
        };
        let first = &scenario::ALL[0];
        let (story, libraries) = storage::stage().unwrap_or((first, first.opening.to_vec()));
        app.want(context, story, libraries);
        app
    }

    fn update(&mut self, context: &Context<Self>, action: Action) -> bool {
        let state = &mut self.state;
        match action {
            Action::Play(command) => state.play(command),
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
                    let libraries = story.columns_after(&self.state.libraries());
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
                state.language = language;
                self.dress();
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
                for column in self.state.columns.iter().filter(|column| column.is_edited()) {
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
            let (play, help) = (self.play.clone(), self.help.clone());
            move |event: KeyboardEvent| on_key(&event, help_open, &play, &help)
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
            .child(transport(state.playback, &state.score.0, language, &self.play, &self.help));
        let intro = el("div")
            .class("intro")
            .child(self.story(&send))
            .child(el("p").text(language.text(state.scenario.summary)))
            .child(el("p").class("look").text(language.text(state.scenario.look)))
            .maybe(self.difference());
        let waits = state.wanted.is_some().then(|| language.text(id::STORY_LOADING));
        let refused = state.refused.clone().map(|text| el("p").class("failed").text(text));
        let notice = el("div")
            .class("notice")
            .set("role", "status")
            .maybe(refused)
            .maybe(waits.map(|text| el("p").class("loading").text(text)));
        let list_of_keys = state.help.then(|| help(language, &self.help));
        group([
            el("a").class("skip").set("href", "#figure").text(language.text(id::SKIP_TO_FIGURE)),
            self.top(&send),
            el("main")
                .on(ListenerKind::onkeydown, keys)
                .child(intro)
                .child(notice)
                .child(figure)
                .child(el("div").class("over").maybe(list_of_keys)),
            legend(language),
            el("footer").child(el("p").text(language.text(id::FOOTER))),
        ])
    }

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        if first {
            self.dress();
            // The first view plays once by itself; who wants no motion sees how it ends.
            self.play.emit(if moves() { Command::Play } else { Command::End });
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
    /// Asks for what the page does not have of these columns, and shows them when all are there.
    fn want(&mut self, context: &Context<Self>, story: &'static Scenario, libraries: Vec<Library>) {
        let wanted = Wanted { scenario: story, libraries, came: Vec::new() };
        let folder = document_element()
            .and_then(|html| html.get_attribute("data-scenarios"))
            .unwrap_or_default();
        for library in wanted.libraries.iter().copied() {
            if wanted.lacks(library, &self.state) {
                let address = format!("{folder}{}", story.address(library));
                let link = context.link().clone();
                spawn_local(async move {
                    link.send_message(Action::Came(story, library, fetch(address).await));
                });
            }
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
        let new = self.state.columns.iter().filter(|column| column.id >= before);
        for column in new.filter(|column| self.fetched && column.is_edited()) {
            self.run(column.id);
        }
        // A visitor whose last choice cannot be had sees the first story.
        if self.state.columns.is_empty() && self.state.wanted.is_none() {
            let refused = self.state.refused.take();
            let first = &scenario::ALL[0];
            self.want(context, first, first.opening.to_vec());
            self.state.refused = refused;
        }
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
                .text(other.tag().to_uppercase())
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
            edited: column.is_edited(),
            editing: column.editing,
            status: column.status.clone(),
            problem: column.problem.clone(),
            loading: state.loading().filter(|_| column.status == Status::Waiting),
            language,
            send: send.clone(),
        };
        el("article")
            .key(column.id)
            .class("column")
            .label(language.text(column.library.title()))
            .child(component::<Picture>(picture))
            .child(el("div").class("timeline-panel panel").child(component::<Timeline>(timeline)))
            .child(component::<ProgramPanel>(program))
    }
}

/// What a key does that is pressed anywhere in the page's main part.
fn on_key(event: &KeyboardEvent, help_open: bool, play: &Callback<Command>, help: &Callback<bool>) {
    if event.ctrl_key() || event.alt_key() || event.meta_key() || event.default_prevented() {
        return;
    }
    let target = event.target_dyn_into::<web_sys::Element>();
    let tag =
        target.as_ref().map(web_sys::Element::tag_name).unwrap_or_default().to_ascii_lowercase();
    if matches!(tag.as_str(), "textarea" | "espalier-editor" | "select") {
        return;
    }
    let key = event.key();
    if help_open {
        match key.as_str() {
            "Escape" | "?" => help.emit(false),
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
        help.emit(true);
    } else if let Some(command) = command_of(&key) {
        event.prevent_default();
        play.emit(command);
    }
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
