//! Files that the reader drops on the page or chooses: a program, or a recorded trace. Owns how they are told apart. Knows
//! no column, and not what is done with what they hold.

use espalier_trace::Trace;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Opened {
    /// A program to run.
    Program(String),
    /// A run to look at.
    Trace(Trace),
}

/// Why a file cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It has more megabytes than this.
    TooLarge(u32),
    /// It is neither a program nor a trace.
    NoText,
    /// It is a trace, but not a whole one: what is wrong, and where.
    BrokenTrace(String),
    /// The browser does not give it.
    Unreadable,
}

/// Megabytes of a file at most: four times what the largest run of this page leaves.
const LARGEST: u32 = 100;

/// Megabytes of a program at most: no hand has written that many, and an editor would not hold them.
const LARGEST_PROGRAM: u32 = 1;

/// Reads a file.
///
/// # Errors
/// Says why it cannot be opened.
pub async fn read(file: File) -> Result<Opened, Refusal> {
    if file.size() > f64::from(LARGEST) * 1e6 {
        return Err(Refusal::TooLarge(LARGEST));
    }
    let text = JsFuture::from(file.text()).await.map_err(|_| Refusal::Unreadable)?;
    told_apart(&file.name(), text.as_string().ok_or(Refusal::Unreadable)?)
}

/// A trace begins with the brace of its header, which no program does that runs anything. What is called a trace is no program.
fn told_apart(name: &str, text: String) -> Result<Opened, Refusal> {
    if text.contains(['\0', char::REPLACEMENT_CHARACTER]) {
        return Err(Refusal::NoText);
    }
    let is_trace = name.ends_with(".trace") || text.trim_start().starts_with('{');
    if name.ends_with(".py") || !is_trace {
        let is_small = text.len() <= LARGEST_PROGRAM as usize * 1_000_000;
        return is_small.then_some(Opened::Program(text)).ok_or(Refusal::TooLarge(LARGEST_PROGRAM));
    }
    Trace::read(&text).map(Opened::Trace).map_err(|error| Refusal::BrokenTrace(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::tests::{spawned, trace};

    #[test]
    fn a_trace_is_known_by_its_beginning_whatever_its_name() {
        let trace = trace(vec![(0, Some(0), spawned("main", None))]);
        let opened = told_apart("download", trace.write());
        assert_eq!(opened, Ok(Opened::Trace(trace)));
    }

    #[test]
    fn a_program_is_what_is_called_so_or_is_no_trace() {
        let text = "{print('a set')}\n".to_owned();
        assert_eq!(told_apart("set.py", text.clone()), Ok(Opened::Program(text)));
        let text = "import trio\n".to_owned();
        assert_eq!(told_apart("notes.txt", text.clone()), Ok(Opened::Program(text)));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cut = "{\"format\":\"espalier-trace\",\"version\":1}\n{\"seq\":";
        let Err(Refusal::BrokenTrace(problem)) = told_apart("a.trace", cut.into()) else {
            panic!("it is broken")
        };
        assert!(!problem.is_empty());
        assert_eq!(told_apart("a.py", "\u{fffd}PNG\0".into()), Err(Refusal::NoText));
        assert_eq!(told_apart("a.py", "x = 1\n".repeat(200_000)), Err(Refusal::TooLarge(1)));
        assert!(matches!(told_apart("empty.trace", String::new()), Err(Refusal::BrokenTrace(_))));
    }
}
