//! Scenarios: a story told once for each library, and where its recorded runs are.
//! Owns the lists that the page offers; the programs and traces are the folder `scenarios`'.

use crate::texts::{Id, id};

/// A way of writing async programs: what a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Library {
    /// asyncio without groups.
    Asyncio,
    /// asyncio's groups.
    TaskGroup,
    /// trio.
    Trio,
    /// curio.
    Curio,
    /// anyio over asyncio.
    AnyioAsyncio,
    /// anyio over trio.
    AnyioTrio,
    /// FastAPI.
    FastApi,
}

use Library::{AnyioAsyncio, AnyioTrio, Asyncio, Curio, FastApi, TaskGroup, Trio};

impl Library {
    /// All of them, in the order of the menus.
    pub const ALL: [Self; 7] = [Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio, FastApi];

    /// Its name in storage and links.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Asyncio => "asyncio",
            TaskGroup => "taskgroup",
            Trio => "trio",
            Curio => "curio",
            AnyioAsyncio => "anyio-asyncio",
            AnyioTrio => "anyio-trio",
            FastApi => "fastapi",
        }
    }

    /// The library of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|library| library.name() == name)
    }

    /// What its columns are called.
    #[must_use]
    pub fn title(self) -> Id {
        match self {
            Asyncio => id::COLUMN_ASYNCIO,
            TaskGroup => id::COLUMN_TASKGROUP,
            Trio => id::COLUMN_TRIO,
            Curio => id::COLUMN_CURIO,
            AnyioAsyncio => id::COLUMN_ANYIO_ASYNCIO,
            AnyioTrio => id::COLUMN_ANYIO_TRIO,
            FastApi => id::COLUMN_FASTAPI,
        }
    }

    /// In a few words, what makes it different.
    #[must_use]
    pub fn note(self) -> Id {
        match self {
            Asyncio => id::COLUMN_ASYNCIO_NOTE,
            TaskGroup => id::COLUMN_TASKGROUP_NOTE,
            Trio => id::COLUMN_TRIO_NOTE,
            Curio => id::COLUMN_CURIO_NOTE,
            AnyioAsyncio => id::COLUMN_ANYIO_ASYNCIO_NOTE,
            AnyioTrio => id::COLUMN_ANYIO_TRIO_NOTE,
            FastApi => id::COLUMN_FASTAPI_NOTE,
        }
    }

    /// Whether the library leaves the order of its ready tasks open, so that a seed chooses it.
    #[must_use]
    pub fn leaves_order_open(self) -> bool {
        matches!(self, Trio | AnyioTrio)
    }

    /// The name of its program in every story's folder, without `.py`. None is the name of a module that programs import.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Asyncio => "create_task",
            TaskGroup => "task_group",
            Trio => "nursery",
            Curio => "curio_group",
            AnyioAsyncio => "anyio_asyncio",
            AnyioTrio => "anyio_trio",
            FastApi => "fastapi_endpoint",
        }
    }
}

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
    /// Who can tell it, in the order of the menus.
    pub libraries: &'static [Library],
    /// Who tells it at first.
    pub opening: &'static [Library],
}

