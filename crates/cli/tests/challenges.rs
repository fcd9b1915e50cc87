//! The challenges of the page, met by the real engine: each line of `challenges.txt` is run as a person would on the command line,
//! and its run must have reached the goal. That the story by itself has not is tested beside the page.

use std::{env, fs, path::Path, process::Command};

use espalier_trace::{EventKind, Goal, TaskId, Trace};

const SCENARIOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios");

/// A line of the list.
struct Solution<'l> {
    challenge: &'l str,
    story: &'l str,
    program: &'l str,
    /// Knobs and interventions.
    parts: Vec<&'l str>,
}

fn read(line: &str) -> Solution<'_> {
    let (challenge, rest) = line.split_once(' ').expect("a challenge");
    let (story, rest) = rest.trim_start().split_once(' ').expect("a story");
    let (program, rest) = rest.trim_start().split_once(' ').unwrap_or((rest.trim_start(), ""));
    let parts = rest.split(';').map(str::trim).filter(|part| !part.is_empty()).collect();
    Solution { challenge, story, program, parts }
}

/// A program with a knob turned.
fn turned(source: &str, name: &str, value: &str) -> String {
    let start = format!("{name} = ");
    let line = source.lines().find(|line| line.starts_with(&start)).expect("a knob");
    let (_, comment) = line.split_once("  # knob").expect("a knob has a comment");
    source.replace(line, &format!("{start}{value}  # knob{comment}"))
}

fn run(program: &Path, interventions: &[String]) -> Trace {
    let mut command = Command::new(env!("CARGO_BIN_EXE_espalier"));
    command.arg("trace").arg(program);
    for intervention in interventions {
        command.args(["--intervene", intervention]);
    }
    let output = command.output().expect("the command runs");
    let text = String::from_utf8(output.stdout).expect("a trace is text");
    Trace::read(&text).unwrap_or_else(|error| {
        panic!("{}: {error}\n{}", program.display(), String::from_utf8_lossy(&output.stderr))
    })
}

/// The task of that name, or of that function.
fn task(run: &Trace, who: &str) -> TaskId {
    let is_it = |kind: &EventKind| match kind {
        EventKind::Spawned { name, function, .. } => {
            name.rsplit('.').next() == Some(who) || function.as_deref() == Some(who)
        }
        EventKind::Renamed { name } => name == who,
        _ => false,
    };
    let found = run.events.iter().find(|event| is_it(&event.kind)).and_then(|event| event.task);
    found.unwrap_or_else(|| panic!("no task {who} in {}", run.header.program.name))
}

/// `WHO waits N: ACTION` as an intervention in this run.
fn intervention(run: &Trace, part: &str) -> String {
    let (when, action) = part.split_once(": ").expect("WHO waits: ACTION");
    let (who, nth) = when.split_once(" waits").expect("WHO waits");
    let nth: usize = if nth.is_empty() { 1 } else { nth.trim().parse().expect("a number") };
    let waiter = task(run, who);
    let waits = |event: &&espalier_trace::Event| {
        event.task == Some(waiter) && matches!(event.kind, EventKind::Blocked { .. })
    };
    let after = run.events.iter().filter(waits).nth(nth - 1).expect("the task waits").seq.0;
    let words: Vec<&str> = action.split(' ').collect();
    match words[..] {
        [word, "around", whom] => {
            let inner = task(run, whom);
            let scope = run.events.iter().find_map(|event| match event.kind {
                EventKind::Spawned { scope, .. } if event.task == Some(inner) => scope,
                _ => None,
            });
            format!("{after} {word} {}", scope.expect("a frame").0)
        }
        [word, whom, ..] => {
            let rest = words[2..].iter().map(|word| format!(" {word}")).collect::<String>();
            format!("{after} {word} {}{rest}", task(run, whom).0)
        }
        _ => format!("{after} {action}"),
    }
}

fn solve(solution: &Solution<'_>, folder: &Path) -> Trace {
    let path = format!("{SCENARIOS}/{}/{}.py", solution.story, solution.program);
    let mut source = fs::read_to_string(path).expect("a program");
    let program = folder.join(format!("{}-{}.py", solution.story, solution.program));
    for (name, value) in solution.parts.iter().filter_map(|part| part.split_once(" = ")) {
        source = turned(&source, name, value);
    }
    fs::write(&program, source).expect("the program is written");
    let mut interventions = Vec::new();
    let mut trace = run(&program, &interventions);
    for part in solution.parts.iter().filter(|part| !part.contains(" = ")) {
        // Its event is one of the run with all earlier ones in place.
        interventions.push(intervention(&trace, part));
        trace = run(&program, &interventions);
    }
    trace
}

#[test]
fn every_challenge_is_met_where_the_page_says_that_it_can_be() {
    let folder = env::temp_dir().join(format!("espalier-challenges-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let lines = include_str!("challenges.txt").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let solutions: Vec<Solution<'_>> = lines.map(read).collect();
    let runs: Vec<Trace> = solutions.iter().map(|solution| solve(solution, &folder)).collect();
    fs::remove_dir_all(&folder).expect("the folder goes");
    let mut missed = Vec::new();
    for (name, goal) in Goal::ALL {
        let of_goal = || solutions.iter().zip(&runs).filter(|(one, _)| one.challenge == name);
        let traces: Vec<&Trace> = of_goal().map(|(_, run)| run).collect();
        assert!(!traces.is_empty(), "nobody meets {name}");
        for ((solution, _), reached) in of_goal().zip(goal.reached(&traces)) {
            if !reached {
                missed.push(format!("{name}: {}/{}", solution.story, solution.program));
            }
        }
    }
    assert!(missed.is_empty(), "not reached:\n{}", missed.join("\n"));
    let known = |name: &str| Goal::ALL.iter().any(|(known, _)| *known == name);
    assert!(solutions.iter().all(|one| known(one.challenge)), "a challenge without a goal");
}
