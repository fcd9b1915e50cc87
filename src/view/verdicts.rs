//! The verdicts of all columns side by side, once all runs are over: a question a row, an answer a column, with a word why.

use espalier_trace::{EventId, TaskId};
use yew::Callback;

use super::{
    column::Gesture,
    element::{Element, el},
};
use crate::{
    number::seconds,
    run::RunRef,
    story,
    texts::{Id, Language, id},
};

/// A column's title, its run, and where its gestures go.
pub type Column<'c> = (Id, &'c RunRef, &'c Callback<Gesture>);

/// What is asked of every run.
type Question = fn(&RunRef, Language) -> Answer;

/// An answer in a column.
struct Answer {
    /// Nothing where the question does not arise.
    good: Option<bool>,
    text: String,
    /// A sentence why, and the event that it is about.
    why: Option<(String, Option<EventId>)>,
}

/// The table.
pub fn verdicts(columns: &[Column<'_>], language: Language) -> Element {
    let heads = columns.iter().enumerate().map(|(index, (title, ..))| {
        // Where there is little room, a name is broken after its module.
        let title = language.text(*title);
        let words = title
            .split_inclusive('.')
            .map(|part| el("span").text(part.to_owned()).child(el("wbr")));
        el("th").key(index).set("scope", "col").children(words)
    });
    let questions: [(Id, Question); 6] = [
        (id::VERDICT_CHILDREN, children),
        (id::VERDICT_ERRORS, errors),
        (id::VERDICT_CLEANUP, cleanup),
        (id::VERDICT_QUIET, quiet),
        (id::VERDICT_LEAKED, |run, _| number(run.verdict.leaked.len())),
        (id::VERDICT_LOST, |run, _| number(run.verdict.lost.len())),
    ];
    let rows = questions.into_iter().enumerate().map(|(row, (question, answer))| {
        let cells = columns
            .iter()
            .enumerate()
            .map(|(index, (_, run, send))| cell(answer(run, language), language, send).key(index));
        el("tr")
            .key(row)
            .child(el("th").set("scope", "row").text(language.text(question)))
            .children(cells)
    });
    el("section").class("verdicts").set("tabindex", "0").label(language.text(id::VERDICT)).child(
        el("table")
            .child(el("caption").text(language.text(id::VERDICT)))
            .child(el("thead").child(el("tr").child(el("td")).children(heads)))
            .child(el("tbody").children(rows)),
    )
}

fn cell(answer: Answer, language: Language, send: &Callback<Gesture>) -> Element {
    let why = answer.why.map(|(sentence, event)| match event {
        Some(event) => el("button")
            .class("sentence")
            .set("title", language.text(id::GO_THERE))
            .on_click(send, Gesture::SeekEvent(event))
            .text(sentence),
        None => el("span").class("sentence").text(sentence),
    });
    el("td")
        .class(match answer.good {
            Some(true) => "good",
            Some(false) => "bad",
            None => "none",
        })
        .child(el("b").text(answer.text))
        .maybe(why)
}

fn number(count: usize) -> Answer {
    Answer { good: Some(count == 0), text: count.to_string(), why: None }
}

/// Yes if there is no event against it, else no and the sentence of the first.
fn unless(run: &RunRef, against: &[EventId], language: Language) -> Answer {
    let Some(first) = against.first() else { return yes(language) };
    let sentence = run.event(*first).map(|event| story::sentence(run, event, language));
    no(sentence.unwrap_or_default(), Some(*first), against.len(), language)
}

fn yes(language: Language) -> Answer {
    Answer { good: Some(true), text: language.text(id::VERDICT_YES), why: None }
}

fn no(mut why: String, event: Option<EventId>, count: usize, language: Language) -> Answer {
    if count > 1 {
        why.push(' ');
        let more = (count - 1).to_string();
        why.push_str(&language.with(id::VERDICT_MORE, &[("count", &more)]));
    }
    Answer { good: Some(false), text: language.text(id::VERDICT_NO), why: Some((why, event)) }
}

fn children(run: &RunRef, language: Language) -> Answer {
    let against: Vec<EventId> = run.verdict.leaked.iter().map(|(_, event)| *event).collect();
    match run.verdict.unfinished.first().filter(|_| against.is_empty()) {
        Some(task) => {
            let why = language.with(id::VERDICT_UNFINISHED, &[("task", run.task_name(*task))]);
            no(why, None, run.verdict.unfinished.len(), language)
        }
        None => unless(run, &against, language),
    }
}

fn errors(run: &RunRef, language: Language) -> Answer {
    let verdict = &run.verdict;
    if verdict.lost.is_empty() && verdict.first_error.is_none() && verdict.escaped.is_none() {
        return Answer { good: None, text: language.text(id::VERDICT_NO_ERROR), why: None };
    }
    let against: Vec<EventId> = verdict.lost.iter().map(|(_, event)| *event).collect();
    unless(run, &against, language)
}

fn cleanup(run: &RunRef, language: Language) -> Answer {
    let verdict = &run.verdict;
    let shown = |task: &TaskId| run.structure.is_shown(*task);
    if let Some((task, event)) = verdict.cut_short.iter().find(|(task, _)| shown(task)) {
        let why = language.with(id::VERDICT_CUT_SHORT, &[("task", run.task_name(*task))]);
        let count = verdict.cut_short.iter().filter(|(task, _)| shown(task)).count();
        return no(why, Some(*event), count, language);
    }
    let destroyed: Vec<EventId> = verdict.destroyed.iter().map(|(_, event)| *event).collect();
    if !destroyed.is_empty() {
        return unless(run, &destroyed, language);
    }
    if let Some(task) = verdict.swallowed.iter().find(|task| shown(task)) {
        let text = language.with(id::EVENT_SWALLOWED, &[("task", run.task_name(*task))]);
        return Answer { good: None, text, why: None };
    }
    match verdict.cleaned.iter().any(shown) {
        true => yes(language),
        false => Answer { good: None, text: language.text(id::VERDICT_NO_CANCELLATION), why: None },
    }
}

fn quiet(run: &RunRef, language: Language) -> Answer {
    match run.verdict.error_to_quiet {
        Some(nanos) => {
            let time = seconds(nanos as f64 / 1e9);
            let text = language.with(id::SECONDS_SHORT, &[("time", &time)]);
            // How long is long depends on what was cleaned up.
            Answer { good: None, text, why: None }
        }
        None => Answer { good: None, text: language.text(id::VERDICT_NO_ERROR), why: None },
    }
}