/// A story is known by its folder.
impl PartialEq for Scenario {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// The stories. The first is the first view's: its opening comes with the page, so that the first picture waits for nothing.
pub static ALL: &[Scenario] = &[
    Scenario {
        name: "one-child-fails",
        title: id::SCENARIO_ONE_CHILD_FAILS,
        summary: id::SCENARIO_ONE_CHILD_FAILS_SUMMARY,
        look: id::SCENARIO_ONE_CHILD_FAILS_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio, FastApi],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "forgotten-task",
        title: id::SCENARIO_FORGOTTEN_TASK,
        summary: id::SCENARIO_FORGOTTEN_TASK_SUMMARY,
        look: id::SCENARIO_FORGOTTEN_TASK_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "gather-leaves-siblings",
        title: id::SCENARIO_GATHER_LEAVES_SIBLINGS,
        summary: id::SCENARIO_GATHER_LEAVES_SIBLINGS_SUMMARY,
        look: id::SCENARIO_GATHER_LEAVES_SIBLINGS_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "lost-error",
        title: id::SCENARIO_LOST_ERROR,
        summary: id::SCENARIO_LOST_ERROR_SUMMARY,
        look: id::SCENARIO_LOST_ERROR_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio, FastApi],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "timeout-and-cleanup",
        title: id::SCENARIO_TIMEOUT_AND_CLEANUP,
        summary: id::SCENARIO_TIMEOUT_AND_CLEANUP_SUMMARY,
        look: id::SCENARIO_TIMEOUT_AND_CLEANUP_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "shielded-cleanup",
        title: id::SCENARIO_SHIELDED_CLEANUP,
        summary: id::SCENARIO_SHIELDED_CLEANUP_SUMMARY,
        look: id::SCENARIO_SHIELDED_CLEANUP_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "swallowed-cancellation",
        title: id::SCENARIO_SWALLOWED_CANCELLATION,
        summary: id::SCENARIO_SWALLOWED_CANCELLATION_SUMMARY,
        look: id::SCENARIO_SWALLOWED_CANCELLATION_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "edge-or-level",
        title: id::SCENARIO_EDGE_OR_LEVEL,
        summary: id::SCENARIO_EDGE_OR_LEVEL_SUMMARY,
        look: id::SCENARIO_EDGE_OR_LEVEL_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio],
        opening: &[TaskGroup, Trio, AnyioAsyncio],
    },
    Scenario {
        name: "nested-groups",
        title: id::SCENARIO_NESTED_GROUPS,
        summary: id::SCENARIO_NESTED_GROUPS_SUMMARY,
        look: id::SCENARIO_NESTED_GROUPS_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio, FastApi],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "two-errors",
        title: id::SCENARIO_TWO_ERRORS,
        summary: id::SCENARIO_TWO_ERRORS_SUMMARY,
        look: id::SCENARIO_TWO_ERRORS_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "happy-eyeballs",
        title: id::SCENARIO_HAPPY_EYEBALLS,
        summary: id::SCENARIO_HAPPY_EYEBALLS_SUMMARY,
        look: id::SCENARIO_HAPPY_EYEBALLS_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "graceful-shutdown",
        title: id::SCENARIO_GRACEFUL_SHUTDOWN,
        summary: id::SCENARIO_GRACEFUL_SHUTDOWN_SUMMARY,
        look: id::SCENARIO_GRACEFUL_SHUTDOWN_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio, FastApi],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "bounded-channel",
        title: id::SCENARIO_BOUNDED_CHANNEL,
        summary: id::SCENARIO_BOUNDED_CHANNEL_SUMMARY,
        look: id::SCENARIO_BOUNDED_CHANNEL_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "supervisor",
        title: id::SCENARIO_SUPERVISOR,
        summary: id::SCENARIO_SUPERVISOR_SUMMARY,
        look: id::SCENARIO_SUPERVISOR_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "blocking-call",
        title: id::SCENARIO_BLOCKING_CALL,
        summary: id::SCENARIO_BLOCKING_CALL_SUMMARY,
        look: id::SCENARIO_BLOCKING_CALL_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio, FastApi],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "callback-task",
        title: id::SCENARIO_CALLBACK_TASK,
        summary: id::SCENARIO_CALLBACK_TASK_SUMMARY,
        look: id::SCENARIO_CALLBACK_TASK_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio, FastApi],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "cancelled-while-closing",
        title: id::SCENARIO_CANCELLED_WHILE_CLOSING,
        summary: id::SCENARIO_CANCELLED_WHILE_CLOSING_SUMMARY,
        look: id::SCENARIO_CANCELLED_WHILE_CLOSING_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio, FastApi],
        opening: &[Asyncio, TaskGroup, Curio],
    },
    Scenario {
        name: "tied-deadlines",
        title: id::SCENARIO_TIED_DEADLINES,
        summary: id::SCENARIO_TIED_DEADLINES_SUMMARY,
        look: id::SCENARIO_TIED_DEADLINES_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio, FastApi],
        opening: &[Asyncio, Trio, Curio],
    },
    Scenario {
        name: "collected-task",
        title: id::SCENARIO_COLLECTED_TASK,
        summary: id::SCENARIO_COLLECTED_TASK_SUMMARY,
        look: id::SCENARIO_COLLECTED_TASK_LOOK,
        libraries: &[Asyncio, TaskGroup, Trio, Curio, AnyioAsyncio, AnyioTrio],
        opening: &[Asyncio, TaskGroup, Trio],
    },
    Scenario {
        name: "forty-tokens",
        title: id::SCENARIO_FORTY_TOKENS,
        summary: id::SCENARIO_FORTY_TOKENS_SUMMARY,
        look: id::SCENARIO_FORTY_TOKENS_LOOK,
        libraries: &[Trio, AnyioAsyncio, AnyioTrio, FastApi],
        opening: &[FastApi, AnyioAsyncio],
    },
];

