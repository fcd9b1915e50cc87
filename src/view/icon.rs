//! The transport's and the switches' icons: 24 units wide, drawn in the colour of the text.

use super::element::{Element, el};

/// An icon from its path data.
pub fn icon(path: &'static str) -> Element {
    el("svg")
        .class("icon")
        .set("viewBox", "0 0 24 24")
        .set("aria-hidden", "true")
        .set("focusable", "false")
        .child(el("path").set("d", path))
}

/// The page's own sign, 32 units wide: a tree on a trellis.
pub const MARK: &str = "M3 6h26v22H3zM16 28V6M16 22H9q-3 0-3-3v-3M16 22h7q3 0 3-3v-3M16 13h-4q-3 0-3-3M16 13h4q3 0 3-3";
/// A triangle.
pub const PLAY: &str = "M7 4.5v15l12-7.5z";
/// Two bars.
pub const PAUSE: &str = "M6.5 5h4v14h-4zM13.5 5h4v14h-4z";
/// An arrow in a circle.
pub const REPLAY: &str = "M12 5a7 7 0 1 1-6.6 4.7l1.9.7A5 5 0 1 0 12 7v3.2L7.2 6 12 1.8z";
/// A bar and a triangle.
pub const STEP: &str = "M5 5.5v13l8.5-6.5zM15.5 5.5h3v13h-3z";
/// The other way round.
pub const STEP_BACK: &str = "M19 5.5v13L10.5 12zM5.5 5.5h3v13h-3z";
/// Two triangles and a bar.
pub const END: &str = "M4 6v12l7-6zM11 6v12l7-6zM18.5 6h2v12h-2z";
/// The other way round.
pub const START: &str = "M20 6v12l-7-6zM13 6v12L6 12zM3.5 6h2v12h-2z";
/// A circle, half full.
pub const AUTO: &str = "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zm0 2v12a6 6 0 0 0 0-12z";
/// A sun.
pub const LIGHT: &str = "M12 7.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM11 1.5h2v3.5h-2zM11 19h2v3.5h-2zM1.5 11h3.5v2h-3.5zM19 11h3.5v2H19zM4.2 5.6l1.4-1.4 2.5 2.5-1.4 1.4zM15.9 17.3l1.4-1.4 2.5 2.5-1.4 1.4zM18.4 4.2l1.4 1.4-2.5 2.5-1.4-1.4zM6.7 15.9l1.4 1.4-2.5 2.5-1.4-1.4z";
/// A moon.
pub const DARK: &str = "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z";
/// A square, half full.
pub const CONTRAST: &str = "M3 3h18v18H3zM5 5v14L19 5z";
/// An arrow that turns back.
pub const UNDO: &str = "M7.5 4 3 8.5l4.5 4.5V10h6a4 4 0 0 1 0 8H8v2h5.5a6 6 0 0 0 0-12h-6z";
/// The other way round.
pub const REDO: &str = "M16.5 4 21 8.5 16.5 13V10h-6a4 4 0 0 0 0 8H16v2h-5.5a6 6 0 0 1 0-12h6z";
/// Two arrows that go apart.
pub const ZOOM: &str = "M2 12l5-5v3.5h10V7l5 5-5 5v-3.5H7V17z";
/// A tree of lines.
pub const LINES: &str = "M4 4h2v4h4v2H6v7h4v2H4zM12 7h8v4h-8zM12 16h8v4h-8z";
