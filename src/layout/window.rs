//! [`Window`]: the stretch of the runs that the timelines show; where a position stands in it. The same for all columns, so
//! that they can be compared at any zoom. Knows no pointer and no key.

use super::{
    WIDTH,
    lanes::{GUTTER, MARGIN},
};

/// A stretch of a score, as fractions of its length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    from: f32,
    span: f32,
}

/// The smallest window.
const NARROWEST: f32 = 1.0 / 64.0;

/// Width of the lanes.
const ROOM: f32 = WIDTH - GUTTER - MARGIN;

impl Window {
    /// All of it.
    pub const WHOLE: Self = Self { from: 0.0, span: 1.0 };

    fn new(from: f32, span: f32) -> Self {
        let span = span.clamp(NARROWEST, 1.0);
        // Not `clamp`, which would tell of its bounds if they were wrong: the text of a number weighs as much as a layout does.
        Self { from: from.min(1.0 - span).max(0.0), span }
    }

    /// How many times larger than all of it.
    #[must_use]
    pub fn zoom(self) -> f32 {
        1.0 / self.span
    }

    /// The place of a position in a score of this length; left or right of the lanes if the window does not have it.
    #[must_use]
    pub fn x_of(self, position: f32, length: f32) -> f32 {
        let fraction = (position / length.max(1.0)).clamp(0.0, 1.0);
        GUTTER + ROOM * (fraction - self.from) / self.span
    }

    /// What fraction of the whole is at a place: the other way round.
    #[must_use]
    pub fn fraction_at(self, x: f32) -> f32 {
        (self.from + self.span * ((x - GUTTER) / ROOM).clamp(0.0, 1.0)).clamp(0.0, 1.0)
    }

    /// So many times larger; what stands at this fraction of the whole keeps its place.
    #[must_use]
    pub fn zoomed(self, times: f32, fraction: f32) -> Self {
        let span = (self.span / times).clamp(NARROWEST, 1.0);
        Self::new(fraction - (fraction - self.from) * span / self.span, span)
    }

    /// Moved by that much of its own width.
    #[must_use]
    pub fn moved(self, widths: f32) -> Self {
        Self::new(self.from + widths * self.span, self.span)
    }

    /// The window that has two fractions of the whole at two places.
    #[must_use]
    pub fn pinched(fractions: [f32; 2], places: [f32; 2]) -> Option<Self> {
        let apart = (places[1] - places[0]) / ROOM;
        let span = (fractions[1] - fractions[0]) / apart;
        (apart.abs() > 0.02 && span > 0.0)
            .then(|| Self::new(fractions[0] - span * (places[0] - GUTTER) / ROOM, span))
    }

    /// The same window turned on like a page until it has this fraction of the whole.
    #[must_use]
    pub fn with(self, fraction: f32) -> Self {
        let inside = fraction >= self.from && fraction <= self.from + self.span;
        if inside { self } else { Self::new(fraction - self.span * 0.15, self.span) }
    }
}

impl Default for Window {
    fn default() -> Self {
        Self::WHOLE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f32, b: f32) -> bool {
        (a - b).abs() < 0.1
    }

    #[test]
    fn a_place_and_its_position_are_the_same_thing_at_any_zoom() {
        for window in [Window::WHOLE, Window::WHOLE.zoomed(4.0, 0.5)] {
            for x in [GUTTER, 200.0, WIDTH - MARGIN] {
                assert!(near(window.x_of(window.fraction_at(x) * 1000.0, 1000.0), x));
            }
        }
        assert!(near(Window::WHOLE.fraction_at(-50.0), 0.0));
        assert!(near(Window::WHOLE.fraction_at(5000.0), 1.0));
    }

    #[test]
    fn what_is_zoomed_at_keeps_its_place() {
        let before = Window::WHOLE.x_of(300.0, 1000.0);
        let window = Window::WHOLE.zoomed(3.0, 0.3);
        assert!(near(window.x_of(300.0, 1000.0), before));
        assert!(near(window.zoom(), 3.0));
        assert_eq!(window.zoomed(0.01, 0.3), Window::WHOLE);
    }

    #[test]
    fn fingers_keep_what_is_under_them() {
        let window = Window::pinched([0.4, 0.6], [120.0, 300.0]).expect("a window");
        assert!(near(window.x_of(400.0, 1000.0), 120.0));
        assert!(near(window.x_of(600.0, 1000.0), 300.0));
        assert_eq!(Window::pinched([0.4, 0.6], [120.0, 120.0]), None);
    }

    #[test]
    fn a_window_stays_inside_and_turns_to_what_it_should_have() {
        let window = Window::WHOLE.zoomed(8.0, 0.0);
        assert_eq!(window.moved(-3.0), window);
        assert!(window.with(0.9).fraction_at(0.0) <= 0.9);
        assert_eq!(window.with(0.05), window);
        let end = window.moved(100.0);
        assert!(near(end.fraction_at(WIDTH), 1.0));
    }
}
