//! A column: one run with its tree, timeline, code, log and verdict, and the controls of its program.

use espalier_trace::{Event, EventId, EventKind, TaskId};
use yew::prelude::*;

use crate::{
    run::{Lit, Run, RunRef},
    story,
    texts::{Language, id},
    view::{
        code,
        editor::{Editor, Problem},
        log,
        tree::tree,
        verdict::verdict,
    },
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
}

/// What a column shows at one moment.
#[derive(Clone, PartialEq, Properties)]
pub struct PictureProps {
    pub title: AttrValue,
    pub note: AttrValue,
    pub run: RunRef,
    /// How many events have happened.
    pub count: usize,
    /// Of the tree's picture.
    pub height: f32,
    pub playing: bool,
    /// Virtual time, in words.
    pub time: AttrValue,
    pub asked: Option<EventId>,
    pub language: Language,
    pub send: Callback<Gesture>,
}

/// What a chain of causes lights up, if one is asked for.
#[must_use]
pub fn lit(run: &Run, asked: Option<EventId>) -> Lit {
    asked.map_or_else(Lit::default, |id| run.lit(&run.why(id)))
}

/// The verdict, the tree, and what has just happened in a sentence.
#[component]
pub fn Picture(props: &PictureProps) -> Html {
    let (run, language): (&Run, _) = (&props.run, props.language);
    let world = run.keyframes.world(props.count);
    let events = &run.trace().events[..props.count.min(run.trace().events.len())];
    // A traceback that Python prints on its own is in the log; what it is about is the news.
    let is_news = |event: &&Event| {
        run.is_told(event)
            && !(event.task.is_none() && matches!(event.kind, EventKind::Printed { .. }))
    };
    let last = events.iter().rev().find(is_news);
    let caption = last.map_or_else(
        || language.text(id::LOG_EMPTY),
        |event| story::sentence(run, event, language),
    );
    let turn = last.is_some_and(story::is_turn);
    let hover = props.send.reform(Gesture::Hover);
    html! {
        <>
            <header class="panel head">
                <h2>{ &props.title }</h2>
                <p class="note">{ &props.note }</p>
                { verdict(run, props.count, &props.time, language) }
            </header>
            <div class={classes!("panel", "tree-panel", (props.height > 700.0).then_some("large"))}>
                { tree(run, &world, &run.tokens(props.count), &lit(run, props.asked), props.height, language, &hover) }
            </div>
            // Spoken only when the reader steps: while playing, every event would be read out.
            <p class={classes!("caption", turn.then_some("turn"))} aria-live={if props.playing { "off" } else { "polite" }}>{ caption }</p>
        </>
    }
}

/// A column's program and its story.
#[derive(Clone, PartialEq, Properties)]
pub struct ProgramProps {
    pub run: RunRef,
    /// How many events have happened.
    pub count: usize,
    pub asked: Option<EventId>,
    /// The task that the reader points at.
    pub hovered: Option<TaskId>,
    /// The reader's text.
    pub draft: AttrValue,
    /// Whether that is another than the original.
    pub edited: bool,
    pub editing: bool,
    pub status: Status,
    pub problem: Option<Problem>,
    /// How much of the engine has come, in words, while somebody waits for it.
    pub loading: Option<AttrValue>,
    pub language: Language,
    pub send: Callback<Gesture>,
}

/// The code with its controls, and the log.
#[component]
pub fn Program(props: &ProgramProps) -> Html {
    let language = props.language;
    let run = &props.run;
    let lines = use_memo(run.clone(), |run| code::prepare(run.source()));
    let list = use_node_ref();
    use_effect_with((props.count, run.clone()), {
        let list = list.clone();
        move |_| log::show_last(&list)
    });
    use_effect_with(props.asked, {
        let list = list.clone();
        move |_| log::show_asked(&list)
    });
    let send = &props.send;
    let click = |what: Gesture| {
        let send = send.clone();
        Callback::from(move |_: MouseEvent| send.emit(what.clone()))
    };
    let busy = matches!(props.status, Status::Waiting | Status::Running);
    html! {
        <>
            <section class="panel code-panel" aria-label={language.text(id::CODE)}>
                <div class="bar">
                    <span class="file">{ &run.trace().header.program.name }
                        if props.edited { <em>{ language.text(id::EDITED) }</em> }
                    </span>
                    if props.edited && !busy {
                        <button key="reset" class="plain" title={language.text(id::RESET_HINT)} onclick={click(Gesture::Reset)}>{ language.text(id::RESET) }</button>
                    }
                    <button key="edit" class="plain edit" aria-pressed={props.editing.to_string()} onclick={click(Gesture::Edit(!props.editing))}>
                        { language.text(if props.editing { id::EDIT_DONE } else { id::EDIT }) }
                    </button>
                    if busy {
                        <button key="stop" class="plain run stop" onclick={click(Gesture::Stop)}>{ language.text(id::STOP) }</button>
                    } else {
                        <button key="run" class="plain run" title={language.text(id::RUN_HINT)} onclick={click(Gesture::Run)}>{ language.text(id::RUN) }</button>
                    }
                </div>
                <div class="notice" role="status">{ status(props) }</div>
                <div class="program">
                    if props.editing {
                        <Editor text={props.draft.to_string()} problem={props.problem.clone()} {language}
                            typed={send.reform(Gesture::Type)} run={send.reform(|()| Gesture::Run)} />
                    } else {
                        { code::code(run, &lines, &run.keyframes.world(props.count), &lit(run, props.asked), props.hovered, language) }
                    }
                </div>
            </section>
            <section class="panel log-panel" aria-label={language.text(id::STORY)}>
                { log::log(run, props.count, props.asked, language, send, &list) }
            </section>
        </>
    }
}

fn status(props: &ProgramProps) -> Html {
    let language = props.language;
    let text = match (&props.status, &props.loading) {
        (Status::Failed(problem), _) => html! { <p class="failed">{ problem }</p> },
        (Status::Waiting, Some(loading)) => html! { <p class="loading">{ loading }</p> },
        (Status::Waiting | Status::Running, _) => {
            html! { <p class="loading">{ language.text(id::ENGINE_RUNNING) }</p> }
        }
        (Status::Idle, _) => html! {},
    };
    let problem = props.problem.as_ref().map(|(line, message)| {
        html! { <p class="failed"><b>{ language.with(id::LINE_NUMBER, &[("line", &line.to_string())]) }</b>{ " " }{ message }</p> }
    });
    html! { <>{ text }{ problem.unwrap_or_default() }</> }
}
