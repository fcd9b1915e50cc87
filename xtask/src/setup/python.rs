//! A Python 3.13 with the real libraries, against which the stored truth is recorded again.
//!
//! Owns their versions and the virtual environment in the cache. A machine without Python 3.13 is no error:
//! the stored truth stands in for it, and whoever asks is told why.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::cache;
use crate::process;
use crate::setup::apt;
use crate::step::Failure;

const MINOR: u32 = 13;
const LIBRARIES: [&str; 2] = ["trio==0.35.0", "anyio==4.16.0"];

/// Whether the real libraries can be run here.
pub enum Environment {
    /// The interpreter of the virtual environment.
    Ready(PathBuf),
    /// Why not.
    Missing(String),
}

/// The virtual environment with the real libraries, made if need be.
///
/// # Errors
/// When there is a Python 3.13 and the libraries cannot be installed.
pub fn environment() -> Result<Environment, Failure> {
    let name = format!("3.{MINOR}-{}", cache::fingerprint(LIBRARIES.join(" ").as_bytes()));
    let folder = cache::sub("python")?.join(name);
    let interpreter = folder.join("bin/python");
    let done = folder.join("installed");
    if is_right(&interpreter) && done.is_file() {
        println!("    {}: {}", interpreter.display(), LIBRARIES.join(", "));
        return Ok(Environment::Ready(interpreter));
    }
    let Some(python) = find_python()? else {
        let why = format!("no python3.{MINOR} on PATH, under pyenv or in the distribution");
        return Ok(Environment::Missing(why));
    };
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| {
            Failure::new(format!("{} cannot be removed: {error}", folder.display()))
        })?;
    }
    process::run(Command::new(&python).args(["-m", "venv"]).arg(&folder))?;
    process::run(
        Command::new(&interpreter)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .args(LIBRARIES),
    )
    .map_err(|failure| failure.advise("see pip's message above; is its index within reach?"))?;
    fs::write(&done, LIBRARIES.join("\n"))
        .map_err(|error| Failure::new(format!("{} cannot be written: {error}", done.display())))?;
    Ok(Environment::Ready(interpreter))
}

/// A name alone proves nothing: pyenv puts commands on `PATH` that only say the version is not chosen.
fn is_right(python: &PathBuf) -> bool {
    process::output(Command::new(python).arg("--version"))
        .ok()
        .and_then(|answer| process::version_in(&answer))
        .is_some_and(|(major, minor, _)| (major, minor) == (3, MINOR))
}

fn find_python() -> Result<Option<PathBuf>, Failure> {
    if let Some(found) = candidates().into_iter().find(is_right) {
        return Ok(Some(found));
    }
    let package = format!("python3.{MINOR}");
    if apt::is_debian()
        && process::output(Command::new("apt-cache").args(["show", &package])).is_ok()
    {
        apt::install(
            &[&package, &format!("{package}-venv")],
            "to install the Python that the real libraries run on",
        )?;
    }
    Ok(candidates().into_iter().find(is_right))
}

fn candidates() -> Vec<PathBuf> {
    let on_path = [format!("python3.{MINOR}"), "python3".to_owned(), "python".to_owned()];
    let mut found: Vec<PathBuf> = on_path.iter().filter_map(|name| process::which(name)).collect();
    let pyenv = env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".pyenv")));
    if let Some(Ok(versions)) = pyenv.map(|root| fs::read_dir(root.join("versions"))) {
        let mut versions: Vec<PathBuf> = versions
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(&format!("3.{MINOR}.")))
            .map(|entry| entry.path().join("bin/python"))
            .collect();
        versions.sort();
        found.extend(versions.into_iter().rev());
    }
    found
}
