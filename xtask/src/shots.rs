//! `cargo xtask shots`: pictures of every story at its telling moments, to be looked at.
//!
//! Owns where the pictures go. What is in them is the program `shots`' of `tests/browser`; nobody compares them.

use crate::build::{self, Profile};
use crate::cache;
use crate::process;
use crate::setup::{self, browser};
use crate::step::{Failure, Steps};
use crate::test;
use crate::usage;

/// Builds the site as the browser tests do and takes the pictures into a folder, `target/shots` unless one is given.
///
/// # Errors
/// When the site does not build, or the browser cannot show a story.
pub fn run(words: &[String]) -> Result<(), Failure> {
    let pictures = match words {
        [] => cache::root().join("target/shots"),
        // Nobody means a folder of such a name.
        [option] if option.starts_with('-') => {
            return Err(usage(format!("shots has no option {option}")));
        }
        [folder] => std::path::absolute(folder)
            .map_err(|error| Failure::new(format!("{folder} is no folder: {error}")))?,
        _ => return Err(usage("shots takes a folder or nothing")),
    };
    cache::make(&pictures)?;
    let mut steps = Steps::default();
    let web = setup::web(&mut steps)?;
    let browser = steps.step("browser", browser::find_or_install)?;
    let folder = build::site_folder(Profile::Dev)?;
    steps.step("site", || build::site(&web, Profile::Dev, &folder))?;
    steps.step("pictures", || {
        let words = ["run", "--quiet", "--bin", "shots"];
        let mut cargo = test::in_browser(&web, &browser, folder, &words)?;
        cargo.env("ESPALIER_PICTURES", &pictures);
        process::run(&mut cargo)
    })?;
    steps.summary()?;
    println!("\n{}", pictures.display());
    Ok(())
}
