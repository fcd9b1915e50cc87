//! The Pythons with the real libraries, against which the stored truth is recorded again: 3.13, and 3.11 for curio, which
//! does not import on later ones.
//!
//! Owns their versions, the virtual environments and the source distributions in the cache. A machine without such a Python is no error:
//! the stored truth stands in for it, and whoever asks is told why.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;
use crate::process;
use crate::setup::apt;
use crate::step::Failure;

/// A Python 3 with some of the real libraries.
#[derive(Clone, Copy)]
pub struct Python {
    minor: u32,
    libraries: &'static [&'static str],
    /// Where the tests are told of it.
    pub variable: &'static str,
}

/// The Python that all libraries but curio run on.
pub const MAIN: Python = Python {
    minor: 13,
    libraries: &[
        "trio==0.35.0",
        "anyio==4.16.0",
        "fastapi==0.165.0",
        "starlette==1.10.0",
        "pydantic==2.14.3",
        "httpx==0.28.1",
        "asgi-lifespan==2.1.0",
        // FastAPI asks for it when an endpoint reads a form.
        "python-multipart==0.0.34",
    ],
    variable: "ESPALIER_PYTHON313",
};

/// The Python that curio runs on.
pub const CURIO: Python =
    Python { minor: 11, libraries: &["curio==1.6"], variable: "ESPALIER_PYTHON311" };

/// Libraries whose tests are in the source distribution only.
const SOURCES: [&str; 2] = ["anyio==4.16.0", "curio==1.6"];

/// All of them.
pub const ALL: [Python; 2] = [MAIN, CURIO];

/// Whether the real libraries can be run here.
pub enum Environment {
    /// The interpreter of the virtual environment.
    Ready(PathBuf),
    /// Why not.
    Missing(String),
}

/// The virtual environment of [`MAIN`].
///
/// # Errors
/// As [`Python::environment`].
pub fn environment() -> Result<Environment, Failure> {
    MAIN.environment()
}

/// The folder with the source distributions that have tests, each unpacked, fetched if need be by `interpreter`'s pip.
///
/// # Errors
/// When one cannot be fetched or unpacked.
pub fn sources(interpreter: &Path) -> Result<PathBuf, Failure> {
    let folder = cache::sub("sources")?;
    for library in SOURCES {
        let name = library.replace("==", "-");
        let package = library.split("==").next().unwrap_or(library);
        if folder.join(&name).is_dir() {
            continue;
        }
        process::run(
            Command::new(interpreter)
                .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check"])
                .args(["--no-deps", "--no-binary", package, "--dest"])
                .arg(&folder)
                .arg(library),
        )
        .map_err(|failure| failure.advise("see pip's message above; is its index within reach?"))?;
        process::run(
            Command::new(interpreter)
                .args(["-m", "tarfile", "--filter", "data", "-e"])
                .arg(folder.join(format!("{name}.tar.gz")))
                .arg(&folder),
        )?;
    }
    Ok(folder)
}

impl Python {
    /// What it is, for people.
    #[must_use]
    pub fn title(self) -> String {
        let names: Vec<_> =
            self.libraries.iter().filter_map(|library| library.split("==").next()).collect();
        format!("Python 3.{} with {}", self.minor, names.join(" and "))
    }

    /// The virtual environment with the real libraries, made if need be.
    ///
    /// # Errors
    /// When there is this Python and the libraries cannot be installed.
    pub fn environment(self) -> Result<Environment, Failure> {
        let libraries = self.libraries;
        let name =
            format!("3.{}-{}", self.minor, cache::fingerprint(libraries.join(" ").as_bytes()));
        let folder = cache::sub("python")?.join(name);
        let interpreter = folder.join("bin/python");
        let done = folder.join("installed");
        if self.is(&interpreter) && done.is_file() {
            println!("    {}: {}", interpreter.display(), libraries.join(", "));
            return Ok(Environment::Ready(interpreter));
        }
        let Some(python) = self.find()? else {
            let minor = self.minor;
            let why = format!("no python3.{minor} on PATH, under pyenv or in the distribution");
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
                .args(libraries),
        )
        .map_err(|failure| failure.advise("see pip's message above; is its index within reach?"))?;
        fs::write(&done, libraries.join("\n")).map_err(|error| {
            Failure::new(format!("{} cannot be written: {error}", done.display()))
        })?;
        Ok(Environment::Ready(interpreter))
    }

    /// A name alone proves nothing: pyenv puts commands on `PATH` that only say the version is not chosen.
    fn is(self, python: &PathBuf) -> bool {
        process::output(Command::new(python).arg("--version"))
            .ok()
            .and_then(|answer| process::version_in(&answer))
            .is_some_and(|(major, minor, _)| (major, minor) == (3, self.minor))
    }

    fn find(self) -> Result<Option<PathBuf>, Failure> {
        if let Some(found) = self.candidates().into_iter().find(|python| self.is(python)) {
            return Ok(Some(found));
        }
        let package = format!("python3.{}", self.minor);
        if apt::is_debian()
            && process::output(Command::new("apt-cache").args(["show", &package])).is_ok()
        {
            apt::install(
                &[&package, &format!("{package}-venv")],
                "to install the Python that the real libraries run on",
            )?;
        }
        Ok(self.candidates().into_iter().find(|python| self.is(python)))
    }

    fn candidates(self) -> Vec<PathBuf> {
        let minor = self.minor;
        let on_path = [format!("python3.{minor}"), "python3".to_owned(), "python".to_owned()];
        let mut found: Vec<PathBuf> =
            on_path.iter().filter_map(|name| process::which(name)).collect();
        let pyenv = env::var_os("PYENV_ROOT")
            .map(PathBuf::from)
            .or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".pyenv")));
        if let Some(Ok(versions)) = pyenv.map(|root| fs::read_dir(root.join("versions"))) {
            let wanted = format!("3.{minor}.");
            let mut versions: Vec<PathBuf> = versions
                .flatten()
                .filter(|entry| entry.file_name().to_string_lossy().starts_with(&wanted))
                .map(|entry| entry.path().join("bin/python"))
                .collect();
            versions.sort();
            found.extend(versions.into_iter().rev());
        }
        found
    }
}
