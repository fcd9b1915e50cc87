//! Trunk and wasm-bindgen: Rust programs of one exact version each.
//!
//! Owns their versions and where they are kept: `tools/NAME-VERSION/bin` in the cache, never `~/.cargo/bin`.

use std::path::PathBuf;
use std::process::Command;

use crate::cache;
use crate::process;
use crate::setup::{Toolchain, locked_version};
use crate::step::Failure;

const TRUNK_VERSION: &str = "0.21.14";

/// Trunk, which builds the site.
///
/// # Errors
/// When it is missing and cannot be built.
pub fn trunk(toolchain: &Toolchain) -> Result<PathBuf, Failure> {
    find_or_install(
        toolchain,
        &Tool { program: "trunk", package: "trunk", version: TRUNK_VERSION, locked: true },
    )
}

/// wasm-bindgen of the version that Cargo.lock has: it refuses modules made with any other.
///
/// # Errors
/// When it is missing and cannot be built.
pub fn wasm_bindgen(toolchain: &Toolchain) -> Result<PathBuf, Failure> {
    let version = locked_version("wasm-bindgen")?;
    // Its crate is published without a lock file.
    find_or_install(
        toolchain,
        &Tool {
            program: "wasm-bindgen",
            package: "wasm-bindgen-cli",
            version: &version,
            locked: false,
        },
    )
}

struct Tool<'a> {
    program: &'a str,
    package: &'a str,
    version: &'a str,
    locked: bool,
}

impl Tool<'_> {
    fn is(&self, program: &PathBuf) -> bool {
        process::output(Command::new(program).arg("--version"))
            .is_ok_and(|answer| answer.split_whitespace().any(|word| word == self.version))
    }
}

fn find_or_install(toolchain: &Toolchain, tool: &Tool<'_>) -> Result<PathBuf, Failure> {
    let folder = cache::sub("tools")?.join(format!("{}-{}", tool.package, tool.version));
    let kept = folder.join("bin").join(tool.program);
    if let Some(program) = [Some(kept.clone()), process::which(tool.program)]
        .into_iter()
        .flatten()
        .find(|program| tool.is(program))
    {
        println!("    {} {}", program.display(), tool.version);
        return Ok(program);
    }
    println!(
        "    {} {} is built once, which takes some minutes, and kept in {}",
        tool.package,
        tool.version,
        folder.display()
    );
    let mut cargo = toolchain.cargo()?;
    cargo
        .env("CARGO_TARGET_DIR", folder.join("build"))
        // As released, Trunk alone takes a third of the first run; what it does here is done soon enough all the same.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        // Outside the repository: its .cargo/config.toml is not meant for other people's packages.
        .current_dir(cache::sub("tools")?)
        .args(["install", "--quiet", tool.package, "--version", tool.version, "--root"])
        .arg(&folder);
    if tool.locked {
        cargo.arg("--locked");
    }
    process::run(&mut cargo).map_err(|failure| {
        failure.advise(format!(
            "see the compiler's message above; any `{}` {} on PATH will be used instead",
            tool.program, tool.version
        ))
    })?;
    // The build's leftovers are many times the program's size and never used again.
    let _ = std::fs::remove_dir_all(folder.join("build"));
    if tool.is(&kept) {
        return Ok(kept);
    }
    Err(Failure::new(format!("{} does not answer with version {}", kept.display(), tool.version))
        .advise(format!("remove {} and start again", folder.display())))
}
