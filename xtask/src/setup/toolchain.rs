//! One Rust toolchain for everything, native and wasm, so that nothing is compiled twice.
//!
//! Owns which toolchain that is and how it comes to have the target. In this order:
//! 1. rustup's default (or `RUSTUP_TOOLCHAIN`), when it is new enough and has the target;
//! 2. the toolchain `debian` that an earlier run made;
//! 3. rustup's default, when it is new enough and `rustup target add` works;
//! 4. on Debian, the distribution's rustc-web, whose std is then built for wasm32 and which is linked to rustup.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;
use crate::process;
use crate::setup::apt;
use crate::step::Failure;

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN: &str = "debian";

/// Where cargo unpacks the crates that are compiled.
fn registry_sources() -> Option<String> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")))?;
    home.join("registry/src").to_str().map(str::to_owned)
}

/// A toolchain known to rustup.
#[derive(Clone, Debug)]
pub struct Toolchain {
    name: String,
}

impl Toolchain {
    fn named(name: &str) -> Self {
        Self { name: name.to_owned() }
    }

    /// A cargo command with this toolchain and its target folder in the cache.
    ///
    /// # Errors
    /// When the target folder cannot be made.
    pub fn cargo(&self) -> Result<Command, Failure> {
        let mut command = Command::new("cargo");
        self.apply(&mut command);
        command.env("CARGO_TARGET_DIR", self.target_folder()?).current_dir(cache::root());
        Ok(command)
    }

    /// Makes a command and its children use this toolchain.
    pub fn apply(&self, command: &mut Command) {
        // What `cargo run` and rustup told us about the toolchain that built xtask must not reach the other one.
        for name in [
            "CARGO",
            "RUSTC",
            "RUSTDOC",
            "CARGO_MANIFEST_DIR",
            "CARGO_MANIFEST_PATH",
            "RUST_RECURSION_COUNT",
        ] {
            command.env_remove(name);
        }
        command.env("RUSTUP_TOOLCHAIN", &self.name);
        // What is shipped says where in which crate it broke, and nothing of the machine that built it. Cargo splits
        // these flags at spaces; a path that has one stays as it is.
        if let Some(sources) = registry_sources().filter(|path| !path.contains(' ')) {
            command.env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                format!("--remap-path-prefix={sources}=crates"),
            );
        }
    }

    /// Where this toolchain's build outputs are kept: one folder each, since they cannot share.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn target_folder(&self) -> Result<PathBuf, Failure> {
        let folder = cache::sub(&format!("target/{}", self.name))?;
        forget_other_clone(&folder, &cache::root())?;
        Ok(folder)
    }

    fn rustc(&self) -> Command {
        let mut command = Command::new("rustc");
        self.apply(&mut command);
        command
    }

    fn version(&self) -> Option<(u32, u32, u32)> {
        process::version_in(&process::output(self.rustc().arg("--version")).ok()?)
    }

    fn is_new_enough(&self, (major, minor): (u32, u32)) -> bool {
        self.version()
            .is_some_and(|(have_major, have_minor, _)| (have_major, have_minor) >= (major, minor))
    }

    fn target_libraries(&self) -> Result<PathBuf, Failure> {
        process::output(self.rustc().args(["--print", "target-libdir", "--target", TARGET]))
            .map(PathBuf::from)
    }

    fn has_target(&self) -> bool {
        let Ok(Ok(libraries)) = self.target_libraries().map(fs::read_dir) else { return false };
        libraries.flatten().any(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        })
    }

    fn has_component(&self, subcommand: &str) -> bool {
        let mut command = Command::new("cargo");
        self.apply(&mut command);
        process::output(command.args([subcommand, "--version"])).is_ok()
    }

    /// Adds clippy and rustfmt where they are missing.
    ///
    /// # Errors
    /// When they can be had neither from rustup nor from Debian.
    pub fn add_components(&self) -> Result<(), Failure> {
        let missing: Vec<&str> = [("clippy", "clippy"), ("fmt", "rustfmt")]
            .into_iter()
            .filter(|(sub, _)| !self.has_component(sub))
            .map(|(_, name)| name)
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        if self.name == DEBIAN {
            return apt::install(
                &["rust-web-clippy", "rustfmt-web"],
                "to install Debian's clippy and rustfmt, which the tests run",
            );
        }
        process::run(
            Command::new("rustup")
                .args(["component", "add", "--toolchain", &self.name])
                .args(missing),
        )
        .map_err(|failure| {
            failure.advise("add the components clippy and rustfmt to this toolchain with rustup")
        })
    }
}

