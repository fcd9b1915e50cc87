//! The timeline: a lane a task, boxes around the lanes that a scope holds, marks for errors and cancellations, and the playhead.
//! The lanes show the whole run and are drawn once; a veil covers what is still to come.

use std::rc::Rc;

use espalier_trace::{
    EventId, EventKind, Outcome, ScopeKind, Span, SpanState, TaskId, VirtualTime,
};
use wasm_bindgen::JsCast;
use yew::{prelude::*, virtual_dom::ListenerKind};

use super::{
    column::Gesture,
    crowd,
    element::{Element, el, group},
    flags,
    glyph::placed,
    grasp::{Deed, Heard, Press},
    grid,
    grip::{Drag, Grip},
    part::{Part, part},
    paths::{Paths, bar as bar_steps, draw, path_of},
    token::width,
    tree::cut,
};
use crate::{
    layout::{
        Density, WIDTH, Window,
        lanes::{AXIS, GUTTER, MARGIN},
    },
    number::Num,
    playback::Command,
    run::{Job, Lit, Run, RunRef},
    score::Score,
    state::Wish,
    texts::{Language, id},
};

/// A score that is cheap to hand around. Two are equal if they are the same one.
#[derive(Debug, Clone)]
pub struct ScoreRef(pub Rc<Score>);

impl PartialEq for ScoreRef {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub run: RunRef,
    pub score: ScoreRef,
    pub column: usize,
    /// Milliseconds of presentation time.
    pub position: f32,
    /// What of it is shown.
    pub window: Window,
    /// Where the column parts from the others.
    pub parts: Option<EventId>,
    /// Of the picture: that of the column with the most lanes.
    pub height: f32,
    pub lit: Lit,
    pub language: Language,
    /// Whether the rest of the page is here, which has the hands on the timeline.
    pub whole: bool,
    pub send: Callback<Gesture>,
    pub play: Callback<Command>,
}

/// The timeline with its playhead.
pub struct Timeline {
    place: NodeRef,
    /// The playhead's picture.
    now: NodeRef,
    grip: Grip,
    press: Press,
}

