//! Two columns' programs side by side, with what changes from one to the other marked, down to the words. Which words those are is
//! [`crate::diff`]'s to say.

use yew::{AttrValue, Callback, Html};

use super::{
    code::hanging,
    element::{Element, el, menu},
    part::kept,
};
use crate::{
    action::Action,
    diff::{Change, diff, words},
    state::ColumnState,
    texts::{Id, Language, id},
};

/// A line of both programs, or of one, with its number.
type Line<'t> = (usize, &'t str);

/// A row of the table: a line on the left, one on the right, and whether they are the same.
type Row<'t> = (Option<Line<'t>>, Option<Line<'t>>, bool);

/// A column: its number, its library's title and its program.
type Column = (usize, Id, AttrValue);

/// What the comparison is made of.
type Compared = (Vec<Column>, (usize, usize), Language, Callback<Action>);

/// The programs of two of these columns, which the reader chooses; nothing if one of the two has gone. It is made anew when a program
/// changes, not when the playhead moves.
#[inline(never)]
pub fn comparison(
    columns: &[ColumnState],
    compared: (usize, usize),
    language: Language,
    send: &Callback<Action>,
) -> Html {
    let column = |column: &ColumnState| (column.id, column.library.title(), column.draft.clone());
    let columns: Vec<Column> = columns.iter().map(column).collect();
    kept("comparison", (columns, compared, language, send.clone()), table)
}

#[inline(never)]
fn table((columns, compared, language, send): &Compared) -> Element {
    let (compared, language) = (*compared, *language);
    let place = |id: usize| columns.iter().position(|(column, ..)| *column == id);
    let (Some(left), Some(right)) = (place(compared.0), place(compared.1)) else {
        return el("div");
    };
    let ids: Vec<usize> = columns.iter().map(|(id, ..)| *id).collect();
    let choice = |label: Id, chosen: usize, choose: Box<dyn Fn(usize) -> (usize, usize)>| {
        let titles = columns.iter().map(|(_, title, _)| language.text(*title)).collect();
        let choose = send.reform(move |place| Action::Compare(Some(choose(place))));
        menu(language.text(label), chosen, titles, choose)
    };
    let at = |ids: &[usize], place: usize| ids.get(place).copied().unwrap_or_default();
    let (firsts, seconds) = (ids.clone(), ids);
    let first =
        choice(id::COMPARE_FIRST, left, Box::new(move |place| (at(&firsts, place), compared.1)));
    let second =
        choice(id::COMPARE_SECOND, right, Box::new(move |place| (compared.0, at(&seconds, place))));
    let close = el("button")
        .class("plain")
        .on_click(&send.reform(|()| Action::Compare(None)), ())
        .text(language.text(id::HELP_CLOSE));
    let rows = rows(&columns[left].2, &columns[right].2);
    let count = rows.iter().filter(|(.., same)| !same).count().to_string();
    let said = language.with(id::COMPARE_COUNT, &[("count", &count)]);
    let titles = [left, right].map(|place| {
        let title = language.text(columns[place].1);
        el("th").set("scope", "col").set("colspan", "2").text(title)
    });
    let rows = rows.into_iter().enumerate().map(|(place, row)| line(row, language).key(place));
    let table = el("table")
        .child(el("caption").class("unseen").text(language.text(id::COMPARE)))
        .child(
            el("colgroup")
                .children(["number", "", "number", ""].map(|class| el("col").class(class))),
        )
        .child(el("thead").child(el("tr").children(titles)))
        .child(el("tbody").children(rows));
    el("section")
        .class("comparison")
        .set("id", "comparison")
        .set("tabindex", "-1")
        .label(language.text(id::COMPARE))
        .child(
            el("div")
                .class("choices")
                .child(el("h2").text(language.text(id::COMPARE)))
                .child(first)
                .child(el("span").set("aria-hidden", "true").text("→"))
                .child(second)
                .child(el("span").set("role", "status").text(said))
                .child(close),
        )
        .child(
            el("div")
                .class("lines")
                .set("tabindex", "0")
                .set("role", "region")
                .label(language.text(id::CODE))
                .child(table),
        )
}

/// A line that is the same as another of a different indentation.
#[derive(Clone, Copy)]
struct Shifted<'t>(Line<'t>);

impl PartialEq for Shifted<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.1.trim() == other.0.1.trim()
    }
}

/// The rows: what goes stands beside what comes in its place.
fn rows<'t>(before: &'t str, after: &'t str) -> Vec<Row<'t>> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    let mut rows = Vec::new();
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    let (mut left, mut right) = (0, 0);
    for change in diff(&before, &after) {
        match change {
            Change::Same(one, other) => {
                replaced(&mut gone, &mut come, &mut rows);
                (left, right) = (left + 1, right + 1);
                rows.push((Some((left, one)), Some((right, other)), true));
            }
            Change::Removed(line) => {
                left += 1;
                gone.push(Shifted((left, line)));
            }
            Change::Added(line) => {
                right += 1;
                come.push(Shifted((right, line)));
            }
        }
    }
    replaced(&mut gone, &mut come, &mut rows);
    rows
}

