//! Layout of the pictures: plain functions from a run to places, tested without a browser.
//! Knows no colours, no words and no moment: a place is the same at every moment, so nothing jumps when a sibling appears.

pub mod lanes;
pub mod structure;
pub mod tokens;
pub mod tree;
pub mod window;

pub use lanes::LanesLayout;
pub use structure::Structure;
pub use tree::TreeLayout;
pub use window::Window;

/// Width of every picture in its own units; the page scales it to the column.
pub const WIDTH: f32 = 360.0;

/// How much room one task gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Density {
    /// Name and state in words.
    Full,
    /// Name only.
    Compact,
    /// A dot.
    Dots,
}

impl Density {
    /// The density for this many tasks side by side.
    #[must_use]
    pub fn of(tasks: usize) -> Self {
        match tasks {
            0..=16 => Self::Full,
            17..=90 => Self::Compact,
            _ => Self::Dots,
        }
    }
}
