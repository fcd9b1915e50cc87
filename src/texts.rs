//! Texts: every word that the page says, in the reader's language. What the first picture needs of the page's own language
//! is compiled from `src/locales` by `build.rs`; all else comes later, as the Fluent files that it is written in.
//! Knows no page, and not how a file comes.

use std::sync::OnceLock;

use crate::fluent::{self, KEY, SELECT, VARIABLE, VARIANT};

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// A message, one of [`id`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(usize);

/// A language's messages, one after the other: a string and numbers are smaller than a tree of pieces, and the page
/// carries them before its first picture.
#[derive(Debug)]
struct Table {
    /// Texts with the marks that [`fluent`] sets.
    text: &'static str,
    /// Where each message ends.
    ends: &'static [u16],
}

impl Table {
    fn message(&self, id: Id) -> &'static str {
        let start = id.0.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start.into()..self.ends[id.0].into()]
    }

    /// The table of a Fluent file, if it is one of this page's.
    fn read(file: &str) -> Option<Self> {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for (_, message) in fluent::messages(file) {
            text.push_str(&message);
            ends.push(u16::try_from(text.len()).ok()?);
        }
        // It stays as long as the page does.
        let whole = ends.len() == FIRST.ends.len();
        whole.then(|| Self { text: text.leak(), ends: ends.leak() })
    }
}

/// The files that have come.
static COME: [OnceLock<Table>; Language::ALL.len()] = [const { OnceLock::new() }; 2];

/// A language that the page speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Russian.
    Ru,
}

impl Language {
    /// All of them, in the order of the switch.
    pub const ALL: [Self; 2] = [Self::En, Self::Ru];

    /// Its BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
    }

    /// Its own name for itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Ru => "Русский",
        }
    }

    /// The language of a tag such as `ru-RU`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The name of its file.
    #[must_use]
    pub fn file(self) -> String {
        format!("{}.ftl", self.tag())
    }

    /// Whether all its texts are there.
    #[must_use]
    pub fn is_whole(self) -> bool {
        COME[self as usize].get().is_some()
    }

    /// Whether the page can be shown in it: its own language waits for no file.
    #[must_use]
    pub fn is_here(self) -> bool {
        self == Self::default() || self.is_whole()
    }

    /// Takes in its file.
    ///
    /// # Errors
    /// When the file is not of this page.
    pub fn take_in(self, file: &str) -> Result<(), String> {
        let table =
            Table::read(file).ok_or_else(|| format!("{} is of another page", self.file()))?;
        // What came before says the same.
        let _ = COME[self as usize].set(table);
        Ok(())
    }

    fn table(self) -> &'static Table {
        COME[self as usize].get().unwrap_or(&FIRST)
    }

    /// CLDR's plural category of a whole number.
    fn plural(self, number: u64) -> &'static str {
        match self {
            Self::En if number == 1 => "one",
            Self::En => "other",
            Self::Ru => match (number % 10, number % 100) {
                (1, rest) if rest != 11 => "one",
                (2..=4, rest) if !(12..=14).contains(&rest) => "few",
                _ => "many",
            },
        }
    }

    /// The text of a message that takes nothing.
    #[must_use]
    pub fn text(self, id: Id) -> String {
        self.with(id, &[])
    }

    /// The text of a message with these values in it; a value that is not given shows as its name.
    #[must_use]
    pub fn with(self, id: Id, values: &[(&str, &str)]) -> String {
        #[cfg(test)]
        tests::ask(id);
        let mut text = String::new();
        for (index, piece) in self.table().message(id).split(SELECT).enumerate() {
            // Every second piece stands between two marks.
            let piece = if index % 2 == 0 { piece } else { self.choose(piece, values) };
            for (index, piece) in piece.split(VARIABLE).enumerate() {
                let given = if index % 2 == 0 { None } else { value(values, piece) };
                match given.and_then(|given| given.split_once('.')) {
                    Some((whole, rest)) if self == Self::Ru && SECONDS.contains(&piece) => {
                        text.extend([whole, ",", rest]);
                    }
                    _ => text.push_str(given.unwrap_or(piece)),
                }
            }
        }
        text
    }

    /// The variant of a choice: of the value itself, else of its plural category, else the default.
    fn choose(self, choice: &'static str, values: &[(&str, &str)]) -> &'static str {
        let mut parts = choice.split(VARIANT);
        let given = parts.next().and_then(|name| value(values, name)).unwrap_or_default();
        let plural = given.parse().map_or("", |number| self.plural(number));
        let mut variants = parts.filter_map(|part| part.split_once(KEY));
        let of = |key: &str| variants.clone().find(|(known, _)| *known == key);
        of(given).or_else(|| of(plural)).or_else(|| variants.next()).map_or("", |(_, text)| text)
    }
}

