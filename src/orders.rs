//! [`Orders`]: what a program comes to under many seeds. Knows no page and not how a run is had.

use espalier_trace::{EventKind, Stream, Trace, Verdict};

/// How many seeds are tried.
pub const SEEDS: u64 = 24;

/// What a run comes to, for whoever only looks at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The exit status; nothing if the run was given up.
    pub exit_code: Option<i32>,
    /// Standard output.
    pub output: String,
    /// Tasks that leaked.
    pub leaked: usize,
    /// Errors that were lost.
    pub lost: usize,
    /// Whether a limit or a deadlock ended it.
    pub stopped: bool,
}

impl Outcome {
    /// That of a run.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        let verdict = Verdict::new(trace);
        let printed = trace.events.iter().filter_map(|event| match &event.kind {
            EventKind::Printed { stream: Stream::Stdout, text } => Some(text.as_str()),
            _ => None,
        });
        Self {
            exit_code: verdict.exit_code,
            output: printed.collect(),
            leaked: verdict.leaked.len(),
            lost: verdict.lost.len(),
            stopped: verdict.stopped.is_some(),
        }
    }
}

/// What a program came to under many seeds: each outcome with its seeds, in the order in which they came.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Orders {
    /// The column's number.
    pub column: usize,
    /// The outcomes.
    pub outcomes: Vec<(Outcome, Vec<u64>)>,
    /// Runs that have come, or will not.
    pub done: u64,
}

impl Orders {
    /// None yet of that column.
    #[must_use]
    pub fn new(column: usize) -> Self {
        Self { column, ..Self::default() }
    }

    /// The run under `seed` has come, or was given up.
    pub fn take(&mut self, seed: u64, trace: Option<&Trace>) {
        self.done += 1;
        let Some(trace) = trace else { return };
        let outcome = Outcome::of(trace);
        match self.outcomes.iter_mut().find(|(known, _)| *known == outcome) {
            Some((_, seeds)) => seeds.push(seed),
            None => self.outcomes.push((outcome, vec![seed])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::tests::trace;

    fn run(text: &str, exit_code: i32) -> Trace {
        trace(vec![
            (0, None, EventKind::Printed { stream: Stream::Stdout, text: text.into() }),
            (0, None, EventKind::Printed { stream: Stream::Stderr, text: format!("{text}?") }),
            (0, None, EventKind::RunEnded { exit_code, exception: None }),
        ])
    }

    #[test]
    fn outcomes_are_told_apart_by_output_exit_and_verdict() {
        let mut orders = Orders::new(3);
        for (seed, text, exit_code) in [(0, "a", 0), (1, "b", 0), (2, "a", 0), (3, "a", 1)] {
            orders.take(seed, Some(&run(text, exit_code)));
        }
        orders.take(4, None);
        let counts: Vec<_> = orders
            .outcomes
            .iter()
            .map(|(of, seeds)| (of.output.as_str(), of.exit_code, &seeds[..]))
            .collect();
        let expected =
            [("a", Some(0), &[0, 2][..]), ("b", Some(0), &[1][..]), ("a", Some(1), &[3][..])];
        assert_eq!(counts, expected);
        assert_eq!(orders.done, 5);
    }
}
