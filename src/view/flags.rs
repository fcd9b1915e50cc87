//! Flags: what the reader has changed in a run, as poles on its timeline that can be dragged, and as a list that can be read,
//! gone through by keyboard, and taken back.

use yew::{Callback, KeyboardEvent, virtual_dom::ListenerKind};

use super::{
    column::Gesture,
    element::{Element, el, translate},
    grasp::Deed,
};
use crate::{
    branch::{self, Branch, Flag},
    layout::lanes::AXIS,
    number::{Num, seconds},
    run::Run,
    state::Wish,
    texts::{Language, id},
};

/// Where a flag's cloth begins: below the words of the scale.
const TOP: f32 = AXIS - 11.0;

/// The flags on a timeline of this height.
#[inline(never)]
pub fn poles(run: &Run, height: f32, at: &dyn Fn(usize) -> f32, language: Language) -> Element {
    let poles = branch::flags(run.trace()).enumerate().map(|(place, flag)| {
        let pole = format!("M0 {}V{}", Num(TOP), Num(height));
        let cloth = format!("M0 {}h13l-3.5 4.5l3.5 4.5h-13Z", Num(TOP));
        // Wider than what is seen, for fingers.
        let grip = el("rect")
            .class("grip")
            .set("x", "-9")
            .number("y", TOP - 4.0)
            .set("width", "28")
            .set("height", "20");
        el("g")
            .key(place)
            .class("flag")
            .class_if(flag.refused.is_some(), "refused")
            .set("data-flag", place.to_string())
            .set("transform", translate(at(flag.event.seq.index()), 0.0))
            .child(el("title").text(words(run, &flag, language)))
            .child(el("path").class("pole").set("d", pole))
            .child(el("path").class("cloth").set("d", cloth))
            .child(grip)
    });
    el("g").set("aria-hidden", "true").children(poles)
}

/// The flags in words, each of which can be gone to, moved by the arrow keys, and taken back.
pub fn list(run: &Run, branch: &Branch, language: Language, send: &Callback<Gesture>) -> Element {
    let flags = branch::flags(run.trace()).enumerate().map(|(place, flag)| {
        // The run of a branch that has just changed has not come yet.
        let known = branch.hand.get(place).is_some_and(|known| known.action == flag.action);
        let words = words(run, &flag, language);
        let go = el("button")
            .class("plain sentence")
            .set("title", language.text(id::HAND_FLAG_HINT))
            .on_click(send, Gesture::SeekEvent(flag.event.seq))
            .child(el("b").text("⚑ "))
            .text(words);
        let go = if known { go.on(ListenerKind::onkeydown, keys(place, send)) } else { go };
        let back = known.then(|| {
            let text = language.text(id::HAND_REMOVE);
            el("button")
                .class("plain")
                .set("title", text.clone())
                .label(text)
                .on_click(send, Gesture::Hand(Deed::TakeBack(place)))
                .text("×")
        });
        el("li").key(place).class_if(flag.refused.is_some(), "refused").child(go).maybe(back)
    });
    el("ul").class("flags").children(flags)
}

/// A flag's moment, and what was done there.
fn words(run: &Run, flag: &Flag<'_>, language: Language) -> String {
    let time = seconds(flag.event.at.as_secs());
    let time = language.with(id::SECONDS_SHORT, &[("time", &time)]);
    [&time, " ", &branch::sentence(run, flag.event, language)].concat()
}

/// What keys do on the flag at a place.
fn keys(place: usize, send: &Callback<Gesture>) -> impl Fn(KeyboardEvent) + 'static {
    let send = send.clone();
    move |event| {
        let deed = match event.key().as_str() {
            "Delete" | "Backspace" => Deed::TakeBack(place),
            "ArrowLeft" => Deed::Move(place, Wish::Earlier),
            "ArrowRight" => Deed::Move(place, Wish::Later),
            _ => return,
        };
        // The figure's own keys are not meant here.
        event.prevent_default();
        event.stop_propagation();
        send.emit(Gesture::Hand(deed));
    }
}
