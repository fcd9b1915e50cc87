//! The signs of exceptions on the tree. A group is a tree too, folded up under its name: a row for each error in it, with the
//! task that raised it. Owns words and shapes; what stands where is the run's and the layout's.

use espalier_trace::{EventKind, ExceptionId, TaskId, TaskView, World};

use super::{
    element::{Element, el, translate},
    tree::{cut, frame_of, node_of},
};
use crate::{
    layout::{
        Density, WIDTH,
        tokens::{Sign, part},
    },
    number::Num,
    run::{Fate, Lit, Place, Run, Token},
    texts::{Language, id},
};

/// Height of a sign without rows, and of a row.
const PILL: f32 = 18.0;
const ROW: f32 = 13.0;
/// Below the last row.
const FOOT: f32 = 2.5;
/// Rows of one sign.
const ROWS: usize = 3;
/// Width of a title's letter.
const LETTER: f32 = 7.2;
/// Between a task's disc and a sign beside it.
const BESIDE: f32 = 10.0;
/// How far a sign may stand out of the picture.
const TOP: f32 = 4.0;

/// What a sign says.
struct Words {
    class: &'static str,
    title: String,
    rows: Vec<Row>,
}

/// A line below the title.
struct Row {
    depth: usize,
    text: String,
    /// The colour of the task that it is about.
    hue: u8,
}

/// About how wide a text is whose Latin letters are so wide; others are wider.
pub fn width(text: &str, letter: f32) -> f32 {
    text.chars().map(|character| if character.is_ascii() { letter } else { letter * 1.12 }).sum()
}

impl Words {
    fn title_width(&self) -> f32 {
        width(&self.title, LETTER) + 12.0
    }
}

/// The signs, each in its place.
#[inline(never)]
pub fn tokens(
    run: &Run,
    world: &World,
    tokens: &[Token],
    lit: &Lit,
    language: Language,
) -> Element {
    let mut said: Vec<(&Token, Words)> = Vec::new();
    let mut signs: Vec<Sign> = Vec::new();
    // What has been caught is over once there is something newer in the same place, or a task that stands among others, and
    // has room for a while only, has ended.
    let is_past = |token: &Token| {
        let newer = |other: &Token| other.place == token.place && other.exception > token.exception;
        let is_left = |task: TaskId| {
            node_of(run, task).is_some_and(|node| node.leaf && node.stem.is_some())
                && world.task(task).is_some_and(TaskView::is_over)
        };
        token.fate == Fate::Caught
            && (tokens.iter().any(newer)
                || matches!(token.place, Place::Task(task) if is_left(task)))
    };
    for token in tokens.iter().filter(|token| !is_past(token)) {
        if let Some(words) = words(run, token, tokens, language)
            && let Some(sign) = sign(run, token, &words)
        {
            said.push((token, words));
            signs.push(sign);
        }
    }
    part(&mut signs);
    let drawn = said.iter().zip(&signs);
    el("g").children(drawn.map(|((token, words), sign)| draw(token, words, sign, lit)))
}

fn words(run: &Run, token: &Token, all: &[Token], language: Language) -> Option<Words> {
    let exception = run.exception(token.exception)?;
    let (class, word, sign) = match token.fate {
        Fate::Flying => ("flying", None, "✕"),
        Fate::Caught => ("caught", Some(id::TOKEN_CAUGHT), "✓"),
        Fate::Kept => ("kept", Some(id::TOKEN_KEPT), "•"),
        Fate::Lost => ("lost", Some(id::TOKEN_LOST), "?"),
        Fate::Escaped => ("escaped", Some(id::TOKEN_ESCAPED), "✕"),
    };
    let crowded = run.tree.density == Density::Dots;
    let mut title = format!("{sign} {}", cut(&exception.class, 20));
    if crowded && exception.members.len() > 1 {
        title = format!("{title} ×{}", exception.members.len());
    }
    // The sign says the same as the word: where there is no room for both, it says it alone.
    let room = match token.place {
        Place::Task(task) => match node_of(run, task)? {
            node if !node.leaf => node.x - node.r - BESIDE,
            _ if token.fate == Fate::Caught => 0.0,
            _ => WIDTH,
        },
        Place::Scope(scope) => frame_of(run, scope)?.w / 2.0,
    };
    if let Some(word) = word.filter(|_| exception.members.is_empty()) {
        let whole = format!("{title} {}", language.text(word));
        if width(&whole, LETTER) + 12.0 <= room {
            title = whole;
        }
    }
    let mut rows = Vec::new();
    // What several `except*` of one `try` took of a group is told together, by the last.
    let is_told = |other: &&Token| {
        let is_of_it = (other.place, other.fate, other.taken_from)
            == (token.place, Fate::Caught, token.taken_from);
        other.exception == token.exception || is_of_it && token.taken_from.is_some()
    };
    for token in all.iter().filter(|_| !crowded).filter(is_told) {
        branch(run, token, token.exception, 0, &mut rows);
    }
    if rows.len() > ROWS {
        let more = rows.len() + 1 - ROWS;
        rows.truncate(ROWS - 1);
        rows.push(Row { depth: 0, text: format!("+{more}"), hue: 0 });
    }
    // What Python says of it, which is all that is left of it.
    if token.fate == Fate::Lost && !crowded {
        let text = match run.event(token.since).map(|event| &event.kind) {
            Some(EventKind::Lost { message, .. }) if !message.is_empty() => {
                format!("“{}”", cut(message, 44))
            }
            _ => language.text(id::TOKEN_SILENT),
        };
        rows.push(Row { depth: 0, text, hue: 0 });
    }
    Some(Words { class, title, rows })
}