impl Component for Timeline {
    type Message = Drag;
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self {
            place: NodeRef::default(),
            now: NodeRef::default(),
            grip: Grip::default(),
            press: Press::default(),
        }
    }

    fn update(&mut self, context: &Context<Self>, drag: Drag) -> bool {
        let props = context.props();
        let place = self.place.cast::<web_sys::Element>();
        if let Some(element) = place.filter(|_| props.whole) {
            let asked = self.grip.take(&element, &drag, props.window);
            let position = match asked {
                Some(Command::SeekFraction(fraction)) => Some(fraction * props.score.0.length()),
                _ => None,
            };
            let deed = |deed| props.send.emit(Gesture::Hand(deed));
            match (self.press.hear(&drag), position, asked) {
                (Heard::Tap(done), position, _) => {
                    if let Some(position) = position {
                        props.send.emit(Gesture::Seek(position));
                    }
                    deed(done);
                }
                (Heard::Deed(done), ..) => deed(done),
                (Heard::Flag(place), Some(position), _) => {
                    deed(Deed::Move(place, Wish::At(position)));
                }
                (Heard::Playhead, Some(position), _) => props.send.emit(Gesture::Seek(position)),
                (Heard::Playhead, None, Some(command)) => props.play.emit(command),
                _ => {}
            }
        }
        // What a drag changes comes back as a position.
        false
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let props = context.props();
        let height = props.height;
        let x = props.window.x_of(props.position, props.score.0.length());
        let drag = |timeline: Element, kind, drag: fn(PointerEvent) -> Drag| {
            let link = context.link().clone();
            timeline.on(kind, move |event| link.send_message(drag(event)))
        };
        let is_crowd = props.run.lanes.density == Density::Dots;
        let (window, whole) = (props.window, props.whole);
        let (play, link) = (props.play.clone(), context.link().clone());
        let lanes = Lanes {
            run: props.run.clone(),
            score: props.score.clone(),
            column: props.column,
            window: props.window,
            parts: props.parts,
            height,
            lit: props.lit.clone(),
            language: props.language,
        };
        let has_flags = !props.run.trace().header.interventions.is_empty();
        let picture = |class| {
            let view = format!("0 0 {} {}", Num(WIDTH), Num(height));
            el("svg").class(class).set("viewBox", view)
        };
        // Two pictures, so that a browser need not paint the lanes again where only the playhead has moved; nor the playhead,
        // which is drawn at the left and put where it belongs by its style.
        let drawn = picture("whole").child(part(0, lanes));
        let has_cells = whole && !is_crowd;
        let drawn = if has_cells {
            drawn.set("aria-hidden", "true")
        } else {
            drawn.set("role", "img").label(props.language.text(id::TIMELINE))
        };
        let cells = has_cells.then(|| {
            part(
                "cells",
                grid::Cells {
                    run: props.run.clone(),
                    score: props.score.clone(),
                    column: props.column,
                    window: props.window,
                    height,
                    language: props.language,
                },
            )
        });
        let is_seen = x > GUTTER - EDGE && x <= WIDTH;
        let now = picture("now")
            .found_by(&self.now)
            .class_if(!is_seen, "beyond")
            .child(bar(0.0, AXIS - 2.0, WIDTH + EDGE, height - AXIS + 2.0).class("veil"))
            .child(
                el("path")
                    .class("playhead")
                    .set("d", format!("M0 {}V{}", Num(AXIS - 8.0), Num(height))),
            )
            .child(
                el("path")
                    .class("playhead-grip")
                    .set("d", format!("M-5 {}h10l-5 7z", Num(AXIS - 12.0))),
            );
        let poles = has_flags.then(|| {
            let length = props.score.0.length();
            let place = |index| window.x_of(props.score.0.shown(props.column, index), length);
            picture("poles").set("aria-hidden", "true").child(flags::poles(
                &props.run,
                height,
                &place,
                props.language,
            ))
        });
        let timeline = el("div")
            .found_by(&self.place)
            .class("timeline")
            .child(drawn)
            .maybe(cells)
            .child(el("div").class("above").set("aria-hidden", "true").child(now))
            .maybe(poles)
            .on(ListenerKind::onkeydown, move |event: KeyboardEvent| {
                if whole {
                    grid::walk(&event, window, &play);
                }
            })
            .on(ListenerKind::onwheel, move |event| link.send_message(Drag::Wheel(event)));
        let timeline = drag(timeline, ListenerKind::onpointerdown, Drag::Begin);
        let timeline = drag(timeline, ListenerKind::onpointermove, Drag::Move);
        let timeline = drag(timeline, ListenerKind::onpointerup, Drag::End);
        drag(timeline, ListenerKind::onpointercancel, Drag::End).into()
    }

    fn rendered(&mut self, context: &Context<Self>, _: bool) {
        let props = context.props();
        let x = props.window.x_of(props.position, props.score.0.length());
        // What is left of the lanes is not veiled.
        let share = x.clamp(GUTTER - EDGE, WIDTH) / WIDTH;
        // An element of SVG has the style of one of HTML.
        if let Some(now) = self.now.get() {
            let style = now.unchecked_ref::<web_sys::HtmlElement>().style();
            let _ =
                style.set_property("transform", &format!("translateX({}%)", Num(share * 100.0)));
        }
    }
}

/// All that does not move with the playhead.
#[derive(PartialEq)]
struct Lanes {
    run: RunRef,
    score: ScoreRef,
    column: usize,
    window: Window,
    parts: Option<EventId>,
    height: f32,
    lit: Lit,
    language: Language,
}

impl Part for Lanes {
    fn draw(&self) -> Html {
        let props = self;
        let (run, score): (&Run, &Score) = (&props.run, &props.score.0);
        let at = |index: usize| props.window.x_of(score.shown(props.column, index), score.length());
        let parts = props.parts.map(|event| {
            let x = at(event.index());
            let line = format!("M{} {}V{}", Num(x), Num(AXIS - 2.0), Num(props.height));
            let sign = el("text").number("x", x).number("y", props.height - 3.0).text(" ≠");
            el("g").class("parts").child(el("path").set("d", line)).child(sign)
        });
        let axis = format!("M{} {}H{}", Num(GUTTER), Num(AXIS - 8.0), Num(WIDTH - MARGIN));
        let axis = el("path").class("axis").set("d", axis);
        let boxes = boxes(run, &props.lit, &at);
        let parts = el("g").maybe(parts);
        if run.lanes.density == Density::Dots {
            let lanes = crowd::lanes(run, &props.lit, &at);
            let requests = el("g").children(requests(run, &at).take(CROWD));
            let jobs = run.jobs.iter().take(CROWD).filter_map(|job| self::job(run, job, &at));
            let jobs = el("g").children(jobs);
            let pictures = [bands(props), axis, boxes, requests, lanes, jobs, parts];
            return group([names(run).into(), clip(props.height, pictures)]);
        }
        let pictures = [
            bands(props),
            axis,
            boxes,
            el("g").children(requests(run, &at)),
            links(run, &at),
            lanes(run, props, &at),
            el("g").children(run.jobs.iter().filter_map(|job| self::job(run, job, &at))),
            marks(run, &at),
            parts,
        ];
        group([names(run).into(), clip(props.height, pictures)])
    }
}

