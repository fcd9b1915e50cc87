//! The tree at one moment: which tasks and frames are there, and how they look. Places are the layout's.

use espalier_trace::{CancelState, ScopeId, ScopeState, ScopeView, TaskId, TaskView, World};
use yew::prelude::*;

use crate::{
    layout::{
        Density, WIDTH,
        tree::{Frame, Node},
    },
    run::{Fate, Lit, Place, Run, Token},
    story::{self, Look},
    texts::{Language, id},
    view::glyph::glyph,
};

/// Letters that fit under a task of each density.
fn letters(density: Density) -> usize {
    match density {
        Density::Full => 13,
        Density::Compact => 7,
        Density::Dots => 0,
    }
}

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

/// The tree of `run` in `world`, in a picture of this height.
pub fn tree(
    run: &Run,
    world: &World,
    tokens: &[Token],
    lit: &Lit,
    height: f32,
    language: Language,
    hover: &Callback<Option<TaskId>>,
) -> Html {
    let view_box = format!("0 0 {WIDTH} {height}");
    html! {
        <svg class={classes!("tree", (!lit.tasks.is_empty()).then_some("asking"))} viewBox={view_box} role="tree" aria-label={language.text(id::TREE)}>
            <g>{ for world.scopes.iter().filter_map(|scope| {
                let place = run.tree.frames.get(scope.id.index())?.as_ref()?;
                Some(frame(run, world, scope, place, lit, language))
            }) }</g>
            <g>{ for world.tasks.iter().filter_map(|task| {
                let place = run.tree.nodes.get(task.id.index())?.as_ref()?;
                stem(run, world, task, place)
            }) }</g>
            <g>{ for world.tasks.iter().filter_map(|task| {
                let place = run.tree.nodes.get(task.id.index())?.as_ref()?;
                Some(node(run, world, task, place, lit, language, hover))
            }) }</g>
            <g>{ for tokens.iter().filter_map(|token| self::token(run, token, tokens, lit, language)) }</g>
        </svg>
    }
}

fn frame(
    run: &Run,
    world: &World,
    scope: &ScopeView,
    place: &Frame,
    lit: &Lit,
    language: Language,
) -> Html {
    let state = match scope.state {
        ScopeState::Open => "open",
        ScopeState::Exiting => "exiting",
        ScopeState::Closed => "closed",
    };
    let class = classes!(
        "frame",
        state,
        (!run.holds(scope.id)).then_some("loose"),
        scope.cancel_requested.is_some().then_some("cancelled"),
        scope.exception.is_some().then_some("failed"),
        lit.scopes.contains(&scope.id).then_some("lit"),
    );
    let kind = scope.name.clone().unwrap_or_else(|| language.text(story::scope_kind(scope.kind)));
    let status = story::frame_status(world, scope, language);
    html! {
        <g key={scope.id.0} {class}>
            <path class="trunk" d={place.trunk.clone()} />
            <rect x={place.x.to_string()} y={place.y.to_string()} width={place.w.to_string()} height={place.h.to_string()} rx="9" />
            if run.tree.density != Density::Dots {
                <text class="frame-label" x={(place.x + 12.0).to_string()} y={(place.y + 4.0).to_string()}>
                    <tspan class="kind">{ kind }</tspan>
                    <tspan class="status" dx="6">{ status }</tspan>
                </text>
            }
        </g>
    }
}

fn stem(run: &Run, world: &World, task: &TaskView, place: &Node) -> Option<Html> {
    let stem = place.stem.as_ref()?;
    let parent_is_over =
        task.parent.and_then(|parent| world.task(parent)).is_some_and(TaskView::is_over);
    let scope_is_over = task
        .scope
        .and_then(|scope| world.scope(scope))
        .is_some_and(|scope| scope.state == ScopeState::Closed);
    let class = classes!(
        "stem",
        format!("hue-{}", run.hue(task.id)),
        stem.loose.then_some("loose"),
        task.is_over().then_some("over"),
        (task.cancel != CancelState::None).then_some("cancelling"),
        (task.leaked && (parent_is_over || scope_is_over)).then_some("broken"),
    );
    Some(html! { <path key={task.id.0} {class} d={stem.path.clone()} pathLength="100" /> })
}

