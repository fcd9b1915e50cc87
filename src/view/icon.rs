//! The transport's and the switches' icons: 24 units wide, drawn in the colour of the text.

use yew::prelude::*;

/// An icon from its path data.
pub fn icon(path: &'static str) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d={path} /></svg>
    }
}

/// A triangle.
pub const PLAY: &str = "M7 4.5v15l12-7.5z";
/// Two bars.
pub const PAUSE: &str = "M6.5 5h4v14h-4zM13.5 5h4v14h-4z";
/// An arrow in a circle.
pub const REPLAY: &str = "M12 5a7 7 0 1 1-6.6 4.7l1.9.7A5 5 0 1 0 12 7v3.2L7.2 6 12 1.8z";
/// A bar and a triangle.
pub const STEP: &str = "M5 5.5v13l8.5-6.5zM15.5 5.5h3v13h-3z";
/// The other way round.
pub const STEP_BACK: &str = "M19 5.5v13L10.500 12zM5.500 5.500h3v13h-3z";
/// Two triangles and a bar.
pub const END: &str = "M4 6v12l7-6zM11 6v12l7-6zM18.500 6h2v12h-2z";
/// The other way round.
pub const START: &str = "M20 6v12l-7-6zM13 6v12L6 12zM3.500 6h2v12h-2z";
/// A circle, half full.
pub const AUTO: &str = "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zm0 2v12a6 6 0 0 0 0-12z";
/// A sun.
pub const LIGHT: &str = "M12 7.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9zM11 1.500h2v3.500h-2zM11 19h2v3.500h-2zM1.500 11h3.500v2h-3.500zM19 11h3.500v2H19zM4.200 5.600l1.400-1.400 2.500 2.500-1.400 1.400zM15.900 17.300l1.400-1.400 2.500 2.500-1.400 1.400zM18.400 4.200l1.400 1.400-2.500 2.500-1.400-1.400zM6.700 15.900l1.400 1.400-2.500 2.500-1.400-1.400z";
/// A moon.
pub const DARK: &str = "M20 14.500A8.500 8.500 0 1 1 9.500 4a7 7 0 0 0 10.500 10.500z";
