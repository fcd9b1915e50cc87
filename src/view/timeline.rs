//! The timeline: a lane a task, boxes around the lanes that a scope holds, marks for errors and cancellations, and the playhead.
//! The lanes show the whole run and are drawn once; a veil covers what is still to come.

use std::rc::Rc;

use espalier_trace::{EventKind, Outcome, SpanState, TaskId, VirtualTime};
use yew::prelude::*;

use crate::{
    layout::{
        Density, WIDTH,
        lanes::{AXIS, GUTTER, MARGIN, position_at, x_of},
    },
    run::{Lit, Run, RunRef},
    score::Score,
    texts::{Language, id},
    view::{column::Gesture, tree::cut},
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
    /// Of the picture: that of the column with the most lanes.
    pub height: f32,
    pub lit: Lit,
    pub language: Language,
    pub send: Callback<Gesture>,
}

/// The timeline with its playhead.
#[component]
pub fn Timeline(props: &Props) -> Html {
    let length = props.score.0.length();
    let height = props.height;
    let x = x_of(props.position, length);
    let svg = use_node_ref();
    let dragging = use_mut_ref(|| false);
    let seek_to = {
        let (svg, seek) = (svg.clone(), props.send.clone());
        move |event: &PointerEvent| {
            let Some(element) = svg.cast::<web_sys::Element>() else { return };
            let rect = element.get_bounding_client_rect();
            if rect.width() > 0.0 {
                let place = (f64::from(event.client_x()) - rect.left()) / rect.width();
                seek.emit(Gesture::Seek(position_at(place as f32 * WIDTH, length)));
            }
        }
    };
    let onpointerdown = {
        let (svg, dragging, seek_to) = (svg.clone(), dragging.clone(), seek_to.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            *dragging.borrow_mut() = true;
            if let Some(element) = svg.cast::<web_sys::Element>() {
                // Without the capture the drag merely ends at the picture's edge.
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            seek_to(&event);
        })
    };
    let onpointermove = {
        let dragging = dragging.clone();
        Callback::from(move |event: PointerEvent| {
            if *dragging.borrow() {
                seek_to(&event);
            }
        })
    };
    let stop = Callback::from(move |_: PointerEvent| *dragging.borrow_mut() = false);
    html! {
        <svg ref={svg} class="timeline" viewBox={format!("0 0 {WIDTH} {height}")} role="img" aria-label={props.language.text(id::TIMELINE)}
            {onpointerdown} {onpointermove} onpointerup={stop.clone()} onpointercancel={stop}>
            <Lanes run={props.run.clone()} score={props.score.clone()} column={props.column} {height} lit={props.lit.clone()} language={props.language} />
            <rect class="veil" x={x.to_string()} y={(AXIS - 2.0).to_string()} width={(WIDTH - x).max(0.0).to_string()} height={(height - AXIS + 2.0).to_string()} />
            <path class="playhead" d={format!("M{x:.2} {:.1}V{height:.1}", AXIS - 8.0)} />
            <path class="playhead-grip" d={format!("M{:.2} {g:.1}h10l-5 7z", x - 5.0, g = AXIS - 12.0)} />
        </svg>
    }
}

#[derive(Properties, PartialEq)]
struct LanesProps {
    run: RunRef,
    score: ScoreRef,
    column: usize,
    height: f32,
    lit: Lit,
    language: Language,
}

#[component]
fn Lanes(props: &LanesProps) -> Html {
    let (run, score): (&Run, &Score) = (&props.run, &props.score.0);
    let length = score.length();
    let bottom = props.height;
    let at = |index: usize| x_of(score.shown(props.column, index), length);
    let end = at(run.trace().events.len().saturating_sub(1));
    let mut last_label = f32::MIN;
    let bands: Html = score
        .instants()
        .iter()
        .map(|instant| {
            let (from, to) = (x_of(instant.start, length), x_of(instant.end, length));
            let label = (from - last_label > 17.0).then(|| {
                last_label = from;
                html! { <text class="tick" x={from.to_string()} y="9">{ tick(instant.at, props.language) }</text> }
            });
            html! {
                <g key={instant.at.0.to_string()}>
                    <rect class="band" x={from.to_string()} y={(AXIS - 8.0).to_string()} width={(to - from).max(1.0).to_string()} height={(bottom - AXIS + 8.0).to_string()} />
                    { label.unwrap_or_default() }
                </g>
            }
        })
        .collect();
    let boxes: Html = run
        .lanes
        .boxes
        .iter()
        .filter_map(|place| {
            let span = run.timeline.scopes.get(place.scope.index())?;
            let scope = run.last.scope(place.scope)?;
            let from = at(span.opened.index());
            let to = span.closed.map_or(end, |closed| at(closed.index()));
            let class = classes!(
                "box",
                (!run.holds(place.scope)).then_some("loose"),
                scope.cancel_requested.is_some().then_some("cancelled"),
                span.closed.is_none().then_some("unclosed"),
                props.lit.scopes.contains(&place.scope).then_some("lit"),
            );
            Some(html! {
                <g key={place.scope.0} {class}>
                    <rect x={from.to_string()} y={place.y.to_string()} width={(to - from).max(2.0).to_string()} height={place.h.to_string()} rx="4" />
                    <path d={format!("M{to:.1} {:.1}V{:.1}", place.y + 3.0, place.y + place.h - 3.0)} />
                </g>
            })
        })
        .collect();
    let lanes: Html = run.lanes.lanes.iter().map(|place| {
        let middle = place.y + place.h / 2.0;
        let thick = (place.h * 0.5).clamp(2.0, 9.0);
        let spans = run.timeline.lanes.get(place.task.index()).map(|lane| &lane.spans[..]).unwrap_or_default();
        let bars: Html = spans.iter().map(|span| {
            let from = at(span.from.index());
            let to = span.to.map_or(end, |to| at(to.index()));
            let (kind, h) = match span.state {
                SpanState::Running => ("running", thick),
                SpanState::Ready => ("ready", thick * 0.25),
                SpanState::Waiting(_) => ("waiting", thick * 0.4),
            };
            let class = classes!(
                "span", kind,
                span.cancel_requested.then_some("cancelling"),
                span.cleanup.then_some("cleanup"),
                span.leaked.then_some("leaked"),
            );
            html! { <rect key={span.from.0} {class} x={from.to_string()} y={(middle - h / 2.0).to_string()} width={(to - from).max(0.6).to_string()} height={h.to_string()} rx={(h / 2.0).min(2.5).to_string()} /> }
        }).collect();
        let name = run.task_name(place.task);
        let class = classes!("lane", format!("hue-{}", run.hue(place.task)), props.lit.tasks.contains(&place.task).then_some("lit"));
        html! {
            <g key={place.task.0} {class}>
                if run.lanes.density == Density::Full {
                    <text class="lane-name" x={(GUTTER - 7.0).to_string()} y={(middle + 3.5).to_string()}>{ cut(name, 7) }</text>
                }
                <g>{ bars }</g>
            </g>
        }
    }).collect();
    html! {
        <g>
            <g>{ bands }</g>
            <path class="axis" d={format!("M{GUTTER} {y}H{}", WIDTH - MARGIN, y = AXIS - 8.0)} />
            <g>{ boxes }</g>
            <g>{ links(run, &at) }</g>
            <g>{ lanes }</g>
            <g>{ marks(run, &at) }</g>
        </g>
    }
}

