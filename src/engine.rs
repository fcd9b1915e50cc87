//! The engine's client: a few workers that run programs side by side. The first is started when it is needed, the others once
//! nothing is to be done; one that does not answer is ended and started again. Owns the workers and the watch over them, and
//! which runs are told together. Knows no picture.

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

/// Real time for which a run that is over waits for others that are to be shown with it: two frames.
const TOGETHER_MILLIS: i32 = 32;

/// No more workers than this, each of which has some 60 MB: a row of columns has few programs.
const MOST_WORKERS: usize = 2;

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
    /// Runs are over.
    Done(Vec<(Errand, Trace)>),
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
    workers: Vec<Running>,
    /// How many workers there are to be, which is known once one is started.
    most: usize,
    /// First come, first served among those of a rank: at most one an errand.
    waiting: Vec<(Errand, Ask)>,
    /// Runs that are over, and wait for others to be shown with them.
    done: Vec<(Errand, Trace)>,
    /// Ends their waiting.
    patience: Option<Watch>,
    /// Of the next run, or the next worker.
    next_id: u32,
    tell: Rc<dyn Fn(News)>,
}

/// A worker with what it calls back.
struct Running {
    id: u32,
    worker: Worker,
    ready: bool,
    current: Option<Current>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(web_sys::Event)>,
}

impl State {
    fn worker(&mut self, id: u32) -> Option<&mut Running> {
        self.workers.iter_mut().find(|running| running.id == id)
    }

    fn is_ready(&self) -> bool {
        self.workers.iter().any(|running| running.ready)
    }

    /// What the workers are at.
    fn current(&self) -> impl Iterator<Item = Errand> {
        self.workers.iter().filter_map(|running| Some(running.current.as_ref()?.errand))
    }

    fn new_id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }
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

/// A timer of the window's; dropping it stops it. It may be dropped by what it calls: bindings keep a closure while it runs.
struct Watch {
    handle: i32,
    _closure: Closure<dyn Fn()>,
}

