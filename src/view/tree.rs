//! The tree at one moment: which tasks and frames are there, and how they look. Places are the layout's.

use espalier_trace::{
    CancelState, ScopeId, ScopeKind, ScopeState, ScopeView, TaskId, TaskView, World,
};
use wasm_bindgen::JsCast;
use yew::{Callback, Html, KeyboardEvent, TargetCast, virtual_dom::ListenerKind};

use super::{
    crowd,
    element::{Element, el, group, translate},
    glyph::glyph,
    part::{Part, part},
    paths::{Paths, path_of},
    token,
};
use crate::{
    layout::{
        Density, WIDTH,
        lanes::BoxPlace,
        tree::{Frame, Node, Stem},
    },
    number::Num,
    run::{JobState, Lit, Run, RunRef, Token},
    story::{self, Look},
    texts::{Language, id},
};

/// Exceptions shown at once where tasks are dots.
const CROWD_TOKENS: usize = 40;

/// A text cut to that many letters, the last an ellipsis.
#[must_use]
pub fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(letters.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// The tree of `run` in `world`, in a picture of this height. Where tasks are dots, they have names if they are `named`.
#[expect(clippy::too_many_arguments, reason = "each is another thing that the picture depends on")]
pub fn tree(
    run: &RunRef,
    world: &World,
    tokens: &[Token],
    lit: &Lit,
    (hovered, pointed): (Option<TaskId>, Option<u32>),
    named: bool,
    height: f32,
    language: Language,
    hover: &Callback<Option<TaskId>>,
) -> Element {
    let picture = el("svg")
        // Parts of one density are nothing to go on from for another.
        .key(match run.tree.density {
            Density::Full => "full",
            Density::Compact => "compact",
            Density::Dots => "dots",
        })
        .class("tree")
        .class_if(!lit.tasks.is_empty(), "asking")
        .class_if(run.tree.density != Density::Full, "many")
        .set("viewBox", format!("0 0 {} {}", Num(WIDTH), Num(height)));
    let frames = world.scopes.iter().filter_map(|scope| {
        let place = run.tree.frames.get(scope.id.index())?.as_ref()?;
        Some(frame(run, world, scope, place, lit, language))
    });
    let frames = el("g").children(frames);
    let signs = |tokens: &[Token]| {
        (!tokens.is_empty()).then(|| token::tokens(run, world, tokens, lit, language))
    };
    if run.tree.density == Density::Dots {
        let count = run.lanes.lanes.len().to_string();
        // The latest are those that something has just happened to.
        let tokens = &tokens[tokens.len().saturating_sub(CROWD_TOKENS)..];
        let picture = picture
            .set("role", "img")
            .label(language.with(id::TREE_CROWD, &[("count", &count)]))
            .child(frames)
            .child(crowd::nodes(run, world, lit, named))
            .maybe(signs(tokens))
            .maybe(hovered.and_then(|task| crowd::tag(run, world, task, language)));
        return crowd::pointed(picture, run, hover);
    }
    let tasks = || {
        run.lanes
            .lanes
            .iter()
            .filter_map(|lane| Some((lane, world.task(lane.task)?, node_of(run, lane.task)?)))
    };
    let first = tasks().next().map(|(_, task, _)| task.id);
    // In the order of the tree, in which one goes through it by the keyboard: as on the timeline, from top to bottom.
    let mut items: Vec<Html> = Vec::new();
    let mut boxes = run.lanes.boxes.iter().peekable();
    for (lane, task, _) in tasks() {
        while let Some(place) = boxes.next_if(|place| place.y < lane.y) {
            items.extend(frame_item(run, world, place, language));
        }
        let job = run.job(task.id, world.folded).map(|(_, state)| state);
        let shown = TaskNode {
            run: run.clone(),
            task: task.id,
            level: lane.level + 1,
            entrance: first == Some(task.id),
            look: Look::of(task),
            status: status(task, job, language),
            leaked: task.leaked,
            current: world.running == Some(task.id),
            lit: lit.tasks.contains(&task.id),
            pointed: pointed.is_some() && task.line == pointed && !task.is_over(),
            job,
            asks: asks(run, world, task),
            language,
            hover: hover.clone(),
        };
        items.push(part(task.id.0, shown));
    }
    // Those that hold no task yet.
    items.extend(boxes.filter_map(|place| frame_item(run, world, place, language)));
    let stems: Html = if run.tree.density == Density::Full {
        group(tasks().map(|(_, task, _)| {
            part(
                task.id.0,
                TaskStem { run: run.clone(), task: task.id, look: StemLook::of(world, task) },
            )
        }))
    } else {
        let stem = |task: &TaskView| {
            Some((StemLook::of(world, task), node_of(run, task.id)?.stem.as_ref()?))
        };
        stems(tasks().filter_map(|(_, task, _)| stem(task))).into()
    };
    picture
        .set("role", "tree")
        .label(language.text(id::TREE))
        .on(ListenerKind::onkeydown, walk)
        .child(frames)
        .child(el("g").child(stems))
        .child(el("g").children(items))
        .maybe(signs(tokens))
}

/// Moves the focus through the tree, as ARIA's pattern for trees has it. Its items are siblings, in order.
fn walk(event: KeyboardEvent) {
    let Some(item) = event.target_dyn_into::<web_sys::Element>() else { return };
    let level = |item: &web_sys::Element| {
        item.get_attribute("aria-level").and_then(|level| level.parse::<u32>().ok()).unwrap_or(0)
    };
    let next = match event.key().as_str() {
        "ArrowDown" => item.next_element_sibling(),
        "ArrowUp" => item.previous_element_sibling(),
        "ArrowRight" => item.next_element_sibling().filter(|next| level(next) > level(&item)),
        "ArrowLeft" => {
            let before = |item: &web_sys::Element| item.previous_element_sibling();
            std::iter::successors(before(&item), before).find(|above| level(above) < level(&item))
        }
        "Home" => item.parent_element().and_then(|all| all.first_element_child()),
        "End" => item.parent_element().and_then(|all| all.last_element_child()),
        _ => return,
    };
    // The figure's own keys are not meant here.
    event.prevent_default();
    event.stop_propagation();
    if let Some(next) = next {
        // An element of SVG takes the focus by the same method; what cannot have it leaves it where it is.
        let _ = next.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
}

/// Widths of the letters of a frame's name and state.
const KIND: f32 = 6.6;
const STATUS: f32 = 5.6;
/// Letters of a state that waits for some tasks.
const LONGEST: f32 = 17.0;

fn frame(
    run: &Run,
    world: &World,
    scope: &ScopeView,
    place: &Frame,
    lit: &Lit,
    language: Language,
) -> Element {
    let state = match scope.state {
        ScopeState::Open => "open",
        ScopeState::Exiting => "exiting",
        ScopeState::Closed => "closed",
    };
    let label = (run.tree.density != Density::Dots).then(|| {
        let kind = story::scope_name(scope, language);
        let status = story::frame_status(run, world, scope, language);
        // The frame's edge ends where its words begin, between them too.
        let width = |text: &str, letter: f32| token::width(text, letter) + 6.0;
        // Where there is no room for the longest of states beside the name, all stand below: words do not jump.
        let is_narrow = width(&kind, KIND) + LONGEST * STATUS + 36.0 > place.w;
        let below = if is_narrow { place.h } else { 0.0 };
        let text = |class: &str, x: f32, y: f32, letter: f32, text: String| {
            let width = width(&text, letter);
            let from = if class == "kind" { x - 3.0 } else { x + 3.0 - width };
            let gap = el("rect")
                .class("gap")
                .number("x", from)
                .number("y", y - 3.0)
                .number("width", width)
                .set("height", "6");
            let text = el("text")
                .class("frame-label")
                .class(class)
                .number("x", x)
                .number("y", y + 4.0)
                .text(text);
            group([gap, text])
        };
        group([
            text("kind", place.x + 12.0, place.y, KIND, kind),
            text("status", place.x + place.w - 12.0, place.y + below, STATUS, status),
        ])
    });
    el("g")
        .key(scope.id.0)
        .set("data-scope", scope.id.0.to_string())
        .class("frame")
        .class(state)
        .class_if(!run.holds(scope.id), "loose")
        .class_if(scope.kind == ScopeKind::Request, "request")
        .class_if(scope.cancel_requested.is_some() || scope.expired, "cancelled")
        .class_if(lit.scopes.contains(&scope.id), "lit")
        .child(el("path").class("trunk").set("d", place.trunk.clone()))
        .child(
            el("rect")
                .class("edge")
                .number("x", place.x)
                .number("y", place.y)
                .number("width", place.w)
                .number("height", place.h)
                .set("rx", "9"),
        )
        .maybe(label)
}

/// A frame for those who go through the tree by keys or hear it: what is drawn of it lies below its tasks.
fn frame_item(run: &Run, world: &World, place: &BoxPlace, language: Language) -> Option<Html> {
    let scope = world.scope(place.scope)?;
    let frame = frame_of(run, place.scope)?;
    let (name, status) =
        (story::scope_name(scope, language), story::frame_status(run, world, scope, language));
    let ring = el("rect")
        .number("x", frame.x - 3.0)
        .number("y", frame.y - 3.0)
        .number("width", frame.w + 6.0)
        .number("height", frame.h + 6.0)
        .set("rx", "12");
    let number = scope.id.0.to_string();
    let item = el("g")
        .key(format!("frame {number}"))
        .class("hold")
        .set("data-scope", number)
        .set("role", "treeitem")
        .set("aria-level", (place.level + 1).to_string())
        .set("tabindex", "-1")
        .label([&name, ": ", &status].concat())
        .child(ring);
    Some(item.into())
}

/// Whether a task has been left behind by what it hangs from.
fn is_broken(world: &World, task: &TaskView) -> bool {
    let parent = task.parent.and_then(|parent| world.task(parent));
    let scope = task.scope.and_then(|scope| world.scope(scope));
    let is_left = parent.is_some_and(TaskView::is_over)
        || scope.is_some_and(|scope| scope.state == ScopeState::Closed);
    task.leaked && is_left
}

/// What a stem looks like.
#[derive(Clone, Copy, PartialEq)]
pub struct StemLook {
    over: bool,
    cancelling: bool,
    broken: bool,
}

impl StemLook {
    /// That of a task's.
    pub fn of(world: &World, task: &TaskView) -> Self {
        Self {
            over: task.is_over(),
            cancelling: task.cancel != CancelState::None,
            broken: is_broken(world, task),
        }
    }

    /// The line or lines of that look.
    pub fn draw(self, loose: bool, path: String) -> Element {
        el("path")
            .class("stem")
            .class_if(loose, "loose")
            .class_if(self.over, "over")
            .class_if(self.cancelling, "cancelling")
            .class_if(self.broken, "broken")
            .set("d", path)
    }
}

/// The line from a task to what it hangs from, which grows.
#[derive(PartialEq)]
struct TaskStem {
    run: RunRef,
    task: TaskId,
    look: StemLook,
}

impl Part for TaskStem {
    fn draw(&self) -> Html {
        let stem = node_of(&self.run, self.task).and_then(|node| node.stem.as_ref());
        let path = stem.map(|stem| {
            // So that the style sheet can let it grow, however long it is.
            self.look.draw(stem.loose, stem.path.clone()).set("pathLength", "100")
        });
        path.map_or_else(Html::default, Into::into)
    }
}

/// The lines from tasks to what they hang from; those that look alike are one.
pub fn stems<'r>(stems: impl Iterator<Item = (StemLook, &'r Stem)>) -> Element {
    let mut paths = Paths::<_, String>::new();
    for (look, stem) in stems {
        path_of(&mut paths, (look, stem.loose)).push_str(&stem.path);
    }
    el("g").children(paths.into_iter().map(|((look, loose), path)| look.draw(loose, path)))
}

