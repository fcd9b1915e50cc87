//! The verdict of a column: counted while the run plays, so that a leak or a lost error is seen when it happens.

use super::element::{Element, el};
use crate::{
    run::Run,
    story,
    texts::{Id, Language, id},
};

/// The verdict on `run` after `count` events.
pub fn verdict(run: &Run, count: usize, time: &str, language: Language) -> Element {
    let verdict = &run.verdict;
    let leaked = verdict.leaked.iter().filter(|(_, event)| event.index() < count).count();
    let lost = verdict.lost.iter().filter(|(_, event)| event.index() < count).count();
    let over = count >= run.trace().events.len();
    let ending = story::ending(run);
    let caption = language.text(if over { id::FINISHED_AT } else { id::STILL_RUNNING });
    let how = if over { language.with(id::ENDED_HOW, &[("how", ending)]) } else { String::new() };
    el("div")
        .class("verdict")
        .class_if(over, "over")
        .class(match ending {
            "ok" | "empty" => "good",
            // Neither: nothing has seen to it.
            "unframed" => "luck",
            _ => "bad",
        })
        .child(figure(leaked, id::LEAKED, language))
        .child(figure(lost, id::LOST, language))
        .child(
            el("div")
                .class("figure-time")
                .child(el("span").text(caption))
                .text(" ")
                .child(el("b").text(language.with(id::SECONDS_SHORT, &[("time", time)]))),
        )
        .child(el("p").class("ending").text(how))
}

fn figure(count: usize, word: Id, language: Language) -> Element {
    let text = count.to_string();
    let word = language.with(word, &[("count", &text)]);
    el("div")
        .class("count")
        .class_if(count > 0, "bad")
        .child(el("b").text(text))
        .child(el("span").text(word))
}
