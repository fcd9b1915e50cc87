//! The editor of a column's program: the element `espalier-editor`, which the page's JavaScript part defines when it has come.
//! Until then, and without it, its content is a plain text field that does the same.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CustomEvent, HtmlTextAreaElement};
use yew::prelude::*;

use crate::texts::{Language, id};

/// Where something is wrong: a line, from 1, and a message.
pub type Problem = (u32, String);

#[derive(Properties, PartialEq)]
pub struct Props {
    /// The text to begin with; what is typed is told, not asked back.
    pub text: String,
    pub problem: Option<Problem>,
    pub language: Language,
    pub typed: Callback<String>,
    pub run: Callback<()>,
}

/// Asks the page for the editor's script, once.
pub fn load() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    if document.get_element_by_id("editor-script").is_some() {
        return;
    }
    let script = || -> Option<()> {
        let source = document.document_element()?.get_attribute("data-editor")?;
        let script = document.create_element("script").ok()?;
        script.set_attribute("src", &source).ok()?;
        script.set_attribute("type", "module").ok()?;
        script.set_attribute("id", "editor-script").ok()?;
        document.head()?.append_child(&script).ok()?;
        Some(())
    };
    // Without it the plain text field serves.
    let _ = script();
}

/// An editor of Python.
#[component]
pub fn Editor(props: &Props) -> Html {
    let host = use_node_ref();
    // Only the first text counts: the field is the reader's from then on.
    let first = use_state(|| props.text.clone());
    // The element's listeners live as long as it does, and must not keep the callbacks of the first drawing.
    let latest = use_mut_ref(|| (props.typed.clone(), props.run.clone()));
    *latest.borrow_mut() = (props.typed.clone(), props.run.clone());
    {
        let host = host.clone();
        use_effect_with((), move |()| {
            load();
            let element = host.cast::<web_sys::Element>();
            let of_typed = latest.clone();
            let on_typed = Closure::<dyn Fn(CustomEvent)>::new(move |event: CustomEvent| {
                if let Some(text) = event.detail().as_string() {
                    let typed = of_typed.borrow().0.clone();
                    typed.emit(text);
                }
            });
            let on_run = Closure::<dyn Fn()>::new(move || {
                let run = latest.borrow().1.clone();
                run.emit(());
            });
            if let Some(element) = &element {
                let listen = |name: &str, function: &js_sys::Function| {
                    element.add_event_listener_with_callback(name, function)
                };
                // Adding a listener to a live element does not fail.
                let _ = listen("typed", on_typed.as_ref().unchecked_ref());
                let _ = listen("run", on_run.as_ref().unchecked_ref());
            }
            move || {
                if let Some(element) = element {
                    let _ = element.remove_event_listener_with_callback(
                        "typed",
                        on_typed.as_ref().unchecked_ref(),
                    );
                    let _ = element.remove_event_listener_with_callback(
                        "run",
                        on_run.as_ref().unchecked_ref(),
                    );
                }
            }
        });
    }
    let oninput = {
        let typed = props.typed.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                typed.emit(field.value());
            }
        })
    };
    let onkeydown = {
        let run = props.run.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                run.emit(());
            }
            // The figure's keys are letters here.
            event.stop_propagation();
        })
    };
    let (line, message) = props
        .problem
        .clone()
        .map_or((None, None), |(line, message)| (Some(line.to_string()), Some(message)));
    html! {
        <espalier-editor ref={host} error-line={line} error-message={message} label={props.language.text(id::EDITOR_LABEL)}>
            <textarea spellcheck="false" autocapitalize="off" autocomplete="off" aria-label={props.language.text(id::EDITOR_LABEL)}
                rows={(first.lines().count() + 1).to_string()} value={(*first).clone()} {oninput} {onkeydown} />
        </espalier-editor>
    }
}
