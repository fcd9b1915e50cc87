//! [`App`]: the page as a component. It gives each action to the state, and does what an action needs of the world outside:
//! the engine, files, the address. Draws nothing itself.

use espalier_trace::VirtualTime;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    action::Action,
    address,
    branch::Branch,
    challenge,
    document::{Frames, document_element, focus, is_in_view, moves},
    engine::{Engine, Errand, News},
    fetch::{self, Folder},
    keys::{Keys, hear_all},
    offline,
    open::{self, Opened},
    orders::SEEDS,
    playback::Command,
    rest,
    scenario::{self, Library, Scenario},
    score::Place,
    sheets,
    stage::{Stage, Telling},
    state::{ColumnState, Half, Play, State, Wanted},
    storage,
    texts::{Language, id},
    view::{
        column::{Gesture, Status},
        editor,
        grasp::Deed,
        offer::{self, Offer},
        page::Page,
    },
};

/// The page.
pub struct App {
    state: State,
    engine: Engine,
    /// While it plays.
    frames: Option<Frames>,
    /// What had the focus before the list of keys took it, while that is open.
    before_help: Option<Option<web_sys::HtmlElement>>,
    keys: Keys,
    send: Callback<Action>,
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
            keys: Keys {
                play: link.callback(Action::Play),
                help: link.callback(Action::Help),
                undo: link.callback(Action::Undo),
                copy: link.callback(|()| Action::CopyMoment),
                present: link.callback(|()| Action::Present),
            },
            send: link.callback(|action| action),
            fetched: false,
            texts: None,
        };
        if address::opened().is_some() {
            link.send_message(Action::Address);
        } else {
            let (story, libraries) = last();
            // The first picture can do without the rest of the page if nothing of it must be fetched.
            if story.place() == 0 && libraries.iter().all(|own| story.opening.contains(own)) {
                app.want_with(context, story, libraries, None, None);
            } else {
                link.send_message(Action::Return);
            }
        }
        app
    }

    fn update(&mut self, context: &Context<Self>, action: Action) -> bool {
        let tick = match action {
            Action::Play(Command::Tick(millis)) => Some(millis),
            _ => None,
        };
        let before = self.state.playback;
        match action {
            Action::Play(command) => {
                if !matches!(command, Command::Tick(_)) {
                    self.state.held = None;
                }
                self.state.play(command);
            }
            Action::Came(story, library, result) => self.came(context, story, library, result),
            Action::Rest(result) => self.take_in_rest(context, result),
            action if self.state.rest.is_here() => {
                if !self.act(context, action) {
                    return false;
                }
            }
            action => self.hold(context, action),
        }
        let playing = self.state.playback.playing;
        let draws = match tick {
            Some(millis) if playing => {
                let places = self.state.must_place(millis, before.window);
                if places {
                    self.state.send_playheads();
                }
                self.state.take_turns(millis, is_seen) || places
            }
            // What somebody does while it plays, or the engine's news, draws nothing anew.
            None if playing && self.state.playback.position == before.position => {
                self.state.place_playheads();
                true
            }
            _ => {
                self.state.catch_up();
                true
            }
        };
        if playing != self.frames.is_some() {
            let play = self.keys.play.clone();
            self.frames =
                playing.then(|| Frames::start(move |millis| play.emit(Command::Tick(millis))));
        }
        draws
    }

    fn view(&self, _: &Context<Self>) -> Html {
        Page { state: &self.state, keys: &self.keys, send: &self.send }.view()
    }

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        if first {
            self.dress();
            // The first view plays once by itself; who wants no motion sees how it ends.
            if address::opened().is_none() {
                self.keys.play.emit(if moves() { Command::Play } else { Command::End });
            }
            later(context, Action::Complete, COMPLETE_MILLIS);
            later(context, Action::Prefetch, PREFETCH_MILLIS);
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
    /// Does what needs the rest of the page; whether there is anything new to be seen.
    #[inline(never)]
    fn act(&mut self, context: &Context<Self>, action: Action) -> bool {
        // Whoever does something may need words that the first picture did without.
        if !matches!(action, Action::Texts(..) | Action::News(_)) {
            self.fetch_texts(context, self.state.language);
        }
        let state = &mut self.state;
        match action {
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
            Action::Return => {
                let (story, libraries) = last();
                state.recall_challenge(story);
                self.want(context, story, libraries);
            }
            Action::AddColumn => {
                if let Some(libraries) = state.columns_with_another() {
                    self.want(context, self.state.scenario, libraries);
                }
            }
            Action::Texts(language, result) => self.take_in(context, language, result),
            Action::Undo(back) => {
                // What was typed and not run can be had again.
                state.note(None);
                let history = &mut state.history;
                let stage = if back { history.undo() } else { history.redo() };
                if let Some(Stage { scenario, columns }) = stage.cloned() {
                    let (libraries, tellings) = columns.into_iter().unzip();
                    state.hold();
                    let place = state.held;
                    let place = place.filter(|_| scenario.name == state.scenario.name);
                    self.want_with(context, scenario, libraries, Some(tellings), place);
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
            Action::Address if address::opened().is_some() => open_link(context),
            Action::Address => {
                if let Some((story, libraries)) = address::entry().and_then(scenario::staged) {
                    self.want(context, story, libraries);
                }
            }
            Action::Opened(Ok(shared)) => {
                state.linked = true;
                state.broken = None;
                state.theme = shared.theme;
                state.challenge =
                    shared.challenge.map(|place| Play { chosen: Some(place), ..Play::default() });
                let (libraries, tellings) = shared
                    .columns
                    .into_iter()
                    .map(|(library, draft, branch)| (library, (draft.map(AttrValue::from), branch)))
                    .unzip();
                self.speak(context, shared.language);
                self.dress();
                let (story, place) = (shared.scenario, Some(shared.place));
                self.want_with(context, story, libraries, Some(tellings), place);
            }
            Action::Opened(Err(broken)) => {
                state.broken = Some(broken);
                // What was seen with it before, or else what there is.
                let before = address::entry().and_then(scenario::staged);
                match before.or_else(|| state.columns.is_empty().then(last)) {
                    Some((story, libraries)) => {
                        self.want_with(context, story, libraries, None, None);
                    }
                    None => state.keep(),
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
                self.engine.stop(|errand| errand.column() == column);
                let source = trace.header.program.source.clone();
                state.gesture(column, Gesture::Type(source));
                if let Some(column) = state.by_id(column) {
                    column.quiet = false;
                    column.branch = Branch::of(&trace);
                }
                state.show(vec![(column, trace, Status::Idle)]);
                state.note(None);
            }
            Action::File(column, name, Err(refusal)) => state.refuse_file(column, &name, &refusal),
            Action::Gesture(_, Gesture::Turn { name, value, done }) => {
                let before = state.knob(&name).cloned();
                let changed = state.turn(&name, &value);
                self.run_quietly(&changed);
                if !changed.is_empty() {
                    self.engine.run_ahead(self.state.within_reach(&name, before.as_ref()));
                }
                if done {
                    self.state.history.seal();
                }
            }
            Action::Gesture(_, Gesture::Reach(name)) => {
                let wishes = name.map(|name| state.within_reach(&name, None));
                self.engine.run_ahead(wishes.unwrap_or_default());
                return false;
            }
            Action::Gesture(id, Gesture::Hand(deed)) => self.step_in(id, deed),
            Action::Gesture(index, gesture) => {
                let runs = matches!(gesture, Gesture::Run | Gesture::Reset);
                let stops = gesture == Gesture::Stop;
                state.gesture(index, gesture);
                if runs {
                    self.run(index);
                } else if stops {
                    self.engine.stop(|errand| errand == Errand::Show(index));
                }
            }
            Action::News(news) => {
                let is_trunk = |(errand, _): &(Errand, _)| matches!(errand, Errand::Trunk(_));
                let moves = matches!(&news, News::Done(runs) if runs.iter().any(is_trunk));
                let seen = state.news(news);
                if moves {
                    self.move_flag();
                }
                return seen;
            }
            Action::Language(language) => {
                storage::keep_language(language);
                self.speak(context, language);
            }
            Action::Theme(theme) => {
                storage::keep_theme(theme);
                state.theme = theme;
                self.dress();
            }
            Action::Compare(compared) => {
                state.compared = compared;
                if compared.is_none() {
                    // The button that had the focus goes with it.
                    focus("figure");
                }
            }
            Action::Challenge(play) => self.play(context, play),
            Action::Present => state.presenting = !state.presenting,
            Action::Help(open) => state.help = open,
            // That it has come is all that was wanted.
            Action::Complete => {}
            // Not of these, which need no more than the first picture did.
            Action::Play(_) | Action::Came(..) | Action::Rest(_) => {}
            Action::Prefetch => {
                editor::load();
                self.engine.start();
                self.fetched = true;
                sheets::wear(self.state.theme, true);
                let is_idle = |column: &&ColumnState| column.status == Status::Idle;
                let stale = self.state.columns.iter().filter(is_idle);
                let stale = stale.filter(|column| column.is_stale()).map(|column| column.id);
                for column in stale.collect::<Vec<_>>() {
                    self.run(column);
                }
            }
        }
        true
    }

    /// Wants these columns, by a choice of the reader's.
    fn want(&mut self, context: &Context<Self>, story: &'static Scenario, libraries: Vec<Library>) {
        self.state.linked = false;
        self.state.broken = None;
        self.want_with(context, story, libraries, None, None);
    }

    /// Lets an action wait until the rest of the page is here.
    fn hold(&mut self, context: &Context<Self>, action: Action) {
        if self.state.rest.hold(action) {
            let (link, language) = (context.link().clone(), storage::language());
            spawn_local(async move {
                link.send_message(Action::Rest(rest::fetch(language).await));
            });
        }
    }

    /// The rest of the page has come, or not; what waited for it goes on.
    fn take_in_rest(&mut self, context: &Context<Self>, result: Result<(), String>) {
        let waiting = self.state.rest.came(result.is_ok());
        match result {
            Ok(()) => {
                self.state.refused = None;
                hear_all(self.keys.clone());
                let link = context.link().clone();
                address::hear(move || link.send_message(Action::Address));
                offline::keep();
                self.state.complete();
                context.link().send_message_batch(waiting);
            }
            // What nobody waits for may be missing; who does something else asks again.
            Err(problem)
                if waiting
                    .iter()
                    .any(|action| !matches!(action, Action::Complete | Action::Prefetch)) =>
            {
                self.state.refuse(&problem);
            }
            Err(_) => {}
        }
    }

    /// A recorded run has come, or not.
    fn came(
        &mut self,
        context: &Context<Self>,
        story: &'static Scenario,
        library: Library,
        result: Result<String, String>,
    ) {
        let wanted = self.state.wanted.as_mut();
        if let Some(wanted) = wanted.filter(|wanted| wanted.scenario.name == story.name) {
            match result {
                Ok(text) => wanted.came.push((library, text)),
                Err(problem) => self.state.refuse(&problem),
            }
            self.arrive(context);
        }
    }

    /// Asks for what the page does not have of these columns, and shows them when all are there.
    fn want_with(
        &mut self,
        context: &Context<Self>,
        story: &'static Scenario,
        libraries: Vec<Library>,
        tellings: Option<Vec<Telling>>,
        place: Option<Place>,
    ) {
        let wanted = Wanted { scenario: story, libraries, tellings, place, came: Vec::new() };
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
            self.engine.stop(|errand| errand.column() == id);
        }
        // Programs that were given run at once, those of an earlier visit when the engine has come.
        let due = |column: &&ColumnState| column.quiet || self.fetched && column.id >= before;
        let stale = self.state.columns.iter().filter(|column| column.is_stale());
        let due: Vec<(usize, bool)> =
            stale.filter(due).map(|column| (column.id, column.quiet)).collect();
        if self.state.wanted.is_none() && !due.is_empty() {
            self.run_due(&due);
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
                // It may have been missing before.
                state.refused = None;
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

    /// Runs the programs of these columns, quietly or not.
    #[inline(never)]
    fn run_due(&mut self, due: &[(usize, bool)]) {
        let columns = |quietly: bool| {
            let some = due.iter().filter(move |(_, quiet)| *quiet == quietly);
            some.map(|(column, _)| *column)
        };
        self.run_quietly(&columns(true).collect::<Vec<_>>());
        for column in columns(false) {
            self.run(column);
        }
    }

    /// Shows the runs of these columns' programs in the place of their last ones; a word is said only if the engine must come first.
    fn run_quietly(&mut self, columns: &[usize]) {
        let mut wishes = Vec::new();
        for column in self.state.columns.iter_mut().filter(|column| columns.contains(&column.id)) {
            if !self.engine.is_ready() {
                column.status = Status::Waiting;
            }
            wishes.push((column.id, column.program(), column.branch.clone()));
        }
        self.engine.show(wishes);
    }

    /// Runs the program that the reader has in a column, even if it has been run before; a word is said if that does not begin at once.
    fn run(&mut self, id: usize) {
        let Some(column) = self.state.by_id(id) else { return };
        if !self.engine.is_free() {
            column.status = Status::Waiting;
        }
        self.engine.run(Errand::Show(id), column.program(), column.branch.clone());
    }

    /// Begins a challenge in its own story, as that was written; or shows the list of them; or ends it.
    #[inline(never)]
    fn play(&mut self, context: &Context<Self>, play: Option<Play>) {
        if play.is_none() {
            // The button that had the focus goes with it.
            focus("figure");
        }
        let challenge = play.as_ref().and_then(|play| challenge::ALL.get(play.chosen?));
        storage::keep_challenge(challenge.map(|challenge| challenge.name));
        self.state.challenge = play;
        if let Some(story) = challenge.and_then(challenge::Challenge::scenario) {
            let libraries = story.opening.to_vec();
            let tellings = vec![Telling::default(); libraries.len()];
            let start = Place { at: VirtualTime::ZERO, moment: 0 };
            self.state.linked = false;
            self.state.broken = None;
            self.want_with(context, story, libraries, Some(tellings), Some(start));
        }
        self.state.judge();
    }

    /// Does what the reader's hand does in a column.
    #[inline(never)]
    fn step_in(&mut self, id: usize, deed: Deed) {
        let state = &mut self.state;
        let Some(index) = state.columns.iter().position(|column| column.id == id) else { return };
        let column = &state.columns[index];
        let branch = match deed {
            Deed::Hold(held) => {
                state.hand.held = held.map(|held| (id, held));
                // What can be done is of a moment.
                return state.play(Command::Pause);
            }
            Deed::Act(action) => {
                let moment = state.score.0.moment_at(state.playback.position);
                column.branch.then(state.score.0.count(moment, index), action)
            }
            Deed::TakeBack(place) => column.branch.without(place),
            Deed::Seed(seed) => column.branch.seeded(seed),
            Deed::LetGo => return state.history.seal(),
            Deed::Move(place, wish) => {
                if state.want_flag(id, place, wish) {
                    let asked = state.trunk().zip(state.column(id).map(ColumnState::program));
                    if let Some((trunk, program)) = asked {
                        self.engine.run(Errand::Trunk(id), program, trunk);
                    }
                } else {
                    self.move_flag();
                }
                return;
            }
            Deed::Orders(wanted) => return self.try_orders(id, wanted),
        };
        state.branch(id, branch, None);
        self.run_quietly(&[id]);
    }

    /// Moves a flag to where it is wanted, if that can be said by now.
    fn move_flag(&mut self) {
        if let Some(id) = self.state.move_flag() {
            self.run_quietly(&[id]);
        }
    }

    /// Runs the program of a column under many seeds, for their outcomes alone; or no longer.
    fn try_orders(&mut self, id: usize, wanted: bool) {
        self.engine.stop(|errand| matches!(errand, Errand::Order(..)));
        self.state.hand.orders = None;
        if let Some(column) = self.state.column(id).filter(|_| wanted) {
            let (program, branch) = (column.program(), column.branch.clone());
            self.state.try_orders(id);
            for seed in 0..SEEDS {
                let branch = branch.seeded(Some(seed));
                self.engine.run(Errand::Order(id, seed), program.clone(), branch);
            }
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
        sheets::wear(theme, self.fetched);
    }
}

/// Whether any of a column's half is in the window.
fn is_seen(column: usize, half: Half) -> bool {
    let article = format!("article:nth-child({}) ", column + 1);
    let panels = match half {
        Half::Picture => &[".tree-panel", ".head"][..],
        Half::Program => &[".code-panel", ".log-panel"],
    };
    panels.iter().any(|panel| is_in_view(&[&article, *panel].concat()))
}

/// The story and the columns of the last visit, or else the first.
fn last() -> (&'static Scenario, Vec<Library>) {
    let first = &scenario::ALL[0];
    storage::stage().unwrap_or((first, first.opening.to_vec()))
}

/// Reads the link that stands in the address, if there is one.
fn open_link(context: &Context<App>) {
    let Some(letters) = address::opened() else { return };
    let link = context.link().clone();
    spawn_local(async move {
        link.send_message(Action::Opened(address::read(&letters).await));
    });
}

/// Sends an action after some time.
fn later(context: &Context<App>, action: Action, millis: i32) {
    let link = context.link().clone();
    let send = Closure::once_into_js(move || link.send_message(action));
    if let Some(window) = web_sys::window() {
        // Without the timer, what the action would fetch is fetched when it is first asked for.
        let _ = window
            .set_timeout_with_callback_and_timeout_and_arguments_0(send.unchecked_ref(), millis);
    }
}

/// How long after the first picture the rest of the page is fetched: the picture is on the screen then.
const COMPLETE_MILLIS: i32 = 200;

/// How long after the first picture the engine is fetched: the figure is then playing, and the network is free.
const PREFETCH_MILLIS: i32 = 2500;
