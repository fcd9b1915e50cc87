//! Running other programs, and finding them.
//!
//! Owns how a child process is shown and how its failure reads. It must not know any program by name.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::step::Failure;

/// The command line as one would type it, for messages.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| {
            let word = word.to_string_lossy();
            if word.is_empty()
                || word.contains(|c: char| c.is_whitespace() || "\"'$&|;".contains(c))
            {
                format!("'{word}'")
            } else {
                word.into_owned()
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Runs a command with its output on ours.
///
/// # Errors
/// When it cannot be started or does not exit with 0.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    println!("    $ {}", shown(command));
    let status = command.stdin(Stdio::null()).status().map_err(|error| {
        Failure::new(format!("`{}` could not be started: {error}", shown(command)))
    })?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("`{}` ended with {status}", shown(command))))
}

/// Runs a command and returns what it wrote to standard output, without the white space around it.
///
/// # Errors
/// When it cannot be started or does not exit with 0; its standard error is part of the failure.
pub fn output(command: &mut Command) -> Result<String, Failure> {
    output_bytes(command).map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned())
}

/// Runs a command and returns what it wrote to standard output, to the byte.
///
/// # Errors
/// When it cannot be started or does not exit with 0; its standard error is part of the failure.
pub fn output_bytes(command: &mut Command) -> Result<Vec<u8>, Failure> {
    let result = command.stdin(Stdio::null()).output().map_err(|error| {
        Failure::new(format!("`{}` could not be started: {error}", shown(command)))
    })?;
    if result.status.success() {
        return Ok(result.stdout);
    }
    Err(Failure::new(format!(
        "`{}` ended with {}\n{}",
        shown(command),
        result.status,
        String::from_utf8_lossy(&result.stderr).trim()
    )))
}

/// The first program of that name on `PATH`.
pub fn which(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|candidate| candidate.is_file())
}

/// `PATH` with these folders in front.
pub fn path_with(folders: &[&Path]) -> std::ffi::OsString {
    let old = env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().map(|folder| folder.to_path_buf()).chain(env::split_paths(&old));
    env::join_paths(all).expect("a folder on PATH contains no separator")
}

/// The first dotted number in a program's answer to `--version`: (156, 0, 8078) for "Chromium 156.0.8078.79".
/// Parts that are missing read as 0.
pub fn version_in(text: &str) -> Option<(u32, u32, u32)> {
    let word = text.split_whitespace().find_map(|word| {
        let word = word.trim_start_matches('v');
        (word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.')).then_some(word)
    })?;
    let mut parts = word.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse().unwrap_or(0));
    Some((parts.next()?, parts.next().unwrap_or(0), parts.next().unwrap_or(0)))
}

/// The two numbers of a manifest's `"1.96"`.
pub fn version_in_quotes(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.trim().strip_prefix('"')?.strip_suffix('"')?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_programs_print() {
        assert_eq!(version_in("rustc 1.96.0 (ac68faa20 2026-05-25)"), Some((1, 96, 0)));
        assert_eq!(version_in("Chromium 156.0.8078.79 built on Debian"), Some((156, 0, 8078)));
        assert_eq!(version_in("v20.20.2"), Some((20, 20, 2)));
        assert_eq!(version_in("rustc 1.97-nightly"), Some((1, 97, 0)));
        assert_eq!(version_in("no number here"), None);
    }

    #[test]
    fn a_manifest_version_is_two_numbers_in_quotes() {
        assert_eq!(version_in_quotes("\"1.96\""), Some((1, 96)));
        assert_eq!(version_in_quotes("1.96"), None);
    }

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let mut command = Command::new("cargo");
        command.args(["test", "a b"]);
        assert_eq!(shown(&command), "cargo test 'a b'");
    }
}