/// How far left of the lanes something may still be seen.
const EDGE: f32 = 7.0;

/// Cuts off what lies left of the lanes.
fn clip(height: f32, pictures: impl IntoIterator<Item = Element>) -> Html {
    let (x, width) = (GUTTER - EDGE, WIDTH - GUTTER + 2.0 * EDGE);
    el("svg")
        .set("role", "none")
        .number("x", x)
        .number("width", width)
        .number("height", height)
        .set("viewBox", format!("{} 0 {} {}", Num(x), Num(width), Num(height)))
        .children(pictures)
        .into()
}

/// What the lanes are called, those of threads too. Where lanes are many, as many are named as there is room for.
fn names(run: &Run) -> Element {
    let shown = run.lanes.density == Density::Full;
    let (rise, apart) = match run.lanes.density {
        Density::Full => (3.5, 0.0),
        Density::Compact => (3.0, 11.5),
        Density::Dots => (3.0, 30.0),
    };
    let name = |class: &str, hue: u8, y: f32, name: &str| {
        el("text").class(class).hue(hue).number("x", GUTTER - 8.0).number("y", y).text(cut(name, 9))
    };
    let mut last = f32::MIN;
    let lanes = run.lanes.lanes.iter().filter_map(|place| {
        let y = place.y + place.h / 2.0 + rise;
        let lane = name("lane-name", run.hue(place.task), y, run.task_name(place.task));
        (y - last >= apart).then(|| {
            last = y;
            lane.class_if(!shown, "small").key(place.task.0)
        })
    });
    let jobs = run.jobs.iter().filter_map(|job| {
        let y = (*run.lanes.threads.get(job.task.index())?)? + 3.0;
        Some(name("job-name", 0, y, &job.name).key(job.queued.0))
    });
    let names = el("g").set("aria-hidden", "true");
    let names = names.child(group(lanes));
    if shown { names.child(group(jobs)) } else { names }
}

/// Threads and requests drawn where tasks are many.
const CROWD: usize = 500;

/// The place of the event at an index.
pub type At<'a> = &'a dyn Fn(usize) -> f32;

/// When the last event is shown.
fn end(run: &Run, at: At<'_>) -> f32 {
    at(run.trace().events.len().saturating_sub(1))
}

fn bar(x: f32, y: f32, width: f32, height: f32) -> Element {
    el("rect").number("x", x).number("y", y).number("width", width).number("height", height)
}

/// Width of a letter of the scale.
const TICK: f32 = 5.0;

/// The virtual instants, behind the lanes.
fn bands(props: &Lanes) -> Element {
    let length = props.score.0.length();
    let (mut last_label, mut last_band) = (f32::MIN, f32::MIN);
    let mut bands = String::new();
    let mut labels = Vec::new();
    for instant in props.score.0.instants() {
        let x_of = |position: f32| props.window.x_of(position, length);
        let (from, to) = (x_of(instant.start), x_of(instant.end));
        // Of instants that cannot be told apart, one is drawn.
        if from - last_band < 0.5 {
            continue;
        }
        last_band = from;
        // An instant that reaches in from the left is told where it comes into sight.
        let seen = if to > GUTTER { from.max(GUTTER) } else { from };
        if seen > last_label {
            let text = tick(instant.at, props.language);
            last_label = seen + width(&text, TICK) + 2.0;
            labels.push(el("text").class("tick").number("x", seen).set("y", "9").text(text));
        }
        let (width, height) = ((to - from).max(1.0), props.height - AXIS + 8.0);
        bands += &placed(&bar_steps(width, height, 0.0), (from, AXIS - 8.0), 1.0);
    }
    el("g").child(el("path").class("band").set("d", bands)).children(labels)
}

/// Around the lanes that a scope holds, from its opening to its closing.
fn boxes(run: &Run, lit: &Lit, at: At<'_>) -> Element {
    el("g").children(run.lanes.boxes.iter().filter_map(|place| {
        let span = run.timeline.scopes.get(place.scope.index())?;
        let scope = run.last.scope(place.scope)?;
        let from = at(span.opened.index());
        let to = span.closed.map_or_else(|| end(run, at), |closed| at(closed.index()));
        let edge = format!("M{} {}V{}", Num(to), Num(place.y + 3.0), Num(place.y + place.h - 3.0));
        Some(
            el("g")
                .key(place.scope.0)
                .class("box")
                .class_if(!run.holds(place.scope), "loose")
                .class_if(run.is_request(place.scope), "request")
                .class_if(scope.cancel_requested.is_some(), "cancelled")
                .class_if(span.closed.is_none(), "unclosed")
                .class_if(lit.scopes.contains(&place.scope), "lit")
                .child(bar(from, place.y, (to - from).max(2.0), place.h).set("rx", "4"))
                .child(el("path").set("d", edge)),
        )
    }))
}

