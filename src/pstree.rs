//! A moment as text, in the notation of CPython's `python -m asyncio pstree`: `(T)` before a task, its coroutine and line
//! under it, and under that what the coroutine waits in. Extended by `(S)`, a scope that is open, with the tasks that it owns.
//! As there, only tasks that have not ended are told. Knows no page.

use std::fmt::Write as _;

use espalier_trace::{ScopeId, TaskId, TaskState, World};

use crate::{
    run::Run,
    story::{self, Look},
    texts::{Language, id},
};

/// Something on a line of its own.
#[derive(Debug, Clone, Copy)]
enum Node {
    Task(TaskId),
    /// The coroutine of a task.
    Coroutine(TaskId),
    Scope(ScopeId),
    /// What a task waits in.
    Call(TaskId),
}

/// A run after `count` events.
#[must_use]
pub fn text(run: &Run, count: usize, language: Language) -> String {
    let picture = Picture { run, world: &run.keyframes.world(count), language };
    let mut roots: Vec<TaskId> =
        (0..run.structure.shown.len()).map(|index| TaskId(index as u32)).collect();
    roots.retain(|task| picture.lives(*task) && picture.owner(*task).is_none());
    let mut text = String::new();
    // What is to be told, the next one last, with what stands before it.
    let mut waiting: Vec<(Node, String, bool)> = Vec::new();
    let nodes = roots.into_iter().map(Node::Task).collect();
    push(&mut waiting, nodes, "");
    while let Some((node, before, is_last)) = waiting.pop() {
        let branch = if is_last { "└──" } else { "├──" };
        // A String takes all that is written.
        let _ = writeln!(text, "{before}{branch} {}", picture.line(node));
        let before = [before.as_str(), if is_last { "    " } else { "│   " }].concat();
        push(&mut waiting, picture.below(node), &before);
    }
    if text.is_empty() { language.text(id::NO_TASK_LIVES) + "\n" } else { text }
}

fn push(waiting: &mut Vec<(Node, String, bool)>, nodes: Vec<Node>, before: &str) {
    let last = nodes.len().saturating_sub(1);
    let nodes = nodes.into_iter().enumerate().rev();
    waiting.extend(nodes.map(|(index, node)| (node, before.to_owned(), index == last)));
}

struct Picture<'r> {
    run: &'r Run,
    world: &'r World,
    language: Language,
}

impl Picture<'_> {
    fn lives(&self, task: TaskId) -> bool {
        self.run.structure.is_shown(task)
            && self.world.task(task).is_some_and(|task| !task.is_over())
    }

    /// The scope that a task stands in: the one that owns it, while that is open.
    fn owner(&self, task: TaskId) -> Option<ScopeId> {
        let scope = self.world.task(task)?.scope?;
        let owner = self.world.scope(scope)?.owner?;
        let open = self.world.task(owner)?.open_scopes.contains(&scope);
        // A file may claim that a scope owns the task that opened it.
        (open && owner < task && self.lives(owner)).then_some(scope)
    }

    fn line(&self, node: Node) -> String {
        match node {
            Node::Task(task) => {
                let name = self.run.task_name(task);
                let state = self
                    .world
                    .task(task)
                    .map(|task| if task.leaked { id::STATE_LEAKED } else { Look::of(task).word() });
                let plain = [id::STATE_RUNNING, id::STATE_READY, id::STATE_WAITING];
                match state.filter(|state| !plain.contains(state)) {
                    Some(state) => format!("(T) {name} [{}]", self.language.text(state)),
                    None => format!("(T) {name}"),
                }
            }
            Node::Coroutine(task) => {
                let task = self.world.task(task);
                let function = task.and_then(|task| task.function.as_deref()).unwrap_or("?");
                let file = &self.run.trace().header.program.name;
                match task.and_then(|task| task.line) {
                    Some(line) => format!(" {function} {file}:{line}"),
                    None => format!(" {function} {file}"),
                }
            }
            Node::Scope(scope) => self.world.scope(scope).map_or_else(String::new, |scope| {
                let kind = self.language.text(story::scope_kind(scope.kind));
                let status = story::frame_status(self.run, self.world, scope, self.language);
                format!("(S) {kind} [{status}]")
            }),
            Node::Call(task) => match self.world.task(task).map(|task| &task.state) {
                Some(TaskState::Waiting(wait)) => format!(" {}", wait.call),
                _ => String::new(),
            },
        }
    }

    fn below(&self, node: Node) -> Vec<Node> {
        match node {
            Node::Task(task) => vec![Node::Coroutine(task)],
            Node::Coroutine(task) => self.inside(task, None),
            Node::Scope(id) => {
                let Some(scope) = self.world.scope(id) else { return Vec::new() };
                let children = scope.children.iter().copied();
                let children =
                    children.filter(|child| self.lives(*child) && self.owner(*child) == Some(id));
                let inside =
                    scope.owner.map_or_else(Vec::new, |owner| self.inside(owner, Some(id)));
                children.map(Node::Task).chain(inside).collect()
            }
            Node::Call(_) => Vec::new(),
        }
    }

    /// What is inside a task's scope, or inside its coroutine: its next open scope, or else what it waits in.
    fn inside(&self, task: TaskId, scope: Option<ScopeId>) -> Vec<Node> {
        let Some(view) = self.world.task(task) else { return Vec::new() };
        let place = scope.and_then(|scope| view.open_scopes.iter().position(|open| *open == scope));
        let next = view.open_scopes.get(place.map_or(0, |place| place + 1));
        match (&view.state, next) {
            (_, Some(next)) => vec![Node::Scope(*next)],
            // That a scope waits for its tasks is seen from the tasks in it.
            (TaskState::Waiting(wait), None) if wait.scope.is_some() && wait.scope == scope => {
                Vec::new()
            }
            (TaskState::Waiting(wait), None) if !wait.call.is_empty() => vec![Node::Call(task)],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{ALL, Library, tests::run};

    fn at(library: Library, secs: f64) -> String {
        let run = run(&ALL[0], library);
        let events = &run.trace().events;
        let count = events.iter().take_while(|event| event.at.as_secs() <= secs).count();
        text(&run, count, Language::En)
    }

    #[test]
    fn a_nursery_stands_between_a_task_and_its_children() {
        let text = at(Library::Trio, 1.0);
        let lines: Vec<&str> =
            text.lines().map(|line| line.split(".py").next().unwrap_or_default()).collect();
        assert_eq!(lines[..2], ["└── (T) main", "    └──  main nursery"], "{text}");
        assert!(lines[2].starts_with("        └── (S) nursery [waits for 3 tasks]"), "{text}");
        assert_eq!(
            lines[3..5],
            ["            ├── (T) B", "            │   └──  worker nursery"],
            "{text}"
        );
        assert!(lines[5].contains("│       └──  sleep("), "{text}");
        assert!(lines.contains(&"            └── (T) D"), "{text}");
        assert!(!text.contains("(T) A"), "A has ended: {text}");
    }

    #[test]
    fn what_nobody_owns_stands_at_the_edge() {
        let text = at(Library::Asyncio, 1.0);
        let roots: Vec<&str> = text.lines().filter(|line| !line.starts_with([' ', '│'])).collect();
        assert_eq!(roots, ["├── (T) main", "├── (T) B", "├── (T) C", "└── (T) D"], "{text}");
    }

    #[test]
    fn the_end_says_that_nothing_lives() {
        assert_eq!(at(Library::Trio, 9.0), "No task is alive.\n");
    }
}
