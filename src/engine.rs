//! The engine's client: one worker that runs programs, started when it is first needed, ended when it does not answer, and
//! started again. Owns the worker and the watch over it. Knows no picture.

use std::{cell::RefCell, rc::Rc};

use espalier_trace::{
    Event, Header, Program, Trace,
    wire::{Answer, Ask},
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{MessageEvent, Worker};

/// Real time after which a silent run is given up. The engine's own limits end a run much earlier.
pub const PATIENCE_SECS: u32 = 15;

/// What the engine tells the page.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// Its code is on its way: bytes that have come, and in all.
    Loading(u64, Option<u64>),
    /// It can be asked.
    Ready,
    /// It cannot be started.
    Missing(String),
    /// The run for this column has begun.
    Began(usize),
    /// The run for this column is over.
    Done(usize, Trace),
    /// The run for this column was given up: why, and what had come of its trace.
    Lost(usize, Fault, Option<Trace>),
}

/// Why a run was given up.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// It did not end in time.
    Timeout,
    /// The reader stopped it.
    Stopped,
    /// The engine broke.
    Crashed(String),
    /// The engine sent something that is no answer.
    Unreadable(String),
}

/// A handle on the engine. Cloning gives another handle on the same.
#[derive(Clone)]
pub struct Engine(Rc<RefCell<State>>);

impl PartialEq for Engine {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

struct State {
    /// Where the worker's script is.
    script: Option<String>,
    worker: Option<Running>,
    ready: bool,
    /// First come, first served: at most one a column.
    waiting: Vec<(usize, Program)>,
    current: Option<Current>,
    next_id: u32,
    tell: Rc<dyn Fn(News)>,
}

/// A worker with what it calls back.
struct Running {
    worker: Worker,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(web_sys::Event)>,
}

/// A run that is going on.
struct Current {
    id: u32,
    column: usize,
    header: Option<Header>,
    events: Vec<Event>,
    /// The watch, which is stopped when the run ends.
    watch: Option<Watch>,
}

/// A timer of the window's; dropping it stops it.
struct Watch {
    handle: i32,
    _closure: Closure<dyn Fn()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.handle);
        }
    }
}

impl Current {
    fn trace(self) -> Option<Trace> {
        // A trace that breaks the format's own rules is not drawn.
        Trace::checked(self.header?, self.events).ok()
    }
}

impl Engine {
    /// An engine that is not started yet; `tell` hears its news.
    #[must_use]
    pub fn new(script: Option<String>, tell: impl Fn(News) + 'static) -> Self {
        Self(Rc::new(RefCell::new(State {
            script,
            worker: None,
            ready: false,
            waiting: Vec::new(),
            current: None,
            next_id: 0,
            tell: Rc::new(tell),
        })))
    }

