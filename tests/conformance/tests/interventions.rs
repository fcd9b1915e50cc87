//! What a reader's hand does to a run, under each library: one story, told in each, and for every action what comes of it there.
//! That Ctrl-C does what the real library does is held by the programs `interrupt_*`; these tests hold that the reader's
//! interventions arrive at the moment and in the task they name, and that none is passed over in silence.

use std::fs;
use std::path::PathBuf;

use espalier_conformance::engine::{Engine, Output};
use espalier_conformance::well_formed;
use espalier_trace::{EventKind, Intervention, TaskId, Trace};

/// Two workers in a group in a block with a deadline.
const STORY: &str = r#"
IMPORTS

async def worker(name, seconds):
    print(name, "begins")
    try:
        await sleep(seconds)
        print(name, "woke at", NOW)
        await sleep(1)
    except BaseException as error:
        print(name, "got", type(error).__name__, "at", NOW)
        raise
    print(name, "done at", NOW)

async def main():
    DEADLINE(20):
        async with GROUP as group:
            START("a", 1)
            START("b", 2)
        print("group left")
    print("main done")

RUN
"#;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Library {
    Asyncio,
    Trio,
    Curio,
    AnyioOnAsyncio,
    AnyioOnTrio,
}

const ALL: [Library; 5] = [
    Library::Asyncio,
    Library::Trio,
    Library::Curio,
    Library::AnyioOnAsyncio,
    Library::AnyioOnTrio,
];

