//! `cargo xtask dist`: the optimised static site in `dist/`.
//!
//! Owns the command's steps, no more.

use crate::build::{self, Profile};
use crate::cache;
use crate::process;
use crate::setup;
use crate::step::{Failure, Steps};

/// Builds the release site into `dist/` and prints what each file weighs.
///
/// # Errors
/// When set-up or build fail.
pub fn run() -> Result<(), Failure> {
    let mut steps = Steps::default();
    let web = setup::web(&mut steps)?;
    let dist = cache::root().join("dist");
    steps.step("site, optimised", || build::site(&web, Profile::Release, &dist))?;
    steps.step("sizes", || {
        process::run(web.command("node").arg(cache::root().join("tools/site-sizes.mjs")).arg(&dist))
    })?;
    steps.summary()?;
    println!("\n{}: copy it to any path of any static host", dist.display());
    Ok(())
}
