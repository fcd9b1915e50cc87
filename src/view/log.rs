//! The log: a sentence for each event that happened, and the causes of the one that the reader asks about.

use espalier_trace::{Event, EventId, EventKind};
use yew::{Callback, Html, NodeRef};

use super::{
    column::Gesture,
    element::{Element, el},
    part::{Part, part},
};
use crate::{
    run::RunRef,
    story,
    texts::{Language, id},
};

/// Sentences shown at once; and while it plays, when each new one moves all others.
const SHOWN: usize = 60;
const SHOWN_PLAYING: usize = 16;

/// Pixels of the log that stay in view above the sentence asked about.
const ABOVE_ASKED: i32 = 32;

/// Brings the sentence that is asked about into view.
pub fn show_asked(list: &NodeRef) {
    let list = list.cast::<web_sys::Element>();
    let asked = list.as_ref().and_then(|list| list.query_selector(".asked").ok().flatten());
    if let (Some(list), Some(asked)) = (list, asked) {
        let above = asked.get_bounding_client_rect().top() - list.get_bounding_client_rect().top();
        list.set_scroll_top(list.scroll_top() + above as i32 - ABOVE_ASKED);
    }
}

/// The sentences of the first `count` events, newest last.
pub fn log(
    run: &RunRef,
    count: usize,
    playing: bool,
    asked: Option<EventId>,
    language: Language,
    send: &Callback<Gesture>,
    list: &NodeRef,
) -> Element {
    let shown = if playing { SHOWN_PLAYING } else { SHOWN };
    let told = run.told(count);
    // The style sheet keeps the end of the list in view, unless the reader has scrolled.
    let scrolled = el("div")
        .class("log")
        .found_by(list)
        .set("role", "group")
        .set("tabindex", "0")
        .label(language.text(id::STORY));
    if told.is_empty() {
        return scrolled.child(el("p").class("none").text(language.text(id::LOG_EMPTY)));
    }
    let first = told.len().saturating_sub(shown);
    // By its place: in the next run an event has another number, and what is at its place is much like it.
    scrolled.child(el("ol").children(told.iter().enumerate().skip(first).map(|(place, &event)| {
        let (run, send) = (run.clone(), send.clone());
        part(place, Told { run, event, asked: asked == Some(event), language, send })
    })))
}

/// An event in the log.
#[derive(PartialEq)]
struct Told {
    run: RunRef,
    event: EventId,
    /// Whether the reader asks why.
    asked: bool,
    language: Language,
    send: Callback<Gesture>,
}

impl Part for Told {
    fn draw(&self) -> Html {
        let Self { run, asked, language, send, .. } = self;
        let (asked, language) = (*asked, *language);
        let Some(event) = run.event(self.event) else { return Html::default() };
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
            .class_if(story::is_turn(event), "turn")
            .class_if(matches!(event.kind, EventKind::Printed { .. }), "printed")
            .class_if(asked, "asked")
            .hue(hue(event))
            .child(
                el("span")
                    .class("time")
                    .text(language.with(id::SECONDS, &[("time", &event.at.to_string())])),
            )
            .child(sentence(event))
            .child(why)
            .maybe(chain)
            .into()
    }
}
