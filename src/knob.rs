//! Knobs: constants of a program that the reader can turn. A comment after the constant says how:
//!
//! ```text
//! FAIL_AT = 2.0  # knob: 0..5 step 0.5     a slider
//! CAREFUL = True  # knob                   a switch
//! MODE = "a"  # knob: "a" | "b"            a menu
//! ```
//!
//! Owns what such a comment means, and how the program's text changes when its knob is turned. Knows no page.

use std::ops::Range;

use crate::{
    highlight,
    texts::{Id, id},
};

/// A constant that can be turned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knob {
    /// The constant's name.
    pub name: String,
    /// How it can be turned.
    pub kind: Kind,
    /// Where its value stands in the program.
    place: Range<usize>,
}

/// How a knob can be turned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// From one number to another, in steps.
    Slider(Slider),
    /// On and off.
    Switch(bool),
    /// Among values as Python writes them, of which one is chosen.
    Menu(Vec<String>, usize),
}

/// Numbers in equal steps. All are counted in the smallest unit that any of them is written in, so that nothing is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slider {
    low: i64,
    high: i64,
    step: i64,
    now: i64,
    /// Digits after the point.
    digits: u32,
}

/// What is wrong with a comment that wants to be a knob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// From 1.
    pub line: u32,
    /// A sentence.
    pub what: Id,
}

/// A slider has at most so many steps: more cannot be told apart by hand.
const MOST_STEPS: i64 = 10_000;

/// So many values are within a hand's reach at most.
const REACH: usize = 24;

/// The knobs of a program, and what is wrong with the comments that are none.
#[must_use]
pub fn read(source: &str) -> (Vec<Knob>, Vec<Mistake>) {
    let (mut knobs, mut mistakes) = (Vec::<Knob>::new(), Vec::new());
    let mut start = 0;
    for (line, (text, pieces)) in source.split('\n').zip(highlight::lines(source)).enumerate() {
        let place = start;
        start += text.len() + 1;
        let Some((Some("com"), comment)) = pieces.last() else { continue };
        let words = comment.trim_start_matches('#').trim();
        let Some(rest) = words.strip_prefix("knob") else { continue };
        let rule = match rest.strip_prefix(':') {
            Some(rule) => rule.trim(),
            None if rest.is_empty() => "",
            // A sentence that begins with the word.
            None => continue,
        };
        let code = &text[..text.trim_end_matches('\r').len() - comment.len()];
        let found = knob(code, place, rule).and_then(|knob| {
            let is_new = knobs.iter().all(|known| known.name != knob.name);
            if is_new { Ok(knob) } else { Err(id::KNOB_TWICE) }
        });
        match found {
            Ok(knob) => knobs.push(knob),
            Err(what) => mistakes.push(Mistake { line: line as u32 + 1, what }),
        }
    }
    (knobs, mistakes)
}

/// A program, whose knobs these are, with the one of that name turned to a value, as Python writes it; nothing if it has no such knob, or
/// that cannot be turned so far.
#[must_use]
pub fn turned(source: &str, knobs: &[Knob], name: &str, value: &str) -> Option<String> {
    knobs.iter().find(|knob| knob.name == name)?.turned(source, value)
}

impl Knob {
    /// Its program turned to a value, as Python writes it, if it goes so far.
    fn turned(&self, source: &str, value: &str) -> Option<String> {
        let value = match &self.kind {
            Kind::Slider(slider) => slider.with(value)?.text(),
            Kind::Switch(_) => switch(value).map(|_| value.to_owned())?,
            Kind::Menu(choices, _) => choices.iter().find(|choice| same(choice, value))?.clone(),
        };
        Some([&source[..self.place.start], &value, &source[self.place.end..]].concat())
    }
}

/// The knob of a line of code, which begins at a place in the program.
fn knob(code: &str, place: usize, rule: &str) -> Result<Knob, Id> {
    let (left, right) = code.split_once('=').ok_or(id::KNOB_NO_CONSTANT)?;
    // What is annotated has its type after a colon.
    let name = left.split(':').next().unwrap_or_default().trim();
    let value = right.trim();
    let is_name = !name.is_empty() && name.bytes().all(highlight::is_of_name);
    if !is_name || value.is_empty() || value.starts_with('=') {
        return Err(id::KNOB_NO_CONSTANT);
    }
    let start = place + code.len() - right.trim_start().len();
    let kind = kind(rule, value)?;
    Ok(Knob { name: name.to_owned(), kind, place: start..start + value.len() })
}

