//! What keys do wherever they are pressed on the page. Knows no part of the page but by the callbacks it is given, and some by their
//! names in the page.

use wasm_bindgen::{JsCast, closure::Closure};
use yew::{Callback, KeyboardEvent, TargetCast};

use crate::{document::document_element, playback::Command};

/// What keys and the buttons of the same name do. The same callbacks from one picture to the next, or every part would be
/// drawn again with every frame.
#[derive(Clone)]
pub struct Keys {
    pub play: Callback<Command>,
    pub help: Callback<bool>,
    pub undo: Callback<bool>,
    pub copy: Callback<()>,
    pub present: Callback<()>,
}

/// What a key does that is pressed anywhere in the page's main part.
fn on_key(event: &KeyboardEvent, help_open: bool, presenting: bool, keys: &Keys) {
    if event.alt_key() || event.default_prevented() {
        return;
    }
    let target = event.target_dyn_into::<web_sys::Element>();
    let tag =
        target.as_ref().map(web_sys::Element::tag_name).unwrap_or_default().to_ascii_lowercase();
    // A knob's slider takes the arrows for itself.
    let is_knob = target
        .is_some_and(|target| tag == "input" && target.closest(".knob").ok().flatten().is_some());
    if is_knob || matches!(tag.as_str(), "textarea" | "espalier-editor" | "select") {
        return;
    }
    let key = event.key();
    if event.ctrl_key() || event.meta_key() {
        if key.eq_ignore_ascii_case("z") && !help_open {
            event.prevent_default();
            keys.undo.emit(!event.shift_key());
        }
        return;
    }
    if help_open {
        match key.as_str() {
            "Escape" | "?" => keys.help.emit(false),
            // There is nothing else to go to while the list is open.
            "Tab" => event.prevent_default(),
            _ => {}
        }
        return;
    }
    // A button's own key stays its own.
    if tag == "button" && key == " " {
        return;
    }
    if key == "?" {
        keys.help.emit(true);
    } else if key == "c" {
        keys.copy.emit(());
    } else if key == "p" {
        keys.present.emit(());
    } else if let Some(command) = command_of(&key, presenting) {
        event.prevent_default();
        keys.play.emit(command);
    }
}

/// Hears keys from now on, in the page's main part and where nothing has the focus, as on a page that has just been opened. Those that
/// scroll go on scrolling there, unless the figure is alone on the page.
#[inline(never)]
pub fn hear_all(keys: Keys) {
    let closure = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
        let target = event.target_dyn_into::<web_sys::Element>();
        let (Some(html), Some(target)) = (document_element(), target) else { return };
        let is_within = |selector| target.closest(selector).is_ok_and(|found| found.is_some());
        let shows = |selector| html.query_selector(selector).is_ok_and(|found| found.is_some());
        let presenting = shows(".presenting");
        let scrolls = ["ArrowUp", "ArrowDown", "Home", "End", " "].contains(&event.key().as_str());
        let is_nowhere = target.tag_name() == "BODY" && (presenting || !scrolls);
        if is_nowhere || is_within("main") {
            on_key(&event, shows(".help"), presenting, &keys);
        }
    });
    if let Some(window) = web_sys::window() {
        window.set_onkeydown(Some(closure.into_js_value().unchecked_ref()));
    }
}

/// The playback command of a key, if it has one; some keys of a presenter's remote have one while the figure is alone on the page.
fn command_of(key: &str, presenting: bool) -> Option<Command> {
    Some(match key {
        "PageDown" if presenting => Command::Step,
        "PageUp" if presenting => Command::StepBack,
        " " | "k" => Command::Toggle,
        "ArrowRight" => Command::Step,
        "ArrowLeft" => Command::StepBack,
        "." => Command::Next,
        "," => Command::Previous,
        "Home" => Command::Start,
        "End" => Command::End,
        "ArrowUp" => Command::Faster,
        "ArrowDown" => Command::Slower,
        "+" | "=" => Command::Zoom(2.0, None),
        "-" => Command::Zoom(0.5, None),
        digit if digit.len() == 1 => Command::SeekFraction(digit.parse::<u8>().ok()? as f32 / 10.0),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_video_players() {
        let command = |key| command_of(key, false);
        assert_eq!(command(" "), Some(Command::Toggle));
        assert_eq!(command("7"), Some(Command::SeekFraction(0.7)));
        for key in ["x", "F5", "é", "PageDown"] {
            assert_eq!(command(key), None);
        }
    }

    #[test]
    fn a_presenters_remote_steps_where_the_figure_is_alone() {
        assert_eq!(command_of("PageDown", true), Some(Command::Step));
        assert_eq!(command_of("PageUp", true), Some(Command::StepBack));
    }
}
