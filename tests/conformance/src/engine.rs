//! The `espalier` command as a black box: where it is, and one run of it with a time limit.
//!
//! Must not know what a program ought to print.

use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use wait_timeout::ChildExt;

/// No program here takes long in virtual time; one that takes longer on the wall than this has hung.
pub const TIME_LIMIT: Duration = Duration::from_secs(20);

/// What one run left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// All of standard output.
    pub stdout: String,
    /// All of standard error.
    pub stderr: String,
    /// The exit code; `None` when a signal ended the process.
    pub code: Option<i32>,
    /// Wall time, for messages only.
    pub took: Duration,
}

/// The command to test.
#[derive(Debug, Clone)]
pub struct Engine {
    binary: PathBuf,
}

impl Engine {
    /// `$ESPALIER_BIN`, else the `espalier` that stands in the same target folder as this test.
    ///
    /// # Errors
    /// If there is no such file; the message says how to build it.
    pub fn find() -> Result<Self> {
        let binary = match std::env::var_os("ESPALIER_BIN") {
            Some(path) => PathBuf::from(path),
            None => beside_this_test()?,
        };
        let binary = binary.canonicalize().with_context(|| {
            format!(
                "no espalier command at {}; build it with `cargo build -p espalier-cli`, or name it in ESPALIER_BIN",
                binary.display()
            )
        })?;
        Ok(Self { binary })
    }

    /// Where the command is.
    #[must_use]
    pub fn binary(&self) -> &Path {
        &self.binary
    }

    /// `espalier run FILE` in the file's own folder, as the expectations were recorded.
    ///
    /// # Errors
    /// If the command cannot be started or exceeds [`TIME_LIMIT`].
    pub fn run(&self, file: &Path, options: &[&str]) -> Result<Output> {
        self.subcommand("run", file, options)
    }

    /// `espalier trace FILE`; the trace is what it writes to standard output.
    ///
    /// # Errors
    /// If the command cannot be started or exceeds [`TIME_LIMIT`].
    pub fn trace(&self, file: &Path, options: &[&str]) -> Result<Output> {
        self.subcommand("trace", file, options)
    }

    fn subcommand(&self, name: &str, file: &Path, options: &[&str]) -> Result<Output> {
        let folder = file.parent().context("a program has a folder")?;
        let bare_name = file.file_name().context("a program has a name")?;
        let mut arguments = vec![OsStr::new(name), bare_name];
        arguments.extend(options.iter().map(OsStr::new));
        self.command(folder, &arguments)
    }

    /// Any command line, in any folder.
    ///
    /// # Errors
    /// If the command cannot be started or exceeds [`TIME_LIMIT`].
    pub fn command(&self, folder: &Path, arguments: &[&OsStr]) -> Result<Output> {
        let started = Instant::now();
        let mut child = Command::new(&self.binary)
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.binary.display()))?;
        let stdout = collect(child.stdout.take());
        let stderr = collect(child.stderr.take());
        let status = child.wait_timeout(TIME_LIMIT)?;
        if status.is_none() {
            child.kill()?;
            child.wait()?;
        }
        let (stdout, stderr) = (text(stdout)?, text(stderr)?);
        let Some(status) = status else {
            bail!(
                "did not end within {} s; printed {} bytes, the last of them:\n{}{}",
                TIME_LIMIT.as_secs(),
                stdout.len(),
                last_lines(&stdout, 5),
                last_lines(&stderr, 20),
            );
        };
        Ok(Output { stdout, stderr, code: status.code(), took: started.elapsed() })
    }
}

fn beside_this_test() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    let profile = test.ancestors().nth(2).context("a test stands in target/PROFILE/deps")?;
    Ok(profile.join(format!("espalier{}", std::env::consts::EXE_SUFFIX)))
}

/// Reads a pipe to its end on a thread of its own, so that a full pipe never blocks the child.
fn collect<R: Read + Send + 'static>(
    pipe: Option<R>,
) -> thread::JoinHandle<std::io::Result<Vec<u8>>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    })
}

fn text(reader: thread::JoinHandle<std::io::Result<Vec<u8>>>) -> Result<String> {
    let bytes = reader.join().ok().context("the reading thread ended")??;
    String::from_utf8(bytes).context("the output is not UTF-8")
}

/// The end of a long text, for a message.
#[must_use]
pub fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].iter().map(|line| format!("{line}\n")).collect()
}
