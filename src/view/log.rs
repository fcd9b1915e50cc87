//! The log: a sentence for each event that happened, and the causes of the one that the reader asks about.

use espalier_trace::{Event, EventId, EventKind};
use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::{
    run::{Run, RunRef},
    story,
    texts::{Language, id},
};

/// Sentences shown at once.
const SHOWN: usize = 60;

/// Pixels of the log that stay in view above the sentence asked about.
const ABOVE_ASKED: i32 = 32;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub run: RunRef,
    /// How many events have happened.
    pub count: usize,
    /// The event that the reader asks about.
    pub asked: Option<EventId>,
    pub language: Language,
    /// The reader asks why, or no longer.
    pub ask: Callback<Option<EventId>>,
    /// The reader wants to be at this event.
    pub seek: Callback<EventId>,
}

/// The events so far, newest last and in view.
#[component]
pub fn Log(props: &Props) -> Html {
    let list = use_node_ref();
    let run = &props.run;
    let language = props.language;
    let count = props.count.min(run.trace().events.len());
    let told: Vec<&Event> = run.trace().events[..count].iter().rev().filter(|event| story::is_told(event)).take(SHOWN + 1).collect();
    {
        let list = list.clone();
        use_effect_with((count, props.run.clone()), move |_| {
            if let Some(list) = list.cast::<web_sys::Element>() {
                list.set_scroll_top(list.scroll_height());
            }
        });
    }
    {
        let list = list.clone();
        use_effect_with(props.asked, move |_| {
            let list = list.cast::<web_sys::HtmlElement>();
            let asked = list.as_ref().and_then(|list| list.query_selector(".asked").ok().flatten());
            if let (Some(list), Some(asked)) = (list, asked.and_then(|asked| asked.dyn_into::<web_sys::HtmlElement>().ok())) {
                list.set_scroll_top(asked.offset_top() - list.offset_top() - ABOVE_ASKED);
            }
        });
    }
    html! {
        <ol class="log" ref={list} tabindex="0" aria-label={language.text(id::STORY)}>
            if told.is_empty() {
                <li class="none" key="none">{ language.text(id::LOG_EMPTY) }</li>
            }
            { for told.iter().take(SHOWN).rev().map(|event| line(props, run, event)) }
        </ol>
    }
}

fn line(props: &Props, run: &Run, event: &Event) -> Html {
    let language = props.language;
    let event_id = event.seq;
    let asked = props.asked == Some(event_id);
    let seek = { let seek = props.seek.clone(); Callback::from(move |_| seek.emit(event_id)) };
    let ask = { let ask = props.ask.clone(); Callback::from(move |_| ask.emit((!asked).then_some(event_id))) };
    let hue = event.task.map_or(0, |task| run.hue(task));
    let class = classes!(
        story::is_turn(event).then_some("turn"),
        matches!(event.kind, EventKind::Printed { .. }).then_some("printed"),
        asked.then_some("asked"),
        format!("hue-{hue}"),
    );
    html! {
        <li key={event_id.0} {class}>
            <span class="time">{ event.at.to_string() }</span>
            <button class="sentence" onclick={seek.clone()} title={language.text(id::GO_THERE)}>{ story::sentence(run, event, language) }</button>
            <button class="why" onclick={ask} aria-expanded={asked.to_string()}>{ language.text(if asked { id::WHY_CLOSE } else { id::WHY }) }</button>
            if asked {
                <ol class="chain" aria-label={language.text(id::WHY_TITLE)}>
                    { for run.why(event_id).iter().skip(1).map(|cause| {
                        let seek = { let (seek, to) = (props.seek.clone(), cause.seq); Callback::from(move |_| seek.emit(to)) };
                        let line = run.line_of(cause).filter(|_| !matches!(cause.kind, EventKind::Line { .. }));
                        html! {
                            <li key={cause.seq.0} class={format!("hue-{}", cause.task.map_or(0, |task| run.hue(task)))}>
                                <button class="sentence" onclick={seek}>{ story::sentence(run, cause, language) }</button>
                                if let Some(line) = line {
                                    <span class="line">{ language.with(id::LINE_NUMBER, &[("line", &line.to_string())]) }</span>
                                }
                            </li>
                        }
                    }) }
                </ol>
            }
        </li>
    }
}
