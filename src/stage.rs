//! [`Stage`]: what the reader has put on the page, as far as it can be undone: a story, its columns, and their programs.
//! Knows no run and no page.

use yew::AttrValue;

use crate::{
    branch::Branch,
    scenario::{Library, Scenario},
};

/// A column's program, where it is not the story's own, and what the reader has changed in its run.
pub type Telling = (Option<AttrValue>, Branch);

/// What the reader has put on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// The story.
    pub scenario: &'static Scenario,
    /// The columns from left to right.
    pub columns: Vec<(Library, Telling)>,
}