fn kind(rule: &str, value: &str) -> Result<Kind, Id> {
    if let Some((low, rest)) = rule.split_once("..") {
        return Slider::read(low, rest, value).map(Kind::Slider);
    }
    if rule.contains('|') {
        let choices = choices(rule);
        let is_value = |choice: &String| {
            let pieces = highlight::lines(choice).concat();
            matches!(&pieces[..], [(Some(class), _)] if *class != "com")
                || decimal(choice).is_some()
        };
        if !choices.iter().all(is_value) {
            return Err(id::KNOB_RULE);
        }
        let chosen = choices.iter().position(|choice| same(choice, value));
        return chosen.map(|chosen| Kind::Menu(choices, chosen)).ok_or(id::KNOB_OUTSIDE);
    }
    match switch(value) {
        Some(on) if rule.is_empty() => Ok(Kind::Switch(on)),
        _ => Err(id::KNOB_RULE),
    }
}

/// The values between bars; a bar within quotation marks is a part of its value.
fn choices(rule: &str) -> Vec<String> {
    let mut quote = None;
    let parts = rule.split(|letter| match (quote, letter) {
        (None, '\'' | '"') => {
            quote = Some(letter);
            false
        }
        (Some(open), _) => {
            quote = quote.filter(|_| letter != open);
            false
        }
        (None, _) => letter == '|',
    });
    parts.map(|choice| choice.trim().to_owned()).collect()
}

/// Whether two values are the same but for the kind of quotation marks.
fn same(one: &str, other: &str) -> bool {
    one.replace('\'', "\"") == other.replace('\'', "\"")
}

fn switch(value: &str) -> Option<bool> {
    match value {
        "True" => Some(true),
        "False" => Some(false),
        _ => None,
    }
}

/// A number such as `-2.50` as its digits without the point, and how many of them stand after it.
fn decimal(text: &str) -> Option<(i64, u32)> {
    let text = text.trim();
    let (negative, size) = text.strip_prefix('-').map_or((false, text), |size| (true, size));
    let (whole, rest) = size.split_once('.').unwrap_or((size, ""));
    let digits = [whole, rest].concat();
    let plain =
        !whole.is_empty() && digits.len() <= 9 && digits.bytes().all(|d| d.is_ascii_digit());
    let number: i64 = digits.parse().ok().filter(|_| plain)?;
    Some((if negative { -number } else { number }, rest.len() as u32))
}

impl Kind {
    /// The values that it may be turned to next, as Python writes them, the likeliest first: on, as it went from `before`; then those that
    /// are near; last, to come back to, the one that it has.
    #[must_use]
    pub fn next(&self, before: Option<&Self>) -> Vec<String> {
        let text = |on: bool| if on { "True" } else { "False" }.to_owned();
        match (self, before) {
            (Self::Switch(on), _) => vec![text(!on), text(*on)],
            (Self::Menu(choices, chosen), _) => {
                let near = near(*chosen as i64, 0, choices.len() as i64 - 1);
                near.into_iter().map(|place| choices[place as usize].clone()).collect()
            }
            (Self::Slider(slider), before) => {
                let now = i64::from(slider.now());
                let stride = match before {
                    Some(Self::Slider(before)) => now - i64::from(before.now()),
                    _ => 0,
                };
                let near = near(now, stride, i64::from(slider.last()));
                near.into_iter().map(|step| slider.at(step as u32).text()).collect()
            }
        }
    }
}

/// Places from 0 to `last`, the likeliest first for a hand that came to `now` by a stride.
fn near(now: i64, stride: i64, last: i64) -> Vec<i64> {
    let forth = if stride < 0 { -1 } else { 1 };
    let on = [now + stride, now + 2 * stride].into_iter();
    let around = (1..=last).flat_map(|far| [now + forth * far, now - forth * far]);
    let mut places = Vec::new();
    for place in on.chain(around).filter(|place| (0..=last).contains(place) && *place != now) {
        if places.len() < REACH && !places.contains(&place) {
            places.push(place);
        }
    }
    places.push(now);
    places
}

