//! `cargo xtask upstream`: the libraries' own tests, taken from installed packages and source distributions, run on the models.
//!
//! Owns what the runner in `tests/upstream` needs: the engine's command, and Pythons that have the tests. It must not
//! know any test, nor which of them apply.

use std::process::Command;

use crate::cache;
use crate::process;
use crate::setup::{python, toolchain};
use crate::step::{Failure, Outcome, Steps};
use crate::test;

const RUNNER: &str = "tests/upstream/upstream.py";

/// Hands the command line on to the runner, which prints a table for each library and the sum.
///
/// # Errors
/// When the engine does not compile, or the runner cannot run. A test that fails is no error: it is in the table.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let mut steps = Steps::default();
    let toolchain = steps.step("Rust toolchain", toolchain::find_or_install)?;
    let espalier = steps.step("espalier command", || test::command_line(&toolchain))?;
    let mut command = None;
    steps.check("CPython with its tests", || {
        Ok(match python::environment()? {
            python::Environment::Ready(interpreter) => {
                let sources = python::sources(&interpreter)?;
                let runner = command.insert(Command::new(interpreter));
                runner.arg(cache::root().join(RUNNER)).arg("--sources").arg(sources);
                Outcome::Passed
            }
            python::Environment::Missing(why) => Outcome::Skipped(why),
        })
    });
    if let Some(runner) = &mut command {
        steps.check("CPython that curio runs on", || {
            Ok(match python::CURIO.environment()? {
                python::Environment::Ready(interpreter) => {
                    runner.arg("--python311").arg(interpreter);
                    Outcome::Passed
                }
                python::Environment::Missing(why) => Outcome::Skipped(why),
            })
        });
    }
    if let Some(mut command) = command {
        command.arg("--espalier").arg(espalier).args(arguments);
        process::run(&mut command)?;
    }
    steps.summary()
}
