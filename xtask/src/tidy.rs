//! `cargo xtask tidy`: the house rules that no compiler checks.
//!
//! Owns the rules as a list of functions over the files that git knows. Each finding names file and line.

use std::path::Path;
use std::process::Command;

use crate::cache;
use crate::process;
use crate::step::Failure;

/// A text file of the repository.
struct Source {
    /// Relative to the root, with slashes.
    path: String,
    text: String,
}

type Rule = fn(&Source) -> Vec<String>;

const RULES: [Rule; 5] = [
    opens_with_its_purpose,
    has_no_path_of_one_machine,
    lock_file_names_no_registry,
    has_no_ignored_test,
    depends_downwards,
];

/// Checks every rule on every file.
///
/// # Errors
/// When a rule is broken; the failure lists every place.
pub fn run() -> Result<(), Failure> {
    let sources = sources()?;
    let findings: Vec<String> =
        sources.iter().flat_map(|source| RULES.iter().flat_map(move |rule| rule(source))).collect();
    if findings.is_empty() {
        println!("    {} files keep {} rules", sources.len(), RULES.len());
        return Ok(());
    }
    Err(Failure::new(format!("house rules broken:\n  {}", findings.join("\n  ")))
        .advise("each rule is a function with its reason in xtask/src/tidy.rs"))
}

fn sources() -> Result<Vec<Source>, Failure> {
    let root = cache::root();
    // Untracked files count too, or a rule would be broken first and noticed after the commit.
    let listed = process::output(Command::new("git").current_dir(&root).args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    Ok(listed.lines().filter_map(|path| read_text(&root, path)).collect())
}

fn read_text(root: &Path, path: &str) -> Option<Source> {
    // Pictures, fonts and files deleted but not yet committed have no text.
    let text = String::from_utf8(std::fs::read(root.join(path)).ok()?).ok()?;
    Some(Source { path: path.to_owned(), text })
}

fn extension(path: &str) -> &str {
    path.rsplit('/')
        .next()
        .and_then(|name| name.rsplit_once('.'))
        .map_or("", |(_, extension)| extension)
}

/// Every source file says in its first lines what it owns and what it must not know.
fn opens_with_its_purpose(source: &Source) -> Vec<String> {
    // A story's programs are texts for readers, shown on the page as they are.
    if source.path.starts_with("scenarios/") {
        return Vec::new();
    }
    let first = source
        .text
        .lines()
        .find(|line| !line.starts_with("#!") && !line.trim().is_empty())
        .unwrap_or_default();
    let opens = match extension(&source.path) {
        "rs" => first.starts_with("//!"),
        // A program that a test runs opens with a comment on what it pins.
        "py" => ["\"\"\"", "#", "r\"\"\""].iter().any(|mark| first.starts_with(mark)),
        "js" | "mjs" | "ts" => first.starts_with("//") || first.starts_with("/*"),
        "css" => first.starts_with("/*"),
        _ => true,
    };
    if opens || (extension(&source.path) == "py" && source.text.trim().is_empty()) {
        return Vec::new();
    }
    vec![format!("{}:1: does not open with what it owns", source.path)]
}

/// A path of somebody's home works on one machine only.
fn has_no_path_of_one_machine(source: &Source) -> Vec<String> {
    // Written in two parts so that this file keeps its own rule.
    let homes = [
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Use", "rs/"),
        concat!("/wo", "rk/"),
        concat!("C:", "\\Users"),
    ];
    lines_with(source, |line| {
        homes
            .iter()
            .find(|home| starts_path(line, home))
            .map(|home| format!("names `{home}`, a path of one machine"))
    })
}

/// Whether the text has the path where a path begins: `docs/work/x` does not begin at `work`.
fn starts_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        !line[..at]
            .ends_with(|before: char| before.is_alphanumeric() || "._-~$}*)".contains(before))
    })
}

/// A lock file that names a registry's host installs from nowhere else.
fn lock_file_names_no_registry(source: &Source) -> Vec<String> {
    if !source.path.ends_with("package-lock.json") {
        return Vec::new();
    }
    lines_with(source, |line| {
        line.trim_start()
            .starts_with("\"resolved\": \"http")
            .then(|| "names a registry: set omit-lockfile-registry-resolved in .npmrc".to_owned())
    })
}

/// A test that does not run proves nothing.
fn has_no_ignored_test(source: &Source) -> Vec<String> {
    if extension(&source.path) != "rs" {
        return Vec::new();
    }
    lines_with(source, |line| {
        line.trim_start().starts_with("#[ignore").then(|| "ignores a test".to_owned())
    })
}

