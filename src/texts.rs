//! Texts: every word that the page says, in the reader's language. The tables are compiled from `src/locales/*.ftl` by
//! `build.rs`; this file shows them. Knows no page.

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// A message, one of [`id`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(usize);

/// A piece of a message.
#[derive(Debug)]
pub enum Part {
    /// As it is.
    Text(&'static str),
    /// What the caller gives under this name.
    Variable(&'static str),
    /// One of several, by what the caller gives under this name: itself, or its plural category. The number is the default's.
    Select(&'static str, usize, &'static [(&'static str, &'static [Part])]),
}

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

    fn table(self) -> &'static [&'static [Part]] {
        match self {
            Self::En => EN,
            Self::Ru => RU,
        }
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
        let mut text = String::new();
        self.show(self.table()[id.0], values, &mut text);
        text
    }

    fn show(self, parts: &'static [Part], values: &[(&str, &str)], text: &mut String) {
        let value =
            |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        for part in parts {
            match part {
                Part::Text(piece) => text.push_str(piece),
                Part::Variable(name) => text.push_str(value(name).unwrap_or(name)),
                Part::Select(name, default, variants) => {
                    let given = value(name).unwrap_or_default();
                    let plural = given.parse().map_or("", |number| self.plural(number));
                    let chosen = variants
                        .iter()
                        .find(|(key, _)| *key == given)
                        .or_else(|| variants.iter().find(|(key, _)| *key == plural))
                        .unwrap_or(&variants[*default]);
                    self.show(chosen.1, values, text);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_choose_their_plural_in_each_language() {
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
        fn variables(parts: &'static [Part], found: &mut Vec<&'static str>) {
            for part in parts {
                match part {
                    Part::Text(_) => {}
                    Part::Variable(name) => found.push(name),
                    Part::Select(name, _, variants) => {
                        found.push(name);
                        variants.iter().for_each(|(_, parts)| variables(parts, found));
                    }
                }
            }
        }
        let of = |language: Language, index: usize| {
            let mut found = Vec::new();
            variables(language.table()[index], &mut found);
            found.sort_unstable();
            found.dedup();
            found
        };
        for index in 0..EN.len() {
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
