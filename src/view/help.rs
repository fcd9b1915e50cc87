//! The list of keys.

use yew::Callback;

use super::element::{Element, el};
use crate::texts::{Id, Language, id};

const KEYS: [(&[&str], Id); 14] = [
    (&["Space"], id::KEY_SPACE),
    (&["←", "→"], id::KEY_ARROWS),
    (&[",", "."], id::KEY_COMMA),
    (&["0", "…", "9"], id::KEY_DIGITS),
    (&["Home", "End"], id::KEY_HOME),
    (&["↑", "↓"], id::KEY_SPEED),
    (&["+", "−"], id::KEY_ZOOM),
    (&["Tab", "↑", "↓", "←", "→"], id::KEY_WALK),
    (&["c"], id::KEY_COPY),
    (&["p"], id::KEY_PRESENT),
    (&["Ctrl", "(Shift)", "Z"], id::KEY_UNDO),
    (&["?"], id::KEY_HELP),
    (&["Enter"], id::KEY_STEP_IN),
    (&["Ctrl", "Enter"], id::KEY_RUN),
];

/// The list of keys, over the page until `open` is told that it is not.
pub fn help(language: Language, open: &Callback<bool>) -> Element {
    let key = |(keys, text): &(&'static [&'static str], Id)| {
        el("div")
            .child(el("dt").children(keys.iter().map(|key| el("kbd").text(*key))))
            .child(el("dd").text(language.text(*text)))
    };
    let close = el("button")
        .set("id", "help-close")
        .class("plain")
        .on_click(open, false)
        .text(language.text(id::HELP_CLOSE));
    el("div")
        .class("help")
        .set("role", "dialog")
        .set("aria-modal", "true")
        .label(language.text(id::HELP))
        .child(
            el("div")
                .class("sheet")
                .child(el("h2").text(language.text(id::HELP_TITLE)))
                .child(el("dl").children(KEYS.iter().map(key)))
                .child(close),
        )
}
