//! Virtual time. Owns the present instant; knows nothing of what is scheduled.
//!
//! Instants are floating-point seconds, as in every library modelled: two deadlines tie only if the library's own
//! arithmetic makes them equal. The trace counts whole nanoseconds.

use std::cmp::Ordering;

use espalier_trace::VirtualTime;

/// Seconds of virtual time, with a total order. Never NaN.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seconds(f64);

impl Seconds {
    /// The beginning.
    pub const ZERO: Self = Self(0.0);
    /// Never.
    pub const INFINITY: Self = Self(f64::INFINITY);

    /// `secs` seconds; `None` for NaN.
    #[must_use]
    pub fn new(secs: f64) -> Option<Self> {
        // Adding 0.0 turns -0.0 into 0.0, so that the total order is the usual one.
        (!secs.is_nan()).then_some(Self(secs + 0.0))
    }

    /// The number of seconds.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }

    /// To whole nanoseconds, as a clock of that resolution shows them.
    #[must_use]
    pub fn to_nanos(self) -> Self {
        let nanos = (self.0 * 1e9).round();
        // Beyond 2^53 ns (104 days) a double has no finer steps left to round away.
        if nanos.abs() < 9_007_199_254_740_992.0 { Self(nanos / 1e9) } else { self }
    }

    /// As an instant of the trace.
    #[must_use]
    pub fn to_virtual(self) -> VirtualTime {
        VirtualTime::from_secs(self.0)
    }
}

impl PartialEq for Seconds {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Seconds {}

impl PartialOrd for Seconds {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Seconds {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// The clock of a run. Starts at 0 and moves only forwards, only when told.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    now: Seconds,
    /// The same as the trace counts it, which every event asks for.
    trace_now: VirtualTime,
    /// Where the trace's time stood when this clock was last restarted.
    base: VirtualTime,
}

impl Clock {
    /// The present, as programs see it.
    #[must_use]
    pub fn now(&self) -> Seconds {
        self.now
    }

    /// The present, as the trace counts it: it does not go back when the clock is restarted.
    #[must_use]
    pub fn trace_now(&self) -> VirtualTime {
        self.trace_now
    }

    /// An instant of this clock as the trace counts it.
    #[must_use]
    pub fn to_trace(&self, instant: Seconds) -> VirtualTime {
        VirtualTime(self.base.0.saturating_add(instant.to_virtual().0))
    }

    /// Moves to `instant`; an instant in the past, or infinity, moves nothing.
    pub fn advance_to(&mut self, instant: Seconds) {
        if instant > self.now && instant < Seconds::INFINITY {
            self.now = instant;
            self.trace_now = self.to_trace(instant);
        }
    }

    /// Starts again at 0, as each `trio.run` does with a clock of its own.
    pub fn restart(&mut self) {
        self.base = self.trace_now();
        self.now = Seconds::ZERO;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn restarting_the_clock_does_not_turn_the_trace_back() {
        let mut clock = Clock::default();
        clock.advance_to(Seconds::new(2.5).unwrap());
        clock.restart();
        assert_eq!(clock.now(), Seconds::ZERO);
        assert_eq!(clock.trace_now(), VirtualTime::from_secs(2.5));
    }

    #[test]
    fn not_a_number_is_no_instant() {
        assert!(Seconds::new(f64::NAN).is_none());
    }

    proptest! {
        #[test]
        fn time_never_runs_backwards(instants in prop::collection::vec(-1e6..1e6, 0..50)) {
            let mut clock = Clock::default();
            let mut before = (clock.now(), clock.trace_now());
            for instant in instants {
                clock.advance_to(Seconds::new(instant).unwrap());
                let now = (clock.now(), clock.trace_now());
                prop_assert!(now.0 >= before.0 && now.1 >= before.1);
                before = now;
            }
        }

        #[test]
        fn nanoseconds_round_as_decimal_rounding_does(nanos in 0u64..1_000_000_000_000) {
            let decimal: f64 = format!("{}.{:09}", nanos / 1_000_000_000, nanos % 1_000_000_000).parse().unwrap();
            prop_assert_eq!(Seconds::new(decimal + 1e-11).unwrap().to_nanos().get(), decimal);
        }
    }
}
