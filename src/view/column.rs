//! A column: one run with its tree, timeline, code, log and verdict, and the controls of its program.

use std::rc::Rc;

use espalier_trace::{Event, EventId, EventKind, Stream, TaskId};
use yew::{prelude::*, virtual_dom::ListenerKind};

use super::{
    code,
    editor::{self, Editor, Problem},
    element::{Element, component, el, group, menu},
    grasp::{self, Deed},
    knobs::knobs,
    log, page,
    part::kept,
    tree::tree,
    verdict::verdict,
    zoom::{self, Anchor, Turn, Zoom},
};
use crate::{
    branch::Target,
    highlight,
    knob::{Knob, Mistake},
    layout::Density,
    run::{Lit, Run, RunRef},
    scenario::{self, Library},
    story,
    texts::{Id, Language, id},
};

/// What a column's program is doing.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Status {
    /// Nothing.
    #[default]
    Idle,
    /// It waits for the engine.
    Waiting,
    /// It runs.
    Running,
    /// Something went wrong; said in the reader's language.
    Failed(String),
}

/// What the reader does in a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Gesture {
    /// Opens or closes the editor.
    Edit(bool),
    /// Types.
    Type(String),
    /// Turns the knob of that name, in all columns that have it.
    Turn {
        /// The constant's name.
        name: String,
        /// Its new value, as Python writes it.
        value: String,
        /// Whether the hand has let go of it.
        done: bool,
    },
    /// Puts the hand to the knob of that name, or takes it away.
    Reach(Option<String>),
    /// Runs the program.
    Run,
    /// Stops it.
    Stop,
    /// Goes back to the original program.
    Reset,
    /// Asks why.
    Ask(Option<EventId>),
    /// Goes to the moment of an event.
    SeekEvent(EventId),
    /// Goes to a position.
    Seek(f32),
    /// Points at a task, or no longer.
    Hover(Option<TaskId>),
    /// Points at a line of the program, or no longer.
    Point(Option<u32>),
    /// Wants what a file holds here.
    Open(web_sys::File),
    /// Wants another library's telling here.
    Library(Library),
    /// Wants the column away.
    Remove,
    /// Steps into the run.
    Hand(Deed),
}

/// Height of a tree, in the picture's units, from which on it scrolls in a frame of its own.
pub const LARGE: f32 = 700.0;

/// What a column shows at one moment.
#[derive(Clone, PartialEq, Properties)]
pub struct PictureProps {
    pub library: Library,
    /// The story's place among all.
    pub scenario: usize,
    /// Whether there are enough columns without this one.
    pub removable: bool,
    pub run: RunRef,
    /// How many events have happened.
    pub count: usize,
    /// Of the tree's picture.
    pub height: f32,
    /// Whether the rest of the page is here, which draws errors.
    pub whole: bool,
    pub playing: bool,
    /// Virtual time, in words.
    pub time: AttrValue,
    pub asked: Option<EventId>,
    /// The task that the reader points at.
    pub hovered: Option<TaskId>,
    /// The line that the reader points at.
    pub pointed: Option<u32>,
    pub language: Language,
    pub send: Callback<Gesture>,
}

/// What a chain of causes lights up, if one is asked for.
#[must_use]
pub fn lit(run: &Run, asked: Option<EventId>) -> Lit {
    asked.map_or_else(Lit::default, |id| run.lit(&run.why(id)))
}

/// The verdict, the tree, and what has just happened in a sentence.
pub struct Picture {
    hover: Callback<Option<TaskId>>,
    /// Of a tree of many tasks.
    zoom: Zoom,
    frame: NodeRef,
    /// What the next picture leaves where it is.
    anchor: Option<Anchor>,
}

impl Component for Picture {
    type Message = Turn;
    type Properties = PictureProps;

    fn create(context: &Context<Self>) -> Self {
        Self {
            hover: context.props().send.reform(Gesture::Hover),
            zoom: Zoom::default(),
            frame: NodeRef::default(),
            anchor: None,
        }
    }

    fn update(&mut self, _: &Context<Self>, turn: Turn) -> bool {
        self.anchor = self.frame.cast().map(|frame| Anchor::of(&frame, turn));
        self.zoom = self.zoom.turned(turn);
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let props = context.props();
        let (run, language) = (&props.run, props.language);
        let world = run.keyframes.world(props.count);
        // A traceback that Python prints on its own is in the log; what it is about is the news.
        let is_news = |event: &&Event| {
            !matches!(event.kind, EventKind::Printed { stream: Stream::Stderr, .. })
        };
        let told = run.told(props.count).iter().rev();
        let last = told.filter_map(|event| run.event(*event)).find(is_news);
        let caption = last.map_or_else(
            || language.text(id::LOG_EMPTY),
            |event| story::sentence(run, event, language),
        );
        // The first picture is of a moment without errors, or makes do without their signs.
        let tokens = if props.whole { run.tokens(props.count) } else { Vec::new() };
        let lit = lit(run, props.asked);
        let picture = grasp::takes(
            tree(
                run,
                &world,
                &tokens,
                &lit,
                (props.hovered, props.pointed),
                self.zoom.names(),
                props.height,
                language,
                &self.hover,
            ),
            &props.send,
            props.hovered.map(Target::Task),
        );
        let frame = el("div")
            .found_by(&self.frame)
            .class("panel tree-panel")
            .class_if(props.height > LARGE, "large");
        let framed = if run.tree.density == Density::Dots {
            zoom::framed(frame, picture, self.zoom, language, &context.link().callback(|turn| turn))
        } else {
            frame.child(picture)
        };
        group([
            head(props).child(verdict(run, props.count, &props.time, language)),
            framed,
            // Spoken only when the reader steps: while playing, every event would be read out.
            el("p")
                .class("caption")
                .class_if(last.is_some_and(story::is_turn), "turn")
                .set("aria-live", if props.playing { "off" } else { "polite" })
                .text(caption),
        ])
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        if let (Some(anchor), Some(frame)) = (self.anchor.take(), self.frame.cast()) {
            anchor.hold(&frame);
        }
    }
}

