//! [`Run`]: a trace with everything that is worked out from it once: keyframes, spans, verdict, layouts, who is called what.
//! Knows no moment and no page.

use std::{mem, ops::Deref, rc::Rc};

use espalier_trace::{
    CancelTarget, Event, EventId, EventKind, Exception, ExceptionId, Keyframes, ScopeId, ScopeKind,
    Span, TaskId, TaskView, Timeline, Trace, Verdict, World,
};

use crate::{
    layout::{LanesLayout, Structure, TreeLayout},
    story,
};

mod tokens;

pub use tokens::{Fate, Place, Token};

/// A [`Run`] that is cheap to hand around. Two are equal if they are the same one.
#[derive(Debug, Clone)]
pub struct RunRef(Rc<Run>);

impl PartialEq for RunRef {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for RunRef {
    type Target = Run;

    fn deref(&self) -> &Run {
        &self.0
    }
}

/// A trace and what is worked out from it.
#[derive(Debug)]
pub struct Run {
    /// The worlds at any moment.
    pub keyframes: Keyframes,
    /// The world at the end.
    pub last: World,
    /// What each task was doing when.
    pub timeline: Timeline,
    /// What the run shows.
    pub verdict: Verdict,
    /// Who stands in whom.
    pub structure: Structure,
    /// Places in the tree.
    pub tree: TreeLayout,
    /// Places in the timeline.
    pub lanes: LanesLayout,
    /// Exceptions by number, as first seen.
    exceptions: Vec<Option<Exception>>,
    /// For each exception, the task that raised it.
    raised_in: Vec<Option<TaskId>>,
    /// For each exception, whether it is a cancellation, or a group of nothing else.
    cancellations: Vec<bool>,
    /// Events that move an exception, in order.
    errors: Vec<EventId>,
    /// Events that have a sentence, in order.
    told: Vec<EventId>,
    /// For each task, which of the palette's colours it has; 0 for those that hold the program.
    hues: Vec<u8>,
    /// For each task, what it is called here.
    names: Vec<String>,
    /// Jobs in worker threads, in the order of queueing.
    pub jobs: Vec<Job>,
    /// For each task, its jobs' places among them.
    jobs_of: Vec<Vec<usize>>,
}

/// A job that a task gave to a worker thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The task.
    pub task: TaskId,
    /// The function's name.
    pub name: String,
    /// When it was queued.
    pub queued: EventId,
    /// When a thread began it.
    pub started: Option<EventId>,
    /// When it ended.
    pub ended: Option<EventId>,
    /// When the task no longer waited for it.
    pub abandoned: Option<EventId>,
}

/// What a job is doing at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// It waits for a thread.
    Queued,
    /// A thread runs it.
    Running,
    /// A thread runs it, and nobody waits for it.
    Abandoned,
}

impl Job {
    /// What it is doing after `count` events; nothing before its queueing and after its end.
    #[must_use]
    pub fn state(&self, count: usize) -> Option<JobState> {
        let has = |event: Option<EventId>| event.is_some_and(|event| event.index() < count);
        match () {
            () if !has(Some(self.queued)) || has(self.ended) => None,
            () if has(self.abandoned) => Some(JobState::Abandoned),
            () if has(self.started) => Some(JobState::Running),
            () => Some(JobState::Queued),
        }
    }

    /// All jobs of a trace; the first story has none, so this comes with the rest of the page. An event about a thread follows
    /// from the queueing of its job; where a trace does not say so, it is about the task's latest job that has not ended.
    #[inline(never)]
    fn all(trace: &Trace) -> Vec<Self> {
        let mut jobs: Vec<Self> = Vec::new();
        for event in trace.events.iter() {
            let Some(task) = event.task else { continue };
            let mark: fn(&mut Self) -> &mut Option<EventId> = match &event.kind {
                EventKind::ThreadQueued { name } => {
                    jobs.push(Self {
                        task,
                        name: name.clone(),
                        queued: event.seq,
                        started: None,
                        ended: None,
                        abandoned: None,
                    });
                    continue;
                }
                EventKind::ThreadStarted => |job| &mut job.started,
                EventKind::ThreadEnded => |job| &mut job.ended,
                EventKind::ThreadAbandoned => |job| &mut job.abandoned,
                _ => continue,
            };
            let by_cause = || jobs.binary_search_by_key(&event.cause?, |job| job.queued).ok();
            let open = |job: &Self| job.task == task && job.ended.is_none();
            let index = by_cause().or_else(|| jobs.iter().rposition(open));
            if let Some(job) = index.and_then(|index| jobs.get_mut(index)) {
                mark(job).get_or_insert(event.seq);
            }
        }
        jobs
    }
}

