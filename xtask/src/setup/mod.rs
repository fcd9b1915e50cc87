//! Whatever the other commands need and the machine lacks.
//!
//! Owns the order in which things are set up and what a command needs. Each thing has its file, which
//! says where it comes from; all of them leave alone what is there already.

pub mod apt;
pub mod browser;
pub mod cargo_tool;
pub mod npm;
pub mod python;
pub mod toolchain;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;
use crate::process;
use crate::step::{Failure, Outcome, Steps};

pub use toolchain::Toolchain;

/// What it takes to build the site.
pub struct Web {
    pub toolchain: Toolchain,
    pub trunk: PathBuf,
    /// Folders that stand first on `PATH` while Trunk runs: wasm-bindgen, wasm-opt, Node's tools.
    tools: Vec<PathBuf>,
}

impl Web {
    /// A command that finds the tools set up here before any other of the same name.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let tools: Vec<&Path> = self.tools.iter().map(PathBuf::as_path).collect();
        command.env("PATH", process::path_with(&tools));
        self.toolchain.apply(&mut command);
        command
    }
}

/// `cargo xtask setup`.
///
/// # Errors
/// When a thing needed by `serve`, `dist` or `test` is missing and cannot be had.
pub fn run() -> Result<(), Failure> {
    let mut steps = Steps::default();
    let web = web(&mut steps)?;
    steps.check("clippy and rustfmt", || {
        web.toolchain.add_components()?;
        Ok(Outcome::Passed)
    });
    steps.check("browser and driver", || browser::find_or_install().map(|_| Outcome::Passed));
    for real in python::ALL {
        steps.check(&real.title(), || {
            Ok(match real.environment()? {
                python::Environment::Ready(_) => Outcome::Passed,
                python::Environment::Missing(why) => Outcome::Skipped(why),
            })
        });
    }
    steps.summary()
}

/// Sets up what building the site takes.
///
/// # Errors
/// When something is missing and cannot be had; the failure says what to do.
pub fn web(steps: &mut Steps) -> Result<Web, Failure> {
    let toolchain =
        steps.step("Rust toolchain with wasm32-unknown-unknown", toolchain::find_or_install)?;
    steps.step("Node", npm::check_node)?;
    let npm = steps.step("npm parts", npm::install_all)?;
    let trunk = steps.step("Trunk", || cargo_tool::trunk(&toolchain))?;
    let wasm_bindgen = steps.step("wasm-bindgen", || cargo_tool::wasm_bindgen(&toolchain))?;
    let mut tools = vec![parent(&wasm_bindgen), parent(&trunk)];
    tools.extend(npm.into_iter().map(|modules| modules.join(".bin")));
    Ok(Web { toolchain, trunk, tools })
}

fn parent(program: &Path) -> PathBuf {
    program.parent().expect("a program stands in a folder").to_owned()
}

/// The version of a package in `Cargo.lock`.
///
/// # Errors
/// When the file cannot be read or the package is not there exactly once.
pub fn locked_version(package: &str) -> Result<String, Failure> {
    let lock = cache::read(&cache::root().join("Cargo.lock"))?;
    version_in_lock(&lock, package).ok_or_else(|| {
        Failure::new(format!("Cargo.lock does not hold the package `{package}` exactly once"))
    })
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    let mut found = None;
    while let Some(line) = lines.next() {
        if line == name {
            let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
            if found.replace(version.to_owned()).is_some() {
                return None;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::version_in_lock;

    #[test]
    fn a_version_is_read_from_the_lock_file_only_when_it_is_the_only_one() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.2.3\"\n\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"b\"\nversion = \"2.0.0\"\n";
        assert_eq!(version_in_lock(lock, "a"), Some("1.2.3".to_owned()));
        assert_eq!(version_in_lock(lock, "b"), None);
        assert_eq!(version_in_lock(lock, "c"), None);
    }
}
