//! The engine's client: a few workers that run programs side by side. The first is started when it is needed, the others once
//! nothing is to be done; one that does not answer is ended and started again. What was run is remembered, and what may be asked for next
//! can be run ahead. Owns the workers and the watch over them, and which runs are told together. Knows no picture.

mod memory;
mod queue;

use std::{cell::RefCell, rc::Rc};

use espalier_trace::{
    Event, Header, Program, Trace,
    wire::{Answer, Ask},
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{MessageEvent, Worker};

use self::{memory::Memory, queue::Queue};
use crate::{
    branch::Branch,
    texts::{Id, id},
    timer::Timer,
};

/// Real time after which a silent run is given up. The engine's own limits end a run much earlier.
pub const PATIENCE_SECS: u32 = 15;

/// Real time after which a run is called slow.
const SLOW_MILLIS: i32 = 400;

/// Real time after which a run that nobody has asked for is given up.
const AHEAD_MILLIS: i32 = 1500;

/// Real time for which a run that is over waits for others that are to be shown with it: few are made in less, and one picture of all costs
/// half of two.
const TOGETHER_MILLIS: i32 = 80;

/// No more workers than this, each of which has some 60 MB: a row of columns has few programs.
const MOST_WORKERS: usize = 2;

/// What a column is to run: its number, its program, and what else the run depends on.
pub type Wish = (usize, Program, Branch);

/// What a run is for; the number is the column's. Runs that are shown go before those that are only looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// The column shows it.
    Show(usize),
    /// How the run goes before a flag of the column stands in it.
    Trunk(usize),
    /// What the column comes to under a seed.
    Order(usize, u64),
    /// It may be asked for next.
    Ahead(usize),
}

impl Errand {
    /// The column's number.
    #[must_use]
    pub fn column(self) -> usize {
        match self {
            Self::Show(column)
            | Self::Trunk(column)
            | Self::Order(column, _)
            | Self::Ahead(column) => column,
        }
    }

    fn rank(self) -> usize {
        match self {
            Self::Show(_) => 0,
            Self::Trunk(_) => 1,
            Self::Order(..) => 2,
            Self::Ahead(_) => 3,
        }
    }

    const fn is_shown(self) -> bool {
        matches!(self, Self::Show(_))
    }

    const fn is_ahead(self) -> bool {
        matches!(self, Self::Ahead(_))
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

impl News {
    /// What they are of, if of one run.
    fn errand(&self) -> Option<Errand> {
        match self {
            Self::Began(errand) | Self::Slow(errand) | Self::Lost(errand, ..) => Some(*errand),
            _ => None,
        }
    }
}

/// Why a run was given up.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// It did not end in time.
    Timeout,
    /// The reader stopped it.
    Stopped,
    /// The engine broke; its own words, if it had any.
    Crashed(String),
    /// The engine sent something that is no answer: why not, as a message, and what stands there.
    Unreadable(Id, String),
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
    queue: Queue,
    memory: Memory,
    /// Columns whose last run was slow: nothing is run ahead in them.
    slow: Vec<usize>,
    /// Runs that are over, and wait for others to be shown with them.
    done: Vec<(Errand, Trace)>,
    /// Ends their waiting.
    patience: Option<Timer>,
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

    /// A worker's run that is going on.
    fn current_of(&mut self, worker: u32) -> Option<&mut Current> {
        self.worker(worker)?.current.as_mut()
    }

    /// The worker that makes ahead what is asked for.
    fn ahead_of(&self, ask: &Ask) -> Option<u32> {
        let is_at_it = |running: &&Running| {
            running.current.as_ref().is_some_and(|current| current.is_ahead_of(ask))
        };
        Some(self.workers.iter().find(is_at_it)?.id)
    }

    /// Lets a run that is over wait for others that are shown.
    fn gather(&mut self, errand: Errand, trace: Trace) {
        self.done.retain(|(other, _)| *other != errand);
        self.done.push((errand, trace));
    }

    /// What is asked for here is there sooner than what was asked for before: that is shown no more. Returns the workers that are not to go
    /// on with it, being slow.
    fn overtake(&mut self, errand: Errand) -> Vec<u32> {
        self.queue.forget(|waiting| waiting == errand);
        let mut slow = Vec::new();
        for running in &mut self.workers {
            let current = running.current.as_mut();
            if let Some(current) = current.filter(|current| current.errand == errand) {
                current.errand = Errand::Ahead(errand.column());
                slow.extend(current.is_slow.then_some(running.id));
            }
        }
        slow
    }

    /// Notes whether a run of a column's is slow.
    fn note_pace(&mut self, column: usize, is_slow: bool) {
        self.slow.retain(|slow| *slow != column);
        if is_slow {
            self.slow.push(column);
            self.queue.forget(|errand| errand == Errand::Ahead(column));
        }
    }

    fn new_id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }
}

