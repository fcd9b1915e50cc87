//! `cargo xtask bench`: the figures that Espalier promises, measured.
//!
//! Owns which figures there are, their limits, and the table of docs/performance.md. What happens inside a browser is
//! measured by the program `measure` of `tests/browser`. Figures are of one machine at one time: only those of one
//! run may be compared with each other.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::build::{self, Profile};
use crate::cache;
use crate::process;
use crate::setup::{self, Web, browser, python};
use crate::step::{Failure, Outcome, Steps};
use crate::test;
use crate::usage;

/// One measured figure.
struct Figure {
    what: String,
    measured: f64,
    unit: &'static str,
    /// The figure must not be above it.
    limit: f64,
}

impl Figure {
    fn row(&self) -> String {
        let digits = if self.measured < 10.0 { 2 } else { 0 };
        let verdict = if self.measured <= self.limit { "reached" } else { "**missed**" };
        format!(
            "| {} | {:.digits$} {} | {:.digits$} {} | {verdict} |",
            self.what, self.measured, self.unit, self.limit, self.unit
        )
    }
}

/// Measures everything; with `--write` the table in docs/performance.md is renewed.
///
/// # Errors
/// When something does not build or cannot be measured. A figure above its limit is shown, and is no error.
pub fn run(words: &[String]) -> Result<(), Failure> {
    let write = match words {
        [] => false,
        [word] if word == "--write" => true,
        _ => return Err(usage("bench takes --write or nothing")),
    };
    let mut steps = Steps::default();
    let web = setup::web(&mut steps)?;
    let folder = build::site_folder(Profile::Release)?;
    let mut figures = Vec::new();
    steps.check("espalier run against CPython", || command_line(&web, &mut figures));
    let mut costs = String::new();
    steps.check("cost per task", || cost_per_task(&web, &mut costs));
    steps.step("site, optimised", || build::site(&web, Profile::Release, &folder))?;
    steps.check("page", || page(&web, &folder, &mut figures));
    let table = table(&figures);
    println!("\n{table}\n{costs}");
    if write {
        let modules = modules(&web)?;
        steps.step("docs/performance.md", || {
            renew("figures", &table)?;
            renew("costs", &costs)?;
            renew("modules", &modules)
        })?;
    }
    steps.summary()
}

fn table(figures: &[Figure]) -> String {
    let mut table = "| figure | measured | limit | |\n| --- | --- | --- | --- |\n".to_owned();
    for figure in figures {
        table.push_str(&figure.row());
        table.push('\n');
    }
    table
}

/// `espalier run` as the tests build it (optimised dependencies), recording, against the real library on CPython: the best of five runs each, taken in turn.
fn command_line(web: &Web, figures: &mut Vec<Figure>) -> Result<Outcome, Failure> {
    const RUNS: usize = 5;
    let interpreter = match python::environment()? {
        python::Environment::Ready(interpreter) => interpreter,
        python::Environment::Missing(why) => return Ok(Outcome::Skipped(why)),
    };
    let espalier = test::command_line(&web.toolchain)?;
    for library in ["asyncio", "trio"] {
        let program = cache::root().join(format!("xtask/bench/ten_thousand_{library}.py"));
        let (mut ours, mut theirs) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..RUNS {
            ours = ours.min(seconds(Command::new(&espalier).arg("run").arg(&program), "10000")?);
            theirs = theirs.min(seconds(Command::new(&interpreter).arg(&program), "10000")?);
        }
        let what =
            format!("`espalier run`, 10,000 tasks, {library}; the limit is CPython's own time");
        figures.push(Figure { what, measured: ours, unit: "s", limit: theirs });
    }
    Ok(Outcome::Passed)
}

/// Runs the benchmark of `tests/benchmarks` and makes a table of what it measured.
fn cost_per_task(web: &Web, table: &mut String) -> Result<Outcome, Failure> {
    // The same packages and profile as for the tests, so that RustPython is not compiled a second time.
    let mut cargo = web.toolchain.cargo()?;
    cargo.args(["bench", "--quiet", "--locked", "--profile", "dev", "--workspace"]);
    cargo.args(["--exclude", "espalier-browser-tests", "--bench", "tasks"]);
    let printed = process::output(cargo.args(["--", "--output-format", "bencher"]))?;
    *table = cost_table(&printed)?;
    Ok(Outcome::Passed)
}

