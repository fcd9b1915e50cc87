//! A text that the reader has asked for: in the clipboard, and in a field from where it can be copied by hand.

use yew::Callback;

use super::element::{Element, el};
use crate::{
    address,
    texts::{Id, Language, id},
};

/// What the reader gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What is said about it.
    said: Id,
    /// The text, with its label.
    text: Option<(Id, String)>,
}

/// A link, as an offer that says whether it is in the clipboard.
pub async fn of_link(address: String) -> Offer {
    let copied = address::copy(&address).await;
    let said = if copied { id::SHARE_COPIED } else { id::SHARE_BY_HAND };
    Offer { said, text: Some((id::LINK, address)) }
}

/// A moment, as an offer that says whether it is in the clipboard.
pub async fn of_moment(text: String) -> Offer {
    let copied = address::copy(&text).await;
    let said = if copied { id::MOMENT_COPIED } else { id::MOMENT_BY_HAND };
    Offer { said, text: Some((id::COPY_MOMENT, text)) }
}

impl Offer {
    /// Words instead of a text.
    #[must_use]
    pub fn said(said: Id) -> Self {
        Self { said, text: None }
    }

    /// It on the page, until `close` is called.
    pub fn view(&self, language: Language, close: &Callback<()>) -> Element {
        let field = self.text.as_ref().map(|(label, text)| {
            let lines = text.lines().count();
            el("textarea")
                .class_if(lines > 1, "lines")
                .set("readonly", "readonly")
                .set("rows", lines.clamp(1, 18).to_string())
                .label(language.text(*label))
                .value(text.clone())
        });
        let close =
            el("button").class("plain").on_click(close, ()).text(language.text(id::HELP_CLOSE));
        el("div")
            .class("offer")
            .child(el("p").set("role", "status").text(language.text(self.said)))
            .child(close)
            .maybe(field)
    }
}