/// The recorded runs that come with the page.
const EMBEDDED: [(Library, &str); 3] = [
    (Asyncio, include_str!("../scenarios/one-child-fails/create_task.trace")),
    (TaskGroup, include_str!("../scenarios/one-child-fails/task_group.trace")),
    (Trio, include_str!("../scenarios/one-child-fails/nursery.trace")),
];

/// Columns side by side.
pub const FEWEST: usize = 2;
/// Columns side by side.
pub const MOST: usize = 4;

impl Scenario {
    /// The story of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|scenario| scenario.name == name)
    }

    /// Its place in [`ALL`].
    #[must_use]
    pub fn place(&self) -> usize {
        ALL.iter().position(|scenario| scenario.name == self.name).unwrap_or(0)
    }

    /// The recorded run, if it comes with the page.
    #[must_use]
    pub fn embedded(&self, library: Library) -> Option<&'static str> {
        let is_first = self.name == ALL[0].name;
        let run = EMBEDDED.iter().find(|(known, _)| is_first && *known == library);
        run.map(|(_, trace)| *trace)
    }

    /// Where the recorded run is within the folder of stories. It carries the program.
    #[must_use]
    pub fn address(&self, library: Library) -> String {
        format!("{}/{}.trace", self.name, library.file())
    }

    /// The columns for this story when the reader had `before` in `former`. If those are only how that one opens, and nobody's
    /// choice, this one opens in its own way; else those again that can tell it, and as many.
    #[must_use]
    pub fn columns_after(&self, former: &Self, before: &[Library]) -> Vec<Library> {
        if before == former.opening {
            return self.opening.to_vec();
        }
        let count = before.len().max(self.opening.len()).min(self.libraries.len()).min(MOST);
        let mut columns: Vec<Library> =
            before.iter().copied().filter(|library| self.libraries.contains(library)).collect();
        let others = self.opening.iter().chain(self.libraries);
        for library in others {
            if columns.len() < count && !columns.contains(library) {
                columns.push(*library);
            }
        }
        columns
    }

    /// The names as a list of columns, if this story can be shown so.
    #[must_use]
    pub fn columns_of<'n>(&self, names: impl Iterator<Item = &'n str>) -> Option<Vec<Library>> {
        let columns: Vec<Library> = names.map(Library::from_name).collect::<Option<_>>()?;
        let known = columns.iter().all(|library| self.libraries.contains(library));
        let twice = columns.iter().enumerate().any(|(at, library)| columns[..at].contains(library));
        (known && !twice && (FEWEST..=MOST).contains(&columns.len())).then_some(columns)
    }

    /// It with these columns, as text.
    #[must_use]
    pub fn stage(&self, libraries: &[Library]) -> String {
        let mut text = self.name.to_owned();
        for library in libraries {
            text.push(' ');
            text.push_str(library.name());
        }
        text
    }
}

