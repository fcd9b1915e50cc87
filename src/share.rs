//! What a link carries: a story with its columns, the programs that the reader has changed, the moment, and how the page is
//! shown. Owns its form, as text and as the letters of a link. Knows no page, and not how a text is made shorter.

use espalier_trace::VirtualTime;

use crate::{
    branch::Branch,
    challenge::{self, Challenge},
    scenario::{Library, Scenario},
    score::Place,
    storage::Theme,
    texts::{Id, Language, id},
};

/// The form of link that is written here. It is the first byte, so that a later form can be told from this one.
pub const VERSION: u8 = 1;

/// A link is no longer than this, however short its text was made.
pub const LONGEST: usize = 60_000;

/// What a link carries.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    /// The story.
    pub scenario: &'static Scenario,
    /// The columns from left to right, with the program where it is not the story's own, and what was changed in its run.
    pub columns: Vec<(Library, Option<String>, Branch)>,
    /// Where the playhead stands.
    pub place: Place,
    /// The challenge that the reader has taken on, by its place among all.
    pub challenge: Option<usize>,
    /// The language.
    pub language: Language,
    /// The colours.
    pub theme: Theme,
}

/// The part of a link that is wrong, as a message, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken(pub Id, pub String);

impl Shared {
    /// It as text: a word and its values on a line; a column's line ends with the length of its program, which follows.
    #[must_use]
    pub fn write(&self) -> String {
        let Place { at, moment } = self.place;
        let mut text = format!(
            "story {}\nlanguage {}\ntheme {}\nmoment {} {moment}\n",
            self.scenario.name,
            self.language.tag(),
            self.theme.name(),
            at.0,
        );
        if let Some(Challenge { name, .. }) =
            self.challenge.and_then(|place| challenge::ALL.get(place))
        {
            text.extend(["challenge ", name, "\n"]);
        }
        for (library, program, branch) in &self.columns {
            match program {
                Some(program) => {
                    let length = program.len().to_string();
                    let line = ["column ", library.name(), " ", &length, "\n", program, "\n"];
                    text.extend(line);
                }
                None => text.extend(["column ", library.name(), "\n"]),
            }
            text.push_str(&branch.write());
        }
        text
    }

    /// It from its text.
    ///
    /// # Errors
    /// Names the part that is wrong.
    pub fn read(text: &str) -> Result<Self, Broken> {
        let (mut scenario, mut language, mut theme) = (None, Language::default(), Theme::default());
        let mut place = Place { at: VirtualTime::ZERO, moment: 0 };
        let mut challenge = None;
        let mut columns: Vec<(Library, Option<String>, Branch)> = Vec::new();
        let mut rest = text;
        while let Some((line, after)) = rest.split_once('\n') {
            rest = after;
            let (word, value) = line.split_once(' ').unwrap_or((line, ""));
            let broken = |part: Id| Broken(part, excerpt(value));
            match word {
                "story" => {
                    let known = Scenario::named(value);
                    scenario = Some(known.ok_or_else(|| broken(id::LINK_STORY))?);
                }
                "language" => {
                    let known = Language::from_tag(value);
                    language = known.ok_or_else(|| broken(id::LINK_LANGUAGE))?;
                }
                "theme" => {
                    let known = Theme::from_name(value);
                    theme = known.ok_or_else(|| broken(id::LINK_THEME))?;
                }
                "moment" => {
                    let numbers = value.split_once(' ').and_then(|(at, moment)| {
                        Some(Place {
                            at: VirtualTime(at.parse().ok()?),
                            moment: moment.parse().ok()?,
                        })
                    });
                    place = numbers.ok_or_else(|| broken(id::LINK_MOMENT))?;
                }
                "challenge" => {
                    let known = challenge::ALL.iter().position(|known| known.name == value);
                    challenge = Some(known.ok_or_else(|| broken(id::LINK_CHALLENGE))?);
                }
                "column" => {
                    let (name, length) = value.split_once(' ').unwrap_or((value, ""));
                    let library =
                        Library::from_name(name).ok_or_else(|| broken(id::LINK_COLUMNS))?;
                    let mut program = None;
                    if !length.is_empty() {
                        let length = length.parse().ok();
                        let length = length.filter(|length| {
                            rest.get(*length..).is_some_and(|rest| rest.starts_with('\n'))
                        });
                        let length: usize = length.ok_or_else(|| broken(id::LINK_PROGRAM))?;
                        program = Some(rest[..length].to_owned());
                        rest = &rest[length + 1..];
                    }
                    columns.push((library, program, Branch::default()));
                }
                // They belong to the column before them.
                "seed" | "hand" => {
                    let branch = columns.last_mut().map(|(.., branch)| branch);
                    if !branch.is_some_and(|branch| branch.take_line(word, value)) {
                        return Err(broken(id::LINK_TEXT));
                    }
                }
                _ => return Err(Broken(id::LINK_TEXT, excerpt(line))),
            }
        }
        let scenario = scenario.ok_or_else(|| Broken(id::LINK_STORY, String::new()))?;
        let names = || columns.iter().map(|(library, ..)| library.name());
        if !rest.is_empty() {
            return Err(Broken(id::LINK_TEXT, excerpt(rest)));
        }
        if scenario.columns_of(names()).is_none() {
            let names: Vec<&str> = names().collect();
            return Err(Broken(id::LINK_COLUMNS, excerpt(&names.join(", "))));
        }
        Ok(Self { scenario, columns, place, challenge, language, theme })
    }
}

