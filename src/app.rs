//! The page: all its state in one struct that actions change, and the parts around the figure.

use std::rc::Rc;

use espalier_trace::{EventId, EventKind, Program, Stream, TaskId, Trace};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::Element;
use yew::prelude::*;

use crate::{
    engine::{Engine, Fault, News, PATIENCE_SECS},
    playback::{Command, Playback},
    run::RunRef,
    scenario::{FIRST, Scenario},
    score::Score,
    storage::{self, Theme},
    texts::{Language, id},
    view::{
        column::{Gesture, Picture, Program as ProgramPanel, Status, lit},
        editor::{self, Problem},
        help::help,
        icon,
        legend::legend,
        timeline::{ScoreRef, Timeline},
        transport::{seconds, transport},
    },
};

/// Everything that the page knows.
#[derive(Clone)]
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

#[derive(Clone)]
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
enum Action {
    Play(Command),
    Gesture(usize, Gesture),
    News(News),
    Language(Language),
    Theme(Theme),
    Help(bool),
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

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = (*self).clone();
        match action {
            Action::Play(command) => state.play(command),
            Action::Gesture(index, gesture) => state.gesture(index, gesture),
            Action::News(news) => state.news(news),
            Action::Language(language) => {
                storage::keep_language(language);
                state.language = language;
            }
            Action::Theme(theme) => {
                storage::keep_theme(theme);
                state.theme = theme;
            }
            Action::Help(open) => state.help = open,
        }
        Rc::new(state)
    }
}

/// Whether the reader wants things to move.
fn moves() -> bool {
    let query = web_sys::window()
        .and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
    !query.is_some_and(|query| query.matches())
}