fn node(
    run: &Run,
    world: &World,
    task: &TaskView,
    place: &Node,
    lit: &Lit,
    language: Language,
    hover: &Callback<Option<TaskId>>,
) -> Html {
    let look = Look::of(task);
    let status = story::status(task, language);
    let name = run.task_name(task.id);
    let class = classes!(
        "node",
        look.class(),
        format!("hue-{}", run.hue(task.id)),
        task.leaked.then_some("leaked"),
        (world.running == Some(task.id)).then_some("current"),
        lit.tasks.contains(&task.id).then_some("lit"),
    );
    let leaked = task.leaked.then(|| language.text(id::STATE_LEAKED));
    let label = match &leaked {
        Some(leaked) => format!("{name}: {status}, {leaked}"),
        None => format!("{name}: {status}"),
    };
    let density = run.tree.density;
    let letters = letters(density);
    let text = (density != Density::Dots).then(|| {
        let second = leaked.filter(|_| density == Density::Full).map_or_else(
            || (status.clone(), ""),
            |leaked| (leaked, "leaked-word"),
        );
        let (x, y) = if place.leaf { (0.0, place.r + 16.5) } else { (place.r + 9.0, -2.0) };
        let room = if place.leaf { letters } else { 22 };
        html! {
            <>
                <text class="name" x={x.to_string()} y={y.to_string()}>{ cut(name, room) }</text>
                if density == Density::Full {
                    <text class={classes!("status", second.1)} x={x.to_string()} y={(y + 13.0).to_string()}>{ cut(&second.0, room) }</text>
                }
            </>
        }
    });
    let over = {
        let (hover, task) = (hover.clone(), task.id);
        Callback::from(move |_: PointerEvent| hover.emit(Some(task)))
    };
    let out = {
        let hover = hover.clone();
        Callback::from(move |_: PointerEvent| hover.emit(None))
    };
    html! {
        <g key={task.id.0} {class} transform={format!("translate({:.1} {:.1})", place.x, place.y)}
            role="treeitem" aria-level={(place.level + 1).to_string()} aria-label={label}
            data-anchor={if place.leaf { "below" } else { "beside" }} onpointerenter={over} onpointerleave={out}>
            <circle class="halo" r={(place.r + 4.5).to_string()} />
            { glyph(look, place.r) }
            { text.unwrap_or_default() }
        </g>
    }
}

fn token(
    run: &Run,
    token: &Token,
    tokens: &[Token],
    lit: &Lit,
    language: Language,
) -> Option<Html> {
    let exception = run.exception(token.exception)?;
    let members = match exception.members.len() {
        0 | 1 => String::new(),
        count => format!(" ×{count}"),
    };
    let (word, sign) = match token.fate {
        Fate::Flying => (None, "✕ "),
        Fate::Caught => (Some(id::TOKEN_CAUGHT), "✓ "),
        Fate::Lost => (Some(id::TOKEN_LOST), "? "),
        Fate::Escaped => (Some(id::TOKEN_ESCAPED), "✕ "),
    };
    let mut text = format!("{sign}{}{members}", cut(&exception.class, 18));
    // Beside a task there is room for so many letters; the sign says the same as the word.
    if let Some(word) = word
        .map(|word| language.text(word))
        .filter(|word| text.chars().count() + word.chars().count() < 20)
    {
        text = format!("{text} {word}");
    }
    let width = text.chars().count() as f32 * 6.4 + 12.0;
    // Several in one place stand under each other.
    let earlier = tokens
        .iter()
        .take_while(|other| *other != token)
        .filter(|other| other.place == token.place)
        .count() as f32;
    let (x, y) = match token.place {
        Place::Task(task) => {
            let node = node_of(run, task)?;
            match (node.leaf, token.fate) {
                (true, Fate::Lost) => (node.x, node.y + node.r + 42.0),
                (true, _) => (node.x, node.y - node.r - 5.0),
                (false, _) => (node.x - node.r - 10.0 - width / 2.0, node.y + 2.0),
            }
        }
        Place::Scope(scope) => {
            let frame = frame_of(run, scope)?;
            (frame.x + frame.w - 10.0 - width / 2.0, frame.y)
        }
    };
    let x = x.clamp(width / 2.0 + 1.0, WIDTH - width / 2.0 - 1.0);
    let fate = match token.fate {
        Fate::Flying => "flying",
        Fate::Caught => "caught",
        Fate::Lost => "lost",
        Fate::Escaped => "escaped",
    };
    let is_lit = matches!(token.place, Place::Task(task) if lit.tasks.contains(&task));
    Some(html! {
        <g key={token.exception.0} class={classes!("token", fate, is_lit.then_some("lit"))}
            transform={format!("translate({x:.1} {:.1})", y + earlier * 18.0)}>
            <rect x={(-width / 2.0).to_string()} y="-9" width={width.to_string()} height="18" rx="9" />
            <text y="3.5">{ text }</text>
        </g>
    })
}

fn node_of(run: &Run, task: TaskId) -> Option<&Node> {
    run.tree.nodes.get(task.index())?.as_ref()
}

fn frame_of(run: &Run, scope: ScopeId) -> Option<&Frame> {
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
