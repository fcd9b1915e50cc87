//! Every program of the corpus is a test of its own, under its name.
//!
//! Passing proves: for each program the engine prints on standard output, byte for byte, what CPython prints with the
//! real library under virtual time (`FOLDER::NAME`), and the Trace of a run is the same bytes each time
//! (`deterministic::FOLDER::NAME`) and holds together (`espalier_conformance::well_formed`); in the Trace of a program that prints the
//! library's own tree of tasks, the tree is the same at the same moments (`tree::FOLDER::NAME`). `truth::fresh`, `truth::curio_fresh` for curio, proves that the stored truth is what the real libraries say today,
//! `generated::LIBRARY` that the two agree on a hundred random programs as well.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use espalier_conformance::engine::{Engine, last_lines};
use espalier_conformance::judge::judge;
use espalier_conformance::program::{Expectation, Program, all_programs, corpus};
use espalier_conformance::{tree, well_formed};
use espalier_trace::Trace;
use libtest_mimic::{Arguments, Failed, Trial};

/// Names the interpreter for what needs the real libraries: CPython 3.13 with trio 0.35 and anyio 4.16.
const PYTHON: &str = "ESPALIER_PYTHON313";

/// Names the interpreter for curio: CPython 3.11 with curio 1.6, which does not import on later ones.
const CURIO_PYTHON: &str = "ESPALIER_PYTHON311";

/// The same hundred generated programs in every run of the tests; other seeds are for `generate.py` by hand.
const GENERATED_SEED: &str = "1";

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let (engine, programs) = match (Engine::find(), all_programs()) {
        (Ok(engine), Ok(programs)) => (Arc::new(engine), programs),
        (Err(error), _) | (_, Err(error)) => {
            eprintln!("conformance: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    let python = std::env::var_os(PYTHON);
    if python.is_none() {
        eprintln!(
            "truth::fresh and generated:: are skipped: {PYTHON} does not name a CPython 3.13 with trio 0.35 and anyio 4.16"
        );
    }
    let curio_python = std::env::var_os(CURIO_PYTHON);
    if curio_python.is_none() {
        eprintln!(
            "truth::curio_fresh and generated::curio are skipped: {CURIO_PYTHON} does not name a CPython 3.11 with curio 1.6"
        );
    }
    let script = |path: &str| corpus().with_file_name(path);
    let fresh = |name, python| {
        with_python(name, python, script("record/record.py"), ["--check"].map(OsString::from))
    };
    let mut trials =
        vec![fresh("truth::fresh", &python), fresh("truth::curio_fresh", &curio_python)];
    let generated = [
        ("anyio-asyncio", &python),
        ("anyio-trio", &python),
        ("asyncio", &python),
        ("curio", &curio_python),
        ("trio", &python),
    ];
    for (library, python) in generated {
        let fixed =
            ["--library", library, "--seed", GENERATED_SEED, "--count", "100", "--espalier"]
                .map(OsString::from);
        let arguments = fixed.into_iter().chain([engine.binary().into()]);
        trials.push(with_python(
            &format!("generated::{library}"),
            python,
            script("generate/generate.py"),
            arguments,
        ));
    }
    let known = match known_differences() {
        Ok(known) => known,
        Err(error) => {
            eprintln!("conformance: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    if let Some(gone) = known.iter().find(|name| programs.iter().all(|one| one.name != **name)) {
        eprintln!("conformance: known-differences.txt names {gone}, which is no program");
        return ExitCode::FAILURE;
    }
    for program in programs.into_iter().map(Arc::new) {
        let (engine_for_run, program_for_run) = (Arc::clone(&engine), Arc::clone(&program));
        if known.contains(&program.name) {
            trials.push(Trial::test(format!("differs::{}", program.name), move || {
                match behaves(&engine_for_run, &program_for_run) {
                    Ok(()) => Err(Failed::from("agrees now: take it out of known-differences.txt")),
                    Err(_) => Ok(()),
                }
            }));
        } else {
            trials.push(Trial::test(program.name.clone(), move || {
                shown(behaves(&engine_for_run, &program_for_run))
            }));
        }
        // It prints the library's own tree of tasks.
        if program.path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("tree_"))
        {
            let (engine, program) = (Arc::clone(&engine), Arc::clone(&program));
            trials.push(Trial::test(format!("tree::{}", program.name), move || {
                shown(is_drawn_as_reported(&engine, &program))
            }));
        }
        // A program that exceeds a limit has a trace of millions of events: the other folders say enough.
        if !matches!(program.expectation, Expectation::Asks(_)) {
            let engine = Arc::clone(&engine);
            trials.push(Trial::test(format!("deterministic::{}", program.name), move || {
                shown(is_deterministic(&engine, &program))
            }));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The programs whose output is known to differ.
fn known_differences() -> Result<Vec<String>> {
    let path = corpus().join("known-differences.txt");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let names = text.lines().filter(|line| !line.starts_with('#'));
    Ok(names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect())
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
    ensure!(
        !first.stdout.is_empty() || first.code == Some(2),
        "no trace: {}",
        last_lines(&first.stderr, 15)
    );
    let same = first.stdout.bytes().zip(second.stdout.bytes()).take_while(|(a, b)| a == b).count();
    ensure!(
        first.stdout == second.stdout,
        "two traces of one program differ from byte {same} on:\n{}\n{}",
        excerpt(&first.stdout, same),
        excerpt(&second.stdout, same)
    );
    if first.code == Some(2) { Ok(()) } else { well_formed::check(&Trace::read(&first.stdout)?) }
}

/// At each moment at which the program reports the library's tree, the Trace says the same one.
fn is_drawn_as_reported(engine: &Engine, program: &Program) -> Result<()> {
    let output = engine.trace(&program.path, &[])?;
    tree::check(&Trace::read(&output.stdout)?).map(drop)
}

fn excerpt(text: &str, around: usize) -> String {
    text.chars().skip(around.saturating_sub(60)).take(160).collect()
}

/// A test that is a script of this project, run by the interpreter with the real libraries; skipped where there is none.
fn with_python(
    name: &str,
    python: &Option<OsString>,
    script: PathBuf,
    arguments: impl IntoIterator<Item = OsString>,
) -> Trial {
    let (python, arguments) = (python.clone(), arguments.into_iter().collect::<Vec<_>>());
    let skipped = python.is_none();
    Trial::test(name, move || {
        let python = python.ok_or_else(|| Failed::from(format!("{PYTHON} is not set")))?;
        let output =
            Command::new(&python).arg(script).args(arguments).output().map_err(|error| {
                Failed::from(format!(
                    "cannot start {}, which {PYTHON} names: {error}",
                    python.to_string_lossy()
                ))
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