/// A row a program, a column a number of tasks, from lines like `test trio_spawn/1000 ... bench: 1234 ns/iter (+/- 5)`;
/// a cell is the time of the whole run divided by the number of tasks.
fn cost_table(printed: &str) -> Result<String, Failure> {
    let mut rows: Vec<(&str, Vec<(u64, f64)>)> = Vec::new();
    for line in printed.lines() {
        let Some((id, rest)) =
            line.strip_prefix("test ").and_then(|line| line.split_once(" ... bench:"))
        else {
            continue;
        };
        let (program, count) = id
            .trim()
            .split_once('/')
            .and_then(|(program, count)| Some((program, count.parse::<u64>().ok()?)))
            .ok_or_else(|| Failure::new(format!("not a program and a number of tasks: {id}")))?;
        let nanos = number(&rest.split("ns/iter").next().unwrap_or_default().replace(',', ""))?;
        let cell = (count, nanos / 1000.0 / count as f64);
        match rows.last_mut().filter(|(last, _)| *last == program) {
            Some((_, cells)) => cells.push(cell),
            None => rows.push((program, vec![cell])),
        }
    }
    let (_, first) = rows.first().ok_or_else(|| Failure::new("the benchmark printed no figure"))?;
    let mut table = "| µs per task |".to_owned();
    for (count, _) in first {
        table.push_str(&format!(" {count} tasks |"));
    }
    table.push_str("\n| --- |");
    table.push_str(&" ---: |".repeat(first.len()));
    for (program, cells) in &rows {
        table.push_str(&format!("\n| {} |", program.replacen('_', ", ", 1)));
        for (_, micros) in cells {
            table.push_str(&format!(" {micros:.2} |"));
        }
    }
    table.push('\n');
    Ok(table)
}

/// Wall time of a run that must print just that.
fn seconds(command: &mut Command, expected: &str) -> Result<f64, Failure> {
    let started = Instant::now();
    let printed = process::output(command)?;
    let seconds = started.elapsed().as_secs_f64();
    if printed != expected {
        return Err(Failure::new(format!(
            "`{}` printed `{printed}`, not `{expected}`",
            process::shown(command)
        )));
    }
    Ok(seconds)
}

fn page(web: &Web, folder: &Path, figures: &mut Vec<Figure>) -> Result<Outcome, Failure> {
    let browser = browser::find_or_install()?;
    let words = ["run", "--quiet", "--bin", "measure"];
    let mut cargo = test::in_browser(web, &browser, folder.to_owned(), &words)?;
    cargo.env("ESPALIER_TRACES", traces(web)?);
    let answer = process::output(&mut cargo)?;
    println!("{answer}");
    let sizes = process::output(
        web.command("node")
            .arg(cache::root().join("tools/site-sizes.mjs"))
            .arg(folder)
            .arg("--plain"),
    )?;
    let mut first_view = 0.0;
    for line in answer.lines() {
        match line.split_once(' ') {
            Some(("first-view-file", name)) => first_view += brotli_bytes(&sizes, name)?,
            Some(("first-tree-ms", value)) => figures.push(Figure {
                what: "first tree drawn, cold cache, CPU slowed 4 times".to_owned(),
                measured: number(value)? / 1000.0,
                unit: "s",
                limit: 1.5,
            }),
            Some(("warm-run-ms", value)) => figures.push(Figure {
                what: "warm re-run of the first scenario in the worker".to_owned(),
                measured: number(value)?,
                unit: "ms",
                limit: 50.0,
            }),
            Some(("drag-ms", value)) => figures.push(Figure {
                what: "a knob drawn until all columns follow, in the slowest of the stories"
                    .to_owned(),
                measured: number(value)?,
                unit: "ms",
                limit: 50.0,
            }),
            Some(("drag-cold-ms", value)) => figures.push(Figure {
                what: "a knob turned to what was never run, in the slowest of the stories"
                    .to_owned(),
                measured: number(value)?,
                unit: "ms",
                limit: 50.0,
            }),
            // The answer is printed as it is, so that each story can be read.
            Some(("drag-ms-of", _)) => {}
            Some(("large-trace-ms", value)) => figures.push(Figure {
                what: "a trace of 10,000 tasks and 200,000 events opened".to_owned(),
                measured: number(value)? / 1000.0,
                unit: "s",
                limit: 2.0,
            }),
            Some(("large-trace-frame-ms", value)) => figures.push(Figure {
                what: "a frame while one scrubs through it".to_owned(),
                measured: number(value)?,
                unit: "ms",
                limit: FRAME_MS,
            }),
            Some(("four-columns-frame-ms", value)) => figures.push(Figure {
                what: "a frame while four columns of 60 tasks play, CPU slowed 4 times".to_owned(),
                measured: number(value)?,
                unit: "ms",
                limit: FRAME_MS,
            }),
            _ => {
                return Err(Failure::new(format!(
                    "`measure` printed a line that means nothing here: {line}"
                )));
            }
        }
    }
    figures.push(Figure {
        what: "everything that the first view loads, with brotli".to_owned(),
        measured: first_view / 1000.0,
        unit: "kB",
        limit: 150.0,
    });
    Ok(Outcome::Passed)
}

/// Sixty frames a second, as clocks of tenths of a millisecond show them.
const FRAME_MS: f64 = 16.8;

