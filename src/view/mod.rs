//! What the page draws, one part a file. A component here turns values into elements; places come from [`crate::layout`],
//! words from [`crate::story`] and [`crate::texts`]. None changes state but by the callbacks that it is given.

pub mod challenges;
pub mod code;
pub mod column;
pub mod crowd;
pub mod diff;
pub mod editor;
pub mod element;
pub mod flags;
pub mod glide;
pub mod glyph;
pub mod grasp;
pub mod grid;
pub mod grip;
pub mod hand;
pub mod help;
pub mod icon;
pub mod knobs;
pub mod legend;
pub mod log;
pub mod offer;
pub mod orders;
pub mod page;
mod part;
mod paths;
pub mod timeline;
pub mod token;
pub mod transport;
pub mod tree;
pub mod verdict;
pub mod verdicts;
pub mod zoom;