fn document_element() -> Option<Element> {
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

#[component]
pub fn App() -> Html {
    let state = use_reducer(|| State::new(&FIRST));
    let language = state.language;
    let dispatch = state.dispatcher();

    let engine = use_memo((), |()| {
        let script = document_element().and_then(|html| html.get_attribute("data-engine"));
        let dispatch = dispatch.clone();
        Engine::new(script, move |news| dispatch.dispatch(Action::News(news)))
    });

    // The language and theme are the whole document's.
    use_effect_with((language, state.theme), |(language, theme)| {
        if let Some(html) = document_element() {
            // Attributes of the document element can always be set.
            let _ = html.set_attribute("lang", language.tag());
            let _ = html.set_attribute("data-theme", theme.name());
        }
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&language.text(id::PAGE_TITLE));
        }
    });

    // The first view plays once by itself; who wants no motion sees how it ends.
    {
        let (dispatch, engine) = (dispatch.clone(), engine.clone());
        let drafts: Vec<(usize, String)> = state
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.draft != column.original)
            .map(|(index, column)| (index, column.draft.to_string()))
            .collect();
        use_effect_with((), move |()| {
            dispatch.dispatch(Action::Play(if moves() { Command::Play } else { Command::End }));
            let prefetch = Closure::once_into_js(move || {
                editor::load();
                if drafts.is_empty() {
                    engine.start();
                }
                for (index, source) in drafts {
                    engine.run(index, Program { name: FIRST.columns[index].file.into(), source });
                }
            });
            if let Some(window) = web_sys::window() {
                // Without the timer the engine is loaded when it is first asked for.
                let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(
                    prefetch.unchecked_ref(),
                    PREFETCH_MILLIS,
                );
            }
        });
    }

    {
        let dispatch = dispatch.clone();
        use_effect_with(state.playback.playing, move |playing| {
            let frames = playing.then(|| {
                Frames::start(move |millis| dispatch.dispatch(Action::Play(Command::Tick(millis))))
            });
            move || drop(frames)
        });
    }

    let command = use_callback((), {
        let dispatch = dispatch.clone();
        move |command, ()| dispatch.dispatch(Action::Play(command))
    });
    let show_help = |open: bool| {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Help(open)))
    };
    use_effect_with(state.help, |open| {
        let button = web_sys::window()
            .filter(|_| *open)
            .and_then(|window| window.document()?.get_element_by_id("help-close"));
        if let Some(button) =
            button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok())
        {
            // Focus is a convenience; the list is there without it.
            let _ = button.focus();
        }
    });
    let drafts: Vec<AttrValue> = state.columns.iter().map(|column| column.draft.clone()).collect();
    let gesture = use_callback(drafts, {
        let (dispatch, engine) = (dispatch.clone(), engine.clone());
        let originals: Vec<AttrValue> =
            state.columns.iter().map(|column| column.original.clone()).collect();
        move |(index, gesture): (usize, Gesture), drafts: &Vec<AttrValue>| {
            let source = match gesture {
                Gesture::Run => drafts.get(index),
                Gesture::Reset => originals.get(index),
                _ => None,
            };
            let stop = gesture == Gesture::Stop;
            let program = source.map(|source| Program {
                name: FIRST.columns[index].file.into(),
                source: source.to_string(),
            });
            dispatch.dispatch(Action::Gesture(index, gesture));
            if let Some(program) = program {
                engine.run(index, program);
            } else if stop {
                engine.stop(index);
            }
        }
    });

    // The same callbacks from one picture to the next, or every part would be drawn again with every frame.
    let sends = use_memo(gesture.clone(), {
        let columns = state.columns.len();
        move |gesture| {
            let send = |index| {
                let gesture = gesture.clone();
                Callback::from(move |what: Gesture| gesture.emit((index, what)))
            };
            (0..columns).map(send).collect::<Vec<_>>()
        }
    });

    let onkeydown = {
        let dispatch = dispatch.clone();
        let help_open = state.help;
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.alt_key() || event.meta_key() || event.default_prevented()
            {
                return;
            }
            let target = event.target_dyn_into::<Element>();
            let tag =
                target.as_ref().map(Element::tag_name).unwrap_or_default().to_ascii_lowercase();
            if matches!(tag.as_str(), "textarea" | "espalier-editor") {
                return;
            }
            let key = event.key();
            if help_open {
                if key == "Escape" || key == "?" {
                    dispatch.dispatch(Action::Help(false));
                }
                return;
            }
            // A button's own key stays its own.
            if tag == "button" && key == " " {
                return;
            }
            if key == "?" {
                dispatch.dispatch(Action::Help(true));
            } else if let Some(command) = command_of(&key) {
                event.prevent_default();
                dispatch.dispatch(Action::Play(command));
            }
        })
    };

    let theme_text = match state.theme {
        Theme::Auto => id::THEME_AUTO,
        Theme::Light => id::THEME_LIGHT,
        Theme::Dark => id::THEME_DARK,
    };
    let theme_icon = match state.theme {
        Theme::Auto => icon::AUTO,
        Theme::Light => icon::LIGHT,
        Theme::Dark => icon::DARK,
    };
    let moment = state.score.0.moment_at(state.playback.position);
    // One height for all, so that the rows of the figure line up.
    let tallest =
        |height: fn(&ColumnState) -> f32| state.columns.iter().map(height).fold(0.0, f32::max);
    let heights = (
        tallest(|column| column.run.tree.height + TOKEN_ROOM),
        tallest(|column| column.run.lanes.height),
    );
    let loading: Option<AttrValue> =
        state.loading.map(|(bytes, of)| match of.filter(|of| *of > 0) {
            Some(of) => language
                .with(
                    id::ENGINE_LOADING_PERCENT,
                    &[("percent", &(bytes * 100 / of).min(100).to_string())],
                )
                .into(),
            None => format!("{}: {:.1} MB", language.text(id::ENGINE_LOADING), bytes as f64 / 1e6)
                .into(),
        });
    html! {
        <>
            <a class="skip" href="#figure">{ language.text(id::SKIP_TO_FIGURE) }</a>
            <header class="top">
                <div class="brand">
                    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><path d="M3 6h26v22H3zM16 28V6M16 22H9q-3 0-3-3v-3M16 22h7q3 0 3-3v-3M16 13h-4q-3 0-3-3M16 13h4q3 0 3-3" /></svg>
                    <span>{ "Espalier" }</span>
                </div>
                <p class="tagline">{ language.text(id::TAGLINE) }</p>
                <div class="switches">
                    <div class="languages" role="group" aria-label={language.text(id::LANGUAGE)}>
                        { for Language::ALL.into_iter().map(|other| {
                            let dispatch = dispatch.clone();
                            html! {
                                <button key={other.tag()} class="plain" lang={other.tag()} title={other.name()} aria-pressed={(other == language).to_string()}
                                    onclick={Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Language(other)))}>{ other.tag().to_uppercase() }</button>
                            }
                        }) }
                    </div>
                    <button class="plain" title={language.text(theme_text)} aria-label={language.text(theme_text)}
                        onclick={let (dispatch, next) = (dispatch.clone(), state.theme.next()); Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Theme(next)))}>
                        { icon::icon(theme_icon) }
                    </button>
                </div>
            </header>
            <main {onkeydown}>
                <div class="intro">
                    <h1>{ language.text(state.scenario.title) }</h1>
                    <p>{ language.text(state.scenario.summary) }</p>
                    <p class="look">{ language.text(state.scenario.look) }</p>
                </div>
                <section id="figure" class="figure" tabindex="-1" aria-label={language.text(id::FIGURE)}>
                    <div class="columns">
                        { for state.columns.iter().enumerate().map(|(index, column)| {
                            let told = &state.scenario.columns[index];
                            let count = state.score.0.count(moment, index);
                            let asked = state.asked.filter(|(asked, _)| *asked == index).map(|(_, event)| event);
                            // A column's clock stops where its run has.
                            let time = state.score.0.virtual_time(state.playback.position).min(column.run.verdict.finished_at);
                            html! {
                                <article key={told.id} class="column" aria-label={language.text(told.title)}>
                                    <Picture title={language.text(told.title)} note={language.text(told.note)} run={column.run.clone()} {count} height={heights.0}
                                        playing={state.playback.playing} time={seconds(time.as_secs())} {asked} {language} send={sends[index].clone()} />
                                    <div class="timeline-panel panel">
                                        <Timeline run={column.run.clone()} score={state.score.clone()} column={index} position={state.playback.position}
                                            height={heights.1} lit={lit(&column.run, asked)} {language} send={sends[index].clone()} />
                                    </div>
                                    <ProgramPanel run={column.run.clone()} {count} {asked} hovered={column.hovered} draft={column.draft.clone()}
                                        edited={column.draft != column.original} editing={column.editing} status={column.status.clone()} problem={column.problem.clone()}
                                        loading={loading.clone().filter(|_| column.status == Status::Waiting)} {language} send={sends[index].clone()} />
                                </article>
                            }
                        }) }
                    </div>
                    { transport(state.playback, &state.score.0, language, &command, show_help(true)) }
                </section>
                <div class="over">
                    if state.help {
                        { help(language, show_help(false)) }
                    }
                </div>
            </main>
            { legend(language) }
            <footer><p>{ language.text(id::FOOTER) }</p></footer>
        </>
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
