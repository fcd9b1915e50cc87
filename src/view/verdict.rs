//! The verdict of a column: counted while the run plays, so that a leak or a lost error is seen when it happens.

use yew::prelude::*;

use crate::{
    run::Run,
    story,
    texts::{Id, Language, id},
};

/// The verdict on `run` after `count` events.
pub fn verdict(run: &Run, count: usize, time: &str, language: Language) -> Html {
    let verdict = &run.verdict;
    let leaked = verdict.leaked.iter().filter(|(_, event)| event.index() < count).count();
    let lost = verdict.lost.iter().filter(|(_, event)| event.index() < count).count();
    let over = count >= run.trace().events.len();
    let ending = story::ending(run);
    html! {
        <div class={classes!("verdict", over.then_some("over"), if ending == "ok" { "good" } else { "bad" })}>
            { figure(leaked, id::LEAKED, language) }
            { figure(lost, id::LOST, language) }
            <div class="figure-time">
                <span>{ language.text(if over { id::FINISHED_AT } else { id::STILL_RUNNING }) }</span>
                { " " }
                <b>{ language.with(id::SECONDS_SHORT, &[("time", time)]) }</b>
            </div>
            <p class="ending">{ if over { language.with(id::ENDED_HOW, &[("how", ending)]) } else { String::new() } }</p>
        </div>
    }
}

fn figure(count: usize, word: Id, language: Language) -> Html {
    let text = count.to_string();
    html! {
        <div class={classes!("count", (count > 0).then_some("bad"))}>
            <b>{ &text }</b>
            <span>{ language.with(word, &[("count", &text)]) }</span>
        </div>
    }
}
