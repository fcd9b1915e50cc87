//! What a reader's hand may do to a run, and how that is written down: one line of text, the same on the command line, in a
//! request to the worker, in the header of a trace and in a link. Knows the words, not what they come to in a library.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::{EventId, ScopeId, TaskId, VirtualTime};

/// One change of a run: at the first moment after the event `after` at which the loop decides what runs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Intervention {
    /// The event's number in the run with all earlier interventions in place.
    pub after: EventId,
    /// What is done.
    pub action: Action,
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Cancels a task, where the library can cancel a single one.
    Cancel(TaskId),
    /// A task's wait ends in an error.
    Raise(TaskId),
    /// A task's next step happens that much later.
    Delay(TaskId, VirtualTime),
    /// A task gets no step until it is released.
    Hold(TaskId),
    /// Ends a hold.
    Release(TaskId),
    /// Cancels a scope.
    CancelScope(ScopeId),
    /// Presses Ctrl-C.
    Interrupt,
    /// Of the ready tasks this one is stepped next.
    RunNext(TaskId),
}

impl Action {
    /// The task it is done to.
    #[must_use]
    pub fn task(&self) -> Option<TaskId> {
        match *self {
            Self::Cancel(task)
            | Self::Raise(task)
            | Self::Delay(task, _)
            | Self::Hold(task)
            | Self::Release(task)
            | Self::RunNext(task) => Some(task),
            Self::CancelScope(_) | Self::Interrupt => None,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, number) = match self {
            Self::Cancel(task) => ("cancel", task.0),
            Self::Raise(task) => ("raise", task.0),
            Self::Delay(task, by) => return write!(f, "delay {} {by}", task.0),
            Self::Hold(task) => ("hold", task.0),
            Self::Release(task) => ("release", task.0),
            Self::CancelScope(scope) => ("cancel_scope", scope.0),
            Self::Interrupt => return f.write_str("interrupt"),
            Self::RunNext(task) => ("run_next", task.0),
        };
        write!(f, "{word} {number}")
    }
}

impl FromStr for Action {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let word = words.next().ok_or("no action")?;
        let mut number = |what: &str| -> Result<u32, String> {
            let text =
                words.next().ok_or_else(|| format!("`{word}` needs the number of a {what}"))?;
            text.parse().map_err(|_| format!("`{word}` needs the number of a {what}, not {text:?}"))
        };
        let action = match word {
            "cancel" => Self::Cancel(TaskId(number("task")?)),
            "raise" => Self::Raise(TaskId(number("task")?)),
            "delay" => {
                let task = TaskId(number("task")?);
                let text = words.next().ok_or("`delay` needs a number of seconds")?;
                let by = seconds(text).ok_or_else(|| {
                    format!("`delay` needs a number of seconds such as 1.5, not {text:?}")
                })?;
                Self::Delay(task, by)
            }
            "hold" => Self::Hold(TaskId(number("task")?)),
            "release" => Self::Release(TaskId(number("task")?)),
            "cancel_scope" => Self::CancelScope(ScopeId(number("scope")?)),
            "interrupt" => Self::Interrupt,
            "run_next" => Self::RunNext(TaskId(number("task")?)),
            _ => return Err(format!("no action {word:?}: there are {WORDS}")),
        };
        match words.next() {
            None => Ok(action),
            Some(more) => Err(format!("{more:?} is too much after `{action}`")),
        }
    }
}

/// The actions, for whoever wrote another.
const WORDS: &str = "cancel, raise, delay, hold, release, cancel_scope, interrupt, run_next";

/// A number of seconds as [`VirtualTime`] writes it: digits, and up to nine more after a point. Not by way of a double, which
/// would bring the reading of all doubles into the page.
fn seconds(text: &str) -> Option<VirtualTime> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || decimals.len() > 9 {
        return None;
    }
    let nanos: u64 = format!("{decimals:0<9}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1_000_000_000)?.checked_add(nanos).map(VirtualTime)
}

impl fmt::Display for Intervention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.after.0, self.action)
    }
}

impl FromStr for Intervention {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim_start();
        let (after, action) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let after = after.parse().map_err(|_| {
            format!("an intervention begins with the number of an event, not {after:?}")
        })?;
        Ok(Self { after: EventId(after), action: action.parse()? })
    }
}

/// A type that is one line of text wherever it is written.
macro_rules! as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

as_text!(Action);
as_text!(Intervention);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_the_same() {
        let lines = [
            "12 cancel 3",
            "0 raise 0",
            "7 delay 1 1.5",
            "7 delay 1 0.000000001",
            "7 hold 2",
            "9 release 2",
            "31 cancel_scope 4",
            "4294967295 interrupt",
            "8 run_next 5",
        ];
        for line in lines {
            let read = line.parse::<Intervention>().map(|read| read.to_string());
            assert_eq!(read.as_deref(), Ok(line));
        }
        assert_eq!(
            " 7  delay 1 2 ".parse::<Intervention>().map(|read| read.to_string()),
            Ok("7 delay 1 2.0".into())
        );
    }

    #[test]
    fn nonsense_is_refused_with_a_word_why() {
        let cases = [
            ("", "an intervention begins with the number of an event, not \"\""),
            ("cancel 3", "an intervention begins with the number of an event, not \"cancel\""),
            ("-1 cancel 3", "an intervention begins with the number of an event, not \"-1\""),
            ("3", "no action"),
            ("3 cancel", "`cancel` needs the number of a task"),
            ("3 cancel_scope x", "`cancel_scope` needs the number of a scope, not \"x\""),
            ("3 delay 1", "`delay` needs a number of seconds"),
            ("3 delay 1 NaN", "`delay` needs a number of seconds such as 1.5, not \"NaN\""),
            ("3 delay 1 -2", "`delay` needs a number of seconds such as 1.5, not \"-2\""),
            ("3 delay 1 1.", "`delay` needs a number of seconds such as 1.5, not \"1.\""),
            ("3 interrupt 1", "\"1\" is too much after `interrupt`"),
        ];
        for (text, problem) in cases {
            assert_eq!(text.parse::<Intervention>(), Err(problem.to_owned()), "{text}");
        }
        let unknown = "3 kill 1".parse::<Intervention>().expect_err("no such action");
        assert!(unknown.starts_with("no action \"kill\": there are cancel, "), "{unknown}");
    }
}
