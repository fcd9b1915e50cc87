//! A tree of many tasks, larger or smaller in its frame. Owns the steps, and that what a reader looks at stays where it is.
//! Knows no task.

use wasm_bindgen::JsCast;
use web_sys::Element as Node;
use yew::{Callback, KeyboardEvent, WheelEvent, virtual_dom::ListenerKind};

use super::element::{Element, el};
use crate::texts::{Id, Language, id};

/// How many times larger than its column, step by step; the style sheet has a class for each.
const STEPS: [(&str, bool); 4] =
    [("", false), ("zoom-2", false), ("zoom-4", true), ("zoom-8", true)];

/// A step to a larger or a smaller picture, around a place on the screen or else around the middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turn {
    larger: bool,
    at: Option<(i32, i32)>,
}

/// How large the picture is: an index into the steps.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Zoom(usize);

impl Zoom {
    /// After a turn.
    #[must_use]
    pub fn turned(self, turn: Turn) -> Self {
        let last = STEPS.len() - 1;
        Self(if turn.larger { (self.0 + 1).min(last) } else { self.0.saturating_sub(1) })
    }

    /// Whether names can be read at that size.
    #[must_use]
    pub fn names(self) -> bool {
        STEPS[self.0].1
    }
}

/// What stays where it is: a share of the picture, and where in the frame it is seen, both from the left upper corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anchor {
    share: (f64, f64),
    seen: (f64, f64),
}

impl Anchor {
    /// What is at the place of a turn in this frame.
    #[must_use]
    pub fn of(frame: &Node, turn: Turn) -> Self {
        let edge = frame.get_bounding_client_rect();
        let middle = (edge.width() / 2.0, edge.height() / 2.0);
        let within = |(x, y): (i32, i32)| (f64::from(x) - edge.left(), f64::from(y) - edge.top());
        let seen = turn.at.map_or(middle, within);
        let share = |scrolled: i32, seen: f64, whole: i32| {
            (f64::from(scrolled) + seen) / f64::from(whole.max(1))
        };
        let across = share(frame.scroll_left(), seen.0, frame.scroll_width());
        let down = share(frame.scroll_top(), seen.1, frame.scroll_height());
        Self { share: (across, down), seen }
    }

    /// Brings it back there once the picture has its new size.
    pub fn hold(self, frame: &Node) {
        frame
            .set_scroll_left((self.share.0 * f64::from(frame.scroll_width()) - self.seen.0) as i32);
        frame
            .set_scroll_top((self.share.1 * f64::from(frame.scroll_height()) - self.seen.1) as i32);
    }
}

/// The frame with what turns the zoom: two buttons, the keys + and - while it has the focus, Ctrl and the wheel.
pub fn framed(
    frame: Element,
    picture: Element,
    zoom: Zoom,
    language: Language,
    turn: &Callback<Turn>,
) -> Element {
    let button = |text: Id, face: &'static str, larger: bool, can: bool| {
        el("button")
            .class("plain")
            .set("title", language.text(text))
            .label(language.text(text))
            .flag("aria-disabled", !can)
            .on_click(turn, Turn { larger, at: None })
            .text(face)
    };
    let buttons = el("div")
        .class("tree-zoom")
        .child(button(id::TREE_ZOOM_OUT, "−", false, zoom.0 > 0))
        .child(button(id::TREE_ZOOM_IN, "+", true, zoom.0 + 1 < STEPS.len()));
    let (keys, wheel) = (turn.clone(), turn.clone());
    frame
        .class(STEPS[zoom.0].0)
        .set("tabindex", "0")
        .set("role", "group")
        .label(language.text(id::TREE))
        .child(buttons)
        .child(picture)
        .on(ListenerKind::onkeydown, move |event: KeyboardEvent| {
            let larger = match event.key().as_str() {
                "+" | "=" => true,
                "-" => false,
                _ => return,
            };
            // The timelines' own zoom is not meant here.
            event.prevent_default();
            event.stop_propagation();
            keys.emit(Turn { larger, at: None });
        })
        .on(ListenerKind::onwheel, move |event: WheelEvent| {
            if event.ctrl_key() || event.meta_key() {
                event.prevent_default();
                let place = event.unchecked_ref::<web_sys::MouseEvent>();
                let at = Some((place.client_x(), place.client_y()));
                wheel.emit(Turn { larger: event.delta_y() < 0.0, at });
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zoom_ends_at_both_ends() {
        let turn = |larger| Turn { larger, at: None };
        let mut zoom = Zoom::default().turned(turn(false));
        assert_eq!(zoom, Zoom::default());
        for _ in 0..9 {
            zoom = zoom.turned(turn(true));
        }
        assert_eq!(zoom.0, STEPS.len() - 1);
        assert!(zoom.names() && !Zoom::default().names());
    }
}
