//! The list of keys.

use yew::prelude::*;

use crate::texts::{Id, Language, id};

const KEYS: [(&[&str], Id); 8] = [
    (&["Space"], id::KEY_SPACE),
    (&["←", "→"], id::KEY_ARROWS),
    (&[",", "."], id::KEY_COMMA),
    (&["0", "…", "9"], id::KEY_DIGITS),
    (&["Home", "End"], id::KEY_HOME),
    (&["↑", "↓"], id::KEY_SPEED),
    (&["?"], id::KEY_HELP),
    (&["Ctrl", "Enter"], id::KEY_RUN),
];

/// The list of keys, over the page until it is closed.
pub fn help(language: Language, close: Callback<MouseEvent>) -> Html {
    html! {
        <div class="help" role="dialog" aria-modal="true" aria-label={language.text(id::HELP)}>
            <div class="sheet">
                <h2>{ language.text(id::HELP_TITLE) }</h2>
                <dl>
                    { for KEYS.iter().map(|(keys, text)| html! {
                        <div key={keys.concat()}>
                            <dt>{ for keys.iter().map(|key| html! { <kbd>{ *key }</kbd> }) }</dt>
                            <dd>{ language.text(*text) }</dd>
                        </div>
                    }) }
                </dl>
                <button id="help-close" class="plain" onclick={close}>{ language.text(id::HELP_CLOSE) }</button>
            </div>
        </div>
    }
}
