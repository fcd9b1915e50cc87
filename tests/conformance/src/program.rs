//! The programs under `programs/`, found and read. A program's folder says how it is judged.
//!
//! Must not know how a program is run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use regex::Regex;

/// How standard output, standard error and the exit code are judged.
#[derive(Debug)]
pub enum Expectation {
    /// Standard output to the byte, exit code 0.
    Prints(String),
    /// The same, then an exception leaves the program: exit code 1, and its traceback on standard error,
    /// reduced by [`crate::judge::own_lines`].
    Raises {
        /// Standard output, to the byte.
        stdout: String,
        /// The reduced traceback.
        stderr: String,
    },
    /// What the program's own `#? ` lines ask for; used where no real library can say what is right.
    Asks(Asked),
}

/// The wishes in the head of a program under `programs/cli/`.
#[derive(Debug, Default)]
pub struct Asked {
    /// `#? exit N`
    pub code: i32,
    /// `#? stdout REGEX`, each found somewhere in standard output
    pub stdout: Vec<Regex>,
    /// `#? stderr REGEX`
    pub stderr: Vec<Regex>,
    /// `#? not stderr REGEX`, found nowhere
    pub not_stderr: Vec<Regex>,
}

/// One file of the corpus.
#[derive(Debug)]
pub struct Program {
    /// `folder::name`
    pub name: String,
    /// Where its source is.
    pub path: PathBuf,
    /// How a run of it is judged.
    pub expectation: Expectation,
}

/// The backends of anyio. A program below `anyio` is one program on each: its line `BACKEND = "..."` is replaced.
const BACKENDS: [&str; 2] = ["asyncio", "trio"];
const ANYIO: &str = "anyio";

/// The folders under `programs/` and who decides there.
const RECORDED: [&str; 4] = ["asyncio", "curio", "fastapi", "trio"];
const UNCAUGHT: &str = "uncaught";
const CLI: &str = "cli";

/// Where the corpus is.
#[must_use]
pub fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("programs")
}

/// Every program of the corpus, by folder and name.
///
/// # Errors
/// If a program lacks its expectation or asks for something unknown.
pub fn all_programs() -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    for folder in RECORDED.into_iter().chain([UNCAUGHT, CLI]) {
        for path in python_files(&corpus().join(folder))? {
            let stem = path.file_stem().context("a file has a name")?.to_string_lossy();
            let name = format!("{folder}::{stem}");
            let expectation = expectation(folder, &path).with_context(|| name.clone())?;
            programs.push(Program { name, path, expectation });
        }
    }
    for path in python_files(&corpus().join(ANYIO))? {
        for backend in BACKENDS {
            programs.push(on_backend(&path, backend)?);
        }
    }
    Ok(programs)
}

/// A program of anyio's on one backend: a copy, under the same file name.
fn on_backend(path: &Path, backend: &str) -> Result<Program> {
    let stem = path.file_stem().context("a file has a name")?.to_string_lossy();
    let name = format!("{ANYIO}::{backend}::{stem}");
    let source = fs::read_to_string(path)?;
    let line = Regex::new(r#"(?m)^BACKEND = ".*"$"#)?;
    ensure!(line.find_iter(&source).count() == 1, "{name}: no single line BACKEND = \"...\"");
    let source = line.replace(&source, format!("BACKEND = \"{backend}\""));
    let folder = std::env::temp_dir().join(format!("espalier-{}-{backend}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let copy = folder.join(path.file_name().context("a file has a name")?);
    fs::write(&copy, source.as_bytes())?;
    let stdout = expected(path, &format!("{backend}.expected")).with_context(|| name.clone())?;
    Ok(Program { name, path: copy, expectation: Expectation::Prints(stdout) })
}

/// A file of expectations beside a program.
fn expected(path: &Path, extension: &str) -> Result<String> {
    let file = path.with_extension(extension);
    fs::read_to_string(&file)
        .with_context(|| format!("{} is missing: record it with record/record.py", file.display()))
}

fn python_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|e| e == "py"));
    files.sort();
    ensure!(!files.is_empty(), "no programs in {}", folder.display());
    Ok(files)
}

fn expectation(folder: &str, path: &Path) -> Result<Expectation> {
    let beside = |extension: &str| expected(path, extension);
    Ok(match folder {
        UNCAUGHT => {
            Expectation::Raises { stdout: beside("expected")?, stderr: beside("expected-stderr")? }
        }
        CLI => Expectation::Asks(asked(&fs::read_to_string(path)?)?),
        _ => Expectation::Prints(beside("expected")?),
    })
}

fn asked(source: &str) -> Result<Asked> {
    let mut asked = Asked::default();
    let mut wishes = 0;
    for wish in source.lines().filter_map(|line| line.strip_prefix("#? ")) {
        wishes += 1;
        match wish.split_once(' ') {
            Some(("exit", code)) => asked.code = code.parse().context("#? exit takes a number")?,
            Some(("stdout", regex)) => asked.stdout.push(multi_line(regex)?),
            Some(("stderr", regex)) => asked.stderr.push(multi_line(regex)?),
            Some(("not", rest)) => {
                let regex =
                    rest.strip_prefix("stderr ").context("only `#? not stderr` is known")?;
                asked.not_stderr.push(multi_line(regex)?);
            }
            _ => bail!("unknown wish: #? {wish}"),
        }
    }
    ensure!(wishes > 0, "asks for nothing: it has no `#? ` line");
    Ok(asked)
}

fn multi_line(regex: &str) -> Result<Regex> {
    Regex::new(&format!("(?m){regex}")).context("a bad regular expression")
}
