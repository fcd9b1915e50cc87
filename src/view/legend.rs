//! The legend: each state with its shape and its word.

use super::{
    element::{Element, el},
    glyph::glyph,
    tree::{halo, request, thread},
};
use crate::{
    run::JobState,
    story::Look,
    texts::{Id, Language, id},
};

const LOOKS: [Look; 10] = [
    Look::Ready,
    Look::Running,
    Look::Waiting,
    Look::Returned,
    Look::Failed,
    Look::Cancelling,
    Look::Shielded,
    Look::Cleanup,
    Look::Cancelled,
    Look::Destroyed,
];

/// Where a shape stands in its picture.
const MIDDLE: (f32, f32) = (0.0, 0.0);

fn picture(shape: Element) -> Element {
    el("svg")
        .class("legend-glyph")
        .set("viewBox", "-14 -14 28 28")
        .set("aria-hidden", "true")
        .child(shape)
}

/// Every shape that a task can have.
pub fn legend(language: Language) -> Element {
    let entry = |look: Look, leaked: bool, word: Id| {
        let shape = el("g")
            .class("node")
            .class(look.class())
            .hue(1)
            .class_if(leaked, "leaked")
            .maybe(leaked.then(|| halo(12.5, MIDDLE)))
            .children(glyph(look, 8.5, MIDDLE));
        el("li").child(picture(shape)).text(language.text(word))
    };
    let in_thread = el("li")
        .child(picture(
            el("g")
                .class("node")
                .hue(1)
                .child(thread(JobState::Running, 15.0, MIDDLE).set("transform", "scale(1.3)")),
        ))
        .text(language.text(id::THREAD_RUNNING));
    let request = el("li")
        .child(picture(
            el("g")
                .class("node")
                .hue(1)
                .child(request(15.0, MIDDLE).set("transform", "scale(1.5)")),
        ))
        .text(language.text(id::FRAME_REQUEST));
    let looks = LOOKS.into_iter().map(|look| entry(look, false, look.word()));
    let leaked = entry(Look::Waiting, true, id::STATE_LEAKED);
    el("aside")
        .class("legend")
        .label(language.text(id::LEGEND))
        .child(el("ul").children(looks.chain([leaked, in_thread, request])))
        .child(el("p").text(language.text(id::TIMELINE_HELP)))
}
