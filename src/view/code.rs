//! The program, with a flag on each line for every task that stands there. Owns nothing of editing.

use espalier_trace::{TaskId, World};
use yew::prelude::*;

use crate::{
    highlight::{self, Piece},
    run::{Lit, Run},
    story::Look,
    texts::{Language, id},
};

/// The program of `run` with the lines where tasks stand in `world`.
pub fn code(
    run: &Run,
    lines: &[Vec<Piece>],
    world: &World,
    lit: &Lit,
    hovered: Option<TaskId>,
    language: Language,
) -> Html {
    let mut standing: Vec<Vec<TaskId>> = vec![Vec::new(); lines.len() + 1];
    for task in world.tasks.iter().filter(|task| !task.is_over() && !task.system) {
        if let Some(tasks) = task.line.and_then(|line| standing.get_mut(line as usize)) {
            tasks.push(task.id);
        }
    }
    let at_work = world.running.and_then(|task| world.task(task)).and_then(|task| task.line);
    html! {
        <ol class="code" aria-label={language.text(id::CODE)}>
            { for lines.iter().enumerate().map(|(index, pieces)| {
                let number = index as u32 + 1;
                let tasks = &standing[number as usize];
                let class = classes!(
                    (at_work == Some(number)).then_some("current"),
                    (!tasks.is_empty()).then_some("busy"),
                    lit.lines.contains(&number).then_some("lit"),
                    hovered.is_some_and(|task| tasks.contains(&task)).then_some("hovered"),
                );
                html! {
                    <li key={number} {class}>
                        <span class={classes!("text", indent(pieces))}>{ for pieces.iter().map(piece) }</span>
                        <span class="flags">{ for tasks.iter().take(8).map(|task| flag(run, world, *task)) }
                            if tasks.len() > 8 { <span class="flag more">{ format!("+{}", tasks.len() - 8) }</span> }
                        </span>
                    </li>
                }
            }) }
        </ol>
    }
}

/// The lines of a program, ready to be drawn.
#[must_use]
pub fn prepare(source: &str) -> Vec<Vec<Piece>> {
    highlight::lines(source)
}

fn piece((class, text): &Piece) -> Html {
    match class {
        Some(class) => html! { <span class={*class}>{ text }</span> },
        None => html! { { text } },
    }
}

/// A wrapped line goes on under its own beginning; the style sheet has a class for each indent.
fn indent(pieces: &[Piece]) -> Option<String> {
    let (None, text) = pieces.first()? else { return None };
    let spaces = text.chars().take_while(|character| *character == ' ').count();
    (spaces >= 4).then(|| format!("in{}", (spaces / 4).min(6)))
}

fn flag(run: &Run, world: &World, task: TaskId) -> Html {
    let look = world.task(task).map_or("", |task| Look::of(task).class());
    html! { <span key={task.0} class={classes!("flag", look, format!("hue-{}", run.hue(task)))}>{ run.task_name(task) }</span> }
}
