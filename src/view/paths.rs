//! Paths of many shapes: what looks alike is one element, since a browser goes through all elements of a picture whenever it
//! puts a frame together. A run may have a hundred thousand stretches in one lane, all in one instant: what cannot be told apart is left
//! out. Knows neither tasks nor looks.

use crate::{layout::WIDTH, number::Num};
use std::fmt::Write as _;

/// Paths by what they look like; equal keys are one element. There are few looks, and a tree of them for each kind of key
/// would weigh more than all that is drawn so.
pub type Paths<K, P = String> = Vec<(K, P)>;

/// The path of that look, which begins empty.
pub fn path_of<K: PartialEq, P: Default>(paths: &mut Paths<K, P>, key: K) -> &mut P {
    let known = paths.iter().position(|(known, _)| *known == key);
    let place = known.unwrap_or(paths.len());
    if known.is_none() {
        paths.push((key, P::default()));
    }
    &mut paths[place].1
}

/// Adds to the path of that look what begins at a place.
pub fn draw<K: PartialEq>(paths: &mut Paths<K>, key: K, place: (f32, f32), steps: &str) {
    put(path_of(paths, key), place, steps);
}

/// Adds to a path what begins at a place. A String takes all that is written.
pub fn put(path: &mut String, (x, y): (f32, f32), steps: &str) {
    let _ = write!(path, "M{} {}{steps}", Num(x), Num(y));
}

/// A path of what lies along lanes.
#[derive(Default)]
pub struct Strokes {
    /// All of it.
    pub path: String,
    /// For each lane, by its height: how far it is drawn.
    ends: Vec<(f32, f32)>,
}

/// What adds less than this to its lane cannot be told apart from what is there.
const APART: f32 = 0.2;

impl Strokes {
    /// Where to draw what lies in the lane at that height, from one place to another; nothing if it cannot be told apart from what has
    /// been drawn, or lies beside the picture. What comes later in a lane does not end before.
    #[inline(never)]
    pub fn in_lane(&mut self, lane: f32, from: f32, to: f32) -> Option<&mut String> {
        let known = self.ends.iter().rposition(|(known, _)| *known == lane);
        let place = known.unwrap_or(self.ends.len());
        if known.is_none() {
            self.ends.push((lane, 0.0));
        }
        let end = &mut self.ends[place].1;
        if to < *end + APART || from > WIDTH {
            return None;
        }
        *end = to;
        Some(&mut self.path)
    }
}

/// The steps around a bar from its left upper corner, its corners rounded by `r` if there is room.
pub fn bar(w: f32, h: f32, r: f32) -> String {
    let r = r.min(h / 2.0).min(w / 2.0);
    let (across, down, r) = (Num(w - 2.0 * r), Num(h - 2.0 * r), Num(r));
    if r.0 < 0.3 {
        return format!("h{}v{}h-{}z", Num(w), Num(h), Num(w));
    }
    // From the end of the left upper corner, around.
    format!(
        "m{r} 0h{across}q{r} 0 {r} {r}v{down}q0 {r}-{r} {r}h-{across}q-{r} 0-{r}-{r}v-{down}q0-{r} {r}-{r}z"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_is_one_path() {
        let mut paths = Paths::new();
        draw(&mut paths, "waiting", (1.0, 2.0), "h4");
        draw(&mut paths, "running", (1.5, 2.0), "h1");
        draw(&mut paths, "waiting", (3.0, 8.25), "h4");
        assert_eq!(path_of(&mut paths, "waiting"), "M1 2h4M3 8.25h4");
        assert_eq!(paths.len(), 2);
    }

    #[test]
    fn what_cannot_be_told_apart_is_left_out() {
        let mut paths = Paths::<_, Strokes>::new();
        for place in 0..1000_u16 {
            let x = f32::from(place) * 0.001 + 10.0;
            if let Some(path) = path_of(&mut paths, "running").in_lane(5.0, x, x + 0.6) {
                path.push('a');
            }
        }
        // The same place in another lane, or with another look, is another matter; what lies beside the picture is none.
        for (look, lane, x) in [
            ("running", 7.0, 10.0),
            ("running", 7.0, WIDTH + 1.0),
            ("waiting", 5.0, -3.0),
            ("waiting", 5.0, 10.0),
        ] {
            if let Some(path) = path_of(&mut paths, look).in_lane(lane, x, x + 0.6) {
                path.push('b');
            }
        }
        let drawn: Vec<_> = paths.into_iter().map(|(look, strokes)| (look, strokes.path)).collect();
        assert_eq!(drawn, [("running", "aaaaab".to_owned()), ("waiting", "b".to_owned())]);
    }

    #[test]
    fn a_bar_is_rounded_where_there_is_room() {
        assert_eq!(bar(10.0, 4.0, 1.0), "m1 0h8q1 0 1 1v2q0 1-1 1h-8q-1 0-1-1v-2q0-1 1-1z");
        assert_eq!(bar(0.5, 4.0, 2.5), "h0.5v4h-0.5z");
    }
}
