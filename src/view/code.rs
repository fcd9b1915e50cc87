//! The program, with a flag on each line for every task that stands there. Owns nothing of editing.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    rc::Rc,
};

use espalier_trace::{EventKind, TaskId, World};
use yew::{Callback, Html, virtual_dom::ListenerKind};

use super::{
    element::{Element, el},
    part::{Part, part},
    tree::cut,
};
use crate::{
    highlight::Piece,
    knob::Mistake,
    run::{Lit, Run, RunRef},
    story::Look,
    texts::{Language, id},
};

/// A program's lines, in pieces to be coloured.
pub type Lines = Rc<Vec<Vec<Piece>>>;

/// For each line of a program, from 0, the flags that need most room of all that ever stand there together.
pub type Rooms = Rc<Vec<Vec<TaskId>>>;

/// The rooms of a run's program: what stands in the lines moves nothing when it comes.
#[inline(never)]
pub fn rooms(run: &Run) -> Vec<Vec<TaskId>> {
    let mut lines = vec![None; run.last.tasks.len()];
    let mut standing: BTreeMap<usize, BTreeSet<TaskId>> = BTreeMap::new();
    let mut rooms: Vec<(usize, Vec<TaskId>)> = Vec::new();
    for event in run.trace().events.iter() {
        let line = match event.kind {
            EventKind::Line { line, .. } => line as usize,
            EventKind::Finished { .. } | EventKind::Destroyed => 0,
            _ => continue,
        };
        let known = event.task.and_then(|task| run.last.task(task));
        let Some(task) = known.filter(|task| !task.system).map(|task| task.id) else { continue };
        let Some(before) = lines.get_mut(task.index()) else { continue };
        if let Some(before) = before.replace(line) {
            standing.entry(before).or_default().remove(&task);
        }
        if line > 0 {
            let here = standing.entry(line).or_default();
            here.insert(task);
            let named = || here.iter().copied().take(FLAGS);
            let letters = |task: TaskId| run.task_name(task).chars().take(FLAG_LETTERS).count();
            // A flag has edges of about two letters.
            let width = named().map(|task| letters(task) + 2).sum();
            if rooms.len() <= line {
                rooms.resize(line + 1, (0, Vec::new()));
            }
            if rooms[line].0 < width {
                rooms[line] = (width, named().collect());
            }
        }
    }
    rooms.into_iter().skip(1).map(|(_, tasks)| tasks).collect()
}

/// The program of `run` with the lines where tasks stand in `world`.
#[expect(clippy::too_many_arguments, reason = "each is another thing that the picture depends on")]
pub fn code(
    run: &RunRef,
    (lines, rooms): (&Lines, &Rooms),
    mistakes: &[Mistake],
    world: &World,
    lit: &Lit,
    hovered: Option<TaskId>,
    language: Language,
    point: &Callback<Option<u32>>,
) -> Element {
    let mut standing: Vec<Vec<(TaskId, Look)>> = vec![Vec::new(); lines.len() + 1];
    for task in world.tasks.iter().filter(|task| !task.is_over() && !task.system) {
        if let Some(tasks) = task.line.and_then(|line| standing.get_mut(line as usize)) {
            tasks.push((task.id, Look::of(task)));
        }
    }
    let at_work = world.running.and_then(|task| world.task(task)).and_then(|task| task.line);
    let line = |index: usize| {
        let number = index as u32 + 1;
        let tasks = mem::take(&mut standing[index + 1]);
        let line = Line {
            run: run.clone(),
            lines: lines.clone(),
            rooms: rooms.clone(),
            index,
            mistake: mistakes.iter().find(|mistake| mistake.line == number).cloned(),
            current: at_work == Some(number),
            lit: lit.lines.contains(&number),
            hovered: hovered.is_some_and(|hovered| tasks.iter().any(|(task, _)| *task == hovered)),
            tasks,
            language,
            point: point.clone(),
        };
        part(number, line)
    };
    el("ol").class("code").label(language.text(id::CODE)).children((0..lines.len()).map(line))
}

/// A line of a program.
#[derive(PartialEq)]
struct Line {
    run: RunRef,
    lines: Lines,
    rooms: Rooms,
    index: usize,
    /// The tasks that stand on it, and how they look.
    tasks: Vec<(TaskId, Look)>,
    mistake: Option<Mistake>,
    /// Whether the task at work stands on it.
    current: bool,
    lit: bool,
    /// Whether the task that the reader points at stands on it.
    hovered: bool,
    language: Language,
    /// Hears of the line that the reader points at.
    point: Callback<Option<u32>>,
}