impl Watch {
    /// Does something after some real time.
    fn after(millis: i32, act: impl Fn() + 'static) -> Option<Self> {
        let closure = Closure::<dyn Fn()>::new(act);
        let callback = closure.as_ref().unchecked_ref();
        let handle = web_sys::window()?
            .set_timeout_with_callback_and_timeout_and_arguments_0(callback, millis)
            .ok()?;
        Some(Self { handle, _closure: closure })
    }
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
            workers: Vec::new(),
            most: 1,
            waiting: Vec::new(),
            done: Vec::new(),
            patience: None,
            next_id: 0,
            tell: Rc::new(tell),
        })))
    }

    /// Whether it can be asked at once.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.0.borrow().is_ready()
    }

    /// Starts the first worker, if there is none.
    pub fn start(&self) {
        if self.0.borrow().workers.is_empty() {
            self.0.borrow_mut().most = cores().clamp(1, MOST_WORKERS);
            self.start_worker();
        }
    }

    fn start_worker(&self) {
        let script = self.0.borrow().script.clone();
        let worker = script
            .ok_or_else(|| "this page has no engine".to_owned())
            .and_then(|script| Worker::new(&script).map_err(|error| message_of(&error)));
        match worker {
            Ok(worker) => self.listen(worker),
            Err(problem) => self.not_started(&problem),
        }
    }

    /// A worker did not start. It is not tried again before there is none at all.
    fn not_started(&self, problem: &str) {
        let others = {
            let mut state = self.0.borrow_mut();
            state.most = state.workers.len().max(1);
            state.is_ready()
        };
        if !others {
            self.missing(problem);
        }
    }

    fn listen(&self, worker: Worker) {
        let id = self.0.borrow_mut().new_id();
        let this = self.clone();
        let on_message =
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                match event.data().as_string() {
                    Some(text) => match Answer::read(&text) {
                        Ok(answer) => this.hear(id, answer),
                        Err(problem) => this.give_up(id, Fault::Unreadable(problem)),
                    },
                    None => this.give_up(id, Fault::Unreadable("not a text".to_owned())),
                }
            });
        let this = self.clone();
        let on_error = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            event.prevent_default();
            this.broke(id, &message_of(&event));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        self.0.borrow_mut().workers.push(Running {
            id,
            worker,
            ready: false,
            current: None,
            _on_message: on_message,
            _on_error: on_error,
        });
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

    /// Stops the runs that are `meant`, by ending the workers that are at one.
    pub fn stop(&self, meant: impl Fn(Errand) -> bool) {
        let (gone, running) = {
            let mut state = self.0.borrow_mut();
            let gone = state.waiting.extract_if(.., |(errand, _)| meant(*errand));
            let mut gone: Vec<Errand> = gone.map(|(errand, _)| errand).collect();
            let done = state.done.extract_if(.., |(errand, _)| meant(*errand));
            gone.extend(done.map(|(errand, _)| errand));
            let at = |running: &&Running| {
                running.current.as_ref().is_some_and(|current| meant(current.errand))
            };
            let running: Vec<u32> =
                state.workers.iter().filter(at).map(|running| running.id).collect();
            (gone, running)
        };
        for errand in gone {
            self.tell(News::Lost(errand, Fault::Stopped, None));
        }
        for id in running {
            self.give_up(id, Fault::Stopped);
        }
    }

    fn tell(&self, news: News) {
        // The listener may call back into the engine, so nothing is borrowed here.
        let tell = self.0.borrow().tell.clone();
        tell(news);
    }

    fn hear(&self, id: u32, answer: Answer) {
        match answer {
            // Nobody waits for the second worker.
            Answer::Loading { .. } if self.is_ready() => {}
            Answer::Loading { bytes, of } => self.tell(News::Loading(bytes, of)),
            Answer::Ready => {
                let was_ready = self.is_ready();
                if let Some(running) = self.0.borrow_mut().worker(id) {
                    running.ready = true;
                }
                if !was_ready {
                    self.tell(News::Ready);
                }
                self.next();
            }
            Answer::Broken { problem } => self.broke(id, &problem),
            Answer::Began { id: run, header } => self.hear_of(id, run, |current| {
                current.header = Some(header);
            }),
            Answer::Events { id: run, events } => self.hear_of(id, run, |current| {
                current.events.extend(events);
            }),
            Answer::Done { id: run, .. } => {
                let current = self
                    .0
                    .borrow_mut()
                    .worker(id)
                    .and_then(|running| running.current.take_if(|current| current.id == run));
                let Some(current) = current else { return };
                // The next run goes on while the page makes a picture of this one.
                self.next();
                let errand = current.errand;
                match current.trace() {
                    Some(trace) => self.done(errand, trace),
                    None => self.tell(News::Lost(
                        errand,
                        Fault::Unreadable("a trace that breaks its own rules".to_owned()),
                        None,
                    )),
                }
            }
        }
    }

    fn hear_of(&self, worker: u32, run: u32, hear: impl FnOnce(&mut Current)) {
        let mut state = self.0.borrow_mut();
        let current = state.worker(worker).and_then(|running| running.current.as_mut());
        if let Some(current) = current.filter(|current| current.id == run) {
            hear(current);
        }
    }

    /// A run is over. Those that columns show are told together, as far as they come soon, so that one picture has them all.
    fn done(&self, errand: Errand, trace: Trace) {
        let is_shown = |errand: Errand| matches!(errand, Errand::Show(_));
        if !is_shown(errand) {
            return self.tell(News::Done(vec![(errand, trace)]));
        }
        let waits = {
            let mut state = self.0.borrow_mut();
            state.done.retain(|(other, _)| *other != errand);
            state.done.push((errand, trace));
            let waiting = state.waiting.iter().map(|(errand, _)| *errand);
            let waits = waiting.chain(state.current()).any(is_shown);
            if waits && state.patience.is_none() {
                let this = self.clone();
                state.patience = Watch::after(TOGETHER_MILLIS, move || this.tell_done());
            }
            waits && state.patience.is_some()
        };
        if !waits {
            self.tell_done();
        }
    }

    /// Tells the runs that are over.
    fn tell_done(&self) {
        let done = {
            let mut state = self.0.borrow_mut();
            state.patience = None;
            std::mem::take(&mut state.done)
        };
        self.tell(News::Done(done));
    }

    /// Hands runs to the workers that are free. Once nothing is to be done, another may start.
    fn next(&self) {
        while let Some((worker, errand, text)) = self.assign() {
            self.tell(News::Began(errand));
            let posted = {
                let mut state = self.0.borrow_mut();
                let running = state.worker(worker);
                running.map_or(Ok(()), |running| running.worker.post_message(&text.into()))
            };
            match posted {
                Ok(()) => self.watch(worker),
                Err(error) => self.give_up(worker, Fault::Crashed(message_of(&error))),
            }
        }
        let is_idle = |running: &Running| running.current.is_none();
        if self.0.borrow().workers.iter().all(is_idle) {
            self.grow();
        }
    }

    /// Starts one more worker, if there may be one and all others have started.
    fn grow(&self) {
        let may = {
            let state = self.0.borrow();
            state.workers.len() < state.most && state.workers.iter().all(|running| running.ready)
        };
        if may {
            self.start_worker();
        }
    }

    /// A free worker with what it is to do. Two are never at the same errand, so that its runs come in the order in which they
    /// were asked for.
    fn assign(&self) -> Option<(u32, Errand, String)> {
        let mut state = self.0.borrow_mut();
        let busy: Vec<Errand> = state.current().collect();
        let ranks = state.waiting.iter().map(|(errand, _)| *errand).enumerate();
        let (first, _) = ranks
            .filter(|(_, errand)| !busy.contains(errand))
            .min_by_key(|(_, errand)| errand.rank())?;
        let is_free = |running: &&mut Running| running.ready && running.current.is_none();
        let free = state.workers.iter_mut().find(is_free)?.id;
        let (errand, mut ask) = state.waiting.remove(first);
        ask.id = state.new_id();
        let current =
            Current { id: ask.id, errand, header: None, events: Vec::new(), watches: Vec::new() };
        state.worker(free)?.current = Some(current);
        Some((free, errand, serde_json::to_string(&ask).unwrap_or_default()))
    }

    /// Says so when a worker's run takes long, and gives it up if it has not ended in time.
    fn watch(&self, worker: u32) {
        let (slow, late) = (self.clone(), self.clone());
        let slow = Watch::after(SLOW_MILLIS, move || {
            let mut errand = None;
            if let Some(running) = slow.0.borrow_mut().worker(worker) {
                errand = running.current.as_ref().map(|current| current.errand);
            }
            if let Some(errand) = errand {
                slow.tell(News::Slow(errand));
                slow.grow();
            }
        });
        let late = Watch::after(PATIENCE_SECS as i32 * 1000, move || {
            late.give_up(worker, Fault::Timeout);
        });
        let mut state = self.0.borrow_mut();
        if let Some(current) = state.worker(worker).and_then(|running| running.current.as_mut()) {
            current.watches.extend([slow, late].into_iter().flatten());
        }
    }

    /// Ends a worker.
    fn end(&self, id: u32) -> Option<Current> {
        let mut state = self.0.borrow_mut();
        let place = state.workers.iter().position(|running| running.id == id)?;
        let mut running = state.workers.remove(place);
        running.worker.set_onmessage(None);
        running.worker.set_onerror(None);
        running.worker.terminate();
        running.current.take()
    }

    /// Ends a worker and starts another; what had come of the trace is kept.
    fn give_up(&self, id: u32, fault: Fault) {
        if let Some(current) = self.end(id) {
            let errand = current.errand;
            let trace = current.trace();
            self.tell(News::Lost(errand, fault, trace));
        }
        self.start_worker();
        self.next();
    }

    /// A worker is of no use any more.
    fn broke(&self, id: u32, problem: &str) {
        let was_ready = self.0.borrow_mut().worker(id).is_some_and(|running| running.ready);
        if was_ready {
            self.give_up(id, Fault::Crashed(problem.to_owned()));
        } else {
            self.end(id);
            self.not_started(problem);
        }
    }

    /// There is no engine: nothing that is asked for will come.
    fn missing(&self, problem: &str) {
        let waiting = std::mem::take(&mut self.0.borrow_mut().waiting);
        self.tell(News::Missing(problem.to_owned()));
        for (errand, _) in waiting {
            self.tell(News::Lost(errand, Fault::Crashed(problem.to_owned()), None));
        }
    }
}

/// How many threads run at once on this machine, as far as the browser says.
fn cores() -> usize {
    web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency()) as usize
}

/// What an error, or an event about one, says.
fn message_of(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into()).ok();
    message.and_then(|message| message.as_string()).unwrap_or_default()
}