/// The folder with the runs that `measure` opens in the page.
fn traces(web: &Web) -> Result<PathBuf, Failure> {
    let espalier = test::command_line(&web.toolchain)?;
    let folder = cache::sub("bench")?;
    for name in ["large", "sixty"] {
        let program = cache::root().join(format!("xtask/bench/{name}.py"));
        let trace = folder.join(format!("{name}.trace"));
        process::run(Command::new(&espalier).arg("trace").arg(program).arg("-o").arg(trace))?;
    }
    Ok(folder)
}

fn brotli_bytes(sizes: &str, name: &str) -> Result<f64, Failure> {
    let size = sizes.lines().find_map(|line| {
        let (bytes, file) = line.split_once(' ')?;
        (file == name).then_some(bytes)
    });
    number(size.ok_or_else(|| {
        Failure::new(format!("the page loaded {name}, which the site does not hold"))
    })?)
}

fn number(text: &str) -> Result<f64, Failure> {
    text.trim().parse().map_err(|_| Failure::new(format!("`{text}` is not a number")))
}

/// What each module written in Python adds to the engine, as the engine's build script has noted it: bytes of bytecode,
/// the largest first.
fn modules(web: &Web) -> Result<String, Failure> {
    let builds = web.toolchain.target_folder()?.join("debug/build");
    let newest = fs::read_dir(&builds)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("espalier-python-"))
        .map(|entry| entry.path().join("out/frozen-sizes.tsv"))
        .filter_map(|path| Some((fs::metadata(&path).ok()?.modified().ok()?, path)))
        .max()
        .ok_or_else(|| Failure::new(format!("no build of the engine in {}", builds.display())))?;
    size_table(&cache::read(&newest.1)?)
}

/// A table of lines with a number of bytes, a tab and a name; packages are one row with all that is below them.
fn size_table(lines: &str) -> Result<String, Failure> {
    let mut packages = BTreeMap::<&str, u64>::new();
    for line in lines.lines() {
        let (bytes, name) = line
            .split_once('\t')
            .and_then(|(bytes, name)| Some((bytes.parse::<u64>().ok()?, name)))
            .ok_or_else(|| Failure::new(format!("not a size and a name: {line}")))?;
        let package = name.split('.').next().unwrap_or(name);
        *packages.entry(package).or_default() += bytes;
    }
    let total: u64 = packages.values().sum();
    let mut rows: Vec<_> = packages.into_iter().collect();
    rows.sort_by_key(|(name, bytes)| (std::cmp::Reverse(*bytes), *name));
    let mut table = format!("| module | bytes |\n| --- | ---: |\n| *in all* | {total} |\n");
    for (name, bytes) in rows {
        table.push_str(&format!("| `{name}` | {bytes} |\n"));
    }
    Ok(table)
}

/// Replaces what stands between the two marks of that name.
fn renew(name: &str, table: &str) -> Result<(), Failure> {
    let begin = format!("<!-- {name}: cargo xtask bench --write -->\n");
    let end = format!("<!-- end of {name} -->");
    let path = cache::root().join("docs/performance.md");
    let text = cache::read(&path)?;
    let parts =
        text.split_once(&begin).and_then(|(head, rest)| Some((head, rest.split_once(&end)?.1)));
    let (head, tail) =
        parts.ok_or_else(|| Failure::new(format!("{} has lost its marks", path.display())))?;
    fs::write(&path, format!("{head}{begin}\n{table}\n{end}{tail}"))
        .map_err(|error| Failure::new(format!("{} cannot be written: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_above_its_limit_is_shown_as_missed() {
        let figure = |measured| Figure { what: "x".to_owned(), measured, unit: "kB", limit: 150.0 };
        assert_eq!(figure(150.0).row(), "| x | 150 kB | 150 kB | reached |");
        assert!(figure(151.0).row().contains("missed"));
    }

    #[test]
    fn a_package_is_one_row_and_the_largest_comes_first() {
        let table = size_table("10\tjson\n5\tre\n30\tre._parser\n").unwrap();
        let rows: Vec<_> = table.lines().skip(2).collect();
        assert_eq!(rows, ["| *in all* | 45 |", "| `re` | 35 |", "| `json` | 10 |"]);
        assert!(size_table("many\tre\n").is_err());
    }

    #[test]
    fn costs_are_per_task_and_in_microseconds() {
        let printed = "noise\ntest trio_spawn/1000 ... bench:   2500000 ns/iter (+/- 9)\n\
                       test trio_spawn/10000 ... bench: 30000000 ns/iter (+/- 9)\n";
        let table = cost_table(printed).unwrap();
        assert!(table.starts_with("| µs per task | 1000 tasks | 10000 tasks |"), "{table}");
        assert!(table.ends_with("| trio, spawn | 2.50 | 3.00 |\n"), "{table}");
        assert!(cost_table("nothing").is_err());
    }

    #[test]
    fn sizes_are_found_by_whole_names() {
        assert_eq!(brotli_bytes("12 a.js\n34 b/a.js\n", "b/a.js").unwrap(), 34.0);
        assert!(brotli_bytes("12 a.js\n", "js").is_err());
    }
}
