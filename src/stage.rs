//! [`Stage`]: what the reader has put on the page, as far as it can be undone: a story, its columns, and their programs.
//! Knows no run and no page.

use yew::AttrValue;

use crate::scenario::{Library, Scenario};

/// What the reader has put on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// The story.
    pub scenario: &'static Scenario,
    /// The columns from left to right, with the program where it is not the story's own.
    pub columns: Vec<(Library, Option<AttrValue>)>,
}
