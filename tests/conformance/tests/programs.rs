//! Every program of the corpus is a test of its own, under its name.
//!
//! Passing proves: for each program the engine prints on standard output, byte for byte, what CPython 3.13 prints with the
//! real library under virtual time (`FOLDER::NAME`), and the Trace of a run is the same bytes each time
//! (`deterministic::FOLDER::NAME`). `truth::fresh` proves that the stored truth is what the real libraries say today.

use std::process::{Command, ExitCode};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use espalier_conformance::engine::{Engine, last_lines};
use espalier_conformance::judge::judge;
use espalier_conformance::program::{Program, all_programs, corpus};
use libtest_mimic::{Arguments, Failed, Trial};

/// Names the interpreter for the stale check: CPython 3.13 with trio 0.35 and anyio 4.16.
const PYTHON: &str = "ESPALIER_PYTHON313";

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let (engine, programs) = match (Engine::find(), all_programs()) {
        (Ok(engine), Ok(programs)) => (Arc::new(engine), programs),
        (Err(error), _) | (_, Err(error)) => {
            eprintln!("conformance: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    let mut trials = vec![freshness()];
    for program in programs.into_iter().map(Arc::new) {
        let (engine_for_run, program_for_run) = (Arc::clone(&engine), Arc::clone(&program));
        let engine_for_trace = Arc::clone(&engine);
        trials.push(Trial::test(program.name.clone(), move || shown(behaves(&engine_for_run, &program_for_run))));
        trials.push(Trial::test(format!("deterministic::{}", program.name), move || {
            shown(is_deterministic(&engine_for_trace, &program))
        }));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn shown(outcome: Result<()>) -> Result<(), Failed> {
    outcome.map_err(|error| Failed::from(format!("{error:#}")))
}

fn behaves(engine: &Engine, program: &Program) -> Result<()> {
    let output = engine.run(&program.path, &[])?;
    let file_name = program.path.file_name().context("a program has a name")?.to_string_lossy();
    judge(&program.expectation, &output, &file_name)
}

fn is_deterministic(engine: &Engine, program: &Program) -> Result<()> {
    let first = engine.trace(&program.path, &[])?;
    let second = engine.trace(&program.path, &[])?;
    ensure!(first.code == second.code, "exit codes {:?} and {:?}", first.code, second.code);
    ensure!(!first.stdout.is_empty() || first.code == Some(2), "no trace: {}", last_lines(&first.stderr, 15));
    let same = first.stdout.bytes().zip(second.stdout.bytes()).take_while(|(a, b)| a == b).count();
    ensure!(
        first.stdout == second.stdout,
        "two traces of one program differ from byte {same} on:\n{}\n{}",
        excerpt(&first.stdout, same),
        excerpt(&second.stdout, same)
    );
    Ok(())
}

fn excerpt(text: &str, around: usize) -> String {
    text.chars().skip(around.saturating_sub(60)).take(160).collect()
}

/// Runs the recorder's own check, where the real libraries are; elsewhere the test is skipped and says why.
fn freshness() -> Trial {
    let python = std::env::var_os(PYTHON);
    if python.is_none() {
        eprintln!("truth::fresh is skipped: {PYTHON} does not name a CPython 3.13 with trio 0.35 and anyio 4.16");
    }
    let skipped = python.is_none();
    Trial::test("truth::fresh", move || {
        let record = corpus().with_file_name("record").join("record.py");
        let python = python.ok_or_else(|| Failed::from(format!("{PYTHON} is not set")))?;
        let output = Command::new(&python).arg(record).arg("--check").output().map_err(|error| {
            Failed::from(format!("cannot start {}, which {PYTHON} names: {error}", python.to_string_lossy()))
        })?;
        match output.status.success() {
            true => Ok(()),
            false => Err(Failed::from(format!(
                "{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            ))),
        }
    })
    .with_ignored_flag(skipped)
}