/// As much of what stands in a link as a sentence can quote.
fn excerpt(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The letters of base64url, RFC 4648 section 5.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Bytes as letters of a link, four for three.
#[must_use]
pub fn letters(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..=chunk.len() {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(char::from(letter));
        }
    }
    text
}

/// The bytes of letters; nothing if they are others.
#[must_use]
pub fn bytes(letters: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for chunk in letters.as_bytes().chunks(4) {
        let mut bits = 0;
        for at in 0..4 {
            let value = match chunk.get(at) {
                Some(letter) => LETTERS.iter().position(|known| known == letter)? as u32,
                None => 0,
            };
            bits = bits << 6 | value;
        }
        let whole = [(bits >> 16) as u8, (bits >> 8) as u8, bits as u8];
        bytes.extend_from_slice(whole.get(..chunk.len() - 1).filter(|few| !few.is_empty())?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::ALL;

    fn shared(program: Option<String>) -> Shared {
        Shared {
            scenario: &ALL[1],
            columns: vec![
                (Library::Trio, None, Branch::default()),
                (
                    Library::Curio,
                    program,
                    Branch { hand: vec!["7 delay 2 0.5".parse().expect("one")], seed: Some(3) },
                ),
            ],
            place: Place { at: VirtualTime(2_000_000_000), moment: 3 },
            challenge: Some(2),
            language: Language::Ru,
            theme: Theme::Dark,
        }
    }

    fn part(text: &str) -> Id {
        let Err(Broken(part, _)) = Shared::read(text) else { panic!("{text} is no broken link") };
        part
    }

    #[test]
    fn a_broken_link_says_which_part_is_wrong() {
        let good = shared(Some("print('é')\n".into())).write();
        assert_eq!(part(""), id::LINK_STORY);
        assert_eq!(part(&good.replace("forgotten-task", "nonsense")), id::LINK_STORY);
        assert_eq!(part(&good.replace("column trio", "column twisted")), id::LINK_COLUMNS);
        assert_eq!(part(&good.replace("column trio", "column curio")), id::LINK_COLUMNS);
        assert_eq!(part(&good.replace("language ru", "language xx")), id::LINK_LANGUAGE);
        assert_eq!(part(&good.replace("theme dark", "theme pink")), id::LINK_THEME);
        assert_eq!(part(&good.replace("000 3", "000 -3")), id::LINK_MOMENT);
        assert_eq!(part(&good.replace("lose-error", "win-all")), id::LINK_CHALLENGE);
        for length in ["10", "13", "99999999999999999999999", "-1", "9999"] {
            assert_eq!(
                part(&good.replace(" 12\n", &format!(" {length}\n"))),
                id::LINK_PROGRAM,
                "{length}"
            );
        }
        let end = good.find("print").expect("a program");
        assert_eq!(part(&good[..end + 4]), id::LINK_PROGRAM);
        assert_eq!(part(&good.replace("seed 3", "seed x")), id::LINK_TEXT);
        assert_eq!(part(&good.replace("delay 2", "delay x")), id::LINK_TEXT);
        assert_eq!(part("hand 7 interrupt\n"), id::LINK_TEXT);
        assert_eq!(part(&format!("{good}nonsense\n")), id::LINK_TEXT);
        assert_eq!(part(&format!("{good}column")), id::LINK_TEXT);
    }

    #[test]
    fn letters_are_those_of_the_standard() {
        for (bytes, expected) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg")]
        {
            assert_eq!(letters(bytes.as_bytes()), expected);
            assert_eq!(super::bytes(expected).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(letters(&[255, 239]), "_-8");
        for bad in ["A", "AAAAA", "A=", "é", "A A"] {
            assert_eq!(super::bytes(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(program in prop::option::of("(\\PC|\n){0,60}")) {
            let shared = shared(program);
            prop_assert_eq!(Shared::read(&shared.write()), Ok(shared));
        }

        #[test]
        fn any_bytes_make_letters_and_back(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(super::bytes(&letters(&bytes)), Some(bytes));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "((story|column|moment|challenge|theme|seed|hand) [a-z0-9 -]{0,16}\n?){0,5}") {
            let _ = Shared::read(&text);
        }
    }
}