/// The rows below a group: its errors, and those in the groups in it, but for those that have gone on without it.
fn branch(run: &Run, token: &Token, group: ExceptionId, depth: usize, rows: &mut Vec<Row>) {
    let members = run.exception(group).map_or(&[][..], |known| &known.members);
    for member in members.iter().filter(|member| !token.parted.contains(member)) {
        let Some(known) = run.exception(*member).filter(|_| rows.len() < MANY_ROWS) else {
            continue;
        };
        let task = run.raised_in(*member).filter(|_| known.members.is_empty());
        let class = cut(&known.class, 18);
        let text = match task {
            Some(task) => format!("{}: {class}", cut(run.task_name(task), 10)),
            None => class,
        };
        rows.push(Row { depth, text, hue: task.map_or(0, |task| run.hue(task)) });
        // A group is younger than what is in it, whatever a file claims.
        if *member < group {
            branch(run, token, *member, depth + 1, rows);
        }
    }
}

/// Rows that are counted.
const MANY_ROWS: usize = 100;

/// Where a sign would stand if it were alone.
fn sign(run: &Run, token: &Token, words: &Words) -> Option<Sign> {
    let row = |row: &Row| width(&row.text, 5.7) + 12.0 * row.depth as f32 + 18.0;
    let w = words.rows.iter().map(row).fold(words.title_width(), f32::max);
    let foot = if words.rows.is_empty() { 0.0 } else { FOOT };
    let h = PILL + ROW * words.rows.len() as f32 + foot;
    let (x, y, up) = match token.place {
        Place::Task(task) => {
            let node = node_of(run, task)?;
            let above = node.y - node.r - 3.0 - h;
            match (node.leaf, token.fate) {
                (true, Fate::Lost) => (node.x, node.y + node.r + 36.0, false),
                (true, _) if above > -TOP => (node.x, above, true),
                // Above the frame that hangs from the task.
                _ => {
                    let x = node.x - node.r - BESIDE - w / 2.0;
                    (x, (node.y + 19.0 - h).min(node.y - 7.0), true)
                }
            }
        }
        Place::Scope(scope) => {
            let frame = frame_of(run, scope)?;
            (frame.x + frame.w - 10.0 - w / 2.0, frame.y - PILL / 2.0, false)
        }
    };
    Some(Sign { x: x.min(WIDTH - w / 2.0 - 1.0).max(w / 2.0 + 1.0), y, w, h, up })
}

fn draw(token: &Token, words: &Words, sign: &Sign, lit: &Lit) -> Element {
    let is_lit = matches!(token.place, Place::Task(task) if lit.tasks.contains(&task));
    let left = -sign.w / 2.0;
    let rect = |class: &str, w: f32, h: f32| {
        el("rect")
            .class(class)
            .number("x", -w / 2.0)
            .set("y", "0")
            .number("width", w)
            .number("height", h)
            .set("rx", "9")
    };
    // What a group holds is in it; what Python says of an error stands below.
    let pill = if token.fate == Fate::Lost { words.title_width() } else { sign.w };
    let rows = words.rows.iter().enumerate().map(|(index, row)| {
        let (x, y) = (left + 9.0 + 12.0 * row.depth as f32, PILL + ROW * index as f32);
        let elbow = format!("M{} {}v8h5", Num(x), Num(y));
        let text = el("text").number("x", x + 8.0).number("y", y + 11.0).text(row.text.clone());
        el("g").class("row").hue(row.hue).child(el("path").set("d", elbow)).child(text)
    });
    el("g")
        .key(token.exception.0)
        .class("token")
        .class(words.class)
        .class_if(is_lit, "lit")
        .set("transform", translate(sign.x, sign.y))
        .maybe((!words.rows.is_empty()).then(|| rect("plate", sign.w, sign.h)))
        .child(rect("pill", pill, PILL))
        .child(el("text").set("y", "12.5").text(words.title.clone()))
        .children(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Library, Scenario, tests::run};

    #[test]
    fn what_several_clauses_took_of_a_group_is_told_by_one_sign() {
        let story = Scenario::named("two-errors").expect("the story");
        let run = run(story, Library::TaskGroup);
        let all = run.tokens(usize::MAX);
        let last = all.last().expect("a token");
        let words = words(&run, last, &all, Language::En).expect("words");
        let rows: Vec<&str> = words.rows.iter().map(|row| row.text.as_str()).collect();
        assert_eq!((words.class, &rows[..]), ("caught", &["A: ValueError", "B: OSError"][..]));
    }
}
