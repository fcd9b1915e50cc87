//! The log: a sentence for each event that happened, and the causes of the one that the reader asks about.

use espalier_trace::{Event, EventId, EventKind};
use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::{
    run::Run,
    story,
    texts::{Language, id},
    view::column::Gesture,
};

/// Sentences shown at once.
const SHOWN: usize = 60;

/// Pixels of the log that stay in view above the sentence asked about.
const ABOVE_ASKED: i32 = 32;

/// Brings the newest sentence into view.
pub fn show_last(list: &NodeRef) {
    if let Some(list) = list.cast::<web_sys::Element>() {
        list.set_scroll_top(list.scroll_height());
    }
}

/// Brings the sentence that is asked about into view.
pub fn show_asked(list: &NodeRef) {
    let list = list.cast::<web_sys::HtmlElement>();
    let asked = list.as_ref().and_then(|list| list.query_selector(".asked").ok().flatten());
    if let (Some(list), Some(asked)) =
        (list, asked.and_then(|asked| asked.dyn_into::<web_sys::HtmlElement>().ok()))
    {
        list.set_scroll_top(asked.offset_top() - list.offset_top() - ABOVE_ASKED);
    }
}

/// The first `count` events, newest last.
pub fn log(
    run: &Run,
    count: usize,
    asked: Option<EventId>,
    language: Language,
    send: &Callback<Gesture>,
    list: &NodeRef,
) -> Html {
    let count = count.min(run.trace().events.len());
    let told: Vec<&Event> = run.trace().events[..count]
        .iter()
        .rev()
        .filter(|event| run.is_told(event))
        .take(SHOWN)
        .collect();
    html! {
        <ol class="log" ref={list} tabindex="0" aria-label={language.text(id::STORY)}>
            if told.is_empty() {
                <li class="none" key="none">{ language.text(id::LOG_EMPTY) }</li>
            }
            { for told.iter().rev().map(|event| line(run, event, asked == Some(event.seq), language, send)) }
        </ol>
    }
}

fn line(
    run: &Run,
    event: &Event,
    asked: bool,
    language: Language,
    send: &Callback<Gesture>,
) -> Html {
    let event_id = event.seq;
    let click = |what: Gesture| {
        let send = send.clone();
        Callback::from(move |_: MouseEvent| send.emit(what.clone()))
    };
    let seek = click(Gesture::SeekEvent(event_id));
    let ask = click(Gesture::Ask((!asked).then_some(event_id)));
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
            <button class="sentence" onclick={seek} title={language.text(id::GO_THERE)}>{ story::sentence(run, event, language) }</button>
            <button class="why" onclick={ask} aria-expanded={asked.to_string()}>{ language.text(if asked { id::WHY_CLOSE } else { id::WHY }) }</button>
            if asked {
                <ol class="chain" aria-label={language.text(id::WHY_TITLE)}>
                    { for run.why(event_id).iter().skip(1).map(|cause| {
                        let seek = click(Gesture::SeekEvent(cause.seq));
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