/// The story and the columns of a text, if there are such.
#[must_use]
pub fn staged(text: String) -> Option<(&'static Scenario, Vec<Library>)> {
    let mut names = text.split(' ');
    let scenario = Scenario::named(names.next()?)?;
    Some((scenario, scenario.columns_of(names)?))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::path::PathBuf;

    use espalier_trace::Trace;

    use super::*;
    use crate::run::RunRef;

    fn folder() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios")
    }

    /// The recorded run of a story by a library.
    pub(crate) fn run(scenario: &Scenario, library: Library) -> RunRef {
        let path = folder().join(scenario.address(library));
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        RunRef::new(
            Trace::read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        )
    }

    #[test]
    fn loose_tasks_leak_and_lose_the_error_and_frames_do_not() {
        let loose = run(&ALL[0], Asyncio);
        assert_eq!(loose.verdict.leaked.len(), 1, "D outlives main");
        assert_eq!(loose.verdict.lost.len(), 1, "B's error is never retrieved");
        assert!(!loose.structure.framed.contains(&true));
        for library in &ALL[0].libraries[1..] {
            let framed = run(&ALL[0], *library);
            assert!(framed.verdict.holds(), "{library:?}: {:?}", framed.verdict);
            assert_eq!(framed.verdict.finished_at.as_secs(), 2.0);
            assert!(framed.structure.framed.contains(&true));
        }
    }

    #[test]
    fn each_column_shows_one_main_task_and_four_workers() {
        for library in ALL[0].libraries {
            let run = run(&ALL[0], *library);
            let shown = run.structure.shown.iter().filter(|shown| **shown).count();
            assert_eq!(shown, 5, "{library:?}");
            for name in ["A", "B", "C", "D"] {
                assert!(run.last.tasks.iter().any(|task| &*task.name == name), "{library:?}");
            }
        }
    }

    #[test]
    fn the_folder_holds_a_program_and_a_trace_for_each_that_tells_a_story_and_no_other() {
        for scenario in ALL {
            let mut found: Vec<String> = std::fs::read_dir(folder().join(scenario.name))
                .unwrap_or_else(|error| panic!("{}: {error}", scenario.name))
                .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
                .collect();
            found.sort();
            let files = |library: &Library| {
                ["py", "trace"].map(|ending| format!("{}.{ending}", library.file()))
            };
            let mut listed: Vec<String> = scenario.libraries.iter().flat_map(files).collect();
            listed.sort();
            assert_eq!(found, listed, "{}", scenario.name);
        }
        let folders = std::fs::read_dir(folder()).expect("the folder of stories").count();
        assert_eq!(folders, ALL.len());
    }

    #[test]
    fn every_story_opens_with_columns_that_it_has() {
        for scenario in ALL {
            let names = scenario.opening.iter().map(|library| library.name());
            assert_eq!(
                scenario.columns_of(names).as_deref(),
                Some(scenario.opening),
                "{}",
                scenario.name
            );
        }
    }

    #[test]
    fn columns_that_were_chosen_are_kept_from_story_to_story() {
        let story = &ALL[0];
        let after = |before: &[Library]| story.columns_after(&ALL[1], before);
        assert_eq!(after(&[Curio, FastApi]), [Curio, FastApi, Asyncio]);
        assert_eq!(after(&[]), story.opening);
        assert_eq!(after(&[Trio, Asyncio, Curio, AnyioTrio])[..2], [Trio, Asyncio]);
    }

    #[test]
    fn columns_that_nobody_chose_are_the_next_storys_own() {
        let last = &ALL[ALL.len() - 1];
        assert_eq!(last.columns_after(&ALL[0], ALL[0].opening), last.opening);
        assert_eq!(ALL[0].columns_after(last, last.opening), ALL[0].opening);
    }

    #[test]
    fn a_story_with_its_columns_is_read_as_it_was_written() {
        for story in ALL {
            let columns = story.opening.to_vec();
            assert_eq!(staged(story.stage(&columns)), Some((story, columns)));
        }
        for text in ["", "nonsense trio curio", "one-child-fails", "one-child-fails trio trio"] {
            assert_eq!(staged(text.to_owned()), None, "{text}");
        }
    }

    #[test]
    fn names_that_make_no_columns_are_refused() {
        let columns = |names: &'static str| ALL[0].columns_of(names.split(' '));
        assert_eq!(columns("trio curio"), Some(vec![Trio, Curio]));
        for bad in [
            "trio",
            "trio trio",
            "trio nonsense",
            "fast-api trio",
            "",
            "trio curio asyncio taskgroup anyio-trio",
        ] {
            assert_eq!(columns(bad), None, "{bad}");
        }
    }
}
