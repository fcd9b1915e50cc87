//! [`Action`]: everything that can change the page. Knows no rule of what comes of it.

use crate::{
    engine::News,
    open::{Opened, Refusal},
    playback::Command,
    scenario::{Library, Scenario},
    share::{Broken, Shared},
    state::Play,
    storage::Theme,
    texts::Language,
    view::{column::Gesture, offer::Offer},
};

/// What can change the state.
pub enum Action {
    /// Of the transport.
    Play(Command),
    /// Of the reader, in the column of that number.
    Gesture(usize, Gesture),
    /// Of the engine.
    News(News),
    /// The reader chooses a language.
    Language(Language),
    /// The reader chooses a theme.
    Theme(Theme),
    /// The reader chooses a story, by its place.
    Story(usize),
    /// The reader comes back to what was there at the last visit.
    Return,
    /// The reader wants one more column.
    AddColumn,
    /// A recorded run has come, or not.
    Came(&'static Scenario, Library, Result<String, String>),
    /// The rest of the page has come, or not.
    Rest(Result<(), String>),
    /// A language has come, or not.
    Texts(Language, Result<String, String>),
    /// The reader takes back what was changed last, or (`false`) takes that back.
    Undo(bool),
    /// The reader wants a link to what is shown.
    Share,
    /// The reader wants the moment as text.
    CopyMoment,
    /// A text that the reader has asked for is there; nothing takes it away.
    Offer(Option<Offer>),
    /// The page's address has changed.
    Address,
    /// A link has been read.
    Opened(Result<Shared, Broken>),
    /// A file has been read for the column of that number; its name, and what it holds.
    File(usize, String, Result<Opened, Refusal>),
    /// The reader wants to see what changes between the programs of two columns, or no longer.
    Compare(Option<(usize, usize)>),
    /// The reader plays the scheduler, or no longer.
    Challenge(Option<Play>),
    /// The figure is to be alone, as on a projector, or no longer.
    Present,
    /// The list of keys opens or closes.
    Help(bool),
    /// The first picture is there: the rest of the page may come.
    Complete,
    /// The first picture is there, and the network is free: the engine and the editor may come.
    Prefetch,
}
