//! Building the site.
//!
//! Owns how Trunk is called and where its output goes. What the page consists of is index.html's and Trunk.toml's
//! matter; what is done to the output afterwards is `tools/seal-site.mjs`'s.

use std::path::{Path, PathBuf};

use crate::cache;
use crate::process;
use crate::setup::Web;
use crate::step::Failure;

/// How much the compiler does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Built soon.
    Dev,
    /// Small and fast; the engine takes minutes.
    Release,
}

/// How wasm-opt makes the viewer small. It may take memory below 1024 for unused, which it is: the stack ends there.
const VIEWER_OPTIONS: [&str; 12] = [
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--optimize-added-constants-propagate",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// A folder of the cache for this clone's site.
///
/// # Errors
/// When it cannot be made.
pub fn site_folder(profile: Profile) -> Result<PathBuf, Failure> {
    let clone = cache::fingerprint(cache::root().as_os_str().as_encoded_bytes());
    cache::sub(&format!("site/{clone}/{}", if profile == Profile::Dev { "dev" } else { "release" }))
}

/// Builds the site into a folder, whose content is replaced.
///
/// # Errors
/// When a compiler, Trunk or the last step fails.
pub fn site(web: &Web, profile: Profile, folder: &Path) -> Result<(), Failure> {
    let root = cache::root();
    // Trunk works offline, so that it takes the tools set up here instead of fetching its own.
    process::run(web.toolchain.cargo()?.args(["fetch", "--quiet", "--locked"])).map_err(
        |failure| {
            failure
                .advise("if Cargo.lock is behind the manifests, run any cargo build and commit it")
        },
    )?;
    let mut trunk = web.command(&web.trunk);
    trunk
        .current_dir(&root)
        .env("CARGO_TARGET_DIR", web.toolchain.target_folder()?)
        // Set by some terminals and CIs to 1, which Trunk refuses to read as a truth value.
        .env_remove("NO_COLOR")
        .args(["build", "--offline", "--skip-version-check", "--public-url", "./", "--dist"])
        .arg(folder);
    if profile == Profile::Release {
        trunk.arg("--release");
    }
    process::run(&mut trunk).map_err(|failure| failure.advise("see the messages above"))?;
    let mut seal = web.command("node");
    seal.arg(root.join("tools/seal-site.mjs")).arg(folder);
    if profile == Profile::Release {
        seal.args(VIEWER_OPTIONS);
    }
    process::run(&mut seal)
}
