//! Packages of the distribution, where it is Debian.
//!
//! Owns the only place that asks for root: it says what for and why before it asks.

use std::fs;
use std::io::IsTerminal;
use std::process::Command;

use crate::process;
use crate::step::Failure;

/// Whether this is Debian itself: its derivatives package Rust and Chromium in other ways.
pub fn is_debian() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line == "ID=debian") && process::which("apt-get").is_some()
}

/// Installs packages.
///
/// # Errors
/// When apt-get fails, or root is needed and cannot be had without asking in vain.
pub fn install(packages: &[&str], why: &str) -> Result<(), Failure> {
    as_root(why, &["apt-get", "update", "-q"])?;
    let mut words = vec![
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "install",
        "-qy",
        "--no-install-recommends",
    ];
    words.extend(packages);
    as_root(why, &words)
}

/// Runs a command as root: directly when we are root, else through sudo.
///
/// # Errors
/// When it fails, or there is no way to become root.
pub fn as_root(why: &str, words: &[&str]) -> Result<(), Failure> {
    if is_root() {
        return process::run(Command::new(words[0]).args(&words[1..]));
    }
    let advice = || format!("run this as root, then start again: {}", words.join(" "));
    println!("    root is needed {why}");
    let Some(sudo) = process::which("sudo") else {
        return Err(
            Failure::new(format!("root is needed {why}, and there is no sudo")).advise(advice())
        );
    };
    let mut command = Command::new(sudo);
    if !std::io::stdin().is_terminal() {
        // Nobody is there to type a password: fail at once rather than wait for one.
        command.arg("-n");
    }
    process::run(command.args(words)).map_err(|failure| failure.advise(advice()))
}

fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}
