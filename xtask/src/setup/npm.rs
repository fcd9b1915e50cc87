//! What comes from npm: wasm-opt, and the parts of the page that are JavaScript.
//!
//! Owns where npm packages are kept: `npm/HASH` in the cache, HASH standing for the lock file. The folder that
//! wants them gets a link `node_modules` to it, so a second clone installs nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;
use crate::process;
use crate::step::Failure;

const NODE_NEEDED: u32 = 20;

/// The folders of the repository that hold a package.json: the build's tools, and the page's editor.
const FOLDERS: [&str; 2] = ["tools", "web"];

/// Node, in a version that will do, and npm.
///
/// # Errors
/// When one is missing or Node is too old.
pub fn check_node() -> Result<(), Failure> {
    let advice = format!("install Node {NODE_NEEDED} or newer with npm: https://nodejs.org");
    let answer = process::output(Command::new("node").arg("--version"))
        .map_err(|failure| failure.advise(advice.clone()))?;
    if process::version_in(&answer).is_none_or(|(major, ..)| major < NODE_NEEDED) {
        return Err(Failure::new(format!("Node is {answer}")).advise(advice));
    }
    let npm = process::output(Command::new("npm").arg("--version"))
        .map_err(|failure| failure.advise(advice))?;
    println!("    node {answer}, npm {npm}");
    Ok(())
}

/// Installs what every folder's lock file names; returns the folders `node_modules`.
///
/// # Errors
/// When npm fails, or something else stands where the link should.
pub fn install_all() -> Result<Vec<PathBuf>, Failure> {
    let root = cache::root();
    FOLDERS
        .iter()
        .map(|folder| root.join(folder))
        .filter(|folder| folder.join("package-lock.json").is_file())
        .map(|folder| install(&folder))
        .collect()
}

fn install(folder: &Path) -> Result<PathBuf, Failure> {
    let lock = cache::read(&folder.join("package-lock.json"))?;
    let kept = cache::sub("npm")?.join(cache::fingerprint(lock.as_bytes()));
    let modules = kept.join("node_modules");
    // npm writes this file last, so it stands for a whole installation.
    if modules.join(".package-lock.json").is_file() {
        println!("    {}: {}", folder.display(), kept.display());
    } else {
        cache::make(&kept)?;
        for name in ["package.json", "package-lock.json", ".npmrc"] {
            if folder.join(name).is_file() {
                fs::copy(folder.join(name), kept.join(name)).map_err(|error| {
                    Failure::new(format!("{name} cannot be copied to {}: {error}", kept.display()))
                })?;
            }
        }
        process::run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&kept)).map_err(|failure| {
            failure.advise(format!("see npm's message above; is its registry within reach? Then remove {} and start again", kept.display()))
        })?;
    }
    link(&modules, &folder.join("node_modules"))?;
    Ok(modules)
}

/// Makes `link` point at `target`, where it does not already.
fn link(target: &Path, link: &Path) -> Result<(), Failure> {
    if fs::read_link(link).is_ok_and(|present| present == target) {
        return Ok(());
    }
    if link.is_symlink() {
        let _ = fs::remove_file(link);
    } else if link.exists() {
        // Somebody ran npm here by hand; theirs is used.
        println!("    {} is a folder of its own and is left alone", link.display());
        return Ok(());
    }
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, link).map_err(|error| {
        Failure::new(format!(
            "{} cannot be linked to {}: {error}",
            link.display(),
            target.display()
        ))
    });
    #[cfg(not(unix))]
    Err(Failure::new(format!("{} cannot be linked on this system", link.display()))
        .advise(format!("run npm ci in {}", link.display())))
}