impl Slider {
    fn read(low: &str, rest: &str, value: &str) -> Result<Self, Id> {
        let (high, step) = match rest.split_once("step") {
            Some((high, step)) => (high, Some(step)),
            None => (rest, None),
        };
        let number = |text: &str| decimal(text).ok_or(id::KNOB_RULE);
        let (low, high, now) = (number(low)?, number(high)?, number(value)?);
        let step = step.map(number).transpose()?;
        let digits = [low, high, now, step.unwrap_or_default()].map(|(_, digits)| digits);
        let digits = digits.into_iter().max().unwrap_or_default();
        let units = |(number, own): (i64, u32)| number * 10_i64.pow(digits - own);
        let this = Self {
            low: units(low),
            high: units(high),
            step: step.map_or(1, units),
            now: units(now),
            digits,
        };
        if this.step <= 0
            || this.low >= this.high
            || (this.high - this.low) / this.step > MOST_STEPS
        {
            return Err(id::KNOB_RANGE);
        }
        let within = (this.low..=this.high).contains(&this.now);
        if within { Ok(this) } else { Err(id::KNOB_OUTSIDE) }
    }

    /// Its last step; the first is 0.
    #[must_use]
    pub fn last(self) -> u32 {
        ((self.high - self.low) / self.step) as u32
    }

    /// The step that it stands at, or is nearest to.
    #[must_use]
    pub fn now(self) -> u32 {
        ((self.now - self.low + self.step / 2) / self.step) as u32
    }

    /// It at another step.
    #[must_use]
    pub fn at(self, step: u32) -> Self {
        Self { now: self.low + self.step * i64::from(step.min(self.last())), ..self }
    }

    /// It with another value, if it goes so far.
    fn with(self, value: &str) -> Option<Self> {
        let (number, own) = decimal(value)?;
        let now = match self.digits.checked_sub(own) {
            Some(more) => number * 10_i64.pow(more),
            None => number / 10_i64.pow(own - self.digits),
        };
        (self.low..=self.high).contains(&now).then_some(Self { now, ..self })
    }

