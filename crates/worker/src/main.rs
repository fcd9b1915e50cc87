//! The Web Worker around the engine: programs in, traces out in chunks, as the messages of [`espalier_trace::wire`].
//! Owns how large a chunk is and how large a run may grow in a page. It must know nothing of the page but its messages:
//! a run that does not end in time is the page's matter, which ends the whole worker.
//!
//! The engine is prepared once, before the first request. After each run the worker's script puts linear memory back to
//! what it was then, so that every run begins in the same state, to the byte, and at once. For programs of some libraries it
//! is prepared further, when the first of them comes; what that has changed in memory the script keeps too.

#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code, unused_imports))]

#[cfg(target_arch = "wasm32")]
mod heap;

use std::{cell::RefCell, panic, rc::Rc};

use espalier_python::{Engine, Host, Limits, Request};
use espalier_trace::{
    Event, Header, Stream,
    wire::{Answer, Ask},
};
use wasm_bindgen::{JsCast, closure::Closure, prelude::wasm_bindgen};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static HEAP: heap::Heap = heap::Heap::new();

/// Events sent at once: few enough that none waits long, many enough that messages cost little.
const CHUNK: usize = 4096;

/// What a page can still draw; the command line allows more.
fn limits() -> Limits {
    Limits {
        events: 250_000,
        steps: 3_000_000,
        tasks: 20_000,
        output: 1 << 20,
        ..Limits::default()
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn tell(answer: &Answer) {
    let text = serde_json::to_string(answer)
        .unwrap_or_else(|error| format!(r#"{{"broken":{{"problem":"{error}"}}}}"#));
    // The page is gone if it cannot be told, and the worker with it.
    let _ = scope().post_message(&text.into());
}

/// Sends a run's events on as they come.
struct Sender {
    id: u32,
    chunk: Rc<RefCell<Vec<Event>>>,
}

impl Host for Sender {
    /// What is printed is an event too, and goes with the others.
    fn printed(&mut self, _stream: Stream, _text: &str) {}

    fn events(&mut self, events: &[Event]) {
        let mut chunk = self.chunk.borrow_mut();
        chunk.extend_from_slice(events);
        if chunk.len() >= CHUNK {
            let events = std::mem::take(&mut *chunk);
            tell(&Answer::Events { id: self.id, events });
        }
    }
}

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::new(Engine::new());
}

/// The libraries that the engine can be prepared for, by the names that programs import them by; the first that a program
/// imports is the one to choose.
#[must_use]
#[wasm_bindgen]
pub fn libraries() -> Vec<String> {
    Engine::libraries().map(str::to_owned).collect()
}

/// Prepares the engine for programs that import this library.
#[wasm_bindgen]
pub fn prepare_for(library: &str) {
    ENGINE.with_borrow_mut(|engine| engine.prepare_for(library));
}

/// Where memory ends that is in use, in bytes: what lies beyond is nobody's.
#[cfg(target_arch = "wasm32")]
#[must_use]
#[wasm_bindgen]
pub fn memory_end() -> usize {
    heap::end()
}

fn run(engine: &mut Engine, ask: Ask) {
    let id = ask.id;
    let producer = concat!("espalier ", env!("CARGO_PKG_VERSION"));
    let header = Header::new(producer, ask.program.clone(), ask.seed);
    tell(&Answer::Began { id, header: header.intervened(ask.interventions.clone()) });
    let chunk = Rc::new(RefCell::new(Vec::new()));
    let Ask { program, seed, interventions, .. } = ask;
    let request = Request { program, seed, limits: limits(), record: true, interventions };
    let report = engine.run(&request, Box::new(Sender { id, chunk: chunk.clone() }));
    let events = chunk.take();
    if !events.is_empty() {
        tell(&Answer::Events { id, events });
    }
    tell(&Answer::Done { id, exit_code: report.exit_code });
}

fn main() {
    panic::set_hook(Box::new(|panic| tell(&Answer::Broken { problem: panic.to_string() })));
    ENGINE.with_borrow_mut(|engine| {
        engine.prepare();
        // The script puts memory back after each run.
        engine.forget_machines();
    });
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        match serde_json::from_str(&text) {
            Ok(ask) => ENGINE.with_borrow_mut(|engine| run(engine, ask)),
            Err(error) => tell(&Answer::Broken { problem: format!("not a request: {error}") }),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // It listens as long as the worker lives.
    on_message.forget();
    tell(&Answer::Ready);
}
