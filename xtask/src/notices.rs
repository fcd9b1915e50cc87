//! NOTICE.md: whose code the site ships, and under which licences.
//!
//! Owns when the page is written and checked; `tools/notices.mjs` writes it. It must not know any package.

use crate::process;
use crate::setup::{self, Web};
use crate::step::{Failure, Outcome, Steps};

const SCRIPT: &str = "tools/notices.mjs";

/// Writes the page anew.
///
/// # Errors
/// When set-up fails or the packages cannot be listed.
pub fn write() -> Result<(), Failure> {
    let web = setup::web(&mut Steps::default())?;
    process::run(web.command("node").arg(SCRIPT))
}

/// Whether the page names what is shipped now.
///
/// # Errors
/// When it does not, or the packages cannot be listed.
pub fn check(web: &Web) -> Result<Outcome, Failure> {
    process::run(web.command("node").args([SCRIPT, "--check"]))
        .map_err(|failure| failure.advise("cargo xtask notices"))?;
    Ok(Outcome::Passed)
}
