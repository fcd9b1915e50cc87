//! A column: one run with its tree, timeline, code, log and verdict, and the controls of its program.

use espalier_trace::{EventId, TaskId};
use yew::prelude::*;

use crate::{
    run::{Lit, RunRef},
    story,
    texts::{Language, id},
    view::{
        code, editor::{Editor, Problem},
        log::Log,
        timeline::{ScoreRef, Timeline},
        transport::seconds,
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
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub index: usize,
    pub title: String,
    pub note: String,
    pub run: RunRef,
    pub score: ScoreRef,
    /// Milliseconds of presentation time.
    pub position: f32,
    /// How many events have happened.
    pub count: usize,
    /// Heights of tree and timeline, the same in all columns.
    pub heights: (f32, f32),
    pub playing: bool,
    pub language: Language,
    pub asked: Option<EventId>,
    /// The reader's text.
    pub draft: AttrValue,
    /// Whether that is another than the original.
    pub edited: bool,
    pub editing: bool,
    pub status: Status,
    pub problem: Option<Problem>,
    /// How much of the engine has come, in words, while somebody waits for it.
    pub loading: Option<AttrValue>,
    pub gesture: Callback<(usize, Gesture)>,
}

#[component]
pub fn Column(props: &Props) -> Html {
    let language = props.language;
    let send = { let (gesture, index) = (props.gesture.clone(), props.index); Callback::from(move |what: Gesture| gesture.emit((index, what))) };
    let lit = use_memo((props.run.clone(), props.asked), |(run, asked)| asked.map_or_else(Lit::default, |id| run.lit(&run.why(id))));
    let seek = { let send = send.clone(); Callback::from(move |position| send.emit(Gesture::Seek(position))) };
    html! {
        <article class="column" aria-label={props.title.clone()}>
            <Moment run={props.run.clone()} count={props.count} tree_height={props.heights.0} playing={props.playing} title={props.title.clone()} note={props.note.clone()}
                index={props.index} lit={(*lit).clone()} {language} asked={props.asked} send={send.clone()}
                time={seconds(shown_time(props))}
                draft={props.draft.clone()} edited={props.edited} editing={props.editing} status={props.status.clone()}
                problem={props.problem.clone()} loading={props.loading.clone()}>
                <div class="timeline-panel panel">
                    <Timeline run={props.run.clone()} score={props.score.clone()} column={props.index} position={props.position} height={props.heights.1}
                        lit={(*lit).clone()} {language} {seek} />
                </div>
            </Moment>
        </article>
    }
}

/// Virtual time at the playhead; it stops where the run has.
fn shown_time(props: &Props) -> f64 {
    let now = props.score.0.virtual_time(props.position);
    now.min(props.run.verdict.finished_at).as_secs()
}

#[derive(Properties, PartialEq)]
struct MomentProps {
    index: usize,
    title: String,
    note: String,
    run: RunRef,
    count: usize,
    tree_height: f32,
    playing: bool,
    time: String,
    lit: Lit,
    language: Language,
    asked: Option<EventId>,
    draft: AttrValue,
    edited: bool,
    editing: bool,
    status: Status,
    problem: Option<Problem>,
    loading: Option<AttrValue>,
    send: Callback<Gesture>,
    /// The timeline, which moves with every frame while the rest changes with every event.
    children: Html,
}

#[component]
fn Moment(props: &MomentProps) -> Html {
    let language = props.language;
    let run = &props.run;
    let hovered = use_state_eq(|| None::<TaskId>);
    let hover = { let hovered = hovered.clone(); Callback::from(move |task| hovered.set(task)) };
    let world = use_memo((run.clone(), props.count), |(run, count)| run.keyframes.world(*count));
    let tokens = use_memo((run.clone(), props.count), |(run, count)| run.tokens(*count));
    let lines = use_memo(run.clone(), |run| code::prepare(run.source()));
    let events = &run.trace().events[..props.count.min(run.trace().events.len())];
    let last = events.iter().rev().find(|event| story::is_told(event));
    let caption = last.map_or_else(|| language.text(id::LOG_EMPTY), |event| story::sentence(run, event, language));
    let turn = last.is_some_and(story::is_turn);
    let send = &props.send;
    let click = |what: Gesture| { let send = send.clone(); Callback::from(move |_: MouseEvent| send.emit(what.clone())) };
    let ask = { let send = send.clone(); Callback::from(move |event| send.emit(Gesture::Ask(event))) };
    let seek = { let send = send.clone(); Callback::from(move |event| send.emit(Gesture::SeekEvent(event))) };
    let busy = matches!(props.status, Status::Waiting | Status::Running);
    html! {
        <>
            <header class="panel head">
                <h2>{ &props.title }</h2>
                <p class="note">{ &props.note }</p>
                { verdict(run, props.count, &props.time, language) }
            </header>
            <div class={classes!("panel", "tree-panel", (props.tree_height > 700.0).then_some("large"))}>
                { tree(run, &world, &tokens, &props.lit, props.tree_height, language, &hover) }
            </div>
            // Spoken only when the reader steps: while playing, every event would be read out.
            <p class={classes!("caption", turn.then_some("turn"))} aria-live={if props.playing { "off" } else { "polite" }}>{ caption }</p>
            { props.children.clone() }
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
                <div class="status" role="status">{ status(props) }</div>
                <div class="program">
                    if props.editing {
                        <Editor text={props.draft.to_string()} problem={props.problem.clone()} {language}
                            typed={let send = send.clone(); Callback::from(move |text| send.emit(Gesture::Type(text)))}
                            run={let send = send.clone(); Callback::from(move |()| send.emit(Gesture::Run))} />
                    } else {
                        { code::code(run, &lines, &world, &props.lit, *hovered, language) }
                    }
                </div>
            </section>
            <section class="panel log-panel" aria-label={language.text(id::STORY)}>
                <Log run={run.clone()} count={props.count} asked={props.asked} {language} {ask} {seek} />
            </section>
        </>
    }
}

fn status(props: &MomentProps) -> Html {
    let language = props.language;
    let text = match (&props.status, &props.loading) {
        (Status::Failed(problem), _) => html! { <p class="failed">{ problem }</p> },
        (Status::Waiting, Some(loading)) => html! { <p class="loading">{ loading }</p> },
        (Status::Waiting | Status::Running, _) => html! { <p class="loading">{ language.text(id::ENGINE_RUNNING) }</p> },
        (Status::Idle, _) => html! {},
    };
    let problem = props.problem.as_ref().map(|(line, message)| {
        html! { <p class="failed"><b>{ language.with(id::LINE_NUMBER, &[("line", &line.to_string())]) }</b>{ " " }{ message }</p> }
    });
    html! { <>{ text }{ problem.unwrap_or_default() }</> }
}
