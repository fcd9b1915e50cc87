//! What a program comes to in many orders: the outcomes, how often each occurs, and the way to each.

use yew::Callback;

use super::{
    column::Gesture,
    element::{Element, el},
    grasp::Deed,
    tree::cut,
};
use crate::{
    branch::Branch,
    orders::{Orders, Outcome, SEEDS},
    texts::{Language, id},
};

/// The outcomes, the most frequent first.
pub fn outcomes(
    orders: &Orders,
    branch: &Branch,
    language: Language,
    send: &Callback<Gesture>,
) -> Element {
    let mut sorted: Vec<&(Outcome, Vec<u64>)> = orders.outcomes.iter().collect();
    sorted.sort_by_key(|(_, seeds)| std::cmp::Reverse(seeds.len()));
    let alike = alike(orders);
    let lines = sorted.into_iter().enumerate().map(|(place, (outcome, seeds))| {
        // Again and again, it leads to the next run of its kind.
        let here = branch.seed.and_then(|seed| seeds.iter().position(|known| *known == seed));
        let next = here.map_or(0, |here| (here + 1) % seeds.len());
        let seed = seeds.get(next).copied();
        let share = (seeds.len() * 100 / orders.done.max(1) as usize).to_string();
        let meter = el("meter")
            .set("min", "0")
            .set("max", orders.done.to_string())
            .set("value", seeds.len().to_string())
            .set("aria-hidden", "true")
            .set("title", format!("{share} %"));
        el("li").key(place).child(
            el("button")
                .class("plain sentence")
                .flag("aria-pressed", here.is_some())
                .on_click(send, Gesture::Hand(Deed::Seed(seed)))
                .child(el("b").text(format!("{}×", seeds.len())))
                .child(meter)
                .child(el("span").text(words(outcome, alike, language))),
        )
    });
    let all = SEEDS.to_string();
    let head = if orders.done < SEEDS {
        language.with(id::ORDERS_PROGRESS, &[("done", &orders.done.to_string()), ("of", &all)])
    } else {
        let count = orders.outcomes.len().to_string();
        language.with(id::ORDERS_OUTCOMES, &[("count", &count), ("of", &all)])
    };
    let stop = (orders.done < SEEDS).then(|| {
        el("button")
            .class("plain")
            .on_click(send, Gesture::Hand(Deed::Orders(false)))
            .text(language.text(id::STOP))
    });
    el("div")
        .class("outcomes")
        .child(el("p").set("aria-live", "polite").text(head).maybe(stop))
        .child(el("ol").children(lines))
}

/// How many lines all outcomes begin with alike.
fn alike(orders: &Orders) -> usize {
    let mut outputs = orders.outcomes.iter().map(|(outcome, _)| outcome.output.lines());
    let Some(first) = outputs.next().filter(|_| orders.outcomes.len() > 1) else { return 0 };
    let shared = |lines: std::str::Lines<'_>| {
        lines.zip(first.clone()).take_while(|(one, other)| one == other).count()
    };
    outputs.map(shared).min().unwrap_or(0)
}

/// What tells an outcome from others, without the lines that all begin with.
fn words(outcome: &Outcome, alike: usize, language: Language) -> String {
    let exit = outcome
        .exit_code
        .filter(|code| *code != 0)
        .map(|code| language.with(id::ORDERS_EXIT, &[("code", &code.to_string())]));
    let count = |text, count: usize| {
        (count > 0).then(|| language.with(text, &[("count", &count.to_string())]))
    };
    let parts = [
        outcome.stopped.then(|| language.text(id::ORDERS_STOPPED)),
        exit,
        count(id::ORDERS_LEAKED, outcome.leaked),
        count(id::ORDERS_LOST, outcome.lost),
    ];
    let more: Vec<&str> = outcome.output.lines().skip(alike).collect();
    let printed = match (outcome.output.is_empty(), alike) {
        (true, _) => language.text(id::ORDERS_NOTHING),
        (_, 0) => format!("“{}”", cut(&more.join(" · "), 90)),
        _ => format!("“… {}”", cut(&more.join(" · "), 90)),
    };
    parts.into_iter().flatten().chain([printed]).collect::<Vec<_>>().join(", ")
}