/// Whose telling it is, as a menu of all that the story has.
fn head(props: &PictureProps) -> Element {
    let language = props.language;
    let title = language.text(props.library.title());
    let libraries = scenario::ALL.get(props.scenario).map_or(&[][..], |story| story.libraries);
    let own = props.library;
    let choices = libraries.iter().map(|library| language.text(library.title())).collect();
    let chosen = libraries.iter().position(|library| *library == own).unwrap_or(0);
    let choose = props
        .send
        .reform(move |place: usize| Gesture::Library(libraries.get(place).copied().unwrap_or(own)));
    let remove = language.text(id::REMOVE_COLUMN);
    let remove = props.removable.then(|| {
        el("button")
            .class("plain remove")
            .set("title", remove.clone())
            .label(format!("{remove}: {title}"))
            .on_click(&props.send, Gesture::Remove)
            .text("×")
    });
    el("header")
        .class("panel head")
        .child(el("h2").class("unseen").text(title))
        .child(menu(language.text(id::CHOOSE_LIBRARY), chosen, choices, choose))
        .child(el("p").class("note").text(language.text(props.library.note())))
        .maybe(remove)
}

/// A column's program and its story.
#[derive(Clone, PartialEq, Properties)]
pub struct ProgramProps {
    pub run: RunRef,
    /// How many events have happened.
    pub count: usize,
    pub playing: bool,
    pub asked: Option<EventId>,
    /// The task that the reader points at.
    pub hovered: Option<TaskId>,
    /// The reader's text.
    pub draft: AttrValue,
    /// Its knobs, and what is wrong with those that are none.
    pub knobs: Rc<(Vec<Knob>, Vec<Mistake>)>,
    /// Whether that is another than the original.
    pub edited: bool,
    /// Whether the reader has stepped into the run.
    pub branched: bool,
    pub editing: bool,
    pub status: Status,
    pub problem: Option<Problem>,
    /// How much of the engine has come, in words, while somebody waits for it.
    pub loading: Option<AttrValue>,
    /// Whether the rest of the page is here.
    pub whole: bool,
    pub language: Language,
    pub send: Callback<Gesture>,
}

/// The code with its controls, and the log.
pub struct Program {
    list: NodeRef,
    lines: code::Lines,
    rooms: code::Rooms,
    /// The event that the log was last scrolled to.
    shown: Option<EventId>,
    typed: Callback<String>,
    run: Callback<()>,
    point: Callback<Option<u32>>,
}

impl Component for Program {
    type Message = ();
    type Properties = ProgramProps;

    fn create(context: &Context<Self>) -> Self {
        let props = context.props();
        Self {
            list: NodeRef::default(),
            lines: highlight::lines(props.run.source()).into(),
            rooms: rooms(props),
            shown: None,
            typed: props.send.reform(Gesture::Type),
            run: props.send.reform(|()| Gesture::Run),
            point: props.send.reform(Gesture::Point),
        }
    }

