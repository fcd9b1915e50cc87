//! A step says what it does, how long it took and, when it fails, what failed and what to do.
//!
//! Owns the shape of that output. It must not know what any step does.

use std::fmt;
use std::time::{Duration, Instant};

/// Why a step failed, and what the developer can do about it.
#[derive(Debug)]
pub struct Failure {
    what: String,
    advice: Option<String>,
}

impl Failure {
    /// `what` names the thing that went wrong.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), advice: None }
    }

    /// Adds what to do. Advice given first stays: it is nearest to the cause.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice.get_or_insert_with(|| advice.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failed: {}", self.what)?;
        if let Some(advice) = &self.advice {
            write!(f, "\n\nwhat to do: {advice}")?;
        }
        Ok(())
    }
}

/// What became of one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    /// Not done, and why not.
    Skipped(String),
    Failed,
}

struct Row {
    name: String,
    outcome: Outcome,
    took: Duration,
}

/// The steps of one command, in the order they were taken.
#[derive(Default)]
pub struct Steps {
    rows: Vec<Row>,
}

impl Steps {
    /// Takes a step that the following ones need: its failure is the command's.
    pub fn step<T>(
        &mut self,
        name: &str,
        action: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        println!("==> {name}");
        let started = Instant::now();
        let result = action();
        let took = started.elapsed();
        let outcome = if result.is_ok() { Outcome::Passed } else { Outcome::Failed };
        self.note(name, outcome, took);
        result.map_err(|failure| Failure { what: format!("{name}: {}", failure.what), ..failure })
    }

    /// Takes a step that the following ones do not need: its failure is told now and counted at the end.
    pub fn check(&mut self, name: &str, action: impl FnOnce() -> Result<Outcome, Failure>) {
        println!("==> {name}");
        let started = Instant::now();
        let outcome = match action() {
            Ok(outcome) => outcome,
            Err(failure) => {
                eprintln!("{failure}");
                Outcome::Failed
            }
        };
        self.note(name, outcome, started.elapsed());
    }

    fn note(&mut self, name: &str, outcome: Outcome, took: Duration) {
        match &outcome {
            Outcome::Passed => println!("    {name}: done, {:.1} s", took.as_secs_f64()),
            Outcome::Skipped(why) => println!("    {name}: SKIPPED: {why}"),
            Outcome::Failed => println!("    {name}: FAILED, {:.1} s", took.as_secs_f64()),
        }
        self.rows.push(Row { name: name.to_owned(), outcome, took });
    }

    /// Prints one row a step and the sum.
    ///
    /// # Errors
    /// When any step failed.
    pub fn summary(&self) -> Result<(), Failure> {
        let width = self.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
        println!();
        for row in &self.rows {
            let result = match &row.outcome {
                Outcome::Passed => "ok".to_owned(),
                Outcome::Skipped(why) => format!("skipped ({why})"),
                Outcome::Failed => "FAILED".to_owned(),
            };
            println!("{:width$}  {:>7.1} s  {result}", row.name, row.took.as_secs_f64());
        }
        let count = |wanted: fn(&Outcome) -> bool| {
            self.rows.iter().filter(|row| wanted(&row.outcome)).count()
        };
        let failed = count(|outcome| *outcome == Outcome::Failed);
        let skipped = count(|outcome| matches!(outcome, Outcome::Skipped(_)));
        let total: Duration = self.rows.iter().map(|row| row.took).sum();
        println!(
            "{:width$}  {:>7.1} s  {} steps done, {failed} failed, {skipped} skipped",
            "in all",
            total.as_secs_f64(),
            count(|outcome| *outcome == Outcome::Passed),
        );
        if failed > 0 {
            let names: Vec<&str> = self
                .rows
                .iter()
                .filter(|row| row.outcome == Outcome::Failed)
                .map(|row| row.name.as_str())
                .collect();
            return Err(
                Failure::new(names.join(", ")).advise("read what these steps printed above")
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_check_fails_the_summary_and_later_steps_still_run() {
        let mut steps = Steps::default();
        let mut ran = false;
        steps.check("first", || Err(Failure::new("no")));
        steps.check("second", || {
            ran = true;
            Ok(Outcome::Passed)
        });
        assert!(ran);
        let failure = steps.summary().unwrap_err().to_string();
        assert!(failure.contains("first") && !failure.contains("second"), "{failure}");
    }

    #[test]
    fn the_advice_nearest_to_the_cause_stays() {
        let failure = Failure::new("x").advise("near").advise("far");
        assert_eq!(failure.to_string(), "failed: x\n\nwhat to do: near");
    }
}
