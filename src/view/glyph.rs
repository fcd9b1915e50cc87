//! The shapes of states: each has an outline and a sign of its own, so that none is told by colour alone.

use yew::Html;

use super::element::{el, group};
use crate::{number::Num, story::Look};

/// The shape of a task in this state, `r` units around the origin.
pub fn glyph(look: Look, r: f32) -> Html {
    // The style sheet keeps strokes from being scaled too.
    let scale = format!("scale({})", Num(r / 10.0));
    let part = |class, path| el("path").class(class).set("d", path).set("transform", scale.clone());
    group([part("body", outline(look)), part("sign", sign(look))])
}

/// Circle, octagon or rounded square, 10 units around the origin.
fn outline(look: Look) -> &'static str {
    match look {
        Look::Failed => {
            "M10.6 4.4L4.4 10.6L-4.4 10.6L-10.6 4.4L-10.6 -4.4L-4.4 -10.6L4.4 -10.6L10.6 -4.4Z"
        }
        Look::Cancelled => {
            "M-6.2 -9.2h12.4q3 0 3 3v12.4q0 3 -3 3h-12.4q-3 0 -3 -3v-12.4q0 -3 3 -3Z"
        }
        _ => {
            "M10 0C10 5.52 5.52 10 0 10C-5.52 10 -10 5.52 -10 0C-10 -5.52 -5.52 -10 0 -10C5.52 -10 10 -5.52 10 0Z"
        }
    }
}

/// A sign inside an outline of 10 units.
fn sign(look: Look) -> &'static str {
    match look {
        Look::Running => "M-2.9 -4.2L4.2 0L-2.9 4.2Z",
        Look::Returned => "M-4.2 0.4L-1 3.4L4.2 -3.2",
        Look::Failed | Look::Destroyed => "M-3.6 -3.6L3.6 3.6M-3.6 3.6L3.6 -3.6",
        Look::Cancelled => "M-4.2 0h8.4",
        Look::Cancelling => "M-4.2 4.2L4.2 -4.2",
        Look::Waiting | Look::Shielded | Look::Ready => "M-4.2 0h.01M0 0h.01M4.2 0h.01",
        Look::Cleanup => "M-10 0C-10 5.52 -5.52 10 0 10C5.52 10 10 5.52 10 0Z",
    }
}

/// The shapes of a small task in this state, as steps from its middle: outline and sign.
pub fn small(look: Look) -> (&'static str, &'static str) {
    let body = match look {
        Look::Failed => "m4.8 2l-2.8 2.8h-4l-2.8-2.8v-4l2.8-2.8h4l2.8 2.8z",
        Look::Cancelled => "m-4-4h8v8h-8z",
        _ => "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
    };
    let sign = match look {
        Look::Running => "m-1.3-1.9l3.2 1.9l-3.2 1.9z",
        Look::Returned => "m-1.9 .2l1.4 1.4l2.4-3",
        Look::Failed | Look::Destroyed => "m-1.6-1.6l3.2 3.2m0-3.2l-3.2 3.2",
        Look::Cancelled => "m-1.9 0h3.8",
        Look::Cancelling => "m-1.9 1.9l3.8-3.8",
        Look::Waiting | Look::Shielded | Look::Ready => "m-1.9 0h.01m1.9 0h.01m1.9 0h.01",
        Look::Cleanup => "m-4.5 0a4.5 4.5 0 0 0 9 0z",
    };
    (body, sign)
}

/// What lies around a small task that is singled out.
pub const SMALL_HALO: &str = "m-6.5 0a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0z";
