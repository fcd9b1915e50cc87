//! The challenges of the page, met by the real engine: each line of `challenges.txt` is run as a person would on the
//! command line, and its run must have reached the goal. That the story by itself has not is tested beside the page.

use std::{env, fs, path::Path, process::Command};

use espalier_trace::{Goal, Trace};

const SCENARIOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios");

/// A line of the list.
struct Solution {
    challenge: String,
    program: String,
    knobs: Vec<(String, String)>,
    interventions: Vec<String>,
}

fn solutions() -> Vec<Solution> {
    let list = include_str!("challenges.txt");
    let lines = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(read).collect()
}

fn read(line: &str) -> Solution {
    let mut words = line.split_whitespace();
    let mut word = || words.next().unwrap_or_else(|| panic!("{line} is cut off")).to_owned();
    let (challenge, story, program) = (word(), word(), word());
    let rest = words.collect::<Vec<_>>().join(" ");
    let (knobs, interventions): (Vec<&str>, Vec<&str>) =
        rest.split("; ").filter(|part| !part.is_empty()).partition(|part| part.contains('='));
    let knob = |knob: &str| {
        let (name, value) = knob.split_once(" = ").expect("NAME = VALUE");
        (name.to_owned(), value.to_owned())
    };
    Solution {
        challenge,
        program: format!("{story}/{program}.py"),
        knobs: knobs.into_iter().map(knob).collect(),
        interventions: interventions.into_iter().map(str::to_owned).collect(),
    }
}

/// The program with its knobs turned.
fn turned(solution: &Solution) -> String {
    let source =
        fs::read_to_string(format!("{SCENARIOS}/{}", solution.program)).expect("a program");
    let mut lines: Vec<String> = source.lines().map(str::to_owned).collect();
    for (name, value) in &solution.knobs {
        let start = format!("{name} = ");
        let line = lines.iter_mut().find(|line| line.starts_with(&start)).expect("a knob");
        let comment = line.split_once("  # knob").expect("a knob has a comment").1;
        *line = format!("{start}{value}  # knob{comment}");
    }
    lines.join("\n") + "\n"
}

fn run(solution: &Solution, folder: &Path) -> Trace {
    let program = folder.join(solution.program.replace('/', "-"));
    fs::write(&program, turned(solution)).expect("the program is written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_espalier"));
    command.arg("trace").arg(&program);
    for intervention in &solution.interventions {
        command.args(["--intervene", intervention]);
    }
    let output = command.output().expect("the command runs");
    let text = String::from_utf8(output.stdout).expect("a trace is text");
    let trace = Trace::read(&text).unwrap_or_else(|error| {
        panic!("{}: {error}\n{}", solution.program, String::from_utf8_lossy(&output.stderr))
    });
    assert_eq!(trace.header.interventions.len(), solution.interventions.len());
    trace
}

#[test]
fn every_challenge_is_met_where_the_page_says_that_it_can_be() {
    let folder = env::temp_dir().join(format!("espalier-challenges-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let mut runs: Vec<(String, String, Trace)> = Vec::new();
    for solution in solutions() {
        let trace = run(&solution, &folder);
        runs.push((solution.challenge, solution.program, trace));
    }
    fs::remove_dir_all(&folder).expect("the folder goes");
    let mut missed = Vec::new();
    for (name, goal) in Goal::ALL {
        let of_goal: Vec<_> = runs.iter().filter(|(challenge, ..)| challenge == name).collect();
        assert!(!of_goal.is_empty(), "nobody meets {name}");
        let traces: Vec<&Trace> = of_goal.iter().map(|(.., trace)| trace).collect();
        for ((_, program, _), reached) in of_goal.iter().zip(goal.reached(&traces)) {
            if !reached {
                missed.push(format!("{name}: {program}"));
            }
        }
    }
    assert!(missed.is_empty(), "not reached:\n{}", missed.join("\n"));
    let known = |name: &str| Goal::ALL.iter().any(|(known, _)| *known == name);
    assert!(runs.iter().all(|(challenge, ..)| known(challenge)), "a challenge without a goal");
}
