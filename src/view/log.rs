//! The log: a sentence for each event that happened, and the causes of the one that the reader asks about.

use espalier_trace::{Event, EventId, EventKind};
use wasm_bindgen::JsCast;
use yew::{Callback, NodeRef};

use super::{
    column::Gesture,
    element::{Element, el},
};
use crate::{
    run::Run,
    story,
    texts::{Language, id},
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
) -> Element {
    let count = count.min(run.trace().events.len());
    let told: Vec<&Event> = run.trace().events[..count]
        .iter()
        .rev()
        .filter(|event| run.is_told(event))
        .take(SHOWN)
        .collect();
    let list =
        el("ol").class("log").found_by(list).set("tabindex", "0").label(language.text(id::STORY));
    if told.is_empty() {
        return list.child(el("li").class("none").text(language.text(id::LOG_EMPTY)));
    }
    let line = |event: &&Event| line(run, event, asked == Some(event.seq), language, send);
    list.children(told.iter().rev().map(line))
}

fn line(
    run: &Run,
    event: &Event,
    asked: bool,
    language: Language,
    send: &Callback<Gesture>,
) -> Element {
    let sentence = |event: &Event| {
        el("button")
            .class("sentence")
            .on_click(send, Gesture::SeekEvent(event.seq))
            .set("title", language.text(id::GO_THERE))
            .text(story::sentence(run, event, language))
    };
    let hue = |event: &Event| event.task.map_or(0, |task| run.hue(task));
    let cause = |cause: &&Event| {
        let line = run
            .line_of(cause)
            .filter(|_| !matches!(cause.kind, EventKind::Line { .. }))
            .map(|line| {
                let line = language.with(id::LINE_NUMBER, &[("line", &line.to_string())]);
                el("span").class("line").text(line)
            });
        el("li").key(cause.seq.0).hue(hue(cause)).child(sentence(cause)).maybe(line)
    };
    let chain = asked.then(|| {
        el("ol")
            .class("chain")
            .label(language.text(id::WHY_TITLE))
            .children(run.why(event.seq).iter().skip(1).map(cause))
    });
    let why = el("button")
        .class("why")
        .on_click(send, Gesture::Ask((!asked).then_some(event.seq)))
        .flag("aria-expanded", asked)
        .text(language.text(if asked { id::WHY_CLOSE } else { id::WHY }));
    el("li")
        .key(event.seq.0)
        .class_if(story::is_turn(event), "turn")
        .class_if(matches!(event.kind, EventKind::Printed { .. }), "printed")
        .class_if(asked, "asked")
        .hue(hue(event))
        .child(el("span").class("time").text(event.at.to_string()))
        .child(sentence(event))
        .child(why)
        .maybe(chain)
}
