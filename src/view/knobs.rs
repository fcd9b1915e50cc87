//! The knobs of a program as controls: a slider, a switch or a menu, each with its name and value. Owns no rule of what a
//! knob is.

use web_sys::{Event, HtmlInputElement};
use yew::{Callback, TargetCast, virtual_dom::ListenerKind};

use super::{
    column::Gesture,
    element::{Element, el, menu},
};
use crate::{
    knob::{Kind, Knob, Slider},
    texts::{Language, id},
};

/// The knobs of a program that has some.
pub fn knobs(knobs: &[Knob], language: Language, send: &Callback<Gesture>) -> Element {
    el("div")
        .class("knobs")
        .set("role", "group")
        .label(language.text(id::KNOBS))
        .children(knobs.iter().map(|knob| control(knob, send)))
}

fn control(knob: &Knob, send: &Callback<Gesture>) -> Element {
    let name = knob.name.clone();
    let turn = send.reform(move |(value, done)| Gesture::Turn { name: name.clone(), value, done });
    let (control, value) = match &knob.kind {
        Kind::Slider(slider) => (range(&knob.name, *slider, &turn), slider.text()),
        Kind::Switch(on) => {
            let word = |on: bool| if on { "True" } else { "False" };
            let other = (word(!on).to_owned(), true);
            let switch = el("button")
                .class("switch")
                .set("role", "switch")
                .flag("aria-checked", *on)
                .label(knob.name.clone())
                .on_click(&turn, other)
                .child(el("span"));
            (switch, word(*on).to_owned())
        }
        Kind::Menu(choices, chosen) => {
            let values = choices.clone();
            let choose = turn
                .reform(move |place: usize| (values.get(place).cloned().unwrap_or_default(), true));
            (menu(knob.name.clone(), *chosen, choices.clone(), choose), String::new())
        }
    };
    let reach = |kind: ListenerKind, name: Option<&String>, element: Element| {
        let (send, name) = (send.clone(), name.cloned());
        element.on(kind, move |_: Event| send.emit(Gesture::Reach(name.clone())))
    };
    let mut place = el("div").key(knob.name.clone()).class("knob");
    for kind in [ListenerKind::onpointerenter, ListenerKind::onfocusin] {
        place = reach(kind, Some(&knob.name), place);
    }
    for kind in [ListenerKind::onpointerleave, ListenerKind::onfocusout] {
        place = reach(kind, None, place);
    }
    // The control itself says name and value to those who hear the page.
    let hidden = |element: Element| element.set("aria-hidden", "true");
    place
        .child(hidden(el("span").class("name").text(knob.name.clone())))
        .child(control)
        .child(hidden(el("b").text(value)))
}

fn range(name: &str, slider: Slider, turn: &Callback<(String, bool)>) -> Element {
    let on = |kind: ListenerKind, element: Element| {
        let done = kind == ListenerKind::onchange;
        let turn = turn.clone();
        element.on(kind, move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                let step = input.value_as_number().max(0.0) as u32;
                turn.emit((slider.at(step).text(), done));
            }
        })
    };
    let input = el("input")
        .set("type", "range")
        .set("min", "0")
        .set("max", slider.last().to_string())
        .value(slider.now().to_string())
        .label(name.to_owned())
        .set("aria-valuetext", slider.text());
    on(ListenerKind::onchange, on(ListenerKind::oninput, input))
}