/// Values that are seconds, wherever they stand; all others are told as they are given.
const SECONDS: [&str; 3] = ["time", "from", "to"];

fn value<'v>(values: &[(&str, &'v str)], name: &str) -> Option<&'v str> {
    values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::{cell::RefCell, collections::BTreeSet};

    use super::*;

    thread_local! {
        /// The messages that this test has asked for.
        static ASKED: RefCell<BTreeSet<Id>> = const { RefCell::new(BTreeSet::new()) };
    }

    pub(crate) fn ask(id: Id) {
        ASKED.with_borrow_mut(|asked| asked.insert(id));
    }

    /// Which of the messages that this test has asked for come only after the first picture, as this language says them.
    pub(crate) fn asked_too_early(language: Language) -> Vec<&'static str> {
        whole();
        let asked = ASKED.take();
        let late = asked.into_iter().filter(|id| FIRST.message(*id).is_empty());
        late.map(|id| language.table().message(id)).collect()
    }

    /// Takes in all files, and fails if a page could not.
    pub(crate) fn whole() {
        for (language, file) in [
            (Language::En, include_str!("locales/en.ftl")),
            (Language::Ru, include_str!("locales/ru.ftl")),
        ] {
            language.take_in(file).expect("a file of this page");
            assert!(language.is_whole());
        }
    }

    #[test]
    fn decimals_are_written_as_the_language_has_them() {
        whole();
        let said = |language: Language| language.with(id::SECONDS_SHORT, &[("time", "1.5")]);
        assert_eq!((said(Language::En), said(Language::Ru)), ("1.5 s".into(), "1,5 с".into()));
        // What a program prints is its own.
        let values = [("task", "main"), ("text", "1.5")];
        assert!(Language::Ru.with(id::EVENT_PRINTED, &values).ends_with("1.5"));
    }

    #[test]
    fn a_file_of_another_page_is_refused() {
        assert!(Language::Ru.take_in("title = Страница\n").is_err());
        assert!(Language::Ru.take_in("<!doctype html>\n").is_err());
    }

    #[test]
    fn what_the_first_picture_needs_is_there_at_once() {
        let first = |id: Id| FIRST.message(id);
        assert!(first(id::SCENARIO_ONE_CHILD_FAILS_LOOK).starts_with("Look for"));
        assert_eq!(first(id::SCENARIO_FORGOTTEN_TASK), "The forgotten task");
        assert_eq!(first(id::SCENARIO_FORGOTTEN_TASK_LOOK), "");
        whole();
        assert!(Language::En.text(id::SCENARIO_FORGOTTEN_TASK_LOOK).starts_with("Look for"));
    }

    #[test]
    fn numbers_choose_their_plural_in_each_language() {
        whole();
        let tasks =
            |language: Language, count: &str| language.with(id::FRAME_WAITS, &[("count", count)]);
        assert_eq!(tasks(Language::En, "1"), "waits for 1 task");
        assert_eq!(tasks(Language::En, "3"), "waits for 3 tasks");
        assert_eq!(tasks(Language::Ru, "1"), "ждёт 1 задачу");
        assert_eq!(tasks(Language::Ru, "3"), "ждёт 3 задачи");
        assert_eq!(tasks(Language::Ru, "11"), "ждёт 11 задач");
        assert_eq!(tasks(Language::Ru, "21"), "ждёт 21 задачу");
    }

    #[test]
    fn every_language_uses_the_variables_of_the_first() {
        whole();
        let of = |language: Language, index: usize| {
            let message = language.table().message(Id(index));
            let variables = message.split(VARIABLE).skip(1).step_by(2);
            let choices = message.split(SELECT).skip(1).step_by(2);
            let chosen_by = choices.filter_map(|choice| choice.split(VARIANT).next());
            let mut found: Vec<_> = variables.chain(chosen_by).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        for index in 0..FIRST.ends.len() {
            assert_eq!(of(Language::En, index), of(Language::Ru, index), "message {index}");
        }
    }

    #[test]
    fn a_language_is_known_by_its_tag() {
        assert_eq!(Language::from_tag("ru-RU"), Some(Language::Ru));
        assert_eq!(Language::from_tag("EN"), Some(Language::En));
        assert_eq!(Language::from_tag(""), None);
    }
}
