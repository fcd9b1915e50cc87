//! Compares what a run left with what was expected, and says in which lines they differ.
//!
//! Must not know where either came from.

use std::sync::LazyLock;

use anyhow::{Result, ensure};
use regex::Regex;
use similar::TextDiff;

use crate::engine::{Output, last_lines};
use crate::program::{Asked, Expectation};

/// # Errors
/// The first difference found, as a message for a reader.
pub fn judge(expectation: &Expectation, output: &Output, file_name: &str) -> Result<()> {
    match expectation {
        Expectation::Prints(stdout) => {
            same_text("standard output", stdout, &output.stdout, output)?;
            same_code(0, output)
        }
        Expectation::Raises { stdout, stderr } => {
            same_text("standard output", stdout, &output.stdout, output)?;
            same_text("the traceback", stderr, &own_lines(&output.stderr, file_name), output)?;
            same_code(1, output)
        }
        Expectation::Asks(asked) => granted(asked, output),
    }
}

fn same_text(what: &str, expected: &str, found: &str, output: &Output) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    let diff = TextDiff::from_lines(expected, found);
    let shown =
        diff.unified_diff().context_radius(3).header("real library", "espalier").to_string();
    let stderr = match output.stderr.is_empty() {
        true => String::new(),
        false => format!("standard error ends with:\n{}", last_lines(&output.stderr, 15)),
    };
    anyhow::bail!("{what} differs:\n{shown}{stderr}")
}

fn same_code(expected: i32, output: &Output) -> Result<()> {
    ensure!(
        output.code == Some(expected),
        "exit code {:?} instead of {expected}; standard error ends with:\n{}",
        output.code,
        last_lines(&output.stderr, 15)
    );
    Ok(())
}

fn granted(asked: &Asked, output: &Output) -> Result<()> {
    same_code(asked.code, output)?;
    let wanted = asked.stdout.iter().map(|regex| ("stdout", regex, &output.stdout, true));
    let wanted =
        wanted.chain(asked.stderr.iter().map(|regex| ("stderr", regex, &output.stderr, true)));
    let wanted =
        wanted.chain(asked.not_stderr.iter().map(|regex| ("stderr", regex, &output.stderr, false)));
    for (stream, regex, text, should_match) in wanted {
        ensure!(
            regex.is_match(text) == should_match,
            "{stream} {} {regex}; it ends with:\n{}",
            if should_match { "lacks" } else { "should not have" },
            last_lines(text, 15)
        );
    }
    Ok(())
}

/// A traceback reduced to what any implementation must show: headings, rulers of groups, frames in the program itself
/// and exception lines. Frames inside libraries (a model has none), source lines, markers and memory addresses are left out.
///
/// The recorder's `own_lines` does the same to CPython's.
#[must_use]
pub fn own_lines(stderr: &str, file_name: &str) -> String {
    let own_frame = format!("  File \"{file_name}\"");
    let mut kept = String::new();
    let mut in_frames = false;
    for line in stderr.lines() {
        let rest = without_bars(line);
        in_frames = in_frames && rest.starts_with("  ");
        if !in_frames || rest.starts_with(&own_frame) {
            kept.push_str(&without_addresses(line));
            kept.push('\n');
        }
        if rest.ends_with("Traceback (most recent call last):") {
            in_frames = true;
        }
    }
    kept
}

/// `at 0x7f…` in a repr becomes `at 0x?`.
fn without_addresses(line: &str) -> String {
    static ADDRESS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(" at 0x[0-9a-f]+").expect("a constant that parses"));
    ADDRESS.replace_all(line, " at 0x?").into_owned()
}

/// Skips the bars and plus signs that draw a group's tree in front of a line.
fn without_bars(line: &str) -> &str {
    let mut rest = line;
    loop {
        let bare = rest.trim_start_matches(' ');
        rest = match bare.strip_prefix('|') {
            Some("") => return "",
            Some(after) if after.starts_with(' ') => &after[1..],
            _ => match bare.strip_prefix("+ ") {
                Some(after) if bare.len() < rest.len() || after.ends_with("last):") => after,
                _ => return rest,
            },
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_lines_keeps_the_groups_and_drops_foreign_frames() {
        let stderr = r#"  + Exception Group Traceback (most recent call last):
  |   File "prog.py", line 9, in <module>
  |     trio.run(main)
  |     ~~~~~~~~^^^^^^
  |   File "/lib/trio/_run.py", line 2, in run
  |     raise x
  | ExceptionGroup: Exceptions from Trio nursery (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "prog.py", line 4, in child
    |     raise ValueError("two
    | ValueError: two
    | lines
    +------------------------------------
"#;
        let kept = r#"  + Exception Group Traceback (most recent call last):
  |   File "prog.py", line 9, in <module>
  | ExceptionGroup: Exceptions from Trio nursery (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "prog.py", line 4, in child
    | ValueError: two
    | lines
    +------------------------------------
"#;
        assert_eq!(own_lines(stderr, "prog.py"), kept);
    }

    #[test]
    fn own_lines_keeps_notes_between_chained_tracebacks() {
        let stderr = "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n    x\nKeyError: 'k'\n\n\
                      During handling of the above exception, another exception occurred:\n\n\
                      Traceback (most recent call last):\n  File \"/lib/b.py\", line 1, in g\nValueError: v\n";
        let kept = "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nKeyError: 'k'\n\n\
                    During handling of the above exception, another exception occurred:\n\n\
                    Traceback (most recent call last):\nValueError: v\n";
        assert_eq!(own_lines(stderr, "a.py"), kept);
    }

    #[test]
    fn a_difference_is_shown_as_lines() {
        let output = Output {
            stdout: "a\nc\n".into(),
            stderr: String::new(),
            code: Some(0),
            took: std::time::Duration::ZERO,
        };
        let message =
            judge(&Expectation::Prints("a\nb\n".into()), &output, "x.py").unwrap_err().to_string();
        assert!(message.contains("-b\n+c\n"), "{message}");
    }

    #[test]
    fn a_wrong_exit_code_is_an_error_even_if_the_text_is_right() {
        let output = Output {
            stdout: "a\n".into(),
            stderr: "oops".into(),
            code: Some(1),
            took: std::time::Duration::ZERO,
        };
        let message =
            judge(&Expectation::Prints("a\n".into()), &output, "x.py").unwrap_err().to_string();
        assert!(
            message.contains("exit code Some(1) instead of 0") && message.contains("oops"),
            "{message}"
        );
    }
}