/// Around the part of a task's lane in which it has a request open that no box shows.
fn requests(run: &Run, at: At<'_>) -> impl Iterator<Item = Element> {
    run.last.scopes.iter().filter_map(move |scope| {
        let framed = run.structure.framed.get(scope.id.index()) == Some(&true);
        if scope.kind != ScopeKind::Request || framed {
            return None;
        }
        let span = run.timeline.scopes.get(scope.id.index())?;
        let middle = middle(run, scope.owner)?;
        let from = at(span.opened.index());
        let to = span.closed.map_or_else(|| end(run, at), |closed| at(closed.index()));
        let r = match run.lanes.density {
            Density::Full => 7.0,
            Density::Compact => 3.6,
            Density::Dots => 1.2,
        };
        let place = bar(from, middle - r, (to - from).max(2.0), r * 2.0).number("rx", r);
        Some(el("g").key(scope.id.0).class("box request").child(place))
    })
}

/// What each task does when. What looks alike is one element; who goes through the stretches one by one has [`grid`].
fn lanes(run: &Run, props: &Lanes, at: At<'_>) -> Element {
    let mut stretches = Paths::new();
    let mut words = Vec::new();
    for place in &run.lanes.lanes {
        let middle = place.y + place.h / 2.0;
        let thick = place.thick();
        let (hue, is_lit) = (run.hue(place.task), props.lit.tasks.contains(&place.task));
        for span in run.spans(place.task) {
            let (from, to) = reach(run, span, at);
            let (kind, h) = match span.state {
                SpanState::Running => ("running", thick),
                SpanState::Ready => ("ready", thick * 0.25),
                SpanState::Waiting(_) => ("waiting", thick * 0.4),
            };
            let look = (kind, span.cancel_requested, span.cleanup, span.leaked, is_lit, hue);
            let path = bar_steps((to - from).max(0.6), h, 2.5);
            draw(&mut stretches, look, (from, middle - h / 2.0), &path);
        }
        // Where a task has outlived what it hung from, that is said.
        let leaked = run.spans(place.task).iter().find(|span| span.leaked);
        if let Some(span) = leaked.filter(|_| run.lanes.density == Density::Full) {
            let from = at(span.from.index());
            words.push(
                el("text")
                    .class("leaked-word")
                    .class_if(from > WIDTH - 48.0, "before")
                    .number("x", from)
                    .number("y", middle - thick * 0.7)
                    .text(props.language.text(id::STATE_LEAKED)),
            );
        }
    }
    let stretches = stretches.into_iter().map(|(look, path)| {
        let (kind, cancelling, cleanup, leaked, lit, hue) = look;
        el("path")
            .class("span")
            .class(kind)
            .class_if(cancelling, "cancelling")
            .class_if(cleanup, "cleanup")
            .class_if(leaked, "leaked")
            .class_if(lit, "lit")
            .hue(hue)
            .set("d", path)
    });
    el("g").child(el("g").children(stretches)).child(el("g").children(words))
}

/// Where a stretch begins and ends.
pub fn reach(run: &Run, span: &Span, at: At<'_>) -> (f32, f32) {
    (at(span.from.index()), span.to.map_or_else(|| end(run, at), |to| at(to.index())))
}

/// What a worker thread does for a task, in the lane below the task's: an empty box while the job is queued, then a ladder,
/// whose rungs are further apart once nobody waits for it.
fn job(run: &Run, job: &Job, at: At<'_>) -> Option<Element> {
    let y = (*run.lanes.threads.get(job.task.index())?)?;
    let r = match run.lanes.density {
        Density::Full => 3.6,
        Density::Compact => 2.0,
        Density::Dots => 0.7,
    };
    let place = |event: Option<EventId>| event.map(|event| at(event.index()));
    let to = place(job.ended).unwrap_or_else(|| end(run, at));
    let from = at(job.queued.index());
    let started = place(job.started).unwrap_or(to);
    let left = place(job.abandoned).unwrap_or(to).max(started).min(to);
    let rungs = |class, from: f32, to: f32| {
        let path = format!("M{} {}H{}", Num(from), Num(y), Num(to));
        (to > from).then(|| el("path").class(class).set("d", path).number("stroke-width", r * 2.0))
    };
    let queued =
        (started > from).then(|| bar(from, y - r * 0.6, started - from, r * 1.2).class("queued"));
    Some(
        el("g")
            .key(job.queued.0)
            .class("job")
            .hue(run.hue(job.task))
            .maybe(queued)
            .child(bar(started, y - r, (to - started).max(0.6), r * 2.0).class("ladder"))
            .maybe(rungs("rungs", started, left))
            .maybe(rungs("rungs abandoned", left, to)),
    )
}

