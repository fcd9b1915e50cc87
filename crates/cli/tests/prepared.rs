//! Every story in a machine that has been prepared for it, as on the page, runs as in a fresh one, as on the command line. Knows no
//! library.

use std::{cell::RefCell, fs, path::PathBuf, rc::Rc};

use espalier_python::{Engine, Host, Limits, Request};
use espalier_trace::{Event, Program, Stream};

const SCENARIOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios");

/// Keeps what happens.
struct Kept(Rc<RefCell<Vec<Event>>>);

impl Host for Kept {
    fn printed(&mut self, _stream: Stream, _text: &str) {}

    fn events(&mut self, events: &[Event]) {
        self.0.borrow_mut().extend_from_slice(events);
    }
}

fn run(mut engine: Engine, source: &str) -> (i32, Vec<Event>) {
    // Taking a machine apart takes longer than the run.
    engine.forget_machines();
    let program = Program { name: "story.py".into(), source: source.into() };
    let request = Request {
        program,
        seed: None,
        limits: Limits::default(),
        record: true,
        interventions: Vec::new(),
    };
    let events = Rc::default();
    let report = engine.run(&request, Box::new(Kept(Rc::clone(&events))));
    (report.exit_code, events.take())
}

/// The programs of all stories, in the order of their paths.
fn programs() -> Vec<PathBuf> {
    let below = |folder: PathBuf| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries.map(|entry| entry.expect("a folder can be read").path()).collect()
    };
    let files = below(SCENARIOS.into()).into_iter().flat_map(below);
    let mut programs: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "py")).collect();
    programs.sort();
    programs
}

#[test]
fn a_story_in_a_machine_that_is_prepared_for_it_is_the_story_in_a_fresh_one() {
    let mut prepared_for: Vec<&str> = Vec::new();
    for path in programs() {
        let source = fs::read_to_string(&path).expect("a program is text");
        let imports = |library: &&str| {
            source.lines().any(|line| {
                line == format!("import {library}")
                    || line.starts_with(&format!("from {library} import "))
            })
        };
        let mut engine = Engine::new();
        engine.prepare();
        if let Some(library) = Engine::libraries().find(imports) {
            engine.prepare_for(library);
            prepared_for.push(library);
        }
        assert_eq!(run(engine, &source), run(Engine::new(), &source), "{}", path.display());
    }
    for library in Engine::libraries() {
        let count = prepared_for.iter().filter(|prepared| **prepared == library).count();
        assert!(count > 8, "only {count} stories import {library}");
    }
}