    /// Whether it can be asked at once.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.0.borrow().ready
    }

    /// Starts the worker, if there is none.
    pub fn start(&self) {
        if self.0.borrow().worker.is_some() {
            return;
        }
        let result = {
            let script = self.0.borrow().script.clone();
            script
                .ok_or_else(|| "this page has no engine".to_owned())
                .and_then(|script| Worker::new(&script).map_err(|error| message_of(&error)))
        };
        match result {
            Ok(worker) => self.listen(worker),
            Err(problem) => self.missing(&problem),
        }
    }

    fn listen(&self, worker: Worker) {
        let this = self.clone();
        let on_message =
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                match event.data().as_string() {
                    Some(text) => match Answer::read(&text) {
                        Ok(answer) => this.hear(answer),
                        Err(problem) => this.give_up(Fault::Unreadable(problem)),
                    },
                    None => this.give_up(Fault::Unreadable("not a text".to_owned())),
                }
            });
        let this = self.clone();
        let on_error = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            event.prevent_default();
            let message = message_of(&event);
            let is_ready = this.0.borrow().ready;
            if is_ready {
                this.give_up(Fault::Crashed(message));
            } else {
                this.missing(&message);
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        self.0.borrow_mut().worker =
            Some(Running { worker, _on_message: on_message, _on_error: on_error });
    }

    /// Runs `program` for `column` after what was asked for before. A second wish for the same column replaces one that waits.
    pub fn run(&self, column: usize, program: Program) {
        {
            let mut state = self.0.borrow_mut();
            // In its place, so that columns whose programs change all the time still take turns.
            match state.waiting.iter_mut().find(|(waiting, _)| *waiting == column) {
                Some((_, waiting)) => *waiting = program,
                None => state.waiting.push((column, program)),
            }
        }
        self.start();
        self.next();
    }

    /// Stops the run for `column`, by ending the worker if it is at it.
    pub fn stop(&self, column: usize) {
        let running = {
            let mut state = self.0.borrow_mut();
            state.waiting.retain(|(waiting, _)| *waiting != column);
            state.current.as_ref().is_some_and(|current| current.column == column)
        };
        if running {
            self.give_up(Fault::Stopped);
        } else {
            self.tell(News::Lost(column, Fault::Stopped, None));
        }
    }

    /// Runs nothing more for `column`, which is gone.
    pub fn forget(&self, column: usize) {
        let has_one = {
            let state = self.0.borrow();
            let running = state.current.as_ref().is_some_and(|current| current.column == column);
            running || state.waiting.iter().any(|(waiting, _)| *waiting == column)
        };
        if has_one {
            self.stop(column);
        }
    }

    fn tell(&self, news: News) {
        // The listener may call back into the engine, so nothing is borrowed here.
        let tell = self.0.borrow().tell.clone();
        tell(news);
    }

    fn hear(&self, answer: Answer) {
        match answer {
            Answer::Loading { bytes, of } => self.tell(News::Loading(bytes, of)),
            Answer::Ready => {
                self.0.borrow_mut().ready = true;
                self.tell(News::Ready);
                self.next();
            }
            Answer::Broken { problem } => {
                let was_ready = self.0.borrow().ready;
                if was_ready {
                    self.give_up(Fault::Crashed(problem))
                } else {
                    self.missing(&problem)
                }
            }
            Answer::Began { id, header } => {
                let mut state = self.0.borrow_mut();
                if let Some(current) = state.current.as_mut().filter(|current| current.id == id) {
                    current.header = Some(header);
                }
            }
            Answer::Events { id, events } => {
                let mut state = self.0.borrow_mut();
                if let Some(current) = state.current.as_mut().filter(|current| current.id == id) {
                    current.events.extend(events);
                }
            }
            Answer::Done { id, .. } => {
                let current = self.0.borrow_mut().current.take_if(|current| current.id == id);
                let Some(current) = current else { return };
                let column = current.column;
                match current.trace() {
                    Some(trace) => self.tell(News::Done(column, trace)),
                    None => self.tell(News::Lost(
                        column,
                        Fault::Unreadable("a trace that breaks its own rules".to_owned()),
                        None,
                    )),
                }
                self.next();
            }
        }
    }

    /// Begins the next run, if the engine is free.
    fn next(&self) {
        let (column, text, worker) = {
            let mut state = self.0.borrow_mut();
            if !state.ready || state.current.is_some() {
                return;
            }
            let Some(worker) = state.worker.as_ref().map(|running| running.worker.clone()) else {
                return;
            };
            if state.waiting.is_empty() {
                return;
            }
            let (column, program) = state.waiting.remove(0);
            let id = state.next_id;
            state.next_id += 1;
            state.current =
                Some(Current { id, column, header: None, events: Vec::new(), watch: None });
            let text =
                serde_json::to_string(&Ask { id, program, seed: None, interventions: Vec::new() })
                    .unwrap_or_default();
            (column, text, worker)
        };
        self.tell(News::Began(column));
        if let Err(error) = worker.post_message(&text.into()) {
            self.give_up(Fault::Crashed(message_of(&error)));
            return;
        }
        self.watch();
    }

    /// Gives the current run up if it has not ended in time.
    fn watch(&self) {
        let this = self.clone();
        let closure = Closure::<dyn Fn()>::new(move || this.give_up(Fault::Timeout));
        let handle = web_sys::window().and_then(|window| {
            let millis = PATIENCE_SECS as i32 * 1000;
            window
                .set_timeout_with_callback_and_timeout_and_arguments_0(
                    closure.as_ref().unchecked_ref(),
                    millis,
                )
                .ok()
        });
        if let (Some(current), Some(handle)) = (self.0.borrow_mut().current.as_mut(), handle) {
            current.watch = Some(Watch { handle, _closure: closure });
        }
    }

    /// Ends the worker and starts another; what had come of the trace is kept.
    fn give_up(&self, fault: Fault) {
        let current = {
            let mut state = self.0.borrow_mut();
            if let Some(running) = state.worker.take() {
                running.worker.set_onmessage(None);
                running.worker.set_onerror(None);
                running.worker.terminate();
                // Its closures may be the very code that runs now, so they live on.
                std::mem::forget(running);
            }
            state.ready = false;
            state.current.take()
        };
        if let Some(mut current) = current {
            let column = current.column;
            if let Some(watch) = current.watch.take() {
                std::mem::forget(watch);
            }
            let trace = current.trace();
            self.tell(News::Lost(column, fault, trace));
        }
        self.start();
    }

    fn missing(&self, problem: &str) {
        let columns: Vec<usize> = {
            let mut state = self.0.borrow_mut();
            if let Some(running) = state.worker.take() {
                running.worker.terminate();
                std::mem::forget(running);
            }
            state.ready = false;
            let waiting = state.waiting.drain(..).map(|(column, _)| column).collect::<Vec<_>>();
            waiting.into_iter().chain(state.current.take().map(|current| current.column)).collect()
        };
        self.tell(News::Missing(problem.to_owned()));
        for column in columns {
            self.tell(News::Lost(column, Fault::Crashed(problem.to_owned()), None));
        }
    }
}

/// What an error, or an event about one, says.
fn message_of(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into()).ok();
    message.and_then(|message| message.as_string()).unwrap_or_default()
}