/// Colours in the palette besides the one for tasks that hold others.
pub const HUES: u8 = 6;

impl RunRef {
    /// Works everything out.
    #[must_use]
    pub fn new(trace: Trace) -> Self {
        let last = World::at(&trace, usize::MAX);
        let structure = Structure::new(&last);
        let mut exceptions: Vec<Option<Exception>> = Vec::new();
        let (mut raised_in, mut cancellations) = (Vec::new(), Vec::new());
        let mut errors = Vec::new();
        // Whether a task has caught an error and not waited since.
        let mut has_caught = vec![false; last.tasks.len()];
        let mut reached = vec![false; last.scopes.len()];
        for event in trace.events.iter() {
            match &event.kind {
                EventKind::Raised { exception } | EventKind::Grouped { exception, .. } => {
                    // Numbers are given out in order; a wild one, from a file, has no more room than the trace has events.
                    let index = exception.id.index();
                    if index >= exceptions.len() && index < trace.events.len() {
                        exceptions.resize(index + 1, None);
                        raised_in.resize(index + 1, None);
                        // Of one that the trace never introduces, nothing is shown.
                        cancellations.resize(index + 1, true);
                    }
                    if let Some(place @ None) = exceptions.get_mut(index) {
                        let is_cancellation =
                            |member: ExceptionId| cancellations.get(member.index()) == Some(&true);
                        cancellations[index] = exception.is_cancellation(is_cancellation);
                        raised_in[index] = event.task;
                        *place = Some(exception.clone());
                    }
                    errors.push(event.seq);
                }
                EventKind::Travelled { scope, .. } => {
                    if let Some(reached) = reached.get_mut(scope.index()) {
                        *reached = true;
                    }
                    errors.push(event.seq);
                }
                // And the first wait after it.
                EventKind::Caught { .. } | EventKind::Blocked { .. } => {
                    let catches = matches!(event.kind, EventKind::Caught { .. });
                    let before = event.task.and_then(|task| has_caught.get_mut(task.index()));
                    let before = before.is_some_and(|before| mem::replace(before, catches));
                    if catches || before {
                        errors.push(event.seq);
                    }
                }
                EventKind::Retrieved { .. }
                | EventKind::Lost { .. }
                | EventKind::Finished { .. }
                | EventKind::RunEnded { exception: Some(_), .. } => errors.push(event.seq),
                // A scope that closes moves what has come to it.
                EventKind::ScopeClosed { scope, exception }
                    if exception.is_some() || reached.get(scope.index()) == Some(&true) =>
                {
                    errors.push(event.seq);
                }
                _ => {}
            }
        }
        let is_shown = |task| structure.is_shown(task);
        let told = trace.events.iter().filter(|event| event.task.is_none_or(is_shown));
        let told = told.filter(|event| story::is_told(event)).map(|event| event.seq).collect();
        let mut starts_some = vec![false; last.tasks.len()];
        for parent in last.tasks.iter().filter_map(|task| task.parent) {
            if let Some(starts) = starts_some.get_mut(parent.index()) {
                *starts = true;
            }
        }
        let mut next_hue = 0;
        let mut hues = vec![0; last.tasks.len()];
        // Those first that start no other: the same in every column, whatever stands between them and the main task and whoever
        // owns them.
        for starts in [false, true] {
            for (index, hue) in hues.iter_mut().enumerate() {
                let task = TaskId(index as u32);
                let is_first = structure.roots.first() == Some(&task);
                let is_trunk = !structure.is_leaf(task) && structure.roots.contains(&task);
                let has_one = structure.is_shown(task) && !is_first && !is_trunk;
                if has_one && starts_some[index] == starts {
                    next_hue = next_hue % HUES + 1;
                    *hue = next_hue;
                }
            }
        }
        let names = names(&last);
        let leaves = (0..names.len())
            .filter(|index| structure.shown[*index] && structure.is_leaf(TaskId(*index as u32)));
        let letters = leaves.map(|index| names[index].chars().count()).max().unwrap_or(0);
        let is_job = |event: &Event| matches!(event.kind, EventKind::ThreadQueued { .. });
        let has_jobs = trace.events.iter().any(is_job);
        let jobs = if has_jobs { Job::all(&trace) } else { Vec::new() };
        let mut jobs_of = vec![Vec::new(); last.tasks.len()];
        for (place, job) in jobs.iter().enumerate() {
            if let Some(of_task) = jobs_of.get_mut(job.task.index()) {
                of_task.push(place);
            }
        }
        let has_jobs: Vec<bool> = jobs_of.iter().map(|jobs| !jobs.is_empty()).collect();
        Self(Rc::new(Run {
            timeline: Timeline::new(&trace),
            verdict: Verdict::new(&trace),
            tree: TreeLayout::new(&structure, letters),
            lanes: LanesLayout::new(&structure, &has_jobs),
            keyframes: Keyframes::new(trace),
            last,
            structure,
            exceptions,
            raised_in,
            cancellations,
            errors,
            told,
            hues,
            names,
            jobs,
            jobs_of,
        }))
    }
}

