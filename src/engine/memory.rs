//! What has been run: a run is a function of what was asked for, so it can be told again. Owns how much is kept, and what is forgotten
//! first. Knows no worker.

use std::mem;

use espalier_trace::{Event, Trace, wire::Ask};

/// How much is kept, in bytes: the runs of some hundred turns of a knob.
const ROOM: usize = 32 << 20;

/// What an event takes, in bytes: itself, and the texts of those that have some.
const EVENT: usize = mem::size_of::<Event>() + 64;

/// The runs that are kept.
#[derive(Default)]
pub struct Memory {
    /// Those asked for last are last.
    runs: Vec<Trace>,
    bytes: usize,
}

impl Memory {
    /// Keeps a run, in the place of what was not asked for in a long time, if there is room for it at all.
    pub fn keep(&mut self, run: Trace) {
        if size(&run) > ROOM {
            return;
        }
        self.runs.retain(|known| {
            let is_other = known.header != run.header;
            if !is_other {
                self.bytes -= size(known);
            }
            is_other
        });
        self.bytes += size(&run);
        self.runs.push(run);
        let mut gone = 0;
        while self.bytes > ROOM {
            self.bytes -= size(&self.runs[gone]);
            gone += 1;
        }
        self.runs.drain(..gone);
    }

    /// The run that is asked for, if it was made.
    pub fn recall(&mut self, ask: &Ask) -> Option<Trace> {
        let place = self.runs.iter().position(|run| is_of(run, ask))?;
        self.runs[place..].rotate_left(1);
        self.runs.last().cloned()
    }

    /// Whether it has the run that is asked for.
    pub fn has(&self, ask: &Ask) -> bool {
        self.runs.iter().any(|run| is_of(run, ask))
    }
}

/// Whether that is what was asked for.
fn is_of(run: &Trace, ask: &Ask) -> bool {
    let header = &*run.header;
    header.seed == ask.seed
        && header.interventions == ask.interventions
        && header.program == ask.program
}

fn size(run: &Trace) -> usize {
    run.events.len() * EVENT + run.header.program.source.len()
}

#[cfg(test)]
mod tests {
    use espalier_trace::{EventKind, Header, Program};

    use super::*;
    use crate::score::tests::trace;

    fn program(source: &str) -> Program {
        Program { name: "p.py".into(), source: source.into() }
    }

    fn ask(source: &str) -> Ask {
        Ask { id: 0, program: program(source), seed: None, interventions: Vec::new() }
    }

    fn run(source: &str, events: usize) -> Trace {
        let events = trace(vec![(0, None, EventKind::RunStarted); events]).events;
        Trace::new(Header::new("test", program(source), None), events.to_vec())
    }

    #[test]
    fn a_run_is_known_by_all_that_it_depends_on() {
        let mut memory = Memory::default();
        memory.keep(run("a", 3));
        assert_eq!(memory.recall(&Ask { id: 9, ..ask("a") }), Some(run("a", 3)));
        let held = vec!["3 hold 1".parse().expect("an intervention")];
        for other in [
            ask("b"),
            Ask { seed: Some(0), ..ask("a") },
            Ask { interventions: held, ..ask("a") },
            Ask { program: Program { name: "q.py".into(), ..program("a") }, ..ask("a") },
        ] {
            assert_eq!(memory.recall(&other), None, "{other:?}");
            assert!(!memory.has(&other));
        }
    }

    #[test]
    fn a_run_that_was_made_again_is_kept_once() {
        let mut memory = Memory::default();
        memory.keep(run("a", 3));
        memory.keep(run("a", 3));
        assert_eq!((memory.runs.len(), memory.bytes), (1, size(&run("a", 3))));
    }

    #[test]
    fn what_was_not_asked_for_in_the_longest_time_is_forgotten() {
        let third = ROOM / EVENT / 3;
        let mut memory = Memory::default();
        for source in ["a", "b"] {
            memory.keep(run(source, third));
        }
        assert!(memory.recall(&ask("a")).is_some());
        memory.keep(run("c", third));
        memory.keep(run("d", third / 2));
        let known = ["a", "b", "c", "d"].map(|source| memory.has(&ask(source)));
        assert_eq!(known, [true, false, true, true]);
        assert!(memory.bytes <= ROOM);
        // One that has no room leaves the others theirs.
        memory.keep(run("e", ROOM / EVENT + 1));
        assert!(memory.has(&ask("a")) && !memory.has(&ask("e")));
    }
}
