//! The shapes of states: each has an outline and a sign of its own, so that none is told by colour alone.

use std::fmt::Write as _;

use super::element::{Element, el};
use crate::{number::Num, story::Look};

/// The shape of a task in this state, `r` units around a place: outline and sign.
///
/// It is drawn where it stands, and not moved there: a browser puts together apart what has a transformation of its own, and
/// a picture of sixty tasks would be some hundred such things.
pub fn glyph(look: Look, r: f32, place: (f32, f32)) -> [Element; 2] {
    // Who is done takes less room.
    let r = if look == Look::Returned { r * 0.8 } else { r };
    let part = |class, path| el("path").class(class).set("d", placed(path, place, r / 10.0));
    [part("body", outline(look)), part("sign", sign(look))]
}

/// A path of steps, so many times larger, that begins at a place. Numbers in it have no exponent, and arcs are not
/// understood: their flags would be scaled.
pub fn placed(steps: &str, (x, y): (f32, f32), scale: f32) -> String {
    let mut path = format!("M{} {}", Num(x), Num(y));
    let mut rest = steps;
    while let Some(first) = rest.chars().next() {
        let is_number = |letter: char| matches!(letter, '-' | '.' | '0'..='9');
        if !is_number(first) {
            path.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        // A minus begins the next number.
        let end = rest[1..].find(|letter| letter == '-' || !is_number(letter));
        let (number, after) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
        // A String takes all that is written.
        let _ = write!(path, "{}", Num(decimal(number) * scale));
        rest = after;
    }
    path
}

/// The value of a number such as `-3.25`. What the standard library has for it weighs more than all pictures of this page.
fn decimal(text: &str) -> f32 {
    let (sign, digits) = text.strip_prefix('-').map_or((1.0, text), |digits| (-1.0, digits));
    let (mut value, mut place) = (0.0, 0.0);
    for digit in digits.bytes() {
        if digit == b'.' {
            place = 1.0;
        } else {
            place *= 0.1;
            let digit = f32::from(digit - b'0');
            value = if place > 0.0 { value + digit * place } else { value * 10.0 + digit };
        }
    }
    sign * value
}

/// Circle, octagon or rounded square, as steps from its middle, 10 units around it.
fn outline(look: Look) -> &'static str {
    match look {
        Look::Failed => "m10.6 4.4l-6.2 6.2h-8.8l-6.2-6.2v-8.8l6.2-6.2h8.8l6.2 6.2z",
        Look::Cancelled => "m-6.2-9.2h12.4q3 0 3 3v12.4q0 3-3 3h-12.4q-3 0-3-3v-12.4q0-3 3-3z",
        _ => {
            "m10 0c0 5.52-4.48 10-10 10c-5.52 0-10-4.48-10-10c0-5.52 4.48-10 10-10c5.52 0 10 4.48 10 10z"
        }
    }
}

/// A sign inside an outline of 10 units, as steps from the middle.
fn sign(look: Look) -> &'static str {
    match look {
        Look::Running => "m-2.9-4.2l7.1 4.2l-7.1 4.2z",
        Look::Returned => "m-4.2 0.4l3.2 3l5.2-6.6",
        Look::Failed | Look::Destroyed => "m-3.6-3.6l7.2 7.2m-7.2 0l7.2-7.2",
        Look::Cancelled => "m-4.2 0h8.4",
        Look::Cancelling => "m-4.2 4.2l8.4-8.4",
        Look::Waiting | Look::Shielded | Look::Ready => "m-4.2 0h0.01m4.19 0h0.01m4.19 0h0.01",
        Look::Cleanup => "m-10 0c0 5.52 4.48 10 10 10c5.52 0 10-4.48 10-10z",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_steps_is_scaled_and_begins_at_its_place() {
        assert_eq!(placed("m-4.2 0.4l3.2-3z", (10.0, 2.5), 1.0), "M10 2.5m-4.2 0.4l3.2-3z");
        assert_eq!(placed("m1-2h12.5", (0.0, 0.0), 1.5), "M0 0m1.5-3h18.75");
        assert_eq!(placed("", (1.0, 1.0), 2.0), "M1 1");
    }

    #[test]
    fn decimals_are_read() {
        for (text, value) in
            [("0", 0.0), ("-3.25", -3.25), ("12.4", 12.4), (".5", 0.5), ("-0.01", -0.01)]
        {
            assert!((decimal(text) - value).abs() < 1e-5, "{text}");
        }
    }
}