/// Which packages of ours a manifest may name: the rooms of docs/ARCHITECTURE.md, dependency direction included.
fn depends_downwards(source: &Source) -> Vec<String> {
    let allowed: &[&str] = match source.path.as_str() {
        "Cargo.toml" | "crates/kernel/Cargo.toml" => &["espalier-trace"],
        "crates/trace/Cargo.toml" | "xtask/Cargo.toml" | "tests/browser/Cargo.toml" => &[],
        "crates/python/Cargo.toml" => &["espalier-kernel", "espalier-trace"],
        "crates/cli/Cargo.toml" | "crates/worker/Cargo.toml" => {
            &["espalier-python", "espalier-kernel", "espalier-trace"]
        }
        _ => return Vec::new(),
    };
    let mut section = String::new();
    lines_with(source, |line| {
        if line.starts_with('[') {
            section = line.trim().to_owned();
        }
        // The workspace's table only says where each package is.
        if !section.contains("dependencies") || section.starts_with("[workspace") {
            return None;
        }
        let name = line.split(['=', '.', ' ']).next().unwrap_or_default();
        let is_up = (name.starts_with("espalier") && !allowed.contains(&name))
            || (name.starts_with("rustpython") && source.path != "crates/python/Cargo.toml");
        is_up.then(|| format!("depends on {name}, against the direction of dependencies"))
    })
}

fn lines_with(source: &Source, mut finding: impl FnMut(&str) -> Option<String>) -> Vec<String> {
    source
        .text
        .lines()
        .enumerate()
        .filter_map(|(index, line)| {
            finding(line).map(|what| format!("{}:{}: {what}", source.path, index + 1))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: Rule, path: &str, text: &str) -> Vec<String> {
        rule(&Source { path: path.to_owned(), text: text.to_owned() })
    }

    #[test]
    fn a_file_without_a_purpose_is_found() {
        assert_eq!(check(opens_with_its_purpose, "src/a.rs", "use std::fs;\n").len(), 1);
        assert!(check(opens_with_its_purpose, "src/a.rs", "//! Owns a.\n").is_empty());
        assert!(
            check(
                opens_with_its_purpose,
                "recorder/a.py",
                "#!/usr/bin/env python3\n\"\"\"Owns a.\"\"\"\n"
            )
            .is_empty()
        );
        assert!(check(opens_with_its_purpose, "recorder/__init__.py", "").is_empty());
        assert!(check(opens_with_its_purpose, "scenarios/a/b.py", "import os\n").is_empty());
        assert_eq!(check(opens_with_its_purpose, "recorder/a.py", "import os\n").len(), 1);
    }

    #[test]
    fn a_path_of_one_machine_is_found_where_it_begins() {
        let home = concat!("/ho", "me/someone/x");
        assert_eq!(check(has_no_path_of_one_machine, "a.md", &format!("\nsee {home}")).len(), 1);
        assert!(check(has_no_path_of_one_machine, "a.md", &format!("see docs{home}")).is_empty());
    }

    #[test]
    fn a_lock_file_with_a_registry_is_found() {
        assert_eq!(
            check(
                lock_file_names_no_registry,
                "web/package-lock.json",
                "  \"resolved\": \"https://r/x.tgz\",\n"
            )
            .len(),
            1
        );
        assert!(
            check(
                lock_file_names_no_registry,
                "web/other.json",
                "\"resolved\": \"https://r/x.tgz\",\n"
            )
            .is_empty()
        );
    }

    #[test]
    fn an_upward_dependency_is_found() {
        let kernel = "[dependencies]\nespalier-trace = { workspace = true }\nespalier-python.workspace = true\n";
        assert_eq!(
            check(depends_downwards, "crates/kernel/Cargo.toml", kernel),
            [
                "crates/kernel/Cargo.toml:3: depends on espalier-python, against the direction of dependencies"
            ]
        );
        let root = "[dependencies]\nrustpython-vm = \"0.6\"\n\n[workspace.dependencies]\nespalier-python = { path = \"x\" }\n";
        assert_eq!(check(depends_downwards, "Cargo.toml", root).len(), 1);
    }

    #[test]
    fn an_ignored_test_is_found() {
        assert_eq!(check(has_no_ignored_test, "src/a.rs", "    #[ignore = \"slow\"]\n").len(), 1);
    }
}