impl Library {
    fn story(self) -> String {
        let [imports, now, deadline, group, start, run] = match self {
            Self::Asyncio => [
                "import asyncio\nfrom asyncio import sleep",
                "asyncio.get_running_loop().time()",
                "async with asyncio.timeout",
                "asyncio.TaskGroup()",
                "group.create_task(worker(*ARGS))",
                "asyncio.run(main())",
            ],
            Self::Trio => [
                "import trio\nfrom trio import sleep",
                "trio.current_time()",
                "with trio.move_on_after",
                "trio.open_nursery()",
                "group.start_soon(worker, *ARGS)",
                "trio.run(main)",
            ],
            Self::Curio => [
                "import curio\nfrom curio import sleep",
                "await curio.clock()",
                "async with curio.timeout_after",
                "curio.TaskGroup()",
                "await group.spawn(worker, *ARGS)",
                "curio.run(main)",
            ],
            Self::AnyioOnAsyncio | Self::AnyioOnTrio => [
                "import anyio\nfrom anyio import sleep",
                "anyio.current_time()",
                "with anyio.move_on_after",
                "anyio.create_task_group()",
                "group.start_soon(worker, *ARGS)",
                match self {
                    Self::AnyioOnTrio => "anyio.run(main, backend='trio')",
                    _ => "anyio.run(main)",
                },
            ],
        };
        STORY
            .replace("IMPORTS", imports)
            .replace("NOW", now)
            .replace("DEADLINE", deadline)
            .replace("GROUP", group)
            .replace("RUN", run)
            .replace(r#"START("a", 1)"#, &start.replace("*ARGS", r#""a", 1"#))
            .replace(r#"START("b", 2)"#, &start.replace("*ARGS", r#""b", 2"#))
    }
}

/// The story in one library, and its trace when nobody interferes.
struct Stage {
    file: PathBuf,
    trace: Trace,
}

impl Stage {
    fn new(library: Library, test: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{library:?}.py").to_lowercase());
        fs::write(&file, library.story()).unwrap();
        let mut stage = Self { file, trace: Trace::read(EMPTY).unwrap() };
        stage.trace = Trace::read(&stage.traced(&[]).stdout).unwrap();
        stage
    }

    fn ask(&self, verb: &str, interventions: &[String]) -> Output {
        let mut options = Vec::new();
        for intervention in interventions {
            options.extend(["--intervene", intervention.as_str()]);
        }
        let engine = Engine::find().unwrap_or_else(|error| panic!("{error:#}"));
        let output = if verb == "run" {
            engine.run(&self.file, &options)
        } else {
            engine.trace(&self.file, &options)
        };
        output.unwrap_or_else(|error| panic!("{error:#}"))
    }

    fn run(&self, interventions: &[String]) -> Output {
        self.ask("run", interventions)
    }

    fn traced(&self, interventions: &[String]) -> Output {
        self.ask("trace", interventions)
    }

    /// The first or second worker's number.
    fn worker(&self, which: usize) -> u32 {
        let workers = self.trace.events.iter().filter(|event| {
            matches!(&event.kind, EventKind::Spawned { function: Some(name), .. } if name == "worker")
        });
        workers.map(|event| event.task.unwrap().0).nth(which).unwrap()
    }

    /// The number of the scope opened first, second, … by the program.
    fn scope(&self, which: usize) -> u32 {
        let scopes = self.trace.events.iter().filter_map(|event| match &event.kind {
            EventKind::ScopeOpened { scope, kind, .. }
                if *kind != espalier_trace::ScopeKind::Root =>
            {
                Some(scope.0)
            }
            _ => None,
        });
        scopes.take(9).nth(which).unwrap()
    }

    /// Both workers sleep for the first time, at time 0.
    fn both_sleep(&self) -> u32 {
        let b = TaskId(self.worker(1));
        let blocked = |event: &&espalier_trace::Event| {
            event.task == Some(b) && matches!(event.kind, EventKind::Blocked { .. })
        };
        self.trace.events.iter().find(blocked).unwrap().seq.0
    }

    /// The second worker is created, the first has not begun.
    fn both_ready(&self) -> u32 {
        let b = TaskId(self.worker(1));
        let spawned = |event: &&espalier_trace::Event| {
            event.task == Some(b) && matches!(event.kind, EventKind::Spawned { .. })
        };
        self.trace.events.iter().find(spawned).unwrap().seq.0
    }

    /// What the trace says of each intervention: what was done, and why it was not.
    fn told(&self, interventions: &[String]) -> Vec<(String, Option<String>)> {
        let first = self.traced(interventions);
        assert_eq!(
            first.stdout,
            self.traced(interventions).stdout,
            "the same inputs give the same bytes"
        );
        let trace = Trace::read(&first.stdout).unwrap();
        well_formed::check(&trace).unwrap_or_else(|error| panic!("{interventions:?}: {error:#}"));
        let given: Vec<Intervention> =
            interventions.iter().map(|text| text.parse().unwrap()).collect();
        assert_eq!(trace.header.interventions, given);
        let told = trace.events.iter().filter_map(|event| match &event.kind {
            EventKind::InterventionApplied { action, refused } => {
                Some((action.to_string(), refused.clone()))
            }
            _ => None,
        });
        told.collect()
    }

    /// Nothing is refused.
    fn applied(&self, interventions: &[String]) {
        let told = self.told(interventions);
        assert_eq!(told.len(), interventions.len());
        for (action, refused) in told {
            assert_eq!(refused, None, "{action}");
        }
    }

    /// All are refused, with these words.
    fn refused(&self, interventions: &[String], words: &str) {
        let told = self.told(interventions);
        assert_eq!(told.len(), interventions.len(), "{interventions:?}: {told:?}");
        for (action, refused) in told {
            assert!(
                refused.as_ref().is_some_and(|why| why.contains(words)),
                "{action}: {refused:?}"
            );
        }
        assert_eq!(self.run(interventions).stdout, self.run(&[]).stdout, "{interventions:?}");
    }
}

const EMPTY: &str = r#"{"format":"espalier-trace","version":1,"producer":"test","program":{"name":"","source":""}}"#;

fn lines(output: &Output) -> Vec<&str> {
    output.stdout.lines().collect()
}

#[track_caller]
fn says(library: Library, output: &Output, line: &str) {
    assert!(
        lines(output).contains(&line),
        "{library:?} lacks {line:?}:\n{}{}",
        output.stdout,
        output.stderr
    );
}

#[test]
fn cancel_is_the_librarys_own_and_refused_where_it_has_none() {
    for library in ALL {
        let stage = Stage::new(library, "cancel");
        let wish = [format!("{} cancel {}", stage.both_sleep(), stage.worker(0))];
        match library {
            Library::Trio | Library::AnyioOnTrio => {
                let words = format!(
                    "trio cannot cancel a single task, only a scope with all that is in it; around task {} are, from the inside, scopes {}",
                    stage.worker(0),
                    stage.scope(1)
                );
                stage.refused(&wish, &words);
            }
            _ => {
                stage.applied(&wish);
                let name =
                    if library == Library::Curio { "TaskCancelled" } else { "CancelledError" };
                says(library, &stage.run(&wish), &format!("a got {name} at 0.0"));
            }
        }
    }
}

#[test]
fn raise_ends_a_wait_in_an_error() {
    for library in ALL {
        let stage = Stage::new(library, "raise");
        let wish = [format!("{} raise {}", stage.both_sleep(), stage.worker(1))];
        stage.applied(&wish);
        let output = stage.run(&wish);
        says(library, &output, "b got RuntimeError at 0.0");
        assert!(!output.stdout.contains("a done"), "{library:?}: {}", output.stdout);
        let early = [format!("{} raise {}", stage.both_ready(), stage.worker(1))];
        stage.refused(&early, "has not begun");
    }
}

#[test]
fn delay_puts_one_step_off() {
    for library in ALL {
        let stage = Stage::new(library, "delay");
        let wish = [format!("{} delay {} 0.5", stage.both_sleep(), stage.worker(0))];
        stage.applied(&wish);
        let output = stage.run(&wish);
        for line in
            ["a woke at 1.5", "a done at 2.5", "b woke at 2.0", "b done at 3.0", "main done"]
        {
            says(library, &output, line);
        }
    }
}

#[test]
fn hold_lasts_until_release_or_cancellation() {
    for library in ALL {
        let stage = Stage::new(library, "hold");
        let hold = format!("{} hold {}", stage.both_sleep(), stage.worker(0));
        stage.applied(std::slice::from_ref(&hold));
        let held = stage.run(std::slice::from_ref(&hold));
        assert!(!held.stdout.contains("a done"), "{library:?}: {}", held.stdout);
        assert!(
            held.stdout.contains("at 20.0"),
            "the deadline ends it, {library:?}: {}",
            held.stdout
        );
        // The moment of the release is one of the run in which the hold is in place.
        let trace = Trace::read(&stage.traced(std::slice::from_ref(&hold)).stdout).unwrap();
        let b = TaskId(stage.worker(1));
        let done = |event: &&espalier_trace::Event| {
            event.task == Some(b) && matches!(event.kind, EventKind::Finished { .. })
        };
        let released = format!(
            "{} release {}",
            trace.events.iter().find(done).unwrap().seq.0,
            stage.worker(0)
        );
        let both = [hold, released];
        stage.applied(&both);
        let output = stage.run(&both);
        for line in ["b done at 3.0", "a woke at 3.0", "a done at 4.0", "main done"] {
            says(library, &output, line);
        }
        stage.refused(
            &[format!("{} release {}", stage.both_sleep(), stage.worker(0))],
            "is not held",
        );
    }
}

#[test]
fn a_scope_is_cancelled_where_the_library_can() {
    for library in ALL {
        let stage = Stage::new(library, "scope");
        let wish = |which| [format!("{} cancel_scope {}", stage.both_sleep(), stage.scope(which))];
        match library {
            Library::Asyncio => {
                stage.applied(&wish(0));
                let output = stage.run(&wish(0));
                says(library, &output, "a got CancelledError at 0.0");
                assert!(
                    output.code == Some(1) && output.stderr.contains("TimeoutError"),
                    "{output:?}"
                );
                stage.refused(
                    &wish(1),
                    "no call that cancels scope 1 from outside; task 0 opened it",
                );
            }
            Library::Curio => {
                stage.refused(&wish(0), "curio cancels the tasks of a group");
                stage.applied(&wish(1));
                let output = stage.run(&wish(1));
                for line in
                    ["a got TaskCancelled at 0.0", "b got TaskCancelled at 0.0", "main done"]
                {
                    says(library, &output, line);
                }
            }
            _ => {
                for which in [0, 1] {
                    stage.applied(&wish(which));
                    let output = stage.run(&wish(which));
                    let left = output.stdout.contains("group left");
                    assert_eq!(left, which == 1, "{library:?}: {}", output.stdout);
                    says(library, &output, "main done");
                }
            }
        }
    }
}

#[test]
fn ctrl_c_ends_the_program_as_the_library_has_it() {
    for library in ALL {
        let stage = Stage::new(library, "interrupt");
        let wish = [format!("{} interrupt", stage.both_sleep())];
        stage.applied(&wish);
        let output = stage.run(&wish);
        // In a group it is no Ctrl-C any more to Python.
        let alone = output.stderr.ends_with("\nKeyboardInterrupt\n");
        assert_eq!(output.code, Some(if alone { 130 } else { 1 }), "{library:?}: {output:?}");
        assert!(output.stderr.contains("KeyboardInterrupt"), "{library:?}: {}", output.stderr);
        let name = match library {
            Library::Trio | Library::AnyioOnTrio => "Cancelled",
            Library::Curio => "TaskCancelled",
            _ => "CancelledError",
        };
        says(library, &output, &format!("a got {name} at 0.0"));
    }
}

#[test]
fn run_next_changes_the_order_of_what_is_ready() {
    for library in ALL {
        let stage = Stage::new(library, "run_next");
        assert_eq!(lines(&stage.run(&[]))[..2], ["a begins", "b begins"], "{library:?}");
        // trio makes a batch of them when the step that started them is over.
        let a = TaskId(stage.worker(0));
        let main = stage.trace.events.iter().find(|event| {
            event.seq.0 > stage.both_ready() && matches!(event.kind, EventKind::Blocked { .. })
        });
        let ready = main.unwrap().seq.0;
        let wish = match library {
            Library::Trio | Library::AnyioOnTrio => {
                let before = stage.trace.events.iter().filter(|event| event.seq.0 >= ready);
                let last = before
                    .take_while(|event| {
                        !(event.task == Some(a) && event.kind == EventKind::StepBegan)
                    })
                    .last();
                [format!("{} run_next {}", last.unwrap().seq.0, stage.worker(1))]
            }
            _ => [format!("{ready} run_next {}", stage.worker(1))],
        };
        stage.applied(&wish);
        assert_eq!(lines(&stage.run(&wish))[..2], ["b begins", "a begins"], "{library:?}");
        stage.refused(
            &[format!("{} run_next {}", stage.both_sleep(), stage.worker(1))],
            "not ready to run",
        );
    }
}

#[test]
fn what_cannot_be_is_told_and_changes_nothing() {
    for library in ALL {
        let stage = Stage::new(library, "cannot");
        let last = stage.trace.events.len() - 1;
        let moment = stage.both_sleep();
        stage.refused(&[format!("{moment} cancel 99")], "there is no task 99 yet");
        stage.refused(&[format!("{moment} cancel_scope 99")], "there is no scope 99 yet");
        stage.refused(&[format!("{last} hold {}", stage.worker(0))], "the run has ended before");
        stage.refused(&[format!("{} interrupt", u32::MAX)], "the run has ended before");
        let a = TaskId(stage.worker(0));
        let done = |event: &&espalier_trace::Event| {
            event.task == Some(a) && matches!(event.kind, EventKind::Finished { .. })
        };
        let done = stage.trace.events.iter().find(done).unwrap().seq.0;
        stage.refused(
            &[format!("{done} delay {} 1", a.0), format!("{done} raise {}", a.0)],
            "has ended",
        );
    }
}

#[test]
fn nonsense_on_the_command_line_is_named() {
    let stage = Stage::new(Library::Asyncio, "nonsense");
    for (text, words) in [
        ("soon cancel 1", "begins with the number of an event"),
        ("3 kill 1", "no action"),
        ("3 delay 1 much", "a number of seconds"),
    ] {
        let output = stage.run(&[text.to_owned()]);
        assert_eq!((output.code, output.stdout.as_str()), (Some(64), ""), "{text}");
        assert!(output.stderr.contains(words), "{text}: {}", output.stderr);
    }
}