/// A run that is going on.
struct Current {
    errand: Errand,
    ask: Ask,
    is_slow: bool,
    header: Option<Header>,
    events: Vec<Event>,
    /// They are stopped when the run ends.
    timers: Vec<Timer>,
}

impl Current {
    fn new(errand: Errand, ask: Ask) -> Self {
        let (events, timers) = (Vec::new(), Vec::new());
        Self { errand, ask, is_slow: false, header: None, events, timers }
    }

    /// Whether it is made ahead and turns out to be what is asked for.
    fn is_ahead_of(&self, ask: &Ask) -> bool {
        let Ask { program, seed, interventions, .. } = &self.ask;
        self.errand.is_ahead()
            && (program, seed, interventions) == (&ask.program, &ask.seed, &ask.interventions)
    }

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
            queue: Queue::default(),
            memory: Memory::default(),
            slow: Vec::new(),
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

    /// Whether what is asked for begins at once.
    #[must_use]
    pub fn is_free(&self) -> bool {
        let state = self.0.borrow();
        state.workers.iter().any(|running| running.ready && running.current.is_none())
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
                        Err(problem) => {
                            this.give_up(id, Fault::Unreadable(id::ENGINE_BAD_FORM, problem))
                        }
                    },
                    None => this.give_up(id, Fault::Unreadable(id::ENGINE_BAD_TEXT, String::new())),
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
        self.0.borrow_mut().queue.add(errand, ask(program, branch));
        self.start();
        self.next();
    }

    /// Has these runs shown: those that are remembered at once, others when they are made.
    pub fn show(&self, wishes: Vec<Wish>) {
        let mut useless = Vec::new();
        {
            let mut state = self.0.borrow_mut();
            for (column, program, branch) in wishes {
                let (errand, ask) = (Errand::Show(column), ask(program, branch));
                if let Some(trace) = state.memory.recall(&ask) {
                    useless.extend(state.overtake(errand));
                    state.gather(errand, trace);
                } else if let Some(worker) = state.ahead_of(&ask) {
                    useless.extend(state.overtake(errand));
                    if let Some(current) = state.current_of(worker) {
                        current.errand = errand;
                    }
                } else {
                    state.queue.add(errand, ask);
                }
            }
        }
        for worker in useless {
            self.give_up(worker, Fault::Stopped);
        }
        self.start();
        self.next();
        self.tell_together();
    }

    /// Has these runs made in this order while nothing else is to be done, in place of those that were wanted so before.
    pub fn run_ahead(&self, wishes: Vec<Wish>) {
        {
            let mut state = self.0.borrow_mut();
            state.queue.forget(Errand::is_ahead);
            // Nobody waits for it, so the engine is not started for it either.
            if !state.is_ready() {
                return;
            }
            for (column, program, branch) in wishes {
                let ask = ask(program, branch);
                let is_known = state.memory.has(&ask) || state.ahead_of(&ask).is_some();
                if !is_known && !state.slow.contains(&column) {
                    state.queue.add_ahead(column, ask);
                }
            }
        }
        self.next();
    }

    /// Stops the runs that are `meant`, by ending the workers that are at one.
    pub fn stop(&self, meant: impl Fn(Errand) -> bool) {
        let (gone, running) = {
            let mut state = self.0.borrow_mut();
            let mut gone = state.queue.forget(&meant);
            let done = state.done.extract_if(.., |(errand, _)| meant(*errand));
            gone.extend(done.map(|(errand, _)| errand));
            // What is made ahead ends soon by itself.
            let is_meant = |errand: Errand| !errand.is_ahead() && meant(errand);
            let at = |running: &&Running| {
                running.current.as_ref().is_some_and(|current| is_meant(current.errand))
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
        // Nobody waits for what is made ahead.
        if news.errand().is_some_and(Errand::is_ahead) {
            return;
        }
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
                let current =
                    self.0.borrow_mut().worker(id).and_then(|running| {
                        running.current.take_if(|current| current.ask.id == run)
                    });
                let Some(current) = current else { return };
                let errand = current.errand;
                self.0.borrow_mut().note_pace(errand.column(), current.is_slow);
                // The next run goes on while the page makes a picture of this one.
                self.next();
                match current.trace() {
                    Some(trace) => self.done(errand, trace),
                    None => self.tell(News::Lost(
                        errand,
                        Fault::Unreadable(id::ENGINE_BAD_TRACE, String::new()),
                        None,
                    )),
                }
            }
        }
    }

    fn hear_of(&self, worker: u32, run: u32, hear: impl FnOnce(&mut Current)) {
        let mut state = self.0.borrow_mut();
        let current = state.current_of(worker);
        if let Some(current) = current.filter(|current| current.ask.id == run) {
            hear(current);
        }
    }

    /// A run is over.
    fn done(&self, errand: Errand, trace: Trace) {
        {
            let mut state = self.0.borrow_mut();
            // Of the many orders only the outcomes are wanted.
            if !matches!(errand, Errand::Order(..)) {
                state.memory.keep(trace.clone());
            }
            if errand.is_shown() {
                state.gather(errand, trace.clone());
            }
        }
        match errand {
            Errand::Show(_) => self.tell_together(),
            Errand::Ahead(_) => {}
            Errand::Trunk(_) | Errand::Order(..) => self.tell(News::Done(vec![(errand, trace)])),
        }
    }

    /// Tells the runs that are over and that columns show, together with others as far as they come soon, so that one picture has them all.
    fn tell_together(&self) {
        let waits = {
            let mut state = self.0.borrow_mut();
            if state.done.is_empty() {
                return;
            }
            let waits = state.queue.errands().chain(state.current()).any(Errand::is_shown);
            if waits && state.patience.is_none() {
                let this = self.clone();
                state.patience = Timer::after(TOGETHER_MILLIS, move || this.tell_done());
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

    /// A free worker with what it is to do.
    fn assign(&self) -> Option<(u32, Errand, String)> {
        let mut state = self.0.borrow_mut();
        let is_free = |running: &&Running| running.ready && running.current.is_none();
        let free = state.workers.iter().find(is_free)?.id;
        let busy: Vec<Errand> = state.current().collect();
        let (errand, mut ask) = state.queue.take(&busy)?;
        ask.id = state.new_id();
        let text = serde_json::to_string(&ask).unwrap_or_default();
        state.worker(free)?.current = Some(Current::new(errand, ask));
        Some((free, errand, text))
    }

    /// Says so when a worker's run takes long, and gives it up if it has not ended in time.
    fn watch(&self, worker: u32) {
        let (slow, ahead, late) = (self.clone(), self.clone(), self.clone());
        let slow = Timer::after(SLOW_MILLIS, move || {
            let mut errand = None;
            if let Some(current) = slow.0.borrow_mut().current_of(worker) {
                current.is_slow = true;
                errand = Some(current.errand);
            }
            if let Some(errand) = errand {
                slow.tell(News::Slow(errand));
                slow.grow();
            }
        });
        let ahead = Timer::after(AHEAD_MILLIS, move || {
            let mut is_ahead = false;
            if let Some(current) = ahead.0.borrow_mut().current_of(worker) {
                is_ahead = current.errand.is_ahead();
            }
            if is_ahead {
                ahead.give_up(worker, Fault::Timeout);
            }
        });
        let late = Timer::after(PATIENCE_SECS as i32 * 1000, move || {
            late.give_up(worker, Fault::Timeout);
        });
        if let Some(current) = self.0.borrow_mut().current_of(worker) {
            current.timers.extend([slow, ahead, late].into_iter().flatten());
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
            self.0.borrow_mut().note_pace(errand.column(), true);
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
        let waiting = self.0.borrow_mut().queue.forget(|_| true);
        self.tell(News::Missing(problem.to_owned()));
        for errand in waiting {
            self.tell(News::Lost(errand, Fault::Crashed(problem.to_owned()), None));
        }
    }
}

fn ask(program: Program, branch: Branch) -> Ask {
    let Branch { hand: interventions, seed } = branch;
    Ask { id: 0, program, seed, interventions }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_made_ahead_can_be_taken_over_and_only_by_who_asks_for_just_that() {
        let program = |source: &str| Program { name: "p.py".into(), source: source.into() };
        let made = || Ask { id: 7, ..ask(program("A = 1"), Branch::default()) };
        let ahead = Current::new(Errand::Ahead(1), made());
        assert!(ahead.is_ahead_of(&ask(program("A = 1"), Branch::default())));
        assert!(!ahead.is_ahead_of(&ask(program("A = 2"), Branch::default())));
        let seeded = Branch { seed: Some(3), ..Branch::default() };
        assert!(!ahead.is_ahead_of(&ask(program("A = 1"), seeded)));
        assert!(!Current::new(Errand::Show(1), made()).is_ahead_of(&made()));
    }
}
