//! The engine's client: one worker that runs programs, started when it is first needed, ended when it does not answer, and
//! started again. Owns the worker and the watch over it. Knows no picture.

use std::{cell::RefCell, rc::Rc};

use espalier_trace::{
    Event, Header, Program, Trace,
    wire::{Answer, Ask},
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{MessageEvent, Worker};

use crate::branch::Branch;

/// Real time after which a silent run is given up. The engine's own limits end a run much earlier.
pub const PATIENCE_SECS: u32 = 15;

/// Real time after which a run is called slow.
const SLOW_MILLIS: i32 = 400;

/// What a run is for; the number is the column's. Runs that are shown go before those that are only looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// The column shows it.
    Show(usize),
    /// How the run goes before a flag of the column stands in it.
    Trunk(usize),
    /// What the column comes to under a seed.
    Order(usize, u64),
}

impl Errand {
    /// The column's number.
    #[must_use]
    pub fn column(self) -> usize {
        match self {
            Self::Show(column) | Self::Trunk(column) | Self::Order(column, _) => column,
        }
    }

    fn rank(self) -> usize {
        match self {
            Self::Show(_) => 0,
            Self::Trunk(_) => 1,
            Self::Order(..) => 2,
        }
    }
}

/// What the engine tells the page.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// Its code is on its way: bytes that have come, and in all.
    Loading(u64, Option<u64>),
    /// It can be asked.
    Ready,
    /// It cannot be started.
    Missing(String),
    /// The run has begun.
    Began(Errand),
    /// The run goes on for so long that the reader wonders.
    Slow(Errand),
    /// The run is over.
    Done(Errand, Trace),
    /// The run was given up: why, and what had come of its trace.
    Lost(Errand, Fault, Option<Trace>),
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
    /// First come, first served among those of a rank: at most one an errand.
    waiting: Vec<(Errand, Ask)>,
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
    errand: Errand,
    header: Option<Header>,
    events: Vec<Event>,
    /// The watches, which are stopped when the run ends.
    watches: Vec<Watch>,
}

/// A timer of the window's; dropping it stops it.
struct Watch {
    handle: i32,
    _closure: Closure<dyn Fn()>,
}

impl Watch {
    fn clear(&self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.handle);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.clear();
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

    /// Runs `program` after what was asked for before. A second wish for the same errand replaces one that waits.
    pub fn run(&self, errand: Errand, program: Program, branch: Branch) {
        let Branch { hand: interventions, seed } = branch;
        let ask = Ask { id: 0, program, seed, interventions };
        {
            let mut state = self.0.borrow_mut();
            // In its place, so that columns whose programs change all the time still take turns.
            match state.waiting.iter_mut().find(|(waiting, _)| *waiting == errand) {
                Some((_, waiting)) => *waiting = ask,
                None => state.waiting.push((errand, ask)),
            }
        }
        self.start();
        self.next();
    }

    /// Stops the runs that are `meant`, by ending the worker if it is at one.
    pub fn stop(&self, meant: impl Fn(Errand) -> bool) {
        let (gone, running) = {
            let mut state = self.0.borrow_mut();
            let gone = state.waiting.extract_if(.., |(errand, _)| meant(*errand));
            let gone: Vec<Errand> = gone.map(|(errand, _)| errand).collect();
            (gone, state.current.as_ref().is_some_and(|current| meant(current.errand)))
        };
        for errand in gone {
            self.tell(News::Lost(errand, Fault::Stopped, None));
        }
        if running {
            self.give_up(Fault::Stopped);
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
                let errand = current.errand;
                match current.trace() {
                    Some(trace) => self.tell(News::Done(errand, trace)),
                    None => self.tell(News::Lost(
                        errand,
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
        let (errand, text, worker) = {
            let mut state = self.0.borrow_mut();
            if !state.ready || state.current.is_some() {
                return;
            }
            let Some(worker) = state.worker.as_ref().map(|running| running.worker.clone()) else {
                return;
            };
            let ranks = state.waiting.iter().map(|(errand, _)| errand.rank()).enumerate();
            let Some((first, _)) = ranks.min_by_key(|(_, rank)| *rank) else { return };
            let (errand, mut ask) = state.waiting.remove(first);
            ask.id = state.next_id;
            state.next_id += 1;
            state.current = Some(Current {
                id: ask.id,
                errand,
                header: None,
                events: Vec::new(),
                watches: Vec::new(),
            });
            let text = serde_json::to_string(&ask).unwrap_or_default();
            (errand, text, worker)
        };
        self.tell(News::Began(errand));
        if let Err(error) = worker.post_message(&text.into()) {
            self.give_up(Fault::Crashed(message_of(&error)));
            return;
        }
        self.watch();
    }

    /// Says so when the current run takes long, and gives it up if it has not ended in time.
    fn watch(&self) {
        let (slow, late) = (self.clone(), self.clone());
        self.after(SLOW_MILLIS, move || {
            let errand = slow.0.borrow().current.as_ref().map(|current| current.errand);
            if let Some(errand) = errand {
                slow.tell(News::Slow(errand));
            }
        });
        self.after(PATIENCE_SECS as i32 * 1000, move || late.give_up(Fault::Timeout));
    }

    /// Does something after some real time, unless the current run has ended by then.
    fn after(&self, millis: i32, act: impl Fn() + 'static) {
        let closure = Closure::<dyn Fn()>::new(act);
        let handle = web_sys::window().and_then(|window| {
            let callback = closure.as_ref().unchecked_ref();
            window.set_timeout_with_callback_and_timeout_and_arguments_0(callback, millis).ok()
        });
        if let (Some(current), Some(handle)) = (self.0.borrow_mut().current.as_mut(), handle) {
            current.watches.push(Watch { handle, _closure: closure });
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
            let errand = current.errand;
            for watch in current.watches.drain(..) {
                watch.clear();
                // It may be this one that calls.
                std::mem::forget(watch);
            }
            let trace = current.trace();
            self.tell(News::Lost(errand, fault, trace));
        }
        self.start();
    }

    fn missing(&self, problem: &str) {
        let errands: Vec<Errand> = {
            let mut state = self.0.borrow_mut();
            if let Some(running) = state.worker.take() {
                running.worker.terminate();
                std::mem::forget(running);
            }
            state.ready = false;
            let waiting = state.waiting.drain(..).map(|(errand, _)| errand).collect::<Vec<_>>();
            waiting.into_iter().chain(state.current.take().map(|current| current.errand)).collect()
        };
        self.tell(News::Missing(problem.to_owned()));
        for errand in errands {
            self.tell(News::Lost(errand, Fault::Crashed(problem.to_owned()), None));
        }
    }
}

/// What an error, or an event about one, says.
fn message_of(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into()).ok();
    message.and_then(|message| message.as_string()).unwrap_or_default()
}
