//! The timeline: a lane a task, boxes around the lanes that a scope holds, marks for errors and cancellations, and the playhead.
//! The lanes show the whole run and are drawn once; a veil covers what is still to come.

use std::rc::Rc;

use espalier_trace::{EventId, EventKind, Outcome, ScopeKind, SpanState, TaskId, VirtualTime};
use yew::{prelude::*, virtual_dom::ListenerKind};

use super::{
    column::Gesture,
    crowd,
    element::{Element, el, group, translate},
    flags,
    grasp::{Deed, Heard, Press},
    grid,
    grip::{Drag, Grip},
    part::{Part, part},
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
    grip: Grip,
    press: Press,
}

impl Component for Timeline {
    type Message = Drag;
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self { place: NodeRef::default(), grip: Grip::default(), press: Press::default() }
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
        let hidden = x.clamp(GUTTER - EDGE, WIDTH);
        let veil =
            bar(hidden, AXIS - 2.0, WIDTH + EDGE - hidden, height - AXIS + 2.0).class("veil");
        let playhead = format!("M{} {}V{}", Num(x), Num(AXIS - 8.0), Num(height));
        let grip = format!("M{} {}h10l-5 7z", Num(x - 5.0), Num(AXIS - 12.0));
        let playhead = (x > GUTTER - EDGE && x <= WIDTH).then(|| {
            el("g")
                .child(el("path").class("playhead").set("d", playhead))
                .child(el("path").class("playhead-grip").set("d", grip))
        });
        let picture = |class| {
            let view = format!("0 0 {} {}", Num(WIDTH), Num(height));
            el("svg").class(class).set("viewBox", view)
        };
        // Two pictures, so that a browser need not paint the lanes again where only the playhead has moved.
        let drawn = picture("whole")
            .set("role", if is_crowd { "img" } else { "grid" })
            .label(props.language.text(id::TIMELINE))
            .child(part(0, lanes));
        let poles = has_flags.then(|| {
            let length = props.score.0.length();
            let place = |index| window.x_of(props.score.0.shown(props.column, index), length);
            flags::poles(&props.run, height, &place, props.language)
        });
        let now =
            picture("now").set("aria-hidden", "true").child(veil).maybe(playhead).maybe(poles);
        let timeline = el("div")
            .found_by(&self.place)
            .class("timeline")
            .child(drawn)
            .child(now)
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
            let line = format!("M{} {}V{}", Num(x), Num(AXIS - 8.0), Num(props.height));
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
            el("g").children(links(run, &at)),
            lanes(run, props, &at),
            el("g").children(run.jobs.iter().filter_map(|job| self::job(run, job, &at))),
            el("g").children(marks(run, &at)),
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
        el("text")
            .class(class)
            .hue(hue)
            .number("x", GUTTER - 8.0)
            .number("y", y)
            .text(cut(name, 10))
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
type At<'a> = &'a dyn Fn(usize) -> f32;

/// When the last event is shown.
fn end(run: &Run, at: At<'_>) -> f32 {
    at(run.trace().events.len().saturating_sub(1))
}

fn bar(x: f32, y: f32, width: f32, height: f32) -> Element {
    el("rect").number("x", x).number("y", y).number("width", width).number("height", height)
}

/// The virtual instants, behind the lanes.
fn bands(props: &Lanes) -> Element {
    let length = props.score.0.length();
    let (mut last_label, mut last_band) = (f32::MIN, f32::MIN);
    let bands = props.score.0.instants().iter().filter_map(|instant| {
        let x_of = |position: f32| props.window.x_of(position, length);
        let (from, to) = (x_of(instant.start), x_of(instant.end));
        // Of instants that cannot be told apart, one is drawn.
        if from - last_band < 0.5 {
            return None;
        }
        last_band = from;
        // An instant that reaches in from the left is told where it comes into sight.
        let seen = if to > GUTTER { from.max(GUTTER) } else { from };
        let label = (seen - last_label > 17.0).then(|| {
            last_label = seen;
            let text = tick(instant.at, props.language);
            el("text").class("tick").number("x", seen).set("y", "9").text(text)
        });
        let (width, height) = ((to - from).max(1.0), props.height - AXIS + 8.0);
        Some(el("g").child(bar(from, AXIS - 8.0, width, height).class("band")).maybe(label))
    });
    el("g").children(bands)
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

/// What each task does when.
fn lanes(run: &Run, props: &Lanes, at: At<'_>) -> Element {
    el("g").children(run.lanes.lanes.iter().map(|place| {
        let middle = place.y + place.h / 2.0;
        let thick = (place.h * 0.5).clamp(2.0, 9.0);
        let spans = run.timeline.lanes.get(place.task.index()).map_or(&[][..], |lane| &lane.spans);
        // The very first is where the keyboard comes in.
        let entry = spans.first().filter(|_| place.y <= AXIS).map(|span| span.from);
        let bars = spans.iter().map(|span| {
            let from = at(span.from.index());
            let to = span.to.map_or_else(|| end(run, at), |to| at(to.index()));
            let (kind, h) = match span.state {
                SpanState::Running => ("running", thick),
                SpanState::Ready => ("ready", thick * 0.25),
                SpanState::Waiting(_) => ("waiting", thick * 0.4),
            };
            bar(from, middle - h / 2.0, (to - from).max(0.6), h)
                .key(span.from.0)
                .number("rx", (h / 2.0).min(2.5))
                .class("span")
                .class(kind)
                .class_if(span.cancel_requested, "cancelling")
                .class_if(span.cleanup, "cleanup")
                .class_if(span.leaked, "leaked")
                .set("role", "gridcell")
                .set("tabindex", if entry == Some(span.from) { "0" } else { "-1" })
                .label(grid::label(span, props.language))
        });
        // Where a task has outlived what it hung from, that is said.
        let leaked = spans.iter().find(|span| span.leaked).map(|span| {
            let from = at(span.from.index());
            el("text")
                .class("leaked-word")
                .class_if(from > WIDTH - 48.0, "before")
                .number("x", from)
                .number("y", middle - thick * 0.7)
                .text(props.language.text(id::STATE_LEAKED))
        });
        let leaked = leaked.filter(|_| run.lanes.density == Density::Full);
        el("g")
            .key(place.task.0)
            .class("lane")
            .set("data-task", place.task.0.to_string())
            .hue(run.hue(place.task))
            .class_if(props.lit.tasks.contains(&place.task), "lit")
            .set("role", "row")
            .label(run.task_name(place.task).to_owned())
            .child(el("g").children(bars))
            .maybe(leaked)
    }))
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
fn links(run: &Run, at: At<'_>) -> impl Iterator<Item = Element> {
    run.trace().events.iter().filter_map(move |event| {
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
        let path = format!("M{} {}L{} {}", Num(from_x), Num(from_y), Num(x), Num(y));
        Some(el("path").key(event.seq.0).class("link").class(class).set("d", path))
    })
}

/// Signs on the lanes.
fn marks(run: &Run, at: At<'_>) -> impl Iterator<Item = Element> {
    let r = match run.lanes.density {
        Density::Full => 4.2,
        Density::Compact => 2.6,
        Density::Dots => 1.2,
    };
    run.trace().events.iter().filter_map(move |event| {
        // Each sign is drawn for a radius of 5 and scaled to the lanes'.
        let (class, path) = match &event.kind {
            EventKind::Finished { outcome: Outcome::Returned(_) } => ("returned", "M0-5V5"),
            EventKind::Finished { outcome: Outcome::Failed(_) } => ("failed", "M-5-5L5 5M-5 5L5-5"),
            EventKind::Finished { outcome: Outcome::Cancelled } => ("cancelled", "M-4-4h8v8h-8Z"),
            EventKind::Lost { .. } => ("lost", "M5.7 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z"),
            EventKind::CancelRequested { .. } => ("asked", "M0-5L5 0L0 5L-5 0Z"),
            EventKind::Caught { exception }
                if run.exception(*exception).is_some_and(|known| !known.cancellation) =>
            {
                // Above the lane, since its task goes on.
                ("caught", "M-5-9.5L-1-5.5L5-13.5")
            }
            _ => return None,
        };
        let (x, y) = (at(event.seq.index()), middle(run, event.task)?);
        let transform = format!("{} scale({})", translate(x, y), Num(r / 5.0));
        let hue = event.task.map_or(0, |task| run.hue(task));
        let mark = el("path").key(event.seq.0).class("mark").class(class).hue(hue);
        Some(mark.set("d", path).set("transform", transform))
    })
}
