//! What outlives a visit: the reader's programs and what was done in their runs, the challenge taken on, language and theme, in the
//! browser's local storage. Storage may be switched off, full, or hold anything at all: then the page goes on without it.

use web_sys::Storage;

use crate::{
    scenario::{self, Library, Scenario},
    texts::Language,
};

/// A program longer than this was not typed here.
const LONGEST: usize = 200_000;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn read(key: &str) -> Option<String> {
    storage()?.get_item(&format!("espalier.{key}")).ok().flatten()
}

fn write(key: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    let key = format!("espalier.{key}");
    // A refusal (private window, no room) costs the reader only the memory of it.
    let _ = match value {
        Some(value) => storage.set_item(&key, value),
        None => storage.remove_item(&key),
    };
}

/// The reader's version of a column's program.
#[must_use]
pub fn draft(scenario: &str, column: &str) -> Option<String> {
    read(&format!("draft.{scenario}.{column}")).filter(|text| text.len() <= LONGEST)
}

/// Keeps the reader's version of a program; `None` forgets it.
pub fn keep_draft(scenario: &str, column: &str, text: Option<&str>) {
    write(&format!("draft.{scenario}.{column}"), text);
}

/// What the reader has done in the runs of a column, as text.
#[must_use]
pub fn branch(scenario: &str, column: &str) -> Option<String> {
    read(&format!("branch.{scenario}.{column}")).filter(|text| text.len() <= LONGEST)
}

/// Keeps what the reader has done in the runs of a column; `None` forgets it.
pub fn keep_branch(scenario: &str, column: &str, text: Option<&str>) {
    write(&format!("branch.{scenario}.{column}"), text);
}

/// The name of the challenge taken on.
#[must_use]
pub fn challenge() -> Option<String> {
    read("challenge")
}

/// Keeps the challenge taken on; `None` forgets it.
pub fn keep_challenge(name: Option<&str>) {
    write("challenge", name);
}

/// The story and the columns that were shown last, if there are such.
#[must_use]
pub fn stage() -> Option<(&'static Scenario, Vec<Library>)> {
    read("stage").and_then(scenario::staged)
}

/// Keeps the story and the columns that are shown, as text.
pub fn keep_stage(stage: &str) {
    write("stage", Some(stage));
}

/// The language chosen, else the browser's.
#[must_use]
pub fn language() -> Language {
    read("language")
        .or_else(|| web_sys::window()?.navigator().language())
        .and_then(|tag| Language::from_tag(&tag))
        .unwrap_or_default()
}

/// Keeps the language chosen.
pub fn keep_language(language: Language) {
    write("language", Some(language.tag()));
}

/// Colours of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// As light or dark as the system says, and nothing between.
    Contrast,
}

impl Theme {
    /// Its name in the style sheet.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Contrast => "contrast",
        }
    }

    /// For which readers the style sheet of high contrast holds, as a media query: those who ask their system for it, or
    /// those who choose it here. Who has colours of their own never sees others.
    #[must_use]
    pub fn contrast(self) -> &'static str {
        match self {
            Self::Auto => "(prefers-contrast: more), (forced-colors: active)",
            Self::Light | Self::Dark => "(forced-colors: active)",
            Self::Contrast => "all",
        }
    }

    /// The theme of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark, Self::Contrast]
            .into_iter()
            .find(|theme| theme.name() == name)
    }

    /// The one after it on the switch.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Contrast,
            Self::Contrast => Self::Auto,
        }
    }
}

/// The theme chosen.
#[must_use]
pub fn theme() -> Theme {
    read("theme").and_then(|name| Theme::from_name(&name)).unwrap_or_default()
}

/// Keeps the theme chosen.
pub fn keep_theme(theme: Theme) {
    write("theme", Some(theme.name()));
}