/// What tasks are called: trio puts the module before a function's name, and asyncio numbers a task that got no name. A task that
/// nobody named is known by its function, and by its place among the tasks of that function.
fn names(last: &World) -> Vec<String> {
    let function = |task: &TaskView| {
        let number = task.name.strip_prefix("Task-");
        let is_numbered =
            number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        let is_unnamed = |function: &Rc<str>| is_numbered || short(task) == &**function;
        task.function.clone().filter(|function| !task.system && is_unnamed(function))
    };
    let functions: Vec<Option<Rc<str>>> = last.tasks.iter().map(function).collect();
    // Programs have few functions, however many tasks: how many have this name, and how many of them have been called.
    let mut seen: Vec<(&str, usize, usize)> = Vec::new();
    for function in functions.iter().flatten() {
        match seen.iter_mut().find(|(known, ..)| **known == **function) {
            Some((_, count, _)) => *count += 1,
            None => seen.push((function, 1, 0)),
        }
    }
    let name = |(task, function): (&TaskView, &Option<Rc<str>>)| {
        let Some(function) = function else {
            return short(task).to_owned();
        };
        match seen.iter_mut().find(|(known, ..)| **known == **function) {
            Some((_, count, place)) if *count > 1 => {
                *place += 1;
                format!("{function} {place}")
            }
            _ => function.to_string(),
        }
    };
    last.tasks.iter().zip(&functions).map(name).collect()
}

/// A task's name without the module.
fn short(task: &TaskView) -> &str {
    task.name.strip_prefix("__main__.").unwrap_or(&task.name)
}

impl Run {
    /// What a task does when.
    #[must_use]
    pub fn spans(&self, task: TaskId) -> &[Span] {
        self.timeline.lanes.get(task.index()).map_or(&[], |lane| &lane.spans)
    }

    /// The trace.
    #[must_use]
    pub fn trace(&self) -> &Trace {
        self.keyframes.trace()
    }

