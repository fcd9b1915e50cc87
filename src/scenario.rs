//! Scenarios: a story told once for each library, and the recorded runs that the first view shows.
//! Owns the list that the page offers; the programs and traces are the folder `scenarios`'.

use crate::texts::{Id, id};

/// A story.
#[derive(Debug)]
pub struct Scenario {
    /// Its folder.
    pub name: &'static str,
    /// What it is called.
    pub title: Id,
    /// What happens in it.
    pub summary: Id,
    /// What to look for.
    pub look: Id,
    /// Its columns, from left to right.
    pub columns: &'static [Told],
}

/// A story as one library tells it.
#[derive(Debug)]
pub struct Told {
    /// Its name within the scenario.
    pub id: &'static str,
    /// What the column is called.
    pub title: Id,
    /// In a few words, what makes it different.
    pub note: Id,
    /// The program's file name.
    pub file: &'static str,
    /// The recorded run; it carries the program.
    pub trace: &'static str,
}

/// The scenario of the first view. Its traces come with the page, so that the first picture waits for nothing.
pub static FIRST: Scenario = Scenario {
    name: "one-child-fails",
    title: id::SCENARIO_ONE_CHILD_FAILS,
    summary: id::SCENARIO_ONE_CHILD_FAILS_SUMMARY,
    look: id::SCENARIO_ONE_CHILD_FAILS_LOOK,
    columns: &[
        Told {
            id: "asyncio",
            title: id::COLUMN_ASYNCIO,
            note: id::COLUMN_ASYNCIO_NOTE,
            file: "create_task.py",
            trace: include_str!("../scenarios/one-child-fails/create_task.trace"),
        },
        Told {
            id: "taskgroup",
            title: id::COLUMN_TASKGROUP,
            note: id::COLUMN_TASKGROUP_NOTE,
            file: "task_group.py",
            trace: include_str!("../scenarios/one-child-fails/task_group.trace"),
        },
        Told {
            id: "trio",
            title: id::COLUMN_TRIO,
            note: id::COLUMN_TRIO_NOTE,
            file: "nursery.py",
            trace: include_str!("../scenarios/one-child-fails/nursery.trace"),
        },
    ],
};

#[cfg(test)]
mod tests {
    use espalier_trace::Trace;

    use super::*;
    use crate::run::RunRef;

    fn run(column: usize) -> RunRef {
        RunRef::new(Trace::read(FIRST.columns[column].trace).expect("a recorded trace"))
    }

    #[test]
    fn loose_tasks_leak_and_lose_the_error_and_frames_do_not() {
        let loose = run(0);
        assert_eq!(loose.verdict.leaked.len(), 1, "D outlives main");
        assert_eq!(loose.verdict.lost.len(), 1, "B's error is never retrieved");
        for column in [1, 2] {
            let framed = run(column);
            assert!(framed.verdict.holds(), "{:?}", framed.verdict);
            assert_eq!(framed.verdict.finished_at.as_secs(), 2.0);
            assert!(framed.structure.framed.contains(&true));
        }
        assert!(!loose.structure.framed.contains(&true));
    }

    #[test]
    fn each_column_shows_one_main_task_and_four_workers() {
        for column in 0..3 {
            let run = run(column);
            assert_eq!(
                run.structure.shown.iter().filter(|shown| **shown).count(),
                5,
                "column {column}"
            );
            for name in ["A", "B", "C", "D"] {
                assert!(run.last.tasks.iter().any(|task| task.name == name));
            }
        }
    }
}
