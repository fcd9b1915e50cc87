//! The editor of a column's program: the element `espalier-editor`, which the page's JavaScript part defines when it has come.
//! Until then, and without it, its content is a plain text field that does the same.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CustomEvent, HtmlTextAreaElement};
use yew::{prelude::*, virtual_dom::ListenerKind};

use super::element::el;
use crate::texts::{Language, id};

/// Where something is wrong: a line, from 1, and a message.
pub type Problem = (u32, String);

#[derive(Properties, PartialEq)]
pub struct Props {
    /// The text. What is typed is told; another text than was told last takes its place.
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
pub struct Editor {
    host: NodeRef,
    /// The text to begin with.
    first: String,
    /// What the field holds, as far as is known.
    held: String,
    /// What the element calls; it lives as long as this does.
    listeners: Option<Listeners>,
}

/// For `typed` and `run`.
type Listeners = (Closure<dyn Fn(CustomEvent)>, Closure<dyn Fn()>);

/// What the reader does in an editor.
pub enum Deed {
    Typed(String),
    Ran,
}

impl Component for Editor {
    type Message = Deed;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        load();
        let first = context.props().text.clone();
        Self { host: NodeRef::default(), held: first.clone(), first, listeners: None }
    }

    fn changed(&mut self, context: &Context<Self>, _: &Props) -> bool {
        let text = &context.props().text;
        if *text != self.held {
            self.held.clone_from(text);
            self.hold(text);
        }
        true
    }

    fn update(&mut self, context: &Context<Self>, deed: Deed) -> bool {
        match deed {
            Deed::Typed(text) => {
                self.held.clone_from(&text);
                context.props().typed.emit(text);
            }
            Deed::Ran => context.props().run.emit(()),
        }
        false
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let props = context.props();
        let label = props.language.text(id::EDITOR_LABEL);
        let link = context.link().clone();
        let typed = move |event: web_sys::Event| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                link.send_message(Deed::Typed(field.value()));
            }
        };
        let link = context.link().clone();
        let pressed = move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                link.send_message(Deed::Ran);
            }
            // The figure's keys are letters here.
            event.stop_propagation();
        };
        let field = el("textarea")
            .set("spellcheck", "false")
            .set("autocapitalize", "off")
            .set("autocomplete", "off")
            .label(label.clone())
            .set("rows", (self.first.lines().count() + 1).to_string())
            .value(self.first.clone())
            .on(ListenerKind::oninput, typed)
            .on(ListenerKind::onkeydown, pressed);
        let editor = el("espalier-editor").found_by(&self.host).set("label", label);
        match &props.problem {
            Some((line, message)) => editor
                .set("error-line", line.to_string())
                .set("error-message", message.clone())
                .child(field)
                .into(),
            None => editor.child(field).into(),
        }
    }

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        let Some(host) = self.host.cast::<web_sys::Element>().filter(|_| first) else { return };
        let link = context.link().clone();
        let on_typed = Closure::<dyn Fn(CustomEvent)>::new(move |event: CustomEvent| {
            if let Some(text) = event.detail().as_string() {
                link.send_message(Deed::Typed(text));
            }
        });
        let link = context.link().clone();
        let on_run = Closure::<dyn Fn()>::new(move || link.send_message(Deed::Ran));
        // Adding a listener to a live element does not fail.
        let _ = host.add_event_listener_with_callback("typed", on_typed.as_ref().unchecked_ref());
        let _ = host.add_event_listener_with_callback("run", on_run.as_ref().unchecked_ref());
        self.listeners = Some((on_typed, on_run));
    }

    fn destroy(&mut self, _: &Context<Self>) {
        if let (Some(host), Some((on_typed, on_run))) =
            (self.host.cast::<web_sys::Element>(), &self.listeners)
        {
            // What is not there need not be removed.
            let _ = host
                .remove_event_listener_with_callback("typed", on_typed.as_ref().unchecked_ref());
            let _ =
                host.remove_event_listener_with_callback("run", on_run.as_ref().unchecked_ref());
        }
    }
}

impl Editor {
    /// Puts a text into the field.
    fn hold(&self, text: &str) {
        let Some(host) = self.host.cast::<web_sys::Element>() else { return };
        let field = host.query_selector("textarea").ok().flatten();
        // The element has a value as the plain field has one, once its script has come.
        for field in [Some(host), field].into_iter().flatten() {
            let _ = js_sys::Reflect::set(&field, &"value".into(), &text.into());
        }
    }
}
