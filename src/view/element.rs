//! Elements, made by calls. The `html!` macro unrolls each element into some hundred instructions of its own, and the page
//! carries all of them before its first picture; these few functions are shared by every element that it draws.
//! Knows no element in particular.

use std::fmt::Write as _;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::Event;
use yew::{
    prelude::*,
    virtual_dom::{Key, Listener, ListenerKind, VChild, VList, VTag, VText},
};

use super::part::{Part, part};
use crate::number::Num;

/// An element that is being made; a child or a view once it is done.
#[must_use]
pub struct Element(Box<Parts>);

struct Parts {
    tag: VTag,
    class: String,
}

/// An element.
pub fn el(tag: &'static str) -> Element {
    Element(Box::new(Parts { tag: VTag::new(tag), class: String::new() }))
}

/// A component.
pub fn component<C: Component>(properties: C::Properties) -> Html {
    VChild::<C>::new(properties, None).into()
}

/// Things side by side, without an element around them. The keys of each group count within it.
pub fn group(children: impl IntoIterator<Item = impl Into<Html>>) -> Html {
    VList::from(children.into_iter().map(Into::into).collect::<Vec<Html>>()).into()
}

/// The value of `transform` that moves the origin there.
#[must_use]
pub fn translate(x: f32, y: f32) -> String {
    format!("translate({} {})", Num(x), Num(y))
}

impl Element {
    /// Adds a class, or several with spaces between.
    pub fn class(mut self, class: &str) -> Self {
        if !class.is_empty() {
            if !self.0.class.is_empty() {
                self.0.class.push(' ');
            }
            self.0.class.push_str(class);
        }
        self
    }

    /// Adds a class if something is so.
    pub fn class_if(self, is_so: bool, class: &str) -> Self {
        if is_so { self.class(class) } else { self }
    }

    /// Gives it a colour of the palette.
    pub fn hue(mut self, hue: u8) -> Self {
        self = self.class("hue-");
        // A String takes all that is written.
        let _ = write!(self.0.class, "{hue}");
        self
    }

    /// Tells it from its siblings from one picture to the next.
    pub fn key(mut self, key: impl Into<Key>) -> Self {
        self.0.tag.key = Some(key.into());
        self
    }

    /// Sets an attribute.
    pub fn set(mut self, name: &'static str, value: impl Into<AttrValue>) -> Self {
        self.0.tag.add_attribute(name, value);
        self
    }

    /// Sets an attribute to a number.
    pub fn number(self, name: &'static str, value: f32) -> Self {
        self.set(name, Num(value).to_string())
    }

    /// Sets an attribute to `true` or `false`.
    pub fn flag(self, name: &'static str, value: bool) -> Self {
        self.set(name, if value { "true" } else { "false" })
    }

    /// Names it for those who hear the page.
    pub fn label(self, text: String) -> Self {
        self.set("aria-label", text)
    }

    /// Sets what a field holds.
    pub fn value(mut self, text: String) -> Self {
        self.0.tag.set_value(Some(AttrValue::from(text)));
        self
    }

    /// Lets the program find it once it is drawn.
    pub fn found_by(mut self, node: &NodeRef) -> Self {
        self.0.tag.node_ref = node.clone();
        self
    }

    /// Calls `handle` at an event. `E` is the type of event that the browser sends for that kind.
    pub fn on<E: JsCast>(mut self, kind: ListenerKind, handle: impl Fn(E) + 'static) -> Self {
        let handle = Box::new(move |event: Event| handle(event.unchecked_into()));
        self.0.tag.add_listener(std::rc::Rc::new(On { kind, handle }));
        self
    }

    /// Emits `what` at a click.
    pub fn on_click<T: Clone + 'static>(self, send: &Callback<T>, what: T) -> Self {
        let send = send.clone();
        self.on(ListenerKind::onclick, move |_: Event| send.emit(what.clone()))
    }

    /// Adds a text.
    pub fn text(self, text: impl Into<AttrValue>) -> Self {
        self.child(VText::new(text))
    }

    /// Adds a child.
    pub fn child(mut self, child: impl Into<Html>) -> Self {
        self.0.tag.add_child(child.into());
        self
    }

    /// Adds a child if there is one; its place stays when there is none, so that those after it keep theirs.
    pub fn maybe(self, child: Option<impl Into<Html>>) -> Self {
        self.child(child.map_or_else(Html::default, Into::into))
    }

    /// Adds a group of children.
    pub fn children(self, children: impl IntoIterator<Item = impl Into<Html>>) -> Self {
        self.child(group(children))
    }
}

/// A menu of these choices, of which one is made. What is chosen comes back as its place among them.
pub fn menu(
    label: String,
    chosen: usize,
    choices: Vec<String>,
    choose: Callback<usize>,
) -> Element {
    el("select").class("menu").label(label).child(part(0, Options { choices, chosen })).on(
        ListenerKind::onchange,
        move |event: Event| {
            let target = event.target().map(JsValue::from).unwrap_or_default();
            let name = JsValue::from_str("value");
            let value = js_sys::Reflect::get(&target, &name).ok();
            // The menu shows what is there, until what was chosen has come.
            let _ = js_sys::Reflect::set(&target, &name, &chosen.to_string().into());
            if let Some(index) = value.and_then(|value| value.as_string()?.parse().ok()) {
                choose.emit(index);
            }
        },
    )
}

/// The choices of a menu.
#[derive(PartialEq)]
struct Options {
    choices: Vec<String>,
    chosen: usize,
}

impl Part for Options {
    fn draw(&self) -> Html {
        group(self.choices.iter().enumerate().map(|(index, text)| {
            let mut option = el("option").key(index).set("value", index.to_string());
            // The attribute of that name is only where the menu begins.
            option.0.tag.add_property("selected", JsValue::from_bool(index == self.chosen));
            option.text(text.clone())
        }))
    }
}

impl From<Element> for Html {
    fn from(element: Element) -> Self {
        let Parts { mut tag, class } = *element.0;
        if !class.is_empty() {
            tag.add_attribute("class", class);
        }
        tag.into()
    }
}

struct On {
    kind: ListenerKind,
    handle: Box<dyn Fn(Event)>,
}

impl Listener for On {
    fn kind(&self) -> ListenerKind {
        self.kind.clone()
    }

    fn handle(&self, event: Event) {
        (self.handle)(event);
    }

    fn passive(&self) -> bool {
        false
    }
}