/// The toolchain to use, set up if need be.
///
/// # Errors
/// When there is none that is new enough and has the target, and none can be had.
pub fn find_or_install() -> Result<Toolchain, Failure> {
    let needed = needed_version()?;
    let default = default_toolchain()?;
    let toolchain = find_or_install_among(&default, needed)?;
    println!(
        "    toolchain {}: {}",
        toolchain.name,
        process::output(toolchain.rustc().arg("--version"))?
    );
    Ok(toolchain)
}

fn find_or_install_among(default: &Toolchain, needed: (u32, u32)) -> Result<Toolchain, Failure> {
    let debian = Toolchain::named(DEBIAN);
    for candidate in [default, &debian] {
        if candidate.is_new_enough(needed) && candidate.has_target() {
            return Ok(candidate.clone());
        }
    }
    let advice = format!(
        "get Rust {}.{} or newer with its WebAssembly target: rustup update stable && rustup default stable && rustup target add {TARGET}",
        needed.0, needed.1
    );
    if default.is_new_enough(needed) {
        let added = process::run(Command::new("rustup").args([
            "target",
            "add",
            TARGET,
            "--toolchain",
            &default.name,
        ]));
        match added {
            Ok(()) => return Ok(default.clone()),
            Err(failure) if !apt::is_debian() => return Err(failure.advise(advice)),
            Err(failure) => println!("    {failure}: taking Debian's Rust instead"),
        }
    } else if !apt::is_debian() {
        return Err(Failure::new(format!(
            "toolchain {} is Rust {}, and this project needs {}.{} or newer",
            default.name,
            default.version().map_or_else(
                || "of no known version".to_owned(),
                |(a, b, c)| format!("{a}.{b}.{c}")
            ),
            needed.0,
            needed.1
        ))
        .advise(advice));
    }
    install_debian().map_err(|failure| failure.advise(advice))?;
    if debian.is_new_enough(needed) && debian.has_target() {
        return Ok(debian);
    }
    Err(Failure::new(format!(
        "Debian's Rust is older than {}.{} or has no std for {TARGET}",
        needed.0, needed.1
    ))
    .advise("apt-get update, or take a toolchain from rustup"))
}

/// The `rust-version` of the workspace: one place for the number.
fn needed_version() -> Result<(u32, u32), Failure> {
    let manifest = cache::read(&cache::root().join("Cargo.toml"))?;
    manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .and_then(process::version_in_quotes)
        .ok_or_else(|| {
            Failure::new("Cargo.toml names no `rust-version = \"MAJOR.MINOR\"` for the workspace")
        })
}

fn default_toolchain() -> Result<Toolchain, Failure> {
    if process::which("rustup").is_none() {
        return Err(Failure::new("rustup is not on PATH")
            .advise("install Rust with rustup: https://rustup.rs"));
    }
    // Asked from outside: the rustup proxy that started xtask has set RUSTUP_TOOLCHAIN to just this toolchain.
    let active = process::output(
        Command::new("rustup").args(["show", "active-toolchain"]).current_dir(cache::root()),
    )
    .map_err(|failure| failure.advise("rustup default stable"))?;
    let name = active.split_whitespace().next().unwrap_or_default();
    Ok(Toolchain::named(name))
}

/// Debian's rustc-web with a std for wasm32, linked to rustup.
fn install_debian() -> Result<(), Failure> {
    println!(
        "    no toolchain of rustup's will do: making one from Debian's rustc-web, about a minute"
    );
    let why = "to install Debian's Rust compiler, which has WebAssembly support";
    apt::install(&["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"], why)?;
    // rust-web-llvm only links rust-lld to the lld of its own LLVM version; that package must be there too.
    let lld = fs::read_link("/usr/bin/rust-lld")
        .ok()
        .and_then(|link| link.file_name().map(|name| name.to_string_lossy().into_owned()))
        .unwrap_or_else(|| "lld".to_owned());
    apt::install(&[&lld], "to install the linker for WebAssembly")?;
    process::run(Command::new("rustup").args(["toolchain", "link", DEBIAN, "/usr"]))?;
    let debian = Toolchain::named(DEBIAN);
    if debian.has_target() {
        return Ok(());
    }
    let build = cache::sub("std-for-wasm32")?;
    let libraries = build_std(&debian, &build)?;
    copy_as_root(&libraries, &debian.target_libraries()?)?;
    fs::remove_dir_all(&build)
        .map_err(|error| Failure::new(format!("{} cannot be removed: {error}", build.display())))
}

