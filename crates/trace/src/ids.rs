//! Names of the things that events speak of: small numbers given out in order, and instants of virtual time.
//! Knows nothing of what happens to them.

use std::fmt;

use serde::Serialize;

/// An instant of virtual time: nanoseconds since the run began. A run starts at 0 and time moves only when nothing can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct VirtualTime(pub u64);

impl VirtualTime {
    /// The beginning of every run.
    pub const ZERO: Self = Self(0);

    /// The instant nearest to `secs` seconds; negative counts as 0, and what does not fit as the last instant.
    #[must_use]
    pub fn from_secs(secs: f64) -> Self {
        // `as` saturates, which is the rule wanted here.
        Self((secs * 1e9).round() as u64)
    }

    /// Seconds since the run began.
    #[must_use]
    pub fn as_secs(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// Nanoseconds from `earlier` to `self`, 0 if `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for VirtualTime {
    /// Seconds with as many decimals as needed, at least one: `0.0`, `2.5`, `0.001`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, nanos) = (self.0 / 1_000_000_000, self.0 % 1_000_000_000);
        let decimals = format!("{nanos:09}");
        let decimals = decimals.trim_end_matches('0');
        write!(f, "{whole}.{}", if decimals.is_empty() { "0" } else { decimals })
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The number as an index into a list that grows in the order of the ids.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// An event: its place in the trace, from 0.
    EventId
);
id!(
    /// A task, numbered in the order of spawning, from 0.
    TaskId
);
id!(
    /// A nursery, task group, cancel scope, timeout or gather, numbered in the order of opening, from 0.
    ScopeId
);
id!(
    /// An exception object, numbered in the order in which the run first saw it, from 0.
    ExceptionId
);
id!(
    /// A lock, event, queue, channel or the like, numbered in the order of first use, from 0.
    ResourceId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_in_seconds_with_one_decimal_at_least() {
        let text = |secs: f64| VirtualTime::from_secs(secs).to_string();
        assert_eq!(text(0.0), "0.0");
        assert_eq!(text(2.5), "2.5");
        assert_eq!(text(0.001), "0.001");
        assert_eq!(text(12.0), "12.0");
    }

    #[test]
    fn an_instant_never_lies_before_the_run() {
        assert_eq!(VirtualTime::from_secs(-1.0), VirtualTime::ZERO);
        assert_eq!(VirtualTime::from_secs(f64::INFINITY), VirtualTime(u64::MAX));
    }
}
