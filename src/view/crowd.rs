//! Many tasks: what the tree and the timeline draw of each task alone, they draw here of all that look alike at once. A
//! picture of ten thousand tasks is then some hundred elements, and a moment's change a few of them.
//! Owns how tasks are put together. Shapes are [`super::glyph`]'s, places the layout's, colours the style sheet's.

use std::cell::Cell;

use espalier_trace::{EventKind, Outcome, SpanState, TaskId, World};
use yew::{Callback, Html, PointerEvent, TargetCast, virtual_dom::ListenerKind};

use super::{
    element::{Element, el, translate},
    glyph,
    part::{Part, part},
    paths::{Paths, Strokes, draw, path_of, put},
    tree::{StemLook, cut, node_of, stems},
};
use crate::{
    layout::{WIDTH, lanes::LanePlace, tree::Node},
    number::Num,
    run::{Lit, Run, RunRef},
    story::{self, Look},
    texts::Language,
};

/// Tasks drawn together at most: where something changes, no more than these are drawn again.
const TOGETHER: usize = 400;

/// Letters that fit under a dot.
const NAME: usize = 6;

/// Names drawn at most: a browser lays out each of them.
const NAMED: usize = 2000;

/// The tasks of the tree and what they hang from, with their names if they are wanted and not too many.
pub fn nodes(run: &RunRef, world: &World, lit: &Lit, named: bool) -> Element {
    let named = named && run.lanes.lanes.len() <= NAMED;
    let look_of = |lane: &LanePlace| {
        let task = world.task(lane.task)?;
        let halo = match () {
            () if lit.tasks.contains(&task.id) => Some("lit"),
            () if world.running == Some(task.id) => Some("current"),
            () if task.leaked => Some("leaked"),
            () => None,
        };
        Some((Look::of(task), StemLook::of(world, task), halo))
    };
    let parts = run.lanes.lanes.chunks(TOGETHER).enumerate().map(|(index, lanes)| {
        let looks = lanes.iter().map(look_of).collect();
        part(index, Together { run: run.clone(), from: index * TOGETHER, looks, named })
    });
    el("g").class("crowd").children(parts)
}