/// Compiles std for the target; returns the rlibs.
fn build_std(toolchain: &Toolchain, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    const PACKAGE: &str = "std-for-wasm32";
    let write = |path: &str, text: &str| {
        fs::write(folder.join(path), text)
            .map_err(|error| Failure::new(format!("{path} cannot be written: {error}")))
    };
    cache::make(&folder.join("src"))?;
    write("src/lib.rs", "")?;
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"{PACKAGE}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n"
        ),
    )?;
    let mut cargo = Command::new("cargo");
    toolchain.apply(&mut cargo);
    cargo
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        // -Zbuild-std is for nightlies; the variable lets a stable compiler build the std it was made with.
        .env("RUSTC_BOOTSTRAP", "1")
        // Bitcode inside the rlibs is what lets a release build with LTO reach into std.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .args([
            "build",
            "--quiet",
            "--release",
            "--target",
            TARGET,
            "-Zbuild-std=std,panic_abort,test",
        ]);
    process::run(&mut cargo)?;
    let built = folder.join("target").join(TARGET).join("release/deps");
    let entries = fs::read_dir(&built)
        .map_err(|error| Failure::new(format!("{} cannot be read: {error}", built.display())))?;
    Ok(entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".rlib") && !name.starts_with("libstd_for_wasm32")
        })
        .collect())
}

fn copy_as_root(files: &[PathBuf], folder: &Path) -> Result<(), Failure> {
    let why = "to put std for WebAssembly beside Debian's own";
    let folder = folder.to_string_lossy();
    apt::as_root(why, &["mkdir", "-p", &folder])?;
    let names: Vec<String> = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    let mut words = vec!["cp"];
    words.extend(names.iter().map(String::as_str));
    words.push(&folder);
    apt::as_root(why, &words)
}

/// Makes cargo compile our packages again when another clone was the last to use the target folder.
///
/// Cargo names what it builds of a workspace by the path inside the workspace, so two clones share names; and it calls a
/// package fresh when its files are older than what was built, which the other clone's build may well be newer than.
/// What comes from registries is the same for both and stays.
fn forget_other_clone(target: &Path, clone: &Path) -> Result<(), Failure> {
    let stamp = target.join("clone.txt");
    let clone = clone.to_string_lossy();
    if fs::read_to_string(&stamp).is_ok_and(|last| last == clone) {
        return Ok(());
    }
    let profiles = subfolders(target).into_iter().flat_map(|folder| {
        let inner = subfolders(&folder);
        inner.into_iter().chain([folder])
    });
    for profile in profiles {
        for package in subfolders(&profile.join(".fingerprint")) {
            let ours = package.file_name().is_some_and(|name| {
                let name = name.to_string_lossy();
                name.starts_with("espalier-") || name.starts_with("xtask-")
            });
            if ours {
                fs::remove_dir_all(&package).map_err(|error| {
                    Failure::new(format!("{} cannot be removed: {error}", package.display()))
                })?;
            }
        }
    }
    fs::write(&stamp, clone.as_bytes())
        .map_err(|error| Failure::new(format!("{} cannot be written: {error}", stamp.display())))
}

/// The folders in a folder; none if it cannot be read.
fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_clone_built_of_our_packages_is_forgotten_and_the_rest_stays() {
        let target = std::env::temp_dir().join(format!("espalier-clones-{}", std::process::id()));
        let native = target.join("debug/.fingerprint");
        let wasm = target.join("wasm32-unknown-unknown/engine/.fingerprint");
        let fill = || {
            for folder in [&native, &wasm] {
                fs::create_dir_all(folder.join("espalier-trace-0123")).unwrap();
                fs::create_dir_all(folder.join("serde-4567")).unwrap();
            }
        };
        let left = |folder: &Path| subfolders(folder).len();
        fill();
        forget_other_clone(&target, Path::new("/one")).unwrap();
        assert_eq!((left(&native), left(&wasm)), (1, 1));
        fill();
        forget_other_clone(&target, Path::new("/one")).unwrap();
        assert_eq!((left(&native), left(&wasm)), (2, 2));
        forget_other_clone(&target, Path::new("/two")).unwrap();
        assert_eq!((left(&native), left(&wasm)), (1, 1));
        fs::remove_dir_all(&target).unwrap();
    }
}