fn tick(at: VirtualTime, language: Language) -> String {
    let text = at.to_string();
    language.with(id::SECONDS_SHORT, &[("time", text.strip_suffix(".0").unwrap_or(&text))])
}

fn middle(run: &Run, task: Option<TaskId>) -> Option<f32> {
    *run.lanes.middle.get(task?.index())?
}

/// Lines between lanes: spawning, cancellation on its way, a parent's end that its children outlive.
fn links(run: &Run, at: At<'_>) -> Element {
    let link = |event: &espalier_trace::Event| {
        let x = at(event.seq.index());
        let y = middle(run, event.task)?;
        let (class, from_x, from_y) =
            match &event.kind {
                EventKind::Spawned { parent, .. } => ("spawn", x, middle(run, *parent)?),
                EventKind::CancelDelivered { .. } => {
                    let asked =
                        run.trace().causes(event.seq).skip(1).take(32).find(|cause| {
                            matches!(cause.kind, EventKind::CancelRequested { .. })
                        })?;
                    // From what a task did that led to it: the first in the chain of causes that has a lane. When it was
                    // asked for, that task may have ended.
                    let (from, lane) =
                        run.trace().causes(asked.seq).take(32).find_map(|cause| {
                            Some((at(cause.seq.index()), middle(run, cause.task)?))
                        })?;
                    ("cancel", from, lane)
                }
                EventKind::Outlived { parent, .. } => ("outlived", x, middle(run, *parent)?),
                _ => return None,
            };
        Some((class, (from_x, from_y), format!("L{} {}", Num(x), Num(y))))
    };
    let mut links = Paths::new();
    for (class, from, path) in run.trace().events.iter().filter_map(link) {
        draw(&mut links, class, from, &path);
    }
    let drawn =
        |(class, path): (&str, String)| el("path").class("link").class(class).set("d", path);
    el("g").children(links.into_iter().map(drawn))
}

/// Signs on the lanes.
fn marks(run: &Run, at: At<'_>) -> Element {
    let r = match run.lanes.density {
        Density::Full => 4.2,
        Density::Compact => 2.6,
        Density::Dots => 1.2,
    };
    let mark = |event: &espalier_trace::Event| {
        // Each sign is a path of steps for a radius of 5, scaled to the lanes'.
        let (class, path) = match &event.kind {
            EventKind::Finished { outcome: Outcome::Returned(_) } => ("returned", "m0-5v10"),
            EventKind::Finished { outcome: Outcome::Failed(_) } => {
                ("failed", "m-5-5l10 10m-10 0l10-10")
            }
            EventKind::Finished { outcome: Outcome::Cancelled } => ("cancelled", "m-4-4h8v8h-8z"),
            EventKind::Lost { .. } => (
                "lost",
                "m15.7 0c0 2.76-2.24 5-5 5c-2.76 0-5-2.24-5-5c0-2.76 2.24-5 5-5c2.76 0 5 2.24 5 5z",
            ),
            EventKind::CancelRequested { .. } => ("asked", "m0-5l5 5l-5 5l-5-5z"),
            EventKind::Caught { exception }
                if run.exception(*exception).is_some_and(|known| !known.cancellation) =>
            {
                // Above the lane, since its task goes on.
                ("caught", "m-5-9.5l4 4l6-8")
            }
            _ => return None,
        };
        let place = (at(event.seq.index()), middle(run, event.task)?);
        let hue = event.task.map_or(0, |task| run.hue(task));
        Some(((class, hue), placed(path, place, r / 5.0)))
    };
    let mut marks = Paths::<_, String>::new();
    for (look, path) in run.trace().events.iter().filter_map(mark) {
        path_of(&mut marks, look).push_str(&path);
    }
    let drawn = |((class, hue), path): ((&str, u8), String)| {
        el("path").class("mark").class(class).hue(hue).set("d", path)
    };
    // Their lines are as thick as they are large.
    el("g").number("font-size", r * 2.0).children(marks.into_iter().map(drawn))
}
