//! The tree of tasks, drawn from a Trace at a moment, against the tree that the library itself reports at that moment.
//!
//! A program reports it by printing a text that begins with `tree of trio tasks` or `all asyncio tasks`; what a report looks like is said at
//! [`check`]. That the report is the real library's is for the expectations to say. Knows no program and no engine.

use anyhow::{Result, ensure};
use espalier_trace::{
    EventId, EventKind, ScopeKind, ScopeState, ScopeView, TaskId, TaskView, Trace, World,
};

/// A report that is being read: the tree that the trace says, and the lines that the library's has so far.
struct Report {
    at: EventId,
    drawn: Vec<String>,
    reported: Vec<String>,
}

/// Compares every report in a trace with what the trace says at that moment. A report is a heading, then lines that begin with
/// two spaces: for trio the main task, below it its open nurseries, and below those their living tasks by name; for asyncio
/// the names of the tasks that have not ended, sorted. Returns how many reports there are.
///
/// # Errors
/// Shows both trees of the first moment at which they differ.
pub fn check(trace: &Trace) -> Result<usize> {
    let mut world = World::default();
    let mut reports = 0;
    let mut open: Option<Report> = None;
    for event in trace.events.iter() {
        world.fold_one(event);
        let EventKind::Printed { text, .. } = &event.kind else { continue };
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(report) = open.as_mut().filter(|_| line.starts_with("  ")) {
                report.reported.push(line.to_owned());
                continue;
            }
            reports += usize::from(open.is_some());
            compare(open.take())?;
            let drawn = match line {
                line if line.starts_with("tree of trio tasks") => trio_tree(&world),
                line if line.starts_with("all asyncio tasks") => asyncio_tasks(&world),
                _ => continue,
            };
            open = Some(Report { at: event.seq, drawn, reported: Vec::new() });
        }
    }
    reports += usize::from(open.is_some());
    compare(open)?;
    ensure!(reports > 0, "no report in the whole trace");
    Ok(reports)
}

fn compare(report: Option<Report>) -> Result<()> {
    let Some(Report { at, drawn, reported }) = report else { return Ok(()) };
    ensure!(
        reported == drawn,
        "event {}: the library reports\n{}\nand the trace says\n{}",
        at.0,
        reported.join("\n"),
        drawn.join("\n")
    );
    Ok(())
}

fn trio_tree(world: &World) -> Vec<String> {
    let is_main = |task: &&TaskView| {
        let scope = task.scope.and_then(|scope| world.scope(scope));
        scope.is_some_and(|scope| scope.kind == ScopeKind::Root) && !task.is_over()
    };
    let mut lines = Vec::new();
    for task in world.tasks.iter().filter(is_main) {
        draw_task(world, task.id, 1, &mut lines);
    }
    lines
}

fn draw_task(world: &World, task: TaskId, depth: usize, lines: &mut Vec<String>) {
    let Some(view) = world.task(task) else { return };
    lines.push(format!("{:1$}{2}", "", depth * 2, view.name));
    let is_nursery = |scope: &&ScopeView| {
        scope.kind == ScopeKind::Nursery
            && scope.owner == Some(task)
            && scope.state != ScopeState::Closed
    };
    for scope in world.scopes.iter().filter(is_nursery) {
        lines.push(format!("{:1$}nursery", "", depth * 2 + 2));
        let living = scope.children.iter().filter_map(|child| world.task(*child));
        let mut living: Vec<_> = living.filter(|child| !child.is_over()).collect();
        living.sort_by(|a, b| a.name.cmp(&b.name));
        for child in living {
            draw_task(world, child.id, depth + 2, lines);
        }
    }
}

fn asyncio_tasks(world: &World) -> Vec<String> {
    let living = world.tasks.iter().filter(|task| !task.is_over());
    let mut names: Vec<_> = living.map(|task| format!("  {}", task.name)).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use espalier_trace::Trace;

    use super::check;

    /// A trace in which `lines` are printed and no task lives.
    fn trace(lines: &[&str]) -> Trace {
        let mut text = String::from(
            r#"{"format":"espalier-trace","version":1,"producer":"test","program":{"name":"p.py","source":""}}
{"seq":0,"at":0,"kind":"run_started"}
"#,
        );
        for (index, line) in lines.iter().enumerate() {
            let seq = index + 1;
            text += &format!(
                "{{\"seq\":{seq},\"at\":0,\"cause\":0,\"kind\":{{\"printed\":{{\"stream\":\"stdout\",\"text\":\"{line}\\n\"}}}}}}\n"
            );
        }
        Trace::read(&text).expect("a trace")
    }

    #[test]
    fn a_trace_without_any_report_proves_nothing() {
        assert!(check(&trace(&["hello"])).is_err());
    }

    #[test]
    fn a_task_that_only_the_library_knows_is_a_difference() {
        assert!(check(&trace(&["all asyncio tasks", "  ghost", "end"])).is_err());
        assert_eq!(check(&trace(&["all asyncio tasks", "end"])).ok(), Some(1));
    }
}
