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
#[derive(Debug, PartialEq, Eq)]
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
        let path = folder.join("scenario.toml");
        let columns = columns(&cache::read(&path)?)
            .map_err(|problem| Failure::new(format!("{}: {problem}", path.display())))?;
        for column in columns {
            action(&folder, &column)?;
        }
    }
    Ok(())
}

fn stories() -> Result<Vec<PathBuf>, Failure> {
    let folder = cache::root().join("scenarios");
    let entries = fs::read_dir(&folder)
        .map_err(|error| Failure::new(format!("{} cannot be read: {error}", folder.display())))?;
    let mut stories: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join("scenario.toml").is_file())
        .collect();
    stories.sort();
    if stories.is_empty() {
        return Err(Failure::new(format!("{} holds no scenario.toml", folder.display())));
    }
    Ok(stories)
}

/// The columns of a scenario.toml. Reads no more of TOML than that file uses: tables, and strings on one line.
fn columns(text: &str) -> Result<Vec<Column>, String> {
    let mut columns = Vec::new();
    for table in text.split("[[column]]").skip(1) {
        let value = |key: &str| {
            table.lines().find_map(|line| {
                let (name, value) = line.split_once('=')?;
                let value = value.trim().strip_prefix('"')?.split('"').next()?;
                (name.trim() == key).then(|| value.to_owned())
            })
        };
        let column = columns.len() + 1;
        let wanted =
            |key: &str| value(key).ok_or_else(|| format!("column {column} has no `{key} = \"…\"`"));
        columns.push(Column { program: wanted("program")?, trace: wanted("trace")? });
    }
    if columns.is_empty() {
        return Err("it has no [[column]]".to_owned());
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_in_the_order_of_the_page() {
        let text = "name = \"x\"\n\n[[column]]\nid = \"a\"\nprogram = \"a.py\"\ntrace = \"a.trace\"\n\n\
                    [[column]]\nprogram=\"b.py\" # why\ntrace = \"b.trace\"\n";
        let column =
            |name: &str| Column { program: format!("{name}.py"), trace: format!("{name}.trace") };
        assert_eq!(columns(text), Ok(vec![column("a"), column("b")]));
    }

    #[test]
    fn a_column_without_a_trace_is_named() {
        let text = "[[column]]\nprogram = \"a.py\"\n";
        assert_eq!(columns(text), Err("column 1 has no `trace = \"…\"`".to_owned()));
        assert!(columns("name = \"x\"\n").is_err());
    }
}
