//! What keys do wherever they are pressed on the page. Knows no part of the page but by the callbacks it is given.

use yew::{Callback, KeyboardEvent, TargetCast};

use crate::playback::Command;

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
pub fn on_key(event: &KeyboardEvent, help_open: bool, keys: &Keys) {
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
    } else if let Some(command) = command_of(&key) {
        event.prevent_default();
        keys.play.emit(command);
    }
}

/// The playback command of a key, if it has one.
fn command_of(key: &str) -> Option<Command> {
    Some(match key {
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
        assert_eq!(command_of(" "), Some(Command::Toggle));
        assert_eq!(command_of("7"), Some(Command::SeekFraction(0.7)));
        assert_eq!(command_of("x"), None);
        assert_eq!(command_of("F5"), None);
        assert_eq!(command_of("é"), None);
    }
}