/// The rows of a block in which everything changes: a line that was only indented stands beside itself, the others between in turn.
fn replaced<'t>(gone: &mut Vec<Shifted<'t>>, come: &mut Vec<Shifted<'t>>, rows: &mut Vec<Row<'t>>) {
    let (mut left, mut right): (Vec<Line<'t>>, Vec<Line<'t>>) = (Vec::new(), Vec::new());
    let in_turn = |left: &mut Vec<Line<'t>>, right: &mut Vec<Line<'t>>, rows: &mut Vec<Row<'t>>| {
        for place in 0..left.len().max(right.len()) {
            rows.push((left.get(place).copied(), right.get(place).copied(), false));
        }
        left.clear();
        right.clear();
    };
    for change in diff(gone, come) {
        match change {
            Change::Same(Shifted(one), Shifted(other)) => {
                in_turn(&mut left, &mut right, rows);
                rows.push((Some(one), Some(other), false));
            }
            Change::Removed(Shifted(line)) => left.push(line),
            Change::Added(Shifted(line)) => right.push(line),
        }
    }
    in_turn(&mut left, &mut right, rows);
    gone.clear();
    come.clear();
}

/// The changes of words from a line to the one beside it, if the lines are alike enough for that to say something.
fn word_changes<'t>(before: &'t str, after: &'t str) -> Option<Vec<Change<&'t str>>> {
    let changes = diff(&words(before), &words(after));
    let is_name = |word: &str| word.starts_with(|letter: char| letter.is_alphabetic());
    let (mut same, mut other) = (0, 0);
    for change in &changes {
        match change {
            Change::Same(word, _) if is_name(word) => same += 2,
            Change::Removed(word) | Change::Added(word) if is_name(word) => other += 1,
            _ => {}
        }
    }
    (same >= other).then_some(changes)
}

fn line((left, right, same): Row<'_>, language: Language) -> Element {
    let pair = left.zip(right).filter(|_| !same);
    let changes = pair.and_then(|((_, before), (_, after))| word_changes(before, after));
    let cells = |line: Option<Line<'_>>, is_left: bool| {
        let (number, text) =
            line.map_or((String::new(), ""), |(number, text)| (number.to_string(), text));
        let changed = line.is_some() && !same;
        let (tag, sign, word) = match is_left {
            true => ("del", "−", id::COMPARE_REMOVED),
            false => ("ins", "+", id::COMPARE_ADDED),
        };
        let pieces = changes.iter().flatten().filter_map(|change| match (change, is_left) {
            (Change::Same(text, _), _) => Some(el("span").text((*text).to_owned())),
            (Change::Removed(text), true) | (Change::Added(text), false) => {
                let tag = if text.trim().is_empty() { "span" } else { tag };
                Some(el(tag).text((*text).to_owned()))
            }
            _ => None,
        });
        let code = hanging(el("code"), text.len() - text.trim_start_matches(' ').len());
        let code = match changes.is_some() {
            true => code.children(pieces.enumerate().map(|(place, piece)| piece.key(place))),
            false => code.text(text.to_owned()),
        };
        // A sign besides the colour, and a word for those who hear it.
        let sign = changed.then(|| {
            el("span")
                .class("sign")
                .child(el("span").set("aria-hidden", "true").text(sign))
                .child(el("span").class("unseen").text(language.text(word)))
        });
        let class = match (line.is_some(), changed, is_left) {
            (false, ..) => "none",
            (_, false, _) => "same",
            (.., true) => "gone",
            (.., false) => "come",
        };
        [
            el("td").class("number").class(class).text(number).maybe(sign),
            el("td").class(class).child(code),
        ]
    };
    el("tr").class_if(same, "same").children(cells(left, true)).children(cells(right, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_stands_beside_what_comes_in_its_place() {
        let rows = rows("import asyncio\n\nx = 1\n", "import trio\n\ny = 0\nx = 1\n");
        let expected = [
            (Some((1, "import asyncio")), Some((1, "import trio")), false),
            (Some((2, "")), Some((2, "")), true),
            (None, Some((3, "y = 0")), false),
            (Some((3, "x = 1")), Some((4, "x = 1")), true),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn a_line_that_is_only_indented_stands_beside_itself() {
        let rows =
            rows("start()\nwork()\nend\n", "with group:\n    start(group)\n    work()\nend\n");
        let expected = [
            (Some((1, "start()")), Some((1, "with group:")), false),
            (None, Some((2, "    start(group)")), false),
            (Some((2, "work()")), Some((3, "    work()")), false),
            (Some((3, "end")), Some((4, "end")), true),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn words_are_marked_only_in_lines_that_are_alike() {
        let changes = word_changes("await asyncio.sleep(2)", "await trio.sleep(2)").expect("alike");
        assert!(changes.contains(&Change::Added("trio")));
        assert_eq!(word_changes("import asyncio", "print(name, other)"), None);
    }
}