    /// The program's text.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.trace().header.program.source
    }

    /// The event, if the trace has it.
    #[must_use]
    pub fn event(&self, id: EventId) -> Option<&Event> {
        self.trace().events.get(id.index())
    }

    /// The palette's colour of a task.
    #[must_use]
    pub fn hue(&self, task: TaskId) -> u8 {
        self.hues.get(task.index()).copied().unwrap_or(0)
    }

    /// The names of all tasks, see [`Self::task_name`].
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// A task's name, as short as a reader would say it.
    #[must_use]
    pub fn task_name(&self, task: TaskId) -> &str {
        self.names.get(task.index()).map_or("?", String::as_str)
    }

    /// The job that a task has in a worker thread after `count` events, the latest if there are several.
    #[must_use]
    pub fn job(&self, task: TaskId, count: usize) -> Option<(&Job, JobState)> {
        let places = self.jobs_of.get(task.index())?.iter().rev();
        places
            .filter_map(|place| self.jobs.get(*place))
            .find_map(|job| Some((job, job.state(count)?)))
    }

    /// An exception's class; `?` for one that the trace never introduced.
    #[must_use]
    pub fn exception_class(&self, exception: ExceptionId) -> &str {
        self.exception(exception).map_or("?", |exception| &exception.class)
    }

    /// An exception as first seen.
    #[must_use]
    pub fn exception(&self, exception: ExceptionId) -> Option<&Exception> {
        self.exceptions.get(exception.index())?.as_ref()
    }

    /// The task that raised an exception, if one did.
    #[must_use]
    pub fn raised_in(&self, exception: ExceptionId) -> Option<TaskId> {
        *self.raised_in.get(exception.index())?
    }

    /// Whether a scope lets its owner on before its children have ended.
    #[must_use]
    pub fn holds(&self, scope: ScopeId) -> bool {
        self.last.scope(scope).is_some_and(|scope| scope.kind != ScopeKind::Gather)
    }

    /// Whether a scope is a request to an application.
    #[must_use]
    pub fn is_request(&self, scope: ScopeId) -> bool {
        self.last.scope(scope).is_some_and(|scope| scope.kind == ScopeKind::Request)
    }

    /// Those of the first `count` events that have a sentence, in order: none that only the library's own tasks take part in.
    #[must_use]
    pub fn told(&self, count: usize) -> &[EventId] {
        &self.told[..self.told.partition_point(|event| event.index() < count)]
    }

    /// The line on which `task` was when event `before` happened: where the program did it.
    #[must_use]
    pub fn line_of(&self, event: &Event) -> Option<u32> {
        if let EventKind::Line { line, .. } = event.kind {
            return Some(line);
        }
        let task = event.task?;
        // Lines come with every statement, so the one sought is near.
        self.trace().events[..event.seq.index()].iter().rev().take(4096).find_map(|earlier| {
            match earlier.kind {
                EventKind::Line { line, .. } if earlier.task == Some(task) => Some(line),
                _ => None,
            }
        })
    }

    /// The causes of an event worth telling: itself, then back to the line that began it.
    #[must_use]
    pub fn why(&self, id: EventId) -> Vec<&Event> {
        let mut chain: Vec<&Event> = Vec::new();
        for event in self.trace().causes(id) {
            let telling = !matches!(
                event.kind,
                EventKind::StepBegan
                    | EventKind::TimerSet { .. }
                    | EventKind::LoopStarted { .. }
                    | EventKind::RunStarted
            );
            if telling || event.seq == id {
                chain.push(event);
            }
            // The first line of the program's own code is where it began; what lies before is why that line ran.
            if matches!(event.kind, EventKind::Line { .. }) && event.seq != id || chain.len() == 12
            {
                break;
            }
        }
        chain
    }

    /// What a chain of causes lights up.
    #[must_use]
    pub fn lit(&self, chain: &[&Event]) -> Lit {
        let mut lit = Lit::default();
        for event in chain {
            lit.tasks.extend(event.task);
            lit.lines.extend(self.line_of(event));
            match &event.kind {
                EventKind::CancelRequested { target: CancelTarget::Scope(scope), .. }
                | EventKind::ScopeOpened { scope, .. }
                | EventKind::ScopeExiting { scope }
                | EventKind::ScopeClosed { scope, .. }
                | EventKind::DeadlineExpired { scope }
                | EventKind::Travelled { scope, .. } => lit.scopes.push(*scope),
                EventKind::CancelRequested { target: CancelTarget::Task(task), .. } => {
                    lit.tasks.push(*task)
                }
                _ => {}
            }
        }
        lit
    }
}

