//! The limits of a run: nothing hangs and nothing is silent. Owns the figures and the sentences that name them.

use std::fmt;

use espalier_trace::{Budget, VirtualTime};

/// How much a run may use. Part of what fixes a trace: the same limits on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Events recorded.
    pub events: usize,
    /// Virtual time reached.
    pub virtual_time: VirtualTime,
    /// Jumps and calls that the program may make without an await in between.
    pub steps: u64,
    /// Tasks created.
    pub tasks: usize,
    /// Bytes printed.
    pub output: usize,
    /// Python calls inside one another, as `sys.getrecursionlimit()` counts them.
    pub recursion: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            events: 4_000_000,
            virtual_time: VirtualTime(10 * 365 * 86_400 * 1_000_000_000),
            steps: 5_000_000,
            tasks: 200_000,
            output: 4 << 20,
            recursion: 1000,
        }
    }
}

/// A limit was exceeded: the run must end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exceeded {
    /// Which limit.
    pub budget: Budget,
    /// Its figure, in the unit of [`Limits`]; virtual time in seconds.
    pub limit: u64,
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = self.limit;
        match self.budget {
            Budget::Events => write!(f, "stopped: more than {limit} events"),
            Budget::VirtualTime => write!(f, "stopped: more than {limit} seconds of virtual time"),
            Budget::Steps => {
                write!(f, "stopped: more than {limit} loop turns and calls without an await")
            }
            Budget::Tasks => write!(f, "stopped: more than {limit} tasks"),
            Budget::Output => write!(f, "stopped: more than {limit} bytes of output"),
            Budget::Recursion => write!(f, "stopped: calls nested more than {limit} deep"),
        }
    }
}

impl std::error::Error for Exceeded {}
