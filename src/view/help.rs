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

#[derive(Properties, PartialEq)]
pub struct Props {
    pub language: Language,
    pub close: Callback<()>,
}

/// The list of keys, over the page until it is closed.
#[component]
pub fn Help(props: &Props) -> Html {
    let button = use_node_ref();
    {
        let button = button.clone();
        use_effect_with((), move |()| {
            if let Some(button) = button.cast::<web_sys::HtmlElement>() {
                // Focus is a convenience; the list is there without it.
                let _ = button.focus();
            }
        });
    }
    let close = { let close = props.close.clone(); Callback::from(move |_: MouseEvent| close.emit(())) };
    html! {
        <div class="help" role="dialog" aria-modal="true" aria-label={props.language.text(id::HELP)}>
            <div class="sheet">
                <h2>{ props.language.text(id::HELP_TITLE) }</h2>
                <dl>
                    { for KEYS.iter().map(|(keys, text)| html! {
                        <div key={keys.concat()}>
                            <dt>{ for keys.iter().map(|key| html! { <kbd>{ *key }</kbd> }) }</dt>
                            <dd>{ props.language.text(*text) }</dd>
                        </div>
                    }) }
                </dl>
                <button ref={button} class="plain" onclick={close}>{ props.language.text(id::HELP_CLOSE) }</button>
            </div>
        </div>
    }
}
