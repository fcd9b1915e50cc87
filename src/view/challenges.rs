//! The challenges on the page: one is chosen, its task is told, and for each column whether it has been met. Owns no rule; those are
//! [`crate::challenge`]'s.

use yew::Callback;

use super::element::{Element, el, menu};
use crate::{
    action::Action,
    challenge::{ALL, Standing},
    state::{Play, State},
    texts::{Language, id},
};

/// The reader as the scheduler.
#[inline(never)]
pub fn challenges(state: &State, play: &Play, send: &Callback<Action>) -> Element {
    let language = state.language;
    let mut titles = vec![language.text(id::CHALLENGE_CHOOSE)];
    titles.extend(ALL.iter().map(|challenge| language.text(challenge.title)));
    let chosen = play.chosen.map_or(0, |chosen| chosen + 1);
    let choose = send.reform(|place: usize| {
        Action::Challenge(Some(Play { chosen: place.checked_sub(1), ..Play::default() }))
    });
    let close = el("button")
        .class("plain")
        .on_click(&send.reform(|()| Action::Challenge(None)), ())
        .text(language.text(id::HELP_CLOSE));
    let challenge = play.chosen.and_then(|chosen| ALL.get(chosen));
    let told = challenge.map(|challenge| {
        let hint = el("details")
            .key(challenge.name)
            .child(el("summary").text(language.text(id::CHALLENGE_HINT)))
            .child(el("p").text(language.text(challenge.hint)));
        el("div")
            .child(el("p").class("task").text(language.text(challenge.task)))
            .child(standings(state, play, language))
            .child(hint)
    });
    let how = challenge.is_none().then(|| el("p").text(language.text(id::CHALLENGE_HOW)));
    el("section")
        .class("challenges")
        .set("id", "challenges")
        .set("tabindex", "-1")
        .label(language.text(id::CHALLENGE))
        .child(
            el("div")
                .class("choices")
                .child(el("h2").text(language.text(id::CHALLENGE)))
                .child(menu(language.text(id::CHALLENGE_CHOOSE), chosen, titles, choose))
                .child(close),
        )
        .maybe(told)
        .maybe(how)
}

/// How far each column is.
fn standings(state: &State, play: &Play, language: Language) -> Element {
    let each = state.columns.iter().zip(&play.standings).map(|(column, standing)| {
        let (class, sign, word) = match standing {
            Standing::Reached => ("reached", "✓", language.text(id::CHALLENGE_REACHED)),
            Standing::NotYet => ("open", "○", language.text(id::CHALLENGE_NOT_YET)),
            Standing::Never(why) => {
                let why = language.text(*why);
                ("never", "–", language.with(id::CHALLENGE_CANNOT, &[("why", &why)]))
            }
        };
        el("li")
            .key(column.id)
            .class(class)
            .child(el("span").class("sign").set("aria-hidden", "true").text(sign))
            .child(el("b").text(language.text(column.library.title())))
            .text(format!(": {word}"))
    });
    el("ul").set("aria-live", "polite").children(each)
}