/// What is lit while a reader asks why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lit {
    /// Tasks in the chain.
    pub tasks: Vec<TaskId>,
    /// Scopes in the chain.
    pub scopes: Vec<ScopeId>,
    /// Lines in the chain.
    pub lines: Vec<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::tests::{spawned, trace};

    #[test]
    fn a_job_that_nobody_waits_for_runs_on_beside_the_next() {
        let queued = || EventKind::ThreadQueued { name: "work".into() };
        let run = RunRef::new(trace(vec![
            (0, Some(0), spawned("main", None)),
            (0, Some(0), queued()),
            (0, Some(0), EventKind::ThreadStarted),
            (1, Some(0), EventKind::ThreadAbandoned),
            (1, Some(0), EventKind::ThreadEnded),
            (2, Some(0), queued()),
        ]));
        let states: Vec<_> =
            (1..=6).map(|count| run.job(TaskId(0), count).map(|(_, state)| state)).collect();
        use JobState::{Abandoned, Queued, Running};
        assert_eq!(
            states,
            [None, Some(Queued), Some(Running), Some(Abandoned), None, Some(Queued)]
        );
        assert!(run.lanes.threads[0].is_some());
    }

    #[test]
    fn a_task_without_a_name_is_known_by_its_function() {
        let task = |name: &str, function: &str| EventKind::Spawned {
            name: name.into(),
            parent: None,
            scope: None,
            function: Some(function.into()),
            system: false,
        };
        let run = RunRef::new(trace(vec![
            (0, Some(0), task("Task-1", "main")),
            (0, Some(1), task("Task-2", "fetch")),
            (0, Some(2), task("__main__.save", "save")),
            (0, Some(3), task("Task-3", "fetch")),
            (0, Some(4), task("Task-force", "fetch")),
            // As curio calls them, and trio.
            (0, Some(5), task("load", "load")),
            (0, Some(6), task("__main__.load", "load")),
        ]));
        let names: Vec<&str> = (0..8).map(|task| run.task_name(TaskId(task))).collect();
        let expected =
            ["main", "fetch 1", "save", "fetch 2", "Task-force", "load 1", "load 2", "?"];
        assert_eq!(names, expected);
    }

    #[test]
    fn why_ends_at_the_line_that_began_it() {
        let run = RunRef::new(trace(vec![
            (0, None, EventKind::RunStarted),
            (0, Some(0), spawned("main", None)),
            (0, Some(0), EventKind::StepBegan),
            (0, Some(0), EventKind::Line { line: 3, function: None }),
            (0, Some(1), spawned("B", Some(0))),
        ]));
        let chain = run.why(EventId(4));
        assert_eq!(chain.iter().map(|event| event.seq.0).collect::<Vec<_>>(), [4, 3]);
        assert_eq!(run.lit(&chain).lines, [3]);
        assert!(run.why(EventId(99)).is_empty());
    }

    #[test]
    fn workers_have_colours_and_the_main_task_has_none() {
        let run = RunRef::new(trace(vec![
            (0, Some(0), spawned("main", None)),
            (0, Some(1), spawned("A", Some(0))),
            (0, Some(2), spawned("B", Some(0))),
        ]));
        assert_eq!([run.hue(TaskId(0)), run.hue(TaskId(1)), run.hue(TaskId(2))], [0, 1, 2]);
        assert_eq!(run.hue(TaskId(77)), 0);
    }

    #[test]
    fn a_task_between_changes_no_colour_of_those_at_the_ends() {
        let run = RunRef::new(trace(vec![
            (0, Some(0), spawned("main", None)),
            (0, Some(1), spawned("server", Some(0))),
            (0, Some(2), spawned("A", Some(1))),
            (0, Some(3), spawned("B", Some(1))),
        ]));
        assert_eq!([2, 3, 1].map(|task| run.hue(TaskId(task))), [1, 2, 3]);
    }

    #[test]
    fn columns_with_the_same_tasks_give_them_the_same_colours() {
        let (mut stories, mut columns) = (0, 0);
        for scenario in crate::scenario::ALL {
            let mut casts = std::collections::BTreeMap::new();
            for library in scenario.libraries {
                let run = crate::scenario::tests::run(scenario, *library);
                let tasks = run.last.tasks.iter().map(|task| task.id);
                let coloured =
                    tasks.filter(|task| run.structure.is_shown(*task) && run.hue(*task) > 0);
                let mut cast: Vec<(&str, u8)> =
                    coloured.map(|task| (run.task_name(task), run.hue(task))).collect();
                cast.sort_unstable();
                let names: Vec<String> = cast.iter().map(|(name, _)| (*name).to_owned()).collect();
                let hues: Vec<u8> = cast.iter().map(|(_, hue)| *hue).collect();
                let known = casts.entry(names).or_insert_with(|| hues.clone());
                assert_eq!(*known, hues, "{} by {library:?}: {cast:?}", scenario.name);
                columns += 1;
            }
            stories += casts.len();
        }
        assert!(
            stories * 2 < columns,
            "few columns have the same tasks: {stories} casts in {columns}"
        );
    }
}