fn tick(at: VirtualTime, language: Language) -> String {
    let text = at.to_string();
    language.with(id::SECONDS_SHORT, &[("time", text.strip_suffix(".0").unwrap_or(&text))])
}

fn middle(run: &Run, task: Option<TaskId>) -> Option<f32> {
    *run.lanes.middle.get(task?.index())?
}

/// Lines between lanes: spawning, cancellation on its way, a parent's end that its children outlive.
fn links(run: &Run, at: &impl Fn(usize) -> f32) -> Html {
    run.trace()
        .events
        .iter()
        .filter_map(|event| {
            let x = at(event.seq.index());
            let y = middle(run, event.task)?;
            let (class, path) = match &event.kind {
                EventKind::Spawned { parent, .. } => {
                    let from = middle(run, *parent)?;
                    ("link spawn", format!("M{x:.1} {from:.1}V{y:.1}"))
                }
                EventKind::CancelDelivered { .. } => {
                    let asked =
                        run.trace().causes(event.seq).skip(1).take(32).find(|cause| {
                            matches!(cause.kind, EventKind::CancelRequested { .. })
                        })?;
                    // From the task whose doing it was: the first in the chain of causes that has a lane.
                    let from = run
                        .trace()
                        .causes(asked.seq)
                        .take(32)
                        .find_map(|cause| middle(run, cause.task))?;
                    (
                        "link cancel",
                        format!("M{:.1} {from:.1}L{x:.1} {y:.1}", at(asked.seq.index())),
                    )
                }
                EventKind::Outlived { parent, .. } => {
                    let from = middle(run, *parent)?;
                    ("link outlived", format!("M{x:.1} {from:.1}V{y:.1}"))
                }
                _ => return None,
            };
            Some(html! { <path key={event.seq.0} {class} d={path} /> })
        })
        .collect()
}

/// Signs on the lanes.
fn marks(run: &Run, at: &impl Fn(usize) -> f32) -> Html {
    let r = match run.lanes.density {
        Density::Full => 4.2,
        Density::Compact => 2.6,
        Density::Dots => 1.2,
    };
    run.trace()
        .events
        .iter()
        .filter_map(|event| {
            let y = middle(run, event.task)?;
            let x = at(event.seq.index());
            let cross = |s: f32| format!("M{0:.1} {0:.1}L{1:.1} {1:.1}M{0:.1} {1:.1}L{1:.1} {0:.1}", -s, s);
            let (class, path) = match &event.kind {
                EventKind::Finished { outcome } => match outcome {
                    Outcome::Returned(_) => ("mark returned", format!("M0 {:.1}V{:.1}", -r, r)),
                    Outcome::Failed(_) => ("mark failed", cross(r)),
                    Outcome::Cancelled => ("mark cancelled", format!("M{0:.1} {0:.1}h{1:.1}v{1:.1}h{2:.1}Z", -r * 0.8, r * 1.6, -r * 1.6)),
                },
                EventKind::Lost { .. } => ("mark lost", format!("M{:.1} 0a{r:.1} {r:.1} 0 1 0 {:.1} 0a{r:.1} {r:.1} 0 1 0 {:.1} 0Z", -r + 9.0, 2.0 * r, -2.0 * r)),
                EventKind::CancelRequested { .. } => ("mark asked", format!("M0 {:.1}L{r:.1} 0L0 {r:.1}L{:.1} 0Z", -r, -r)),
                EventKind::Caught { exception } if run.exception(*exception).is_some_and(|known| !known.cancellation) => {
                    // Above the lane, since its task goes on.
                    ("mark caught", format!("M{:.1} {:.1}L{:.1} {:.1}L{r:.1} {:.1}", -r, -8.0, -r * 0.2, r * 0.8 - 8.0, -r * 0.8 - 8.0))
                }
                _ => return None,
            };
            Some(html! { <path key={event.seq.0} class={format!("{class} hue-{}", event.task.map_or(0, |task| run.hue(task)))} d={path} transform={format!("translate({x:.1} {y:.1})")} /> })
        })
        .collect()
}