/// What a task is doing, in a few words.
fn status(task: &TaskView, job: Option<JobState>, language: Language) -> String {
    match job.filter(|_| Look::of(task) == Look::Waiting) {
        // The library's word for the wait is the same for both.
        Some(JobState::Queued) => language.text(id::THREAD_QUEUED),
        Some(JobState::Running) => language.text(id::THREAD_RUNNING),
        _ => story::status(task, language),
    }
}

/// A task in the tree.
#[derive(PartialEq)]
struct TaskNode {
    run: RunRef,
    task: TaskId,
    /// How deep it hangs; the top is 1.
    level: usize,
    /// Whether the keyboard enters the tree here.
    entrance: bool,
    look: Look,
    status: String,
    leaked: bool,
    /// Whether it is at work.
    current: bool,
    lit: bool,
    /// Whether the reader points at the line where it stands.
    pointed: bool,
    /// Its job in a worker thread.
    job: Option<JobState>,
    /// Whether it has a request open that has no frame of its own.
    asks: bool,
    language: Language,
    hover: Callback<Option<TaskId>>,
}

impl Part for TaskNode {
    fn draw(&self) -> Html {
        let Self { run, task, look, language, .. } = self;
        let Some(place) = node_of(run, *task) else { return Html::default() };
        let name = run.task_name(*task);
        let leaked = self.leaked.then(|| language.text(id::STATE_LEAKED));
        let label = match &leaked {
            Some(leaked) => format!("{name}: {leaked}, {}", self.status),
            None => format!("{name}: {}", self.status),
        };
        let density = run.tree.density;
        let (x, y) = if place.leaf {
            let gap = if density == Density::Full { 16.5 } else { 13.5 };
            (place.x, place.y + place.r + gap)
        } else {
            // The two words beside a disc stand around its middle; a name alone, in it.
            let rise = if density == Density::Full { -2.0 } else { 4.5 };
            (place.x + place.r + 9.0, place.y + rise)
        };
        // A name beside its disc ends where the picture does.
        let room = |letter: f32| match place.leaf {
            true => run.tree.letters(),
            false => (((WIDTH - x - 8.0) / letter) as usize).min(22),
        };
        let text = |class: &str, y: f32, text: &str| {
            let room = room(if class == "name" { 7.8 } else { 6.0 });
            el("text").class(class).number("x", x).number("y", y).text(cut(text, room))
        };
        let second = match &leaked {
            Some(leaked) => text("status leaked-word", y + 13.0, leaked),
            None => text("status", y + 13.0, &self.status),
        };
        // Where tasks stand close together, the thread that serves a request says enough: the signs of two tasks would touch.
        let asks = self.asks && (density == Density::Full || self.job.is_none());
        let hovers = |element: Element, kind: ListenerKind, task: Option<TaskId>| {
            let hover = self.hover.clone();
            element.on(kind, move |_: web_sys::Event| hover.emit(task))
        };
        let node = el("g")
            .class("node")
            .class(look.class())
            .hue(run.hue(*task))
            .class_if(self.leaked, "leaked")
            .class_if(self.current, "current")
            .class_if(self.lit, "lit")
            .class_if(self.pointed, "pointed")
            .set("data-task", task.0.to_string())
            .set("role", "treeitem")
            .set("aria-level", self.level.to_string())
            .set("tabindex", if self.entrance { "0" } else { "-1" })
            .label(label)
            .set("data-anchor", if place.leaf { "below" } else { "beside" })
            .child(halo(place.r + 4.5, (place.x, place.y)))
            .children(glyph(*look, place.r, (place.x, place.y)))
            .maybe(self.job.map(|state| thread(state, place.r, (place.x, place.y))))
            .maybe(asks.then(|| request(place.r, (place.x, place.y))))
            .maybe((density != Density::Dots).then(|| text("name", y, name)))
            // For those who hear it, two words.
            .text(" ")
            .maybe((density == Density::Full).then_some(second));
        let node = hovers(node, ListenerKind::onpointerenter, Some(*task));
        let node = hovers(node, ListenerKind::onpointerleave, None);
        let node = hovers(node, ListenerKind::onfocusin, Some(*task));
        hovers(node, ListenerKind::onfocusout, None).into()
    }
}

