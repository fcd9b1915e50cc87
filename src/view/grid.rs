//! The timeline as a grid, for those who hear it and those who go through it by keys: a row a task, a cell for each stretch of
//! what it does. Owns the cells, which lie unseen over what the timeline draws until one of them has the focus, their words
//! and the way from one to another.

use espalier_trace::{EventKind, Span, SpanState};
use wasm_bindgen::JsCast;
use yew::{
    Callback, Component, Context, Html, KeyboardEvent, Properties, TargetCast, virtual_dom::VChild,
};

use super::{
    element::{Element, el},
    timeline::{ScoreRef, reach},
};
use crate::{
    layout::{
        WIDTH, Window,
        lanes::{AXIS, GUTTER},
    },
    number::{Num, seconds},
    playback::Command,
    run::{Run, RunRef},
    texts::{Language, id},
    timer::Timer,
};

/// Milliseconds for which what the grid is of must have stood before it follows: nobody sees it while a knob is turned, and it is a third of
/// what there is to change then.
const STANDS_MILLIS: i32 = 150;

/// Cells at most, or nearly. Where a run has more stretches, those in the window have cells that do not begin too near to one
/// another: zooming in brings the others.
const MOST: usize = 4000;

/// What a grid is of.
#[derive(Clone, PartialEq, Properties)]
pub struct Cells {
    pub run: RunRef,
    pub score: ScoreRef,
    pub column: usize,
    pub window: Window,
    /// Of the picture.
    pub height: f32,
    pub language: Language,
}

/// The grid of a run; when the run becomes another one, it follows a little later.
pub struct Grid {
    shown: Cells,
    /// Lets it follow.
    timer: Option<Timer>,
}

impl Component for Grid {
    type Message = ();
    type Properties = Cells;

    fn create(context: &Context<Self>) -> Self {
        Self { shown: context.props().clone(), timer: None }
    }

    fn changed(&mut self, context: &Context<Self>, _: &Cells) -> bool {
        // Who zooms sees it in the cell that has the focus.
        if context.props().run == self.shown.run {
            self.timer = None;
            return self.update(context, ());
        }
        let link = context.link().clone();
        self.timer = Timer::after(STANDS_MILLIS, move || link.send_message(()));
        false
    }

    fn update(&mut self, context: &Context<Self>, (): ()) -> bool {
        let follows = self.shown != *context.props();
        self.shown = context.props().clone();
        follows
    }

    fn view(&self, _: &Context<Self>) -> Html {
        cells(&self.shown).into()
    }
}

/// The grid of that.
#[inline(never)]
pub fn of(cells: Cells) -> Html {
    VChild::<Grid>::new(cells, None).into()
}

#[inline(never)]
fn cells(props: &Cells) -> Element {
    let Cells { run, score, column, window, language, .. } = props;
    let at = |index: usize| window.x_of(score.0.shown(*column, index), score.0.length());
    let cell = |span: &Span, y: f32, h: f32, is_entry: bool| {
        let (from, to) = reach(run, span, &at);
        // Without a key: the next run has as many cells or nearly, and its events have other numbers.
        el("rect")
            .set("role", "gridcell")
            .set("tabindex", if is_entry { "0" } else { "-1" })
            .number("x", from)
            .number("y", y)
            .number("width", (to - from).max(0.6))
            .number("height", h)
            .set("rx", "2")
            // Its name for those who hear it, and for a pointer that stays a while.
            .child(el("title").text(label(run, span, *language)))
    };
    let lanes = &run.lanes.lanes;
    let all: usize = lanes.iter().map(|place| run.spans(place.task).len()).sum();
    let apart = (all > MOST).then_some(WIDTH * lanes.len() as f32 / MOST as f32);
    let rows = lanes.iter().map(|place| {
        let h = place.thick();
        let y = place.y + (place.h - h) / 2.0;
        let spans = run.spans(place.task);
        // The very first is where the keyboard comes in.
        let is_entry = |index| index == 0 && place.y <= AXIS;
        let mut last = f32::MIN;
        let has_cell = |span: &&Span| {
            let Some(apart) = apart else { return true };
            let (from, to) = reach(run, span, &at);
            let has_cell = from - last >= apart && to >= GUTTER && from <= WIDTH;
            if has_cell {
                last = from;
            }
            has_cell
        };
        let cells = spans.iter().filter(has_cell).enumerate();
        el("g")
            .key(place.task.0)
            .set("role", "row")
            .set("data-task", place.task.0.to_string())
            .label(run.task_name(place.task).to_owned())
            .children(cells.map(|(index, span)| cell(span, y, h, is_entry(index))))
    });
    el("svg")
        .class("cells")
        .set("role", "grid")
        .label(language.text(id::TIMELINE))
        .set("viewBox", format!("0 0 {} {}", Num(WIDTH), Num(props.height)))
        .children(rows)
}