    /// Its value as Python writes it.
    #[must_use]
    pub fn text(self) -> String {
        let unit = 10_u64.pow(self.digits);
        let (sign, size) = (if self.now < 0 { "-" } else { "" }, self.now.unsigned_abs());
        match self.digits as usize {
            0 => format!("{sign}{size}"),
            digits => format!("{sign}{}.{:0digits$}", size / unit, size % unit),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(line: &str) -> Kind {
        let (knobs, mistakes) = read(line);
        assert!(mistakes.is_empty(), "{line}: {mistakes:?}");
        let [knob] = &knobs[..] else { panic!("{line}: {knobs:?}") };
        knob.kind.clone()
    }

    fn mistake(line: &str) -> Id {
        let (knobs, mistakes) = read(line);
        let ([], [mistake]) = (&knobs[..], &mistakes[..]) else { panic!("{line}: {knobs:?}") };
        mistake.what
    }

    #[test]
    fn a_range_is_a_slider() {
        let Kind::Slider(slider) = one("FAIL_AT = 2.0  # knob: 0..5 step 0.5") else { panic!() };
        assert_eq!((slider.last(), slider.now(), slider.text()), (10, 4, "2.0".into()));
        assert_eq!(slider.at(5).text(), "2.5");
        assert_eq!(slider.at(99).text(), "5.0");
        let Kind::Slider(whole) = one("room: int = 2 #knob:-1..6") else { panic!() };
        assert_eq!((whole.last(), whole.now(), whole.at(0).text()), (7, 3, "-1".into()));
    }

    #[test]
    fn a_truth_is_a_switch_and_values_are_a_menu() {
        assert_eq!(one("CAREFUL = True  # knob"), Kind::Switch(true));
        assert_eq!(one("    careful = False  # knob:"), Kind::Switch(false));
        let menu = Kind::Menu(vec!["\"a\"".into(), "\"b\"".into()], 1);
        assert_eq!(one("MODE = 'b'  # knob: \"a\" | \"b\""), menu);
        assert_eq!(
            one("SIGN = '|'  # knob: '|' | \"it's\""),
            Kind::Menu(vec!["'|'".into(), "\"it's\"".into()], 0)
        );
        assert_eq!(
            one("N = 2  # knob: -1 | 2.5 | 2"),
            Kind::Menu(vec!["-1".into(), "2.5".into(), "2".into()], 2)
        );
    }

    #[test]
    fn what_is_wrong_with_a_knob_is_said() {
        assert_eq!(mistake("print(1)  # knob: 0..5"), id::KNOB_NO_CONSTANT);
        assert_eq!(mistake("a.b = 1  # knob: 0..5"), id::KNOB_NO_CONSTANT);
        assert_eq!(mistake("if a == 1:  # knob: 0..5"), id::KNOB_NO_CONSTANT);
        assert_eq!(mistake("A = 1  # knob"), id::KNOB_RULE);
        assert_eq!(mistake("A = 1  # knob: zero to five"), id::KNOB_RULE);
        assert_eq!(mistake("A = f(1)  # knob: 0..5"), id::KNOB_RULE);
        assert_eq!(mistake("A = 1e3  # knob: 0..5"), id::KNOB_RULE);
        assert_eq!(mistake("A = 'x'  # knob: 'x' | y z"), id::KNOB_RULE);
        assert_eq!(mistake("A = 1  # knob: 5..0"), id::KNOB_RANGE);
        assert_eq!(mistake("A = 1  # knob: 0..5 step 0"), id::KNOB_RANGE);
        assert_eq!(mistake("A = 7  # knob: 0..5"), id::KNOB_OUTSIDE);
        assert_eq!(mistake("A = 'c'  # knob: 'a' | 'b'"), id::KNOB_OUTSIDE);
        let (knobs, mistakes) = read("A = 1  # knob: 0..5\n\nA = 2  # knob: 0..5\n");
        assert_eq!(
            (knobs.len(), &mistakes[..]),
            (1, &[Mistake { line: 3, what: id::KNOB_TWICE }][..])
        );
    }

    #[test]
    fn a_hand_goes_on_as_it_went_or_stays_near() {
        let slider = |now: u32| one(&format!("A = {now}  # knob: 0..9"));
        let next =
            |now, before: Option<u32>| slider(now).next(before.map(slider).as_ref()).concat();
        assert_eq!(next(4, None), "5362718094");
        assert_eq!(next(4, Some(2)), "6853271094");
        assert_eq!(next(4, Some(7)), "1352670894");
        assert_eq!(next(9, Some(8)), "8765432109");
        assert_eq!(one("B = True  # knob").next(None), ["False", "True"]);
        assert_eq!(one("C = 2  # knob: 1 | 2 | 3").next(None), ["3", "1", "2"]);
        let long = one("A = 500  # knob: 0..1000").next(None);
        assert_eq!((long.len(), long[REACH - 1].as_str()), (REACH + 1, "488"));
    }

    #[test]
    fn other_comments_and_texts_are_no_knobs() {
        for source in
            ["A = 1  # knobs of the door", "a = '# knob: 0..5'", "'''\nA = 1 # knob: 0..2\n'''"]
        {
            assert_eq!(read(source), (vec![], vec![]), "{source}");
        }
    }

    #[test]
    fn turning_changes_the_value_alone() {
        let source = "é = 'ü'\nA = 1.0  # knob: 0..5 step 0.5\nB = True  # knob\nC = 'x'  # knob: 'x' | 'y'\n";
        let turn = |name, value| turned(source, &read(source).0, name, value);
        assert_eq!(turn("A", "2.5"), Some(source.replace("1.0", "2.5")));
        assert_eq!(turn("A", "2"), Some(source.replace("1.0", "2.0")));
        assert_eq!(turn("B", "False"), Some(source.replace("True", "False")));
        assert_eq!(turn("C", "\"y\""), Some(source.replace("= 'x'", "= 'y'")));
        for (name, value) in [("A", "9"), ("A", "True"), ("B", "1"), ("C", "'z'"), ("D", "1")] {
            assert_eq!(turn(name, value), None, "{name} = {value}");
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(source in "[A-C= \n#'.0-9|-]{0,40}(# knob:)?[0-9. a-z|'\"-]{0,20}") {
            for knob in read(&source).0 {
                prop_assert!(source.get(knob.place).is_some());
            }
        }

        #[test]
        fn a_slider_stays_where_it_is_put(low in -50..50i64, steps in 1..40i64, step in 1..9i64, at in 0..60u32) {
            let high = low + steps * step;
            let source = format!("A = {low}  # knob: {low}..{high} step {step}");
            let Kind::Slider(slider) = one(&source) else { panic!() };
            let put = slider.at(at);
            let source = turned(&source, &read(&source).0, "A", &put.text()).expect("within its range");
            let Kind::Slider(slider) = one(&source) else { panic!() };
            prop_assert_eq!(slider, put);
            prop_assert_eq!(slider.now(), at.min(slider.last()));
        }
    }
}
