//! The program, with a flag on each line for every task that stands there. Owns nothing of editing.

use std::{mem, rc::Rc};

use espalier_trace::{TaskId, World};
use yew::{Callback, Html, virtual_dom::ListenerKind};

use super::{
    element::{Element, el},
    part::{Part, part},
};
use crate::{
    highlight::Piece,
    knob::Mistake,
    run::{Lit, RunRef},
    story::Look,
    texts::{Language, id},
};

/// A program's lines, in pieces to be coloured.
pub type Lines = Rc<Vec<Vec<Piece>>>;

/// The program of `run` with the lines where tasks stand in `world`.
#[expect(clippy::too_many_arguments, reason = "each is another thing that the picture depends on")]
pub fn code(
    run: &RunRef,
    lines: &Lines,
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
                .text(self.run.task_name(*task).to_owned())
        });
        let more = self.tasks.len().checked_sub(FLAGS).filter(|more| *more > 0);
        let more = more.map(|more| el("span").class("flag more").text(format!("+{more}")));
        let mistake = self.mistake.as_ref();
        let mistake = mistake
            .map(|mistake| el("span").class("mistake").text(self.language.text(mistake.what)));
        let points = |kind: ListenerKind, line: Option<u32>, element: Element| {
            let point = self.point.clone();
            element.on(kind, move |_: web_sys::Event| point.emit(line))
        };
        let line = el("li")
            .class_if(self.current, "current")
            .class_if(!self.tasks.is_empty(), "busy")
            .class_if(self.lit, "lit")
            .class_if(self.hovered, "hovered")
            .child(text(&self.lines[self.index]).maybe(mistake))
            .child(el("span").class("flags").children(flags.chain(more)));
        if self.tasks.is_empty() {
            return line.into();
        }
        let number = self.index as u32 + 1;
        let line = points(ListenerKind::onpointerenter, Some(number), line);
        points(ListenerKind::onpointerleave, None, line).into()
    }
}

/// Tasks named at one line.
const FLAGS: usize = 8;

fn text(pieces: &[Piece]) -> Element {
    let mut line = el("span").class("text");
    // A wrapped line goes on under its own beginning; the style sheet has a class for each indent.
    if let Some((None, text)) = pieces.first() {
        let spaces = text.chars().take_while(|character| *character == ' ').count();
        if spaces >= 4 {
            line = line.class(&format!("in{}", (spaces / 4).min(6)));
        }
    }
    pieces.iter().fold(line, |line, (class, text)| match class {
        Some(class) => line.child(el("span").class(class).text(text.clone())),
        None => line.text(text.clone()),
    })
}
