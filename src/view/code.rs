//! The program, with a flag on each line for every task that stands there. Owns nothing of editing.

use espalier_trace::{TaskId, World};

use yew::{Callback, virtual_dom::ListenerKind};

use super::element::{Element, el};
use crate::{
    highlight::Piece,
    knob::Mistake,
    run::{Lit, Run},
    story::Look,
    texts::{Language, id},
};

/// The program of `run` with the lines where tasks stand in `world`.
#[expect(clippy::too_many_arguments, reason = "each is another thing that the picture depends on")]
pub fn code(
    run: &Run,
    lines: &[Vec<Piece>],
    mistakes: &[Mistake],
    world: &World,
    lit: &Lit,
    hovered: Option<TaskId>,
    language: Language,
    point: &Callback<Option<u32>>,
) -> Element {
    let mut standing: Vec<Vec<TaskId>> = vec![Vec::new(); lines.len() + 1];
    for task in world.tasks.iter().filter(|task| !task.is_over() && !task.system) {
        if let Some(tasks) = task.line.and_then(|line| standing.get_mut(line as usize)) {
            tasks.push(task.id);
        }
    }
    let at_work = world.running.and_then(|task| world.task(task)).and_then(|task| task.line);
    let line = |(index, pieces): (usize, &Vec<Piece>)| {
        let number = index as u32 + 1;
        let tasks = &standing[index + 1];
        let more = tasks.len().checked_sub(FLAGS).filter(|more| *more > 0);
        let flags = tasks.iter().take(FLAGS).map(|task| flag(run, world, *task));
        let mistake = mistakes.iter().find(|mistake| mistake.line == number);
        let mistake =
            mistake.map(|mistake| el("span").class("mistake").text(language.text(mistake.what)));
        let more = more.map(|more| el("span").class("flag more").text(format!("+{more}")));
        let points = |kind: ListenerKind, line: Option<u32>, element: Element| {
            let point = point.clone();
            element.on(kind, move |_: web_sys::Event| point.emit(line))
        };
        let line = el("li")
            .key(number)
            .class_if(at_work == Some(number), "current")
            .class_if(!tasks.is_empty(), "busy")
            .class_if(lit.lines.contains(&number), "lit")
            .class_if(hovered.is_some_and(|task| tasks.contains(&task)), "hovered")
            .child(text(pieces).maybe(mistake))
            .child(el("span").class("flags").children(flags.chain(more)));
        match tasks.is_empty() {
            true => line,
            false => points(
                ListenerKind::onpointerleave,
                None,
                points(ListenerKind::onpointerenter, Some(number), line),
            ),
        }
    };
    el("ol")
        .class("code")
        .label(language.text(id::CODE))
        .children(lines.iter().enumerate().map(line))
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

fn flag(run: &Run, world: &World, task: TaskId) -> Element {
    let look = world.task(task).map_or("", |task| Look::of(task).class());
    el("span")
        .key(task.0)
        .class("flag")
        .class(look)
        .hue(run.hue(task))
        .text(run.task_name(task).to_owned())
}
