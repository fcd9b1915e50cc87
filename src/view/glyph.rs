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
