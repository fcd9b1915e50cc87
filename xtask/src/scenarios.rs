//! The traces that the first view shows before any engine is loaded: recorded, committed, and checked.
//!
//! Owns how a story's programs become its recorded traces. It must not know what is in a trace.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;
use crate::process;
use crate::setup::toolchain;
use crate::step::{Failure, Steps};
use crate::test;

/// One program of a story and the trace it leaves. Both names are relative to the story's folder.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    program: String,
    trace: String,
}

/// `cargo xtask record`: runs every story's programs and stores what they leave.
///
/// # Errors
/// When the engine does not compile, a program fails to run, or a file cannot be written.
pub fn record() -> Result<(), Failure> {
    let mut steps = Steps::default();
    let toolchain = steps.step("Rust toolchain", toolchain::find_or_install)?;
    let espalier = steps.step("espalier command", || test::command_line(&toolchain))?;
    steps.step("traces", || {
        each_column(|folder, column| {
            let path = folder.join(&column.trace);
            let trace = run(&espalier, folder, column)?;
            if fs::read(&path).is_ok_and(|stored| stored == trace) {
                return Ok(());
            }
            println!("    {} is new, {} bytes", path.display(), trace.len());
            fs::write(&path, trace).map_err(|error| {
                Failure::new(format!("{} cannot be written: {error}", path.display()))
            })
        })
    })?;
    steps.summary()
}

/// Runs every story's programs and compares what they leave with what is stored, to the byte.
///
/// # Errors
/// When any differs; the failure names all that do.
pub fn check(espalier: &Path) -> Result<(), Failure> {
    let (mut fresh, mut stale) = (0, Vec::new());
    each_column(|folder, column| {
        let path = folder.join(&column.trace);
        let trace = run(espalier, folder, column)?;
        match fs::read(&path) {
            Ok(stored) if stored == trace => fresh += 1,
            Ok(_) => stale.push(format!("{} is not what its program does now", path.display())),
            Err(error) => stale.push(format!("{}: {error}", path.display())),
        }
        Ok(())
    })?;
    println!("    {fresh} passed, {} failed", stale.len());
    if stale.is_empty() {
        return Ok(());
    }
    Err(Failure::new(stale.join("\n")).advise("cargo xtask record, then look at what has changed"))
}

fn run(espalier: &Path, folder: &Path, column: &Column) -> Result<Vec<u8>, Failure> {
    // In the story's folder, so that the trace has the program's bare name.
    process::output_bytes(
        Command::new(espalier).current_dir(folder).args(["trace", &column.program]),
    )
}

fn each_column(
    mut action: impl FnMut(&Path, &Column) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for folder in stories()? {
        for column in columns(names(&folder)?.into_iter()) {
            action(&folder, &column)?;
        }
    }
    Ok(())
}

fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let entries = fs::read_dir(folder)
        .map_err(|error| Failure::new(format!("{} cannot be read: {error}", folder.display())))?;
    Ok(entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect())
}

fn stories() -> Result<Vec<PathBuf>, Failure> {
    let folder = cache::root().join("scenarios");
    let mut stories: Vec<PathBuf> = names(&folder)?
        .into_iter()
        .map(|name| folder.join(name))
        .filter(|path| path.is_dir())
        .collect();
    stories.sort();
    if stories.is_empty() {
        return Err(Failure::new(format!("{} holds no stories", folder.display())));
    }
    Ok(stories)
}

/// The programs of a story: every `.py` of its folder. A trace lies beside its program and has its name.
fn columns(names: impl Iterator<Item = String>) -> Vec<Column> {
    let mut columns: Vec<Column> = names
        .filter_map(|program| {
            let trace = format!("{}.trace", program.strip_suffix(".py")?);
            Some(Column { program, trace })
        })
        .collect();
    columns.sort();
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_program_has_a_trace_of_its_name() {
        let names = ["nursery.trace", "nursery.py", "create_task.py", "notes.md"];
        let column =
            |name: &str| Column { program: format!("{name}.py"), trace: format!("{name}.trace") };
        let found = columns(names.into_iter().map(str::to_owned));
        assert_eq!(found, [column("create_task"), column("nursery")]);
    }
}
