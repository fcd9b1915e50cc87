//! The page: all its state in one struct that actions change, and the parts around the figure.

use std::rc::Rc;

use espalier_trace::{EventId, EventKind, Program, Stream, TaskId, Trace};
use wasm_bindgen::{JsCast, closure::Closure};
use yew::{prelude::*, virtual_dom::ListenerKind};

use crate::{
    engine::{Engine, Fault, News, PATIENCE_SECS},
    number::{Num, seconds},
    playback::{Command, Playback},
    run::RunRef,
    scenario::{FIRST, Scenario},
    score::Score,
    storage::{self, Theme},
    texts::{Language, id},
    view::{
        column::{
            Gesture, Picture, PictureProps, Program as ProgramPanel, ProgramProps, Status, lit,
        },
        editor::{self, Problem},
        element::{Element, component, el, group},
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
    score: ScoreRef,
    playback: Playback,
    /// The event that the reader asks about, and its column.
    asked: Option<(usize, EventId)>,
    language: Language,
    theme: Theme,
    help: bool,
    /// How much of the engine has come.
    loading: Option<(u64, Option<u64>)>,
}

struct ColumnState {
    run: RunRef,
    original: AttrValue,
    draft: AttrValue,
    editing: bool,
    status: Status,
    problem: Option<Problem>,
    /// The task that the reader points at.
    hovered: Option<TaskId>,
}

/// What can change the state.
pub enum Action {
    /// Of the transport.
    Play(Command),
    /// Of the reader, in a column.
    Gesture(usize, Gesture),
    /// Of the engine.
    News(News),
    /// The reader chooses a language.
    Language(Language),
    /// The reader chooses a theme.
    Theme(Theme),
    /// The list of keys opens or closes.
    Help(bool),
    /// The first picture is there, and the network is free: the engine and the editor may come.
    Prefetch,
}

impl State {
    fn new(scenario: &'static Scenario) -> Self {
        let columns: Vec<ColumnState> = scenario
            .columns
            .iter()
            .map(|told| {
                // Only a page built from a broken repository fails here, and it says how.
                let trace =
                    Trace::read(told.trace).unwrap_or_else(|error| panic!("{}: {error}", told.id));
                let original = AttrValue::from(trace.header.program.source.clone());
                let draft = storage::draft(scenario.name, told.id)
                    .map_or_else(|| original.clone(), AttrValue::from);
                ColumnState {
                    run: RunRef::new(trace),
                    original,
                    draft,
                    editing: false,
                    status: Status::Idle,
                    problem: None,
                    hovered: None,
                }
            })
            .collect();
        let mut state = Self {
            scenario,
            columns,
            score: ScoreRef(Rc::new(Score::default())),
            playback: Playback::default(),
            asked: None,
            language: storage::language(),
            theme: storage::theme(),
            help: false,
            loading: None,
        };
        state.rescore();
        state
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
    }

    fn play(&mut self, command: Command) {
        self.playback = self.playback.apply(command, &self.score.0);
    }

    fn gesture(&mut self, index: usize, gesture: Gesture) {
        let scenario = self.scenario;
        let Some(column) = self.columns.get_mut(index) else { return };
        match gesture {
            Gesture::Edit(editing) => column.editing = editing,
            Gesture::Type(text) => {
                column.draft = text.into();
                column.problem = None;
                keep(scenario, index, column);
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
                keep(scenario, index, column);
            }
            Gesture::Ask(event) => self.asked = event.map(|event| (index, event)),
            Gesture::SeekEvent(event) => {
                let position = self.score.0.shown(index, event.index());
                self.play(Command::Pause);
                self.play(Command::Seek(position));
            }
            Gesture::Seek(position) => self.play(Command::Seek(position)),
            Gesture::Hover(task) => column.hovered = task,
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
            News::Began(index) => {
                if let Some(column) = self.columns.get_mut(index) {
                    column.status = Status::Running;
                }
            }
            News::Done(index, trace) => self.show(index, trace, Status::Idle),
            News::Lost(index, fault, trace) => {
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
                let already = self
                    .columns
                    .get(index)
                    .is_some_and(|column| matches!(column.status, Status::Failed(_)));
                match trace.filter(|trace| !trace.events.is_empty()) {
                    Some(trace) => self.show(index, trace, Status::Failed(text)),
                    None if already => {}
                    None => {
                        if let Some(column) = self.columns.get_mut(index) {
                            column.status = Status::Failed(text);
                        }
                    }
                }
            }
        }
    }

    /// Puts a fresh run into a column and plays it from the start.
    fn show(&mut self, index: usize, trace: Trace, status: Status) {
        let Some(column) = self.columns.get_mut(index) else { return };
        column.problem = problem(&trace);
        column.run = RunRef::new(trace);
        column.status = status;
        if let Some(stopped) = column.run.verdict.stopped.and_then(|event| column.run.event(event))
            && let EventKind::BudgetExceeded { message, .. } | EventKind::Deadlocked { message } =
                &stopped.kind
        {
            column.status =
                Status::Failed(self.language.with(id::RUN_STOPPED, &[("message", message)]));
        }
        // The picture comes back once there is one; a program that does not even parse stays in the editor.
        if column.problem.is_none() {
            column.editing = false;
        }
        if self.asked.is_some_and(|(asked, _)| asked == index) {
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

fn keep(scenario: &Scenario, index: usize, column: &ColumnState) {
    if let Some(told) = scenario.columns.get(index) {
        let draft = (column.draft != column.original).then(|| column.draft.as_str());
        storage::keep_draft(scenario.name, told.id, draft);
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
    gestures: Vec<Callback<Gesture>>,
}

impl Component for App {
    type Message = Action;
    type Properties = ();

    fn create(context: &Context<Self>) -> Self {
        let link = context.link();
        let state = State::new(&FIRST);
        let script = document_element().and_then(|html| html.get_attribute("data-engine"));
        let tell = link.callback(Action::News);
        let gestures = (0..state.columns.len())
            .map(|index| link.callback(move |gesture| Action::Gesture(index, gesture)))
            .collect();
        Self {
            state,
            engine: Engine::new(script, move |news| tell.emit(news)),
            frames: None,
            before_help: None,
            play: link.callback(Action::Play),
            help: link.callback(Action::Help),
            gestures,
        }
    }

    fn update(&mut self, _: &Context<Self>, action: Action) -> bool {
        let state = &mut self.state;
        match action {
            Action::Play(command) => state.play(command),
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
                let edited = |index: &usize| {
                    let column = &self.state.columns[*index];
                    column.draft != column.original
                };
                for index in (0..self.state.columns.len()).filter(edited) {
                    self.run(index);
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
        let columns = state.columns.iter().enumerate();
        let figure = el("section")
            .set("id", "figure")
            .class("figure")
            .set("tabindex", "-1")
            .label(language.text(id::FIGURE))
            .child(
                el("div").class("columns").children(columns.map(|(index, _)| self.column(index))),
            )
            .child(transport(state.playback, &state.score.0, language, &self.play, &self.help));
        let intro = el("div")
            .class("intro")
            .child(el("h1").text(language.text(state.scenario.title)))
            .child(el("p").text(language.text(state.scenario.summary)))
            .child(el("p").class("look").text(language.text(state.scenario.look)));
        let list_of_keys = state.help.then(|| help(language, &self.help));
        group([
            el("a").class("skip").set("href", "#figure").text(language.text(id::SKIP_TO_FIGURE)),
            self.top(&send),
            el("main")
                .on(ListenerKind::onkeydown, keys)
                .child(intro)
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
    /// Runs the program that the reader has in a column.
    fn run(&self, index: usize) {
        let (Some(column), Some(told)) =
            (self.state.columns.get(index), self.state.scenario.columns.get(index))
        else {
            return;
        };
        let program = Program { name: told.file.into(), source: column.draft.to_string() };
        self.engine.run(index, program);
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

    fn column(&self, index: usize) -> Element {
        let (state, language) = (&self.state, self.state.language);
        let (column, told) = (&state.columns[index], &state.scenario.columns[index]);
        let (run, send) = (&column.run, &self.gestures[index]);
        let moment = state.score.0.moment_at(state.playback.position);
        let count = state.score.0.count(moment, index);
        let asked = state.asked.filter(|(asked, _)| *asked == index).map(|(_, event)| event);
        // A column's clock stops where its run has.
        let time = state.score.0.virtual_time(state.playback.position).min(run.verdict.finished_at);
        // One height for all, so that the rows of the figure line up.
        let tallest =
            |height: fn(&ColumnState) -> f32| state.columns.iter().map(height).fold(0.0, f32::max);
        let picture = PictureProps {
            title: language.text(told.title).into(),
            note: language.text(told.note).into(),
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
            edited: column.draft != column.original,
            editing: column.editing,
            status: column.status.clone(),
            problem: column.problem.clone(),
            loading: state.loading().filter(|_| column.status == Status::Waiting),
            language,
            send: send.clone(),
        };
        el("article")
            .key(told.id)
            .class("column")
            .label(language.text(told.title))
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
    if matches!(tag.as_str(), "textarea" | "espalier-editor") {
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
