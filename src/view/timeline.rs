//! The timeline: a lane a task, boxes around the lanes that a scope holds, marks for errors and cancellations, and the playhead.
//! The lanes show the whole run and are drawn once; a veil covers what is still to come.

use std::rc::Rc;

use espalier_trace::{
    EventId, EventKind, Outcome, ScopeKind, ScopeView, Span, SpanState, TaskId, VirtualTime,
};
use yew::{prelude::*, virtual_dom::ListenerKind};

use super::{
    column::Gesture,
    crowd,
    element::{Element, el, group},
    flags,
    glide::{self, Glide, Way},
    glyph::placed,
    grasp::{Deed, Heard, Press},
    grid,
    grip::{Drag, Grip},
    part::{Part, part},
    paths::{Paths, Strokes, bar as bar_steps, path_of, put},
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
    run::{HUES, Lit, Run, RunRef},
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
    /// Milliseconds of presentation time: where the playhead stands, or where it was when it began to move.
    pub position: f32,
    /// How many of them it goes by itself in one of the reader's; 0 where it stands.
    pub speed: f32,
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
    /// Moves it.
    glide: Option<Glide>,
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
            glide: None,
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
        let is_dense = props.run.lanes.density != Density::Full;
        let drawn = picture("whole").class_if(is_dense, "dense").child(part(0, lanes));
        let has_cells = whole && !is_crowd;
        let drawn = if has_cells {
            drawn.set("aria-hidden", "true")
        } else {
            drawn.set("role", "img").label(props.language.text(id::TIMELINE))
        };
        let cells = has_cells.then(|| {
            grid::of(grid::Cells {
                run: props.run.clone(),
                score: props.score.clone(),
                column: props.column,
                window: props.window,
                height,
                language: props.language,
            })
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
        if let Some(now) = self.now.cast::<web_sys::Element>() {
            glide::stand(&now, place(x));
            if props.whole {
                glide(&mut self.glide, &now, x, props);
            }
        }
    }
}

/// Where a playhead is, in per cent of the picture's width. What is left of the lanes is not veiled.
fn place(x: f32) -> f32 {
    x.clamp(GUTTER - EDGE, WIDTH) / WIDTH * 100.0
}

/// Sends a playhead on its way from there, if it is to move by itself.
#[inline(never)]
fn glide(glide: &mut Option<Glide>, now: &web_sys::Element, from: f32, props: &Props) {
    let (window, length) = (props.window, props.score.0.length());
    let way = (props.speed > 0.0).then(|| {
        let to = window.x_of(length, length).min(WIDTH - MARGIN);
        // At its end it stays until it is sent on.
        glide::stand(now, place(to));
        let millis = (window.fraction_at(to) * length - props.position) / props.speed;
        Way { from: place(from), to: place(to), millis }
    });
    glide::follow(glide, now, way);
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
            let [requests, jobs] = requests_and_jobs(run, &at, CROWD);
            let pictures = [bands(props), axis, boxes, requests, lanes, jobs, parts];
            return group([names(run).into(), clip(props.height, pictures)]);
        }
        let [requests, jobs] = requests_and_jobs(run, &at, usize::MAX);
        let pictures = [
            bands(props),
            axis,
            boxes,
            requests,
            links(run, &at),
            lanes(run, props, &at),
            jobs,
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
        Density::Compact => (3.0, 9.0),
        Density::Dots => (3.0, 30.0),
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
    let jobs = (shown && !run.jobs.is_empty()).then(|| job_names(run));
    el("g").set("aria-hidden", "true").child(group(lanes)).maybe(jobs)
}

fn name(class: &str, hue: u8, y: f32, name: &str) -> Element {
    el("text").class(class).hue(hue).number("x", GUTTER - 8.0).number("y", y).text(cut(name, 9))
}

/// What the lanes of threads are called: a task's jobs are in one lane, which is called what the first of them is.
#[inline(never)]
fn job_names(run: &Run) -> Element {
    let mut named = vec![false; run.lanes.threads.len()];
    el("g").children(run.jobs.iter().filter_map(|job| {
        let y = (*run.lanes.threads.get(job.task.index())?)? + 3.0;
        let is_named = std::mem::replace(&mut named[job.task.index()], true);
        (!is_named).then(|| name("job-name", 0, y, &job.name))
    }))
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
            last_label = seen + width(&text, TICK) + 6.0;
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

/// The requests, and what threads do, `most` of each. The first picture has neither, and does without what draws them.
fn requests_and_jobs(run: &Run, at: At<'_>, most: usize) -> [Element; 2] {
    let is_request = |scope: &ScopeView| scope.kind == ScopeKind::Request;
    let has_some = !run.jobs.is_empty() || run.last.scopes.iter().any(is_request);
    if has_some { [requests(run, at, most), jobs(run, at, most)] } else { [el("g"), el("g")] }
}

/// Around the parts of tasks' lanes in which they have a request open that no box shows.
#[inline(never)]
fn requests(run: &Run, at: At<'_>, most: usize) -> Element {
    let is_open =
        |scope: &&ScopeView| scope.kind == ScopeKind::Request && !run.structure.is_framed(scope.id);
    let open = run.last.scopes.iter().filter(is_open).take(most);
    let r = (run.lanes.row * 0.4).min(7.0);
    let mut places = Strokes::default();
    for scope in open {
        let span = run.timeline.scopes.get(scope.id.index());
        let Some((span, middle)) = span.zip(middle(run, scope.owner)) else { continue };
        let from = at(span.opened.index());
        let to = span.closed.map_or_else(|| end(run, at), |closed| at(closed.index()));
        let width = (to - from).max(2.0);
        if let Some(path) = places.in_lane(middle, from, from + width) {
            put(path, (from, middle - r), &bar_steps(width, r * 2.0, r));
        }
    }
    el("g").class("box request").child(el("path").class("places").set("d", places.path))
}

/// The first bit of a look beyond the hue. All paths have keys of one type, since each type would weigh as much as what draws with it.
const LOOK: u8 = 8;
const _: () = assert!(HUES < LOOK);

/// What each task does when. What looks alike is one element; who goes through the stretches one by one has [`grid`].
fn lanes(run: &Run, props: &Lanes, at: At<'_>) -> Element {
    let mut stretches = Paths::<_, Strokes>::new();
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
            let looks = [span.cancel_requested, span.cleanup, span.leaked, is_lit];
            let bits = (0..4).filter(|bit| looks[*bit]).fold(0, |bits, bit| bits | LOOK << bit);
            let look = (kind, bits | hue);
            let width = (to - from).max(0.6);
            if let Some(path) = path_of(&mut stretches, look).in_lane(middle, from, from + width) {
                put(path, (from, middle - h / 2.0), &bar_steps(width, h, 2.5));
            }
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
    let stretches = stretches.into_iter().map(|((kind, look), strokes)| {
        let span = el("path").class("span").class(kind).hue(look % LOOK).set("d", strokes.path);
        let names = ["cancelling", "cleanup", "leaked", "lit"].into_iter().enumerate();
        names.fold(span, |span, (bit, name)| span.class_if(look & LOOK << bit != 0, name))
    });
    el("g").child(el("g").children(stretches)).child(el("g").children(words))
}

/// Where a stretch begins and ends.
pub fn reach(run: &Run, span: &Span, at: At<'_>) -> (f32, f32) {
    (at(span.from.index()), span.to.map_or_else(|| end(run, at), |to| at(to.index())))
}

/// What worker threads do for tasks, in the lanes that the layout has for them: an empty box while a job is queued, then a ladder,
/// whose rungs are further apart once nobody waits for it. What looks alike is one element.
#[inline(never)]
fn jobs(run: &Run, at: At<'_>, most: usize) -> Element {
    let r = run.lanes.sign();
    let (mut boxes, mut rungs) = (Paths::<_, Strokes>::new(), Paths::<_, Strokes>::new());
    for job in run.jobs.iter().take(most) {
        let Some(y) = run.lanes.threads.get(job.task.index()).copied().flatten() else { continue };
        let hue = run.hue(job.task);
        let place = |event: Option<EventId>| event.map(|event| at(event.index()));
        let to = place(job.ended).unwrap_or_else(|| end(run, at));
        let from = at(job.queued.index());
        let started = place(job.started).unwrap_or(to);
        let left = place(job.abandoned).unwrap_or(to).max(started).min(to);
        let mut draw_box = |class, from: f32, to: f32, h: f32| {
            if let Some(path) = path_of(&mut boxes, (class, hue)).in_lane(y, from, to) {
                put(path, (from, y - h / 2.0), &bar_steps(to - from, h, 0.0));
            }
        };
        if started > from {
            draw_box("queued", from, started, r * 1.2);
        }
        draw_box("ladder", started, to.max(started + 0.6), r * 2.0);
        for (class, from, to) in [("rungs", started, left), ("rungs abandoned", left, to)] {
            if to > from
                && let Some(path) = path_of(&mut rungs, (class, hue)).in_lane(y, from, to)
            {
                put(path, (from, y), &format!("H{}", Num(to)));
            }
        }
    }
    let path = |((class, hue), strokes): ((&'static str, u8), Strokes)| {
        el("path").class(class).hue(hue).set("d", strokes.path)
    };
    let rungs = rungs.into_iter().map(path);
    el("g")
        .class("jobs")
        .children(boxes.into_iter().map(path))
        .children(rungs.map(|rungs| rungs.number("stroke-width", r * 2.0)))
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
        Some((class, (from_x, from_y), (x, y)))
    };
    let mut links = Paths::<_, Strokes>::new();
    for (class, from, to) in run.trace().events.iter().filter_map(link) {
        if let Some(path) = path_of(&mut links, (class, 0)).in_lane(to.1, from.0, to.0) {
            put(path, from, &format!("L{} {}", Num(to.0), Num(to.1)));
        }
    }
    let link = |((class, _), strokes): ((&str, u8), Strokes)| {
        el("path").class("link").class(class).set("d", strokes.path)
    };
    el("g").children(links.into_iter().map(link))
}

/// A ring beside the end of a task whose error was lost, and one above the lane of a task that let go of one.
const LOST: &str =
    "m15.7 0c0 2.76-2.24 5-5 5c-2.76 0-5-2.24-5-5c0-2.76 2.24-5 5-5c2.76 0 5 2.24 5 5z";
const LET_GO: &str = "m4-9.5c0 2.2-1.8 4-4 4c-2.2 0-4-1.8-4-4c0-2.2 1.8-4 4-4c2.2 0 4 1.8 4 4z";

/// Signs on the lanes.
fn marks(run: &Run, at: At<'_>) -> Element {
    let r = run.lanes.sign();
    let mark = |event: &espalier_trace::Event| {
        // Each sign is a path of steps for a radius of 5, scaled to the lanes'.
        let (class, path) = match &event.kind {
            EventKind::Finished { outcome: Outcome::Returned(_) } => ("returned", "m0-5v10"),
            EventKind::Finished { outcome: Outcome::Failed(_) } => {
                ("failed", "m-5-5l10 10m-10 0l10-10")
            }
            EventKind::Finished { outcome: Outcome::Cancelled } => ("cancelled", "m-4-4h8v8h-8z"),
            EventKind::Lost { .. } => ("lost", LOST),
            EventKind::Destroyed => ("destroyed", "m-4-4l8 8m0-8l-8 8"),
            EventKind::CancelRequested { .. } => ("asked", "m0-5l5 5l-5 5l-5-5z"),
            EventKind::Caught { exception, discarded } if !run.is_cancellation(*exception) => {
                // Above the lane, since its task goes on.
                if *discarded { ("lost", LET_GO) } else { ("caught", "m-5-9.5l4 4l6-8") }
            }
            _ => return None,
        };
        let place = (at(event.seq.index()), middle(run, event.task)?);
        let hue = event.task.map_or(0, |task| run.hue(task));
        Some(((class, hue), place, path))
    };
    let mut marks = Paths::<_, Strokes>::new();
    for (look, place, sign) in run.trace().events.iter().filter_map(mark) {
        if let Some(path) = path_of(&mut marks, look).in_lane(place.1, place.0, place.0) {
            *path += &placed(sign, place, r / 5.0);
        }
    }
    let mark = |((class, hue), strokes): ((&str, u8), Strokes)| {
        el("path").class("mark").class(class).hue(hue).set("d", strokes.path)
    };
    // Their lines are as thick as they are large.
    el("g").number("font-size", r * 2.0).children(marks.into_iter().map(mark))
}
