//! [`Structure`]: who stands inside whom over a whole run. A task stands in the scope that owns it, else under the task that
//! created it; a scope stands under the task that opened it, or in the scope around it. Knows no places.

use espalier_trace::{ScopeId, ScopeKind, TaskId, World};

/// The family tree of a run, from its last world.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Structure {
    /// Tasks that stand in nothing, in the order of spawning.
    pub roots: Vec<TaskId>,
    /// For each task: the tasks under it that no scope owns.
    pub loose: Vec<Vec<TaskId>>,
    /// For each task: its outermost frames.
    pub frames: Vec<Vec<ScopeId>>,
    /// For each scope: the tasks that it owns.
    pub children: Vec<Vec<TaskId>>,
    /// For each scope: the frames directly inside it, of the same task.
    pub inner: Vec<Vec<ScopeId>>,
    /// For each scope: whether it is drawn as a frame. One that never owns a task is a mark on its task instead.
    pub framed: Vec<bool>,
    /// For each task: whether it is drawn. The library's own tasks are not.
    pub shown: Vec<bool>,
}

impl Structure {
    /// The structure of a run that ended in `world`.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let (tasks, scopes) = (world.tasks.len(), world.scopes.len());
        let mut this = Self {
            roots: Vec::new(),
            loose: vec![Vec::new(); tasks],
            frames: vec![Vec::new(); tasks],
            children: vec![Vec::new(); scopes],
            inner: vec![Vec::new(); scopes],
            framed: vec![false; scopes],
            shown: world.tasks.iter().map(|task| !task.system).collect(),
        };
        for scope in world.scopes.iter().filter(|scope| scope.kind != ScopeKind::Root) {
            this.framed[scope.id.index()] =
                scope.children.iter().any(|child| this.is_shown(*child))
                    && scope.owner.is_some_and(|owner| this.is_shown(owner));
        }
        // A scope around a frame is a frame too: what it cancels should be seen inside it. Inner scopes have higher numbers.
        for scope in world.scopes.iter().rev() {
            if this.framed[scope.id.index()]
                && let Some(around) = scope.parent.and_then(|id| world.scope(id))
                && around.owner == scope.owner
                && around.kind != ScopeKind::Root
                && around.id < scope.id
            {
                this.framed[around.id.index()] = true;
            }
        }
        for scope in &world.scopes {
            if !this.framed[scope.id.index()] {
                continue;
            }
            let around = scope.parent.and_then(|id| world.scope(id)).filter(|around| {
                around.owner == scope.owner
                    && around.id < scope.id
                    && this.framed[around.id.index()]
            });
            match (around, scope.owner) {
                (Some(around), _) => this.inner[around.id.index()].push(scope.id),
                (None, Some(owner)) if owner.index() < tasks => {
                    this.frames[owner.index()].push(scope.id)
                }
                _ => this.framed[scope.id.index()] = false,
            }
        }
        for task in world.tasks.iter().filter(|task| !task.system) {
            let owner = task.scope.filter(|scope| {
                // A file may claim that a scope owns the task that opened it.
                this.is_framed(*scope)
                    && world
                        .scope(*scope)
                        .and_then(|scope| scope.owner)
                        .is_some_and(|owner| owner < task.id)
            });
            let parent = task.parent.filter(|parent| *parent < task.id && this.is_shown(*parent));
            match (owner, parent) {
                (Some(scope), _) => this.children[scope.index()].push(task.id),
                (None, Some(parent)) => this.loose[parent.index()].push(task.id),
                (None, None) => this.roots.push(task.id),
            }
        }
        this
    }

    /// Whether a task is drawn and told of; false for one that there is not.
    #[must_use]
    pub fn is_shown(&self, task: TaskId) -> bool {
        self.shown.get(task.index()).copied().unwrap_or(false)
    }

    /// Whether a scope is drawn as a frame; false for one that there is not.
    #[must_use]
    pub fn is_framed(&self, scope: ScopeId) -> bool {
        self.framed.get(scope.index()).copied().unwrap_or(false)
    }

    /// Whether anything stands under or in the task.
    #[must_use]
    pub fn is_leaf(&self, task: TaskId) -> bool {
        self.loose[task.index()].is_empty() && self.frames[task.index()].is_empty()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use espalier_trace::{EventKind, Trace};

    use super::*;
    use crate::score::tests::{spawned, trace};

    pub(crate) fn open(scope: u32, kind: ScopeKind) -> EventKind {
        EventKind::ScopeOpened {
            scope: ScopeId(scope),
            kind,
            name: None,
            deadline: None,
            shield: false,
        }
    }

    pub(crate) fn child(name: &str, scope: u32) -> EventKind {
        EventKind::Spawned {
            name: name.into(),
            parent: Some(TaskId(0)),
            scope: Some(ScopeId(scope)),
            function: None,
            system: false,
        }
    }

    /// A main task with a nursery of `count` children.
    pub(crate) fn nursery(count: u32) -> Trace {
        let mut events =
            vec![(0, Some(0), spawned("main", None)), (0, Some(0), open(0, ScopeKind::Nursery))];
        events.extend((0..count).map(|task| (0, Some(task + 1), child("child", 0))));
        trace(events)
    }

    /// A main task that lets `count` tasks loose.
    pub(crate) fn loose(count: u32) -> Trace {
        let mut events = vec![(0, Some(0), spawned("main", None))];
        events.extend((0..count).map(|task| (0, Some(task + 1), spawned("child", Some(0)))));
        trace(events)
    }

    fn structure(trace: &Trace) -> Structure {
        Structure::new(&World::at(trace, usize::MAX))
    }

    #[test]
    fn a_nursery_frames_its_children_and_create_task_frames_nothing() {
        let framed = structure(&nursery(2));
        assert_eq!(framed.frames[0], [ScopeId(0)]);
        assert_eq!(framed.children[0], [TaskId(1), TaskId(2)]);
        assert!(framed.loose[0].is_empty());
        let naive = structure(&loose(2));
        assert!(naive.frames[0].is_empty());
        assert_eq!(naive.loose[0], [TaskId(1), TaskId(2)]);
        assert_eq!(naive.roots, [TaskId(0)]);
    }

    #[test]
    fn a_timeout_around_a_nursery_is_a_frame_and_one_around_nothing_is_not() {
        let run = trace(vec![
            (0, Some(0), spawned("main", None)),
            (0, Some(0), open(0, ScopeKind::Timeout)),
            (0, Some(0), open(1, ScopeKind::Nursery)),
            (0, Some(1), child("child", 1)),
            (0, Some(1), open(2, ScopeKind::CancelScope)),
        ]);
        let structure = structure(&run);
        assert_eq!(structure.framed, [true, true, false]);
        assert_eq!(structure.inner[0], [ScopeId(1)]);
        assert!(structure.is_leaf(TaskId(1)));
    }

    #[test]
    fn a_task_in_a_scope_of_its_own_is_no_circle() {
        let run = trace(vec![
            (
                0,
                Some(0),
                EventKind::Spawned {
                    name: "odd".into(),
                    parent: Some(TaskId(0)),
                    scope: Some(ScopeId(0)),
                    function: None,
                    system: false,
                },
            ),
            (0, Some(0), open(0, ScopeKind::Nursery)),
        ]);
        assert_eq!(structure(&run).roots, [TaskId(0)]);
    }
}