/// What a cell says.
fn label(run: &Run, span: &Span, language: Language) -> String {
    let state = match span.state {
        _ if span.cleanup => id::STATE_CLEANUP,
        _ if span.cancel_requested => id::STATE_CANCELLING,
        SpanState::Running => id::STATE_RUNNING,
        SpanState::Ready => id::STATE_READY,
        SpanState::Waiting(_) => id::STATE_WAITING,
    };
    let mut state = language.text(state);
    // What it waits for, in the library's own words.
    if let Some(EventKind::Blocked { wait }) = run.event(span.from).map(|event| &event.kind)
        && !wait.call.is_empty()
    {
        state = format!("{state}: {}", wait.call);
    }
    if span.leaked {
        state = format!("{}, {state}", language.text(id::STATE_LEAKED));
    }
    let (from, to) = (seconds(span.start.as_secs()), seconds(span.end.as_secs()));
    language.with(id::TIMELINE_SPAN, &[("state", &state), ("from", &from), ("to", &to)])
}

/// Moves the focus from cell to cell, as ARIA's pattern for grids has it; Enter brings the playhead there.
#[inline(never)]
pub fn walk(event: &KeyboardEvent, window: Window, play: &Callback<Command>) {
    let target = event.target_dyn_into::<web_sys::Element>();
    let is_cell =
        |cell: &web_sys::Element| cell.get_attribute("role").is_some_and(|role| role == "gridcell");
    let Some(cell) = target.filter(is_cell) else { return };
    let left = |cell: &web_sys::Element| {
        // JavaScript reads it: the standard library's tables for that weigh as much as all of the grid and more.
        cell.get_attribute("x").map_or(0.0, |x| js_sys::Number::parse_float(&x) as f32)
    };
    let row = || cell.closest("[role=row]").ok().flatten();
    // In another row the nearest cell that begins no later.
    let in_row = |row: web_sys::Element| {
        let first = row.query_selector("[role=gridcell]").ok().flatten();
        let next = web_sys::Element::next_element_sibling;
        let cells = std::iter::successors(first.clone(), next);
        cells.take_while(|other| left(other) <= left(&cell) + 0.01).last().or(first)
    };
    let next = match event.key().as_str() {
        "ArrowRight" => cell.next_element_sibling(),
        "ArrowLeft" => cell.previous_element_sibling(),
        "ArrowDown" => row().and_then(|row| row.next_element_sibling()).and_then(in_row),
        "ArrowUp" => row().and_then(|row| row.previous_element_sibling()).and_then(in_row),
        "Home" => cell.parent_element().and_then(|all| all.first_element_child()),
        "End" => cell.parent_element().and_then(|all| all.last_element_child()),
        "Enter" => {
            play.emit(Command::Pause);
            play.emit(Command::SeekFraction(window.fraction_at(left(&cell))));
            None
        }
        _ => return,
    };
    // The figure's own keys are not meant here.
    event.prevent_default();
    event.stop_propagation();
    if let Some(next) = next {
        // An element of SVG takes the focus by the same method.
        let _ = next.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
}