/// Tasks drawn together.
#[derive(PartialEq)]
struct Together {
    run: RunRef,
    /// The first of their lanes.
    from: usize,
    /// How each task looks, what it hangs from, and what lies around it; none where it is not there yet.
    looks: Vec<Option<(Look, StemLook, Option<&'static str>)>>,
    named: bool,
}

impl Part for Together {
    fn draw(&self) -> Html {
        self.picture().into()
    }
}

impl Together {
    /// A function of this module's own, so that it can come with the rest of the page.
    #[inline(never)]
    fn picture(&self) -> Element {
        let run: &Run = &self.run;
        let (mut bodies, mut halos) = (Paths::<_, (String, String)>::new(), Paths::new());
        let mut names = Vec::new();
        let mut lines = Vec::new();
        for (lane, look) in run.lanes.lanes[self.from..].iter().zip(&self.looks) {
            let (Some((look, stem, halo)), Some(place)) = (look, node_of(run, lane.task)) else {
                continue;
            };
            lines.extend(place.stem.as_ref().map(|line| (*stem, line)));
            let (body, sign) = glyph::small(*look);
            let at = format!("M{} {}", Num(place.x), Num(place.y));
            let hue = run.hue(lane.task);
            let paths = path_of(&mut bodies, (*look, hue));
            for (path, shape) in [(&mut paths.0, body), (&mut paths.1, sign)] {
                path.push_str(&at);
                path.push_str(shape);
            }
            if self.named {
                let name = el("text").class("name").number("x", place.x).number("y", place.y + 7.8);
                names.push(name.text(cut(run.task_name(lane.task), NAME)));
            }
            if let Some(halo) = halo {
                draw(&mut halos, (*halo, hue), (place.x, place.y), glyph::SMALL_HALO);
            }
        }
        let halos = halos.into_iter().map(|((class, hue), path)| {
            let halo = el("path").class("halo").set("d", path);
            el("g").class("node").class(class).hue(hue).child(halo)
        });
        let bodies = bodies.into_iter().map(|((look, hue), (body, sign))| {
            el("g")
                .class("node")
                .class(look.class())
                .hue(hue)
                .child(el("path").class("body").set("d", body))
                .child(el("path").class("sign").set("d", sign))
        });
        el("g")
            .child(stems(lines.into_iter()))
            .child(el("g").children(halos))
            .child(el("g").children(bodies))
            .child(el("g").children(names))
    }
}

/// Tells which task the pointer is at, as the tasks are no elements of their own.
pub fn pointed(tree: Element, run: &RunRef, hover: &Callback<Option<TaskId>>) -> Element {
    let (leave, hover, run) = (hover.clone(), hover.clone(), run.clone());
    let last = Cell::new(None);
    tree.on(ListenerKind::onpointermove, move |event: PointerEvent| {
        let target = event.target_dyn_into::<web_sys::Element>();
        let Some(picture) = target.and_then(|target| target.closest("svg").ok().flatten()) else {
            return;
        };
        let rect = picture.get_bounding_client_rect();
        let place = |pixels: i32, edge: f64| {
            (f64::from(pixels) - edge) as f32 * WIDTH / rect.width() as f32
        };
        let (x, y) = (place(event.client_x(), rect.left()), place(event.client_y(), rect.top()));
        let is_near = |node: &Node| (node.x - x).abs() < REACH && (node.y - y).abs() < REACH;
        let near = run.tree.nodes.iter().position(|node| node.as_ref().is_some_and(is_near));
        let near = near.map(|index| TaskId(index as u32));
        if last.replace(near) != near {
            hover.emit(near);
        }
    })
    .on(ListenerKind::onpointerleave, move |_: PointerEvent| leave.emit(None))
}

/// The name of the task that is pointed at, and what it does.
pub fn tag(run: &Run, world: &World, task: TaskId, language: Language) -> Option<Element> {
    let (task, place) = (world.task(task)?, node_of(run, task)?);
    let text = format!("{}: {}", run.task_name(task.id), story::status(task, language));
    let text = cut(&text, 40);
    let half = text.chars().count() as f32 * 3.2 + 8.0;
    let x = place.x.min(WIDTH - half).max(half);
    let plate = el("rect")
        .number("x", -half)
        .set("y", "-11")
        .number("width", half * 2.0)
        .set("height", "21")
        .set("rx", "4");
    Some(
        el("g")
            .class("tag")
            .set("transform", translate(x, place.y + 20.0))
            .child(plate)
            .child(el("text").set("y", "3.5").text(text)),
    )
}

/// How far from its middle a task is still pointed at, in the picture's units.
const REACH: f32 = 7.0;

/// What each task does when, and the signs on it: of endings, only those that matter are seen where lanes are so thin.
pub fn lanes(run: &Run, lit: &Lit, at: &dyn Fn(usize) -> f32) -> Element {
    let end = at(run.trace().events.len().saturating_sub(1));
    let parts = run.lanes.lanes.chunks(TOGETHER).enumerate().map(|(index, lanes)| {
        let mut spans = Paths::<_, Strokes>::new();
        for lane in lanes {
            let y = lane.y + lane.h / 2.0;
            for span in run.spans(lane.task) {
                let from = at(span.from.index());
                let to = span.to.map_or(end, |to| at(to.index()));
                let kind = match span.state {
                    _ if lit.tasks.contains(&lane.task) => "lit",
                    _ if span.leaked => "leaked",
                    _ if span.cleanup => "cleanup",
                    _ if span.cancel_requested => "cancelling",
                    SpanState::Running => "running",
                    SpanState::Ready => "ready",
                    SpanState::Waiting(_) => "waiting",
                };
                let (look, to) = ((kind, run.hue(lane.task)), to.max(from + 0.4));
                if let Some(path) = path_of(&mut spans, look).in_lane(y, from, to) {
                    put(path, (from, y), &format!("h{}", Num(to - from)));
                }
            }
        }
        let thick = lanes.first().map_or(1.0, |lane| (lane.h * 0.8).max(0.1));
        let spans = spans.into_iter().map(|((kind, hue), strokes)| {
            el("path").class("span").class(kind).hue(hue).set("d", strokes.path)
        });
        el("g").key(index).number("stroke-width", thick).children(spans)
    });
    el("g").class("crowd").children(parts).child(marks(run, at))
}

fn marks(run: &Run, at: &dyn Fn(usize) -> f32) -> Element {
    let mut marks = Paths::new();
    for event in run.trace().events.iter() {
        let (class, path) = match &event.kind {
            EventKind::Finished { outcome: Outcome::Failed(_) } => ("failed", "m-2-2l4 4m0-4l-4 4"),
            EventKind::Lost { .. } => ("lost", "m3 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0"),
            EventKind::Caught { exception, discarded: true }
                if !run.is_cancellation(*exception) =>
            {
                ("lost", "m-2-5a2 2 0 1 0 4 0a2 2 0 1 0-4 0")
            }
            EventKind::CancelRequested { .. } => ("asked", "m0-2.5l2.5 2.5l-2.5 2.5l-2.5-2.5z"),
            _ => continue,
        };
        let task = event.task.and_then(|task| *run.lanes.middle.get(task.index())?);
        if let Some(y) = task {
            draw(&mut marks, class, (at(event.seq.index()), y), path);
        }
    }
    let marks =
        marks.into_iter().map(|(class, path)| el("path").class("mark").class(class).set("d", path));
    el("g").children(marks)
}
