//! `cargo xtask test`: every test of the project, the cheap ones first.
//!
//! Owns which checks there are, what each needs, and that one failure does not hide the next.

use std::path::PathBuf;
use std::process::Command;

use crate::build::{self, Profile};
use crate::notices;
use crate::process;
use crate::scenarios;
use crate::server::Server;
use crate::setup::browser::{self, Browser};
use crate::setup::{self, Toolchain, Web, python};
use crate::step::{Failure, Outcome, Steps};
use crate::tidy;
use crate::usage;

const CONFORMANCE: &str = "espalier-conformance";
const BROWSER: &str = "espalier-browser-tests";

/// One check: the word that selects it, and what it does.
struct Check {
    word: &'static str,
    name: &'static str,
    run: fn(&Web) -> Result<Outcome, Failure>,
}

const CHECKS: [Check; 8] = [
    Check { word: "format", name: "format", run: format },
    Check { word: "tidy", name: "house rules", run: |_| tidy::run().map(|()| Outcome::Passed) },
    Check { word: "notices", name: "notices name all that is shipped", run: notices::check },
    Check { word: "unit", name: "unit and property tests", run: unit },
    Check {
        word: "conformance",
        name: "conformance: models against stored truth",
        run: conformance,
    },
    Check { word: "traces", name: "scenarios' recorded traces are up to date", run: traces },
    Check { word: "clippy", name: "clippy, warnings denied", run: clippy },
    Check { word: "browser", name: "browser suite", run: browser },
];

/// Runs the checks whose words are given, or all.
///
/// # Errors
/// When set-up or any check fails, or a word names none.
pub fn run(words: &[String]) -> Result<(), Failure> {
    if let Some(unknown) =
        words.iter().find(|word| CHECKS.iter().all(|check| check.word != word.as_str()))
    {
        let known: Vec<&str> = CHECKS.iter().map(|check| check.word).collect();
        return Err(usage(format!("test has no step `{unknown}`; it has {}", known.join(", "))));
    }
    let mut steps = Steps::default();
    let web = setup::web(&mut steps)?;
    for check in CHECKS {
        if words.is_empty() || words.iter().any(|word| word == check.word) {
            steps.check(check.name, || (check.run)(&web));
        }
    }
    steps.summary()
}

fn format(web: &Web) -> Result<Outcome, Failure> {
    web.toolchain.add_components()?;
    process::run(web.toolchain.cargo()?.args(["fmt", "--all", "--check"]))
        .map_err(|failure| failure.advise("cargo fmt --all"))?;
    Ok(Outcome::Passed)
}

fn clippy(web: &Web) -> Result<Outcome, Failure> {
    web.toolchain.add_components()?;
    let mut cargo = web.toolchain.cargo()?;
    process::run(cargo.args([
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]))?;
    Ok(Outcome::Passed)
}

fn unit(web: &Web) -> Result<Outcome, Failure> {
    let mut cargo = web.toolchain.cargo()?;
    // The same packages as in `command_line`, for its reason; the corpus, an integration test too, has a check of its own.
    process::run(cargo.args([
        "test",
        "--workspace",
        "--exclude",
        BROWSER,
        "--lib",
        "--bins",
        "--test",
        "properties",
        "--test",
        "world",
        "--test",
        "intervention_rules",
        "--locked",
    ]))?;
    Ok(Outcome::Passed)
}

/// The `espalier` command as the tests use it.
///
/// # Errors
/// When it does not compile.
pub fn command_line(toolchain: &Toolchain) -> Result<PathBuf, Failure> {
    // The same packages as for the unit tests, tests included: what is selected decides the features of shared
    // dependencies, and with any others RustPython would be compiled a second time.
    let mut cargo = toolchain.cargo()?;
    process::run(cargo.args([
        "build",
        "--workspace",
        "--exclude",
        BROWSER,
        "--bins",
        "--tests",
        "--locked",
    ]))?;
    Ok(toolchain.target_folder()?.join("debug/espalier"))
}

fn conformance(web: &Web) -> Result<Outcome, Failure> {
    let program = command_line(&web.toolchain)?;
    let mut cargo = web.toolchain.cargo()?;
    cargo.env("ESPALIER_BIN", program).args(["test", "--locked", "--package", CONFORMANCE]);
    let mut missing = Vec::new();
    for real in python::ALL {
        match real.environment()? {
            python::Environment::Ready(interpreter) => {
                cargo.env(real.variable, interpreter);
            }
            python::Environment::Missing(why) => missing.push((real.title(), why)),
        }
    }
    process::run(&mut cargo)?;
    for (title, why) in missing {
        println!("    SKIPPED: recording the stored truth again, {title}: {why}");
    }
    Ok(Outcome::Passed)
}

fn traces(web: &Web) -> Result<Outcome, Failure> {
    scenarios::check(&command_line(&web.toolchain)?)?;
    Ok(Outcome::Passed)
}

/// Cargo with these words, for the package that drives a browser: the site in `folder` is served as long as this process lives.
///
/// # Errors
/// When there is no room to serve it.
pub fn in_browser(
    web: &Web,
    browser: &Browser,
    folder: PathBuf,
    words: &[&str],
) -> Result<Command, Failure> {
    // A sub-path two deep: every URL that is not relative breaks there.
    let server = Server::bind(folder, "/some/where/", 0)?;
    let url = server.url();
    server.serve_in_background();
    let mut cargo = web.toolchain.cargo()?;
    cargo.args(words).args(["--locked", "--profile", "harness", "--package", BROWSER]);
    browser.hand_to(&mut cargo, &url);
    Ok(cargo)
}

fn browser(web: &Web) -> Result<Outcome, Failure> {
    let browser = browser::find_or_install()?;
    let folder = build::site_folder(Profile::Dev)?;
    build::site(web, Profile::Dev, &folder)?;
    process::run(&mut in_browser(web, &browser, folder, &["test"])?)?;
    Ok(Outcome::Passed)
}