/// Whether a task has a request open that has no frame of its own.
fn asks(run: &Run, world: &World, task: &TaskView) -> bool {
    task.open_scopes.iter().any(|scope| {
        frame_of(run, *scope).is_none()
            && world.scope(*scope).is_some_and(|scope| scope.kind == ScopeKind::Request)
    })
}

/// What lies around a task that is singled out.
pub fn halo(r: f32, (x, y): (f32, f32)) -> Element {
    el("circle").class("halo").number("cx", x).number("cy", y).number("r", r)
}

/// A request beside the task that made it, whose place it is: an arrow there and an arrow back.
pub fn request(r: f32, (x, y): (f32, f32)) -> Element {
    let scale = format!("{} scale({})", translate(x - r * 1.6, y - r * 0.75), Num(r / 15.0));
    el("g")
        .class("request-sign")
        .set("transform", scale)
        .child(el("path").set("d", "M-7-3h13l-3.5-3.5M7 3h-13l3.5 3.5"))
}

/// A worker thread beside the task that waits for it, whose place it is: a square of rungs on a short line.
pub fn thread(state: JobState, r: f32, (x, y): (f32, f32)) -> Element {
    let class = match state {
        JobState::Queued => "queued",
        JobState::Running => "running",
        JobState::Abandoned => "abandoned",
    };
    let scale = format!("{} scale({})", translate(x + r * 1.55, y - r * 0.75), Num(r / 15.0));
    el("g")
        .class("thread")
        .class(class)
        .set("transform", scale)
        .child(el("path").class("tie").set("d", "M-10 5L-6 3"))
        .child(bar("-6", "12"))
        .child(el("path").class("rungs").set("d", "M-6-2.6h12M-6 0.6h12M-6 3.6h12"))
}

fn bar(from: &'static str, size: &'static str) -> Element {
    el("rect").set("x", from).set("y", from).set("width", size).set("height", size).set("rx", "1.5")
}

/// A task's place in the tree.
pub fn node_of(run: &Run, task: TaskId) -> Option<&Node> {
    run.tree.nodes.get(task.index())?.as_ref()
}

/// A scope's place in the tree.
pub fn frame_of(run: &Run, scope: ScopeId) -> Option<&Frame> {
    run.tree.frames.get(scope.index())?.as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_by_letters_not_bytes() {
        assert_eq!(cut("задача", 6), "задача");
        assert_eq!(cut("задачаX", 6), "задач…");
        assert_eq!(cut("", 0), "");
    }
}
