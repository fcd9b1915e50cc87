//! Paths of many shapes: what looks alike is one element, since a browser goes through all elements of a picture whenever it
//! puts a frame together. Knows neither tasks nor looks.

use crate::number::Num;
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

/// Adds to a path what begins at a place. A String takes all that is written.
pub fn draw<K: PartialEq>(paths: &mut Paths<K>, key: K, (x, y): (f32, f32), path: &str) {
    let _ = write!(path_of(paths, key), "M{} {}{path}", Num(x), Num(y));
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
    fn a_bar_is_rounded_where_there_is_room() {
        assert_eq!(bar(10.0, 4.0, 1.0), "m1 0h8q1 0 1 1v2q0 1-1 1h-8q-1 0-1-1v-2q0-1 1-1z");
        assert_eq!(bar(0.5, 4.0, 2.5), "h0.5v4h-0.5z");
    }
}