impl Part for Line {
    fn draw(&self) -> Html {
        let flags = self.tasks.iter().take(FLAGS).map(|(task, look)| {
            el("span")
                .key(task.0)
                .class("flag")
                .class(look.class())
                .hue(self.run.hue(*task))
                .text(cut(self.run.task_name(*task), FLAG_LETTERS))
        });
        let more = self.tasks.len().checked_sub(FLAGS).filter(|more| *more > 0);
        let more = more.map(|more| el("span").class("flag more").text(format!("+{more}")));
        let mistake = self.mistake.as_ref();
        let mistake = mistake
            .map(|mistake| el("span").class("mistake").text(self.language.text(mistake.what)));
        let tasks = self.rooms.get(self.index).filter(|tasks| !tasks.is_empty());
        let room = tasks.map(|tasks| room(&self.run, tasks));
        let points = |kind: ListenerKind, line: Option<u32>, element: Element| {
            let point = self.point.clone();
            element.on(kind, move |_: web_sys::Event| point.emit(line))
        };
        let line = el("li")
            .class_if(self.current, "current")
            .class_if(!self.tasks.is_empty(), "busy")
            .class_if(self.lit, "lit")
            .class_if(self.hovered, "hovered")
            // After the words, so that they stay where they are when a flag comes.
            .child(
                text(&self.lines[self.index])
                    .child(
                        el("span")
                            .class("stand")
                            .child(el("span").class("flags").children(flags.chain(more)))
                            .maybe(room),
                    )
                    .maybe(mistake),
            );
        if self.tasks.is_empty() {
            return line.into();
        }
        let number = self.index as u32 + 1;
        let line = points(ListenerKind::onpointerenter, Some(number), line);
        points(ListenerKind::onpointerleave, None, line).into()
    }
}

/// What keeps the room of these tasks' flags free, unseen and unread.
#[inline(never)]
fn room(run: &Run, tasks: &[TaskId]) -> Element {
    el("span").class("room").set("aria-hidden", "true").children(
        tasks
            .iter()
            .map(|task| el("span").set("data-name", cut(run.task_name(*task), FLAG_LETTERS))),
    )
}

/// Tasks named at one line, and letters of a name.
const FLAGS: usize = 8;
const FLAG_LETTERS: usize = 16;
/// Letters of a string that has room in a line however far that is indented on the narrowest page.
const SHORT: usize = 18;

fn text(pieces: &[Piece]) -> Element {
    let mut line = el("span").class("text");
    let mut pieces = pieces.iter();
    if let Some((None, text)) = pieces.as_slice().first() {
        let words = text.trim_start_matches(' ');
        let indent = text.len() - words.len();
        line = hanging(line, indent);
        if indent > 0 {
            line = line.child(el("span").class("in").text(text[..indent].to_owned()));
            line = wrapped(line, words);
            pieces.next();
        }
    }
    pieces.fold(line, |line, (class, text)| match class {
        Some(class) => {
            // A name in quotation marks is not taken apart where a line has to be broken.
            let is_short = *class == "str" && text.len() <= SHORT;
            line.child(el("span").class(class).class_if(is_short, "short").text(text.clone()))
        }
        None => wrapped(line, text),
    })
}

/// The line with an indent: wrapped, it goes on under its own beginning. The style sheet has a class for each indent.
pub fn hanging(line: Element, indent: usize) -> Element {
    match indent / 4 {
        0 => line,
        deep => line.class(&format!("in{}", deep.min(6))),
    }
}

/// The line with these words, which may be broken after a call's bracket that has something in it: names are only where nothing else
/// helps.
#[inline(never)]
fn wrapped(mut line: Element, words: &str) -> Element {
    let is_call =
        |part: &str| matches!(part.as_bytes(), [.., name, b'('] if name.is_ascii_alphanumeric());
    let mut parts = words.split_inclusive('(').peekable();
    while let Some(part) = parts.next() {
        let is_empty = parts.peek().is_some_and(|next| next.starts_with(')'));
        let is_place = is_call(part) && !is_empty;
        line = line.text(part.to_owned()).maybe(is_place.then(|| el("wbr")));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{ALL, Library, tests::run};

    #[test]
    fn a_line_has_room_for_all_who_ever_stand_there_together() {
        let run = run(&ALL[0], Library::Asyncio);
        let rooms = rooms(&run);
        let mut fullest = vec![0; rooms.len() + 1];
        for count in 0..=run.trace().events.len() {
            let world = run.keyframes.world(count);
            let mut standing = vec![0; fullest.len()];
            for task in world.tasks.iter().filter(|task| !task.is_over() && !task.system) {
                standing[task.line.map_or(0, |line| line as usize)] += 1;
            }
            for (most, now) in fullest.iter_mut().zip(standing) {
                *most = now.max(*most);
            }
        }
        let named: Vec<usize> = rooms.iter().map(Vec::len).collect();
        assert_eq!(named, fullest[1..]);
        assert!(named.contains(&4), "{named:?}");
    }
}