    fn changed(&mut self, context: &Context<Self>, old: &ProgramProps) -> bool {
        let props = context.props();
        if props.run != old.run {
            self.lines = highlight::lines(props.run.source()).into();
        }
        if props.run != old.run || props.whole != old.whole {
            self.rooms = rooms(props);
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let props = context.props();
        let (run, language) = (&props.run, props.language);
        let code = el("div")
            .class("panel code-panel")
            .child(bar(props))
            .child(kept(
                "knobs",
                (props.knobs.clone(), language, props.send.clone()),
                |(all, language, send)| {
                    let some = !all.0.is_empty();
                    el("div").maybe(some.then(|| knobs(&all.0, *language, send)))
                },
            ))
            .child(el("div").class("notice").set("role", "status").children(notices(props)));
        let mistakes = &props.knobs.1;
        let hint = (!props.editing).then(|| page::hint(id::CODE_HINT, language));
        let program = if props.editing {
            let mistake = || {
                let mistake = mistakes.first()?;
                Some((mistake.line, language.text(mistake.what)))
            };
            component::<Editor>(editor::Props {
                text: props.draft.to_string(),
                problem: props.problem.clone().or_else(mistake),
                language,
                typed: self.typed.clone(),
                run: self.run.clone(),
            })
        } else {
            let world = run.keyframes.world(props.count);
            let lit = lit(run, props.asked);
            // What is wrong is said where it stands, if what stands there is what was run.
            let mistakes = if run.source() == props.draft.as_str() { &mistakes[..] } else { &[] };
            code::code(
                run,
                (&self.lines, &self.rooms),
                mistakes,
                &world,
                &lit,
                props.hovered,
                language,
                &self.point,
            )
            .into()
        };
        group([
            code.child(el("div").class("program").child(program).maybe(hint)),
            el("div").class("panel log-panel").child(log::log(
                run,
                props.count,
                props.playing,
                props.asked,
                language,
                &props.send,
                &self.list,
            )),
        ])
    }

    fn rendered(&mut self, context: &Context<Self>, _: bool) {
        let props = context.props();
        if self.shown != props.asked {
            log::show_asked(&self.list);
        }
        self.shown = props.asked;
    }
}

/// The rooms of flags, which come with the rest of the page.
fn rooms(props: &ProgramProps) -> code::Rooms {
    if props.whole { code::rooms(&props.run).into() } else { code::Rooms::default() }
}

/// The program's name and its buttons.
fn bar(props: &ProgramProps) -> Element {
    let language = props.language;
    let busy = matches!(props.status, Status::Waiting | Status::Running);
    let button = |name: &'static str, class: &str, text: Id, hint: Option<Id>, what: Gesture| {
        let button = el("button").key(name).class("plain").class(class);
        let button = match hint {
            Some(hint) => button.set("title", language.text(hint)),
            None => button,
        };
        button.on_click(&props.send, what).text(language.text(text))
    };
    let reset = ((props.edited || props.branched) && !busy)
        .then(|| button("reset", "", id::RESET, Some(id::RESET_HINT), Gesture::Reset));
    let edit_text = if props.editing { id::EDIT_DONE } else { id::EDIT };
    let edit = button("edit", "edit", edit_text, None, Gesture::Edit(!props.editing))
        .flag("aria-pressed", props.editing);
    let run = if busy {
        button("stop", "run stop", id::STOP, None, Gesture::Stop)
    } else {
        button("run", "run", id::RUN, Some(id::RUN_HINT), Gesture::Run)
    };
    let edited = props.edited.then(|| el("em").key("edited").text(language.text(id::EDITED)));
    let file =
        el("span").key("file").class("file").text(props.run.trace().header.program.name.clone());
    let open = open_button(language, &props.send);
    el("div").class("bar").children(
        [Some(file), edited, reset, Some(open), Some(edit), Some(run)].into_iter().flatten(),
    )
}

/// The choice of a file, which can be dropped on the column too.
fn open_button(language: Language, send: &Callback<Gesture>) -> Element {
    let send = send.clone();
    let choice = el("input")
        .class("unseen")
        .set("type", "file")
        .set("accept", ".py,.trace,.json,.txt")
        .label(language.text(id::OPEN_HINT))
        .on(ListenerKind::onchange, move |event: web_sys::Event| {
            let Some(input) = event.target_dyn_into::<web_sys::HtmlInputElement>() else { return };
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                send.emit(Gesture::Open(file));
            }
            // The same file can be chosen again once it has been changed.
            input.set_value("");
        });
    el("label")
        .key("open")
        .class("plain open")
        .set("title", language.text(id::OPEN_HINT))
        .child(choice)
        .text(language.text(id::OPEN))
}

/// Takes a file that is dropped on `element`.
pub fn drop_place(element: Element, send: &Callback<Gesture>) -> Element {
    let send = send.clone();
    // A browser drops only where the drag is taken, and goes to the file where it is not.
    let drag = |event: DragEvent| event.prevent_default();
    element.on(ListenerKind::ondragover, drag).on(ListenerKind::ondrop, move |event: DragEvent| {
        event.prevent_default();
        event.stop_propagation();
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            send.emit(Gesture::Open(file));
        }
    })
}

/// What is wrong, or going on.
fn notices(props: &ProgramProps) -> impl Iterator<Item = Element> {
    let language = props.language;
    let notice = |class: &str, text: AttrValue| el("p").class(class).text(text);
    let status = match (&props.status, &props.loading) {
        (Status::Failed(problem), _) => Some(notice("failed", problem.clone().into())),
        (Status::Waiting, Some(loading)) => Some(notice("loading", loading.clone())),
        (Status::Waiting | Status::Running, _) => {
            Some(notice("loading", language.text(id::ENGINE_RUNNING).into()))
        }
        (Status::Idle, _) => None,
    };
    let problem = props.problem.as_ref().map(|(line, message)| {
        let line = language.with(id::LINE_NUMBER, &[("line", &line.to_string())]);
        el("p").class("failed").child(el("b").text(line)).text(" ").text(message.clone())
    });
    status.into_iter().chain(problem)
}
