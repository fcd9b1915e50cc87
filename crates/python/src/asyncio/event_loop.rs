//! The event loop: a queue of what is ready, timers, and the turn. Owns the order in which things run, on virtual time.
//! Rules: `asyncio/base_events.py` and `events.py` of CPython 3.13, "Event Loop" in its library reference.
//!
//! A turn fires the timers that are due, then runs what was ready at its start, no more. Time moves only when nothing is
//! ready, to the next timer; where there is none the program has come to a deadlock, and the run ends.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
};

use espalier_kernel::{Kernel, Seconds, Timers};
use espalier_trace::{EventId, EventKind, TaskId};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyDictRef, PyType},
    function::FuncArgs,
    object::{PyWeak, Traverse, TraverseFn},
    pyclass,
    types::{Constructor, Representable},
};

use super::{
    exceptions, format,
    future::{self, Callback, Future, Native, as_future, new_future},
    hand,
    handle::{Handle, TimerHandle},
    held::{Held, python_object},
    runners,
    task::{self, NewTask, Task},
    threads,
};
use crate::{beside, budget, hand::Gates, lines, session::kernel, stdio, time};

/// Something for the loop to do.
pub(super) enum Work {
    /// A callback of `call_soon` or of a timer.
    Handle(PyRef<Handle>),
    /// A step of a task.
    Step { task: PyRef<Task>, throw: Option<PyBaseExceptionRef> },
    /// What the task awaits is done.
    Wakeup { task: PyRef<Task>, future: PyObjectRef },
    /// A callback of a future that is done.
    Callback { callback: Callback, future: PyObjectRef },
    /// A sleep is over.
    SetResult { future: PyRef<Future>, result: PyObjectRef },
    /// A job of a worker thread has ended.
    Job { future: PyRef<Future>, outcome: PyResult<PyObjectRef>, info: Option<PyObjectRef> },
}

impl Held for Work {
    fn visit(&self, visit: &mut TraverseFn<'_>) {
        match self {
            Self::Handle(handle) => handle.traverse(visit),
            Self::Step { task, throw } => {
                task.traverse(visit);
                throw.traverse(visit);
            }
            Self::Wakeup { task, future } => {
                task.traverse(visit);
                future.traverse(visit);
            }
            Self::Callback { callback, future } => {
                callback.visit(visit);
                future.traverse(visit);
            }
            Self::SetResult { future, result } => {
                future.traverse(visit);
                result.traverse(visit);
            }
            Self::Job { future, outcome, info } => {
                future.traverse(visit);
                info.traverse(visit);
                match outcome {
                    Ok(value) => value.traverse(visit),
                    Err(exception) => exception.traverse(visit),
                }
            }
        }
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        match self {
            Self::Handle(handle) => out.push(handle.into()),
            Self::Step { task, throw } => {
                out.push(task.into());
                out.extend(throw.map(PyObjectRef::from));
            }
            Self::Wakeup { task, future } => out.extend([task.into(), future]),
            Self::Callback { callback, future } => {
                callback.give(out);
                out.push(future);
            }
            Self::SetResult { future, result } => out.extend([future.into(), result]),
            Self::Job { future, outcome, info } => {
                out.push(future.into());
                out.extend(info);
                out.push(outcome.unwrap_or_else(Into::into));
            }
        }
    }
}

impl Work {
    /// The task of which it is the next step.
    pub(super) fn task(&self) -> Option<&PyRef<Task>> {
        match self {
            Self::Step { task, .. } | Self::Wakeup { task, .. } => Some(task),
            _ => None,
        }
    }
}

/// Something ready, and the event that made it so.
pub(super) struct Ready {
    cause: EventId,
    pub(super) work: Work,
}

impl Held for Ready {
    fn visit(&self, visit: &mut TraverseFn<'_>) {
        self.work.visit(visit);
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        self.work.give(out);
    }
}

/// A timer, and the event that set it.
pub(super) struct Timer {
    pub(super) set: EventId,
    pub(super) work: Work,
}

/// Timers in a field that the collector looks through.
#[derive(Default)]
pub(super) struct HeldTimers(pub(super) Timers<Timer>);

impl Held for HeldTimers {
    fn visit(&self, visit: &mut TraverseFn<'_>) {
        self.0.values().for_each(|timer| timer.work.visit(visit));
    }

    fn give(mut self, out: &mut Vec<PyObjectRef>) {
        self.surrender(out);
    }

    fn surrender(&mut self, out: &mut Vec<PyObjectRef>) {
        let timers = std::mem::take(&mut self.0);
        timers.into_values().for_each(|timer| timer.work.give(out));
    }
}

/// The event loop.
#[pyclass(module = "asyncio.unix_events", name = "_UnixSelectorEventLoop", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct EventLoop {
    pub(super) ready: RefCell<VecDeque<Ready>>,
    /// How much of it is still to be run in this turn.
    pub(super) turn_left: Cell<usize>,
    pub(super) timers: RefCell<HeldTimers>,
    /// The steps of tasks that the reader holds or delays.
    pub(super) gates: RefCell<Gates<Work>>,
    /// The task that is being stepped.
    pub(super) current: RefCell<Option<PyRef<Task>>>,
    /// Tasks that are not done, oldest first.
    tasks: RefCell<BTreeMap<TaskId, PyRef<PyWeak>>>,
    exception_handler: RefCell<Option<PyObjectRef>>,
    task_factory: RefCell<Option<PyObjectRef>>,
    /// Asynchronous generators that have begun.
    asyncgens: RefCell<Vec<PyRef<PyWeak>>>,
    outer_asyncgen_hooks: RefCell<Vec<Option<PyObjectRef>>>,
    copy_context: RefCell<Option<PyObjectRef>>,
    /// Contexts that hold variables and are done with. `ContextVar` caches by a context's address: as long as the old
    /// one lives no new one can be taken for it.
    retired_contexts: RefCell<Vec<PyObjectRef>>,
    pub(super) threads: threads::Threads,
    /// Whether it is running.
    pub(super) running: Cell<bool>,
    /// The task until whose end it runs.
    pub(super) main: Cell<Option<TaskId>>,
    stopping: Cell<bool>,
    closed: Cell<bool>,
    debug: Cell<bool>,
    slow_callback_duration: Cell<f64>,
    asyncgens_shut_down: Cell<bool>,
    /// Whether the trace knows of it.
    started: Cell<bool>,
}

python_object!(EventLoop, holds: [
    ready, timers, gates, current, exception_handler, task_factory, outer_asyncgen_hooks, copy_context, retired_contexts, threads,
]);

thread_local! {
    /// The loop that runs now.
    static RUNNING: RefCell<Option<PyRef<EventLoop>>> = const { RefCell::new(None) };
    /// The loop that `set_event_loop` chose, and whether it was ever called.
    static CURRENT: RefCell<(Option<PyObjectRef>, bool)> = const { RefCell::new((None, false)) };
}

/// Forgets what an earlier program left.
pub(super) fn reset() {
    let before = (RUNNING.take(), CURRENT.take());
    drop(before);
}

/// Records an event and does what it causes.
pub(super) fn because_of<R>(
    record: impl FnOnce(&mut Kernel) -> EventId,
    effect: impl FnOnce() -> R,
) -> R {
    let before = kernel(|kernel| {
        let event = record(kernel);
        kernel.set_here(event)
    });
    let result = effect();
    kernel(|kernel| kernel.set_here(before));
    result
}

/// `asyncio.get_running_loop`.
///
/// # Errors
/// `RuntimeError` if no loop runs.
pub(super) fn get_running_loop(vm: &VirtualMachine) -> PyResult<PyRef<EventLoop>> {
    running_loop().ok_or_else(|| vm.new_runtime_error("no running event loop"))
}

/// The loop that runs now.
pub(super) fn running_loop() -> Option<PyRef<EventLoop>> {
    RUNNING.with_borrow(Clone::clone)
}

/// `asyncio.get_event_loop`: the loop that runs, or else the one that was set.
///
/// # Errors
/// `RuntimeError` if there is neither, after `set_event_loop(None)`.
pub(super) fn get_event_loop(vm: &VirtualMachine) -> PyResult<PyRef<EventLoop>> {
    if let Some(running) = running_loop() {
        return Ok(running);
    }
    let (current, was_set) = CURRENT.with_borrow(Clone::clone);
    if let Some(current) = current {
        return current
            .downcast()
            .map_err(|_| vm.new_type_error("not an event loop of this model"));
    }
    if was_set {
        return Err(vm.new_runtime_error("There is no current event loop in thread 'MainThread'."));
    }
    stdio::warn(vm, vm.ctx.exceptions.deprecation_warning, "There is no current event loop")?;
    let event_loop = EventLoop::new(vm);
    set_event_loop(Some(event_loop.clone().into()));
    Ok(event_loop)
}

/// `asyncio.set_event_loop`.
pub(super) fn set_event_loop(event_loop: Option<PyObjectRef>) {
    let before = CURRENT.replace((event_loop, true));
    drop(before);
}

/// Runs `act` with `event_loop` as the one that `get_event_loop` gives.
pub(super) fn set_event_loop_for<R>(event_loop: &Py<EventLoop>, act: impl FnOnce() -> R) -> R {
    let before = CURRENT.replace((Some(event_loop.to_owned().into()), true));
    let result = act();
    let ours = CURRENT.replace(before);
    drop(ours);
    result
}

/// `asyncio.new_event_loop`: what the policy makes.
///
/// # Errors
/// What a policy of the program's raises.
pub(super) fn new_event_loop(vm: &VirtualMachine) -> PyResult<PyRef<EventLoop>> {
    let made = vm.call_method(&*policies(vm)?, "new_event_loop", ())?;
    given_or_current(Some(made), vm)
}

/// Makes `event_loop` the current one by way of the policy (`asyncio.set_event_loop`).
///
/// # Errors
/// What a policy of the program's raises.
pub(super) fn set_event_loop_of_policy(
    event_loop: Option<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let event_loop = vm.unwrap_or_none(event_loop);
    vm.call_method(&*policies(vm)?, "set_event_loop", (event_loop,)).map(drop)
}

/// The module `asyncio.events`, which knows the policy.
fn policies(vm: &VirtualMachine) -> PyResult {
    vm.sys_module.get_attr("modules", vm)?.get_item("asyncio.events", vm)
}

/// While a thread's job runs, no loop runs in it.
pub(super) fn leave_loop() -> Option<PyRef<EventLoop>> {
    RUNNING.take()
}

/// The job is over: back to the loop.
pub(super) fn enter_loop(event_loop: Option<PyRef<EventLoop>>) {
    RUNNING.set(event_loop);
}

/// The loop given as an argument, or else [`get_event_loop`].
///
/// # Errors
/// `TypeError` if it is no loop.
pub(super) fn given_or_current(
    given: Option<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult<PyRef<EventLoop>> {
    match given.filter(|given| !vm.is_none(given)) {
        Some(given) => given.downcast().map_err(|other: PyObjectRef| {
            vm.new_type_error(format!("an event loop was expected, not {}", other.class().name()))
        }),
        None => get_event_loop(vm),
    }
}

impl EventLoop {
    fn empty() -> Self {
        Self {
            ready: RefCell::default(),
            turn_left: Cell::new(0),
            timers: RefCell::default(),
            gates: RefCell::default(),
            current: RefCell::default(),
            tasks: RefCell::default(),
            exception_handler: RefCell::default(),
            task_factory: RefCell::default(),
            asyncgens: RefCell::default(),
            outer_asyncgen_hooks: RefCell::default(),
            copy_context: RefCell::default(),
            retired_contexts: RefCell::default(),
            threads: threads::Threads::default(),
            running: Cell::new(false),
            main: Cell::new(None),
            stopping: Cell::new(false),
            closed: Cell::new(false),
            debug: Cell::new(false),
            slow_callback_duration: Cell::new(0.1),
            asyncgens_shut_down: Cell::new(false),
            started: Cell::new(false),
        }
    }

    /// Whether the program has a say in what the loop's methods do: it is of a subclass, or has attributes of its own.
    /// Then the library's rules go through the methods, as they always do in Python.
    pub(super) fn is_customized(zelf: &Py<Self>, vm: &VirtualMachine) -> bool {
        !zelf.class().is(Self::class(&vm.ctx))
            || zelf.as_object().dict().is_some_and(|own| own.__len__() > 0)
    }

    /// A new loop (`asyncio.new_event_loop`).
    pub(super) fn new(vm: &VirtualMachine) -> PyRef<Self> {
        let event_loop = Self::empty().into_ref(&vm.ctx);
        event_loop.debug.set(begins_in_debug_mode(vm));
        event_loop
    }

    /// Puts something into the queue, because of what is going on.
    pub(super) fn push(&self, work: Work) {
        let cause = kernel(|kernel| kernel.here());
        self.push_because(cause, work);
    }

    pub(super) fn push_because(&self, cause: EventId, work: Work) {
        self.ready.borrow_mut().push_back(Ready { cause, work });
    }

    /// Sets a timer at `when`, a reading of `loop.time()`.
    pub(super) fn set_timer(&self, when: Seconds, work: Work) -> espalier_kernel::TimerId {
        let when = when.to_nanos();
        let set = kernel(|kernel| {
            let running = kernel.running();
            let deadline = kernel.clock().to_trace(when);
            kernel.emit(running, EventKind::TimerSet { deadline })
        });
        self.timers.borrow_mut().0.set(when, Timer { set, work })
    }

    /// A copy of the context that the caller runs in.
    ///
    /// # Errors
    /// None that `contextvars` would raise.
    pub(super) fn copy_context(&self, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        let known = self.copy_context.borrow().clone();
        let copy_context = match known {
            Some(copy_context) => copy_context,
            None => {
                let copy_context = vm.import("_contextvars", 0)?.get_attr("copy_context", vm)?;
                self.copy_context.replace(Some(copy_context.clone()));
                copy_context
            }
        };
        copy_context.call((), vm)
    }

    /// The context will not be entered again by the loop.
    pub(super) fn retire_context(&self, context: PyObjectRef, vm: &VirtualMachine) {
        if context.length(vm).is_ok_and(|variables| variables > 0) {
            self.retired_contexts.borrow_mut().push(context);
        }
    }

    /// Begins to know of a task (`_register_task`).
    ///
    /// # Errors
    /// None for a task.
    pub(super) fn register(
        &self,
        id: TaskId,
        task: &Py<Task>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let weak = task.as_object().downgrade(None, vm)?;
        self.tasks.borrow_mut().insert(id, weak);
        Ok(())
    }

    /// A task that is not done.
    pub(super) fn find_task(&self, id: TaskId) -> Option<PyRef<Task>> {
        let weak = self.tasks.borrow().get(&id).cloned();
        weak?.upgrade()?.downcast::<Task>().ok().filter(|task| !task.future().is_done())
    }

    /// The task is done or gone (`_unregister_task`).
    pub(super) fn unregister(&self, id: TaskId) {
        let weak = self.tasks.borrow_mut().remove(&id);
        drop(weak);
    }

    /// The tasks that are not done, oldest first (`asyncio.all_tasks`).
    pub(super) fn all_tasks(&self) -> Vec<PyRef<Task>> {
        let weak: Vec<_> = self.tasks.borrow().values().cloned().collect();
        let alive = weak.iter().filter_map(|weak| weak.upgrade()?.downcast::<Task>().ok());
        alive.filter(|task| !task.future().is_done()).collect()
    }

    /// Raises if the loop is closed.
    ///
    /// # Errors
    /// `RuntimeError`.
    pub(super) fn check_closed(&self, vm: &VirtualMachine) -> PyResult<()> {
        if self.closed.get() { Err(vm.new_runtime_error("Event loop is closed")) } else { Ok(()) }
    }

    pub(super) fn is_debug(&self) -> bool {
        self.debug.get()
    }

    pub(super) fn set_debug_mode(&self, debug: bool) {
        self.debug.set(debug);
    }

    /// `loop.create_task`, which may be the program's own. `name` is absent where the library does not give one, and
    /// `None` where it hands on the default of its own caller.
    ///
    /// # Errors
    /// What the method raises; as [`Self::make_task`].
    pub(super) fn create_task_of(
        zelf: &Py<Self>,
        coroutine: PyObjectRef,
        name: Option<PyObjectRef>,
        context: Option<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<PyObjectRef> {
        if !Self::is_customized(zelf, vm) {
            return Self::make_task(zelf, coroutine, name, context, vm);
        }
        let context = context.filter(|context| !vm.is_none(context));
        let named = [("name", name), ("context", context)];
        let named = named.into_iter().filter_map(|(key, value)| Some((key.into(), value?)));
        let named = rustpython_vm::function::KwArgs::new(named.collect());
        vm.call_method(zelf.as_object(), "create_task", FuncArgs::new(vec![coroutine], named))
    }

    /// What `loop.create_task` does itself: a task, through the task factory if there is one.
    ///
    /// # Errors
    /// What the factory raises; `TypeError` if it is no coroutine.
    fn make_task(
        zelf: &Py<Self>,
        coroutine: PyObjectRef,
        name: Option<PyObjectRef>,
        context: Option<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<PyObjectRef> {
        zelf.check_closed(vm)?;
        let factory = zelf.task_factory.borrow().clone();
        let Some(factory) = factory else {
            let new = NewTask { coroutine, name, context, eager_start: false };
            return Ok(task::new_task(zelf, new, vm)?.into());
        };
        let event_loop: PyObjectRef = zelf.to_owned().into();
        let args = match context.filter(|context| !vm.is_none(context)) {
            None => FuncArgs::from(vec![event_loop, coroutine]),
            Some(context) => {
                let kwargs = std::iter::once(("context".into(), context)).collect();
                FuncArgs::new(
                    vec![event_loop, coroutine],
                    rustpython_vm::function::KwArgs::new(kwargs),
                )
            }
        };
        let task = factory.call(args, vm)?;
        // As the library does: a name not given is set all the same, to the text of None.
        vm.call_method(&task, "set_name", (vm.unwrap_or_none(name),))?;
        Ok(task)
    }

    // --- running ---

    /// Runs until stopped (`loop.run_forever`).
    ///
    /// # Errors
    /// `RuntimeError` if it cannot run now; what must leave the loop.
    pub(super) fn run_forever_now(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        zelf.check_closed(vm)?;
        zelf.check_running(vm)?;
        let result = Self::while_running(
            zelf,
            || {
                loop {
                    Self::run_once(zelf, vm)?;
                    if zelf.stopping.get() {
                        return Ok(());
                    }
                }
            },
            vm,
        );
        zelf.stopping.set(false);
        result
    }

    /// Runs turns, as a thread of the loop's own would while the program's waits: until `is_over`, asked before each turn,
    /// or until only what comes after `until` is left to wait for.
    ///
    /// # Errors
    /// What must leave the loop.
    pub(super) fn drive(
        zelf: &Py<Self>,
        is_over: &PyObject,
        until: Option<Seconds>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        zelf.check_closed(vm)?;
        let turns = || {
            while !is_over.call((), vm)?.try_to_bool(vm)? {
                if let Some(until) = until
                    && zelf.ready.borrow().is_empty()
                    && zelf.waits_beyond(until, vm)?
                {
                    return Ok(());
                }
                Self::run_once(zelf, vm)?;
            }
            Ok(())
        };
        beside::going(|| Self::while_running(zelf, turns, vm))
    }

    /// When there is something to do next: now, later or never.
    ///
    /// # Errors
    /// As [`threads::settle`].
    pub(super) fn next_time(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<Seconds> {
        threads::settle(zelf, vm)?;
        if !zelf.ready.borrow().is_empty() {
            return Ok(kernel(|kernel| kernel.now()));
        }
        let timer = zelf.next_deadline();
        let wake = zelf.threads.next_wake();
        Ok(timer.into_iter().chain(wake).min().unwrap_or(Seconds::INFINITY))
    }

    /// Whether nothing happens up to `until`; of threads that wake at that very instant nobody waits for.
    fn waits_beyond(&self, until: Seconds, vm: &VirtualMachine) -> PyResult<bool> {
        if let Some(zelf) = running_loop() {
            threads::settle(&zelf, vm)?;
        }
        let timer = self.next_deadline();
        Ok(self.ready.borrow().is_empty()
            && timer.is_none_or(|timer| timer > until)
            && self.threads.next_wake().is_none_or(|wake| wake >= until))
    }

    /// When time alone makes something ready.
    fn next_deadline(&self) -> Option<Seconds> {
        let timer = self.timers.borrow_mut().0.next_deadline();
        timer.into_iter().chain(self.gates.borrow().next_deadline()).min()
    }

    fn while_running(
        zelf: &Py<Self>,
        turns: impl FnOnce() -> PyResult<()>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if !zelf.started.replace(true) {
            kernel(|kernel| kernel.loop_started("asyncio"));
        }
        let hooks = vec![vm.async_gen_firstiter.take(), vm.async_gen_finalizer.take()];
        zelf.outer_asyncgen_hooks.replace(hooks);
        let first = zelf.as_object().get_attr("_asyncgen_firstiter_hook", vm)?;
        let finalizer = zelf.as_object().get_attr("_asyncgen_finalizer_hook", vm)?;
        vm.async_gen_firstiter.replace(Some(first));
        vm.async_gen_finalizer.replace(Some(finalizer));
        zelf.running.set(true);
        RUNNING.set(Some(zelf.to_owned()));
        let outer_workers = time::set_workers(Some(threads::while_blocked));
        let result = lines::in_loop(turns);
        time::set_workers(outer_workers);
        zelf.running.set(false);
        let running = RUNNING.take();
        drop(running);
        let mut hooks = zelf.outer_asyncgen_hooks.take().into_iter();
        let first = vm.async_gen_firstiter.replace(hooks.next().flatten());
        let finalizer = vm.async_gen_finalizer.replace(hooks.next().flatten());
        drop((first, finalizer));
        result
    }

    fn check_running(&self, vm: &VirtualMachine) -> PyResult<()> {
        if self.running.get() {
            return Err(vm.new_runtime_error("This event loop is already running"));
        }
        if running_loop().is_some() {
            return Err(
                vm.new_runtime_error("Cannot run the event loop while another loop is running")
            );
        }
        Ok(())
    }

    /// What may be called by the loop's own thread alone (`BaseEventLoop._check_thread`).
    fn check_thread(&self, vm: &VirtualMachine) -> PyResult<()> {
        if self.running.get() && running_loop().is_none() {
            return Err(vm.new_runtime_error(
                "Non-thread-safe operation invoked on an event loop other than the current one",
            ));
        }
        Ok(())
    }

    /// Runs until `awaitable` is done; its result (`loop.run_until_complete`).
    ///
    /// # Errors
    /// Its exception; as [`EventLoop::run_forever_now`].
    pub(super) fn run_until_complete_now(
        zelf: &Py<Self>,
        awaitable: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<PyObjectRef> {
        const NAME: &str = "_run_until_complete_cb";
        fn stop(event_loop: &PyObject, future: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
            let future = as_future(future).expect("called back by a future");
            if !future.is_cancelled()
                && future
                    .take_exception()
                    .is_some_and(|exception| exceptions::is_base_error(&exception, vm))
            {
                // It has left the loop already.
                return Ok(());
            }
            event_loop.downcast_ref::<EventLoop>().expect("its loop").stopping.set(true);
            Ok(())
        }
        zelf.check_closed(vm)?;
        zelf.check_running(vm)?;
        let is_new = as_future(&awaitable).is_none();
        let future = runners::ensure_own_future(awaitable, Some(zelf), vm)?;
        if is_new && let Some(task) = future.as_object().downcast_ref::<Task>() {
            task.log_destroy_pending.set(false);
        }
        let target = zelf.as_object().to_owned();
        future::add_callback(&future, Callback::Native(Native { name: NAME, run: stop, target }));
        let task = future.as_object().downcast_ref::<Task>();
        let outer = zelf.main.replace(task.and_then(|task| task.id()));
        let result = Self::run_forever_now(zelf, vm);
        zelf.main.set(outer);
        future::remove_callback(&future, NAME, zelf.as_object());
        if let Err(exception) = result {
            if is_new && future.is_done() && !future.is_cancelled() {
                // It is the same exception, or it is lost in this one.
                future.take_exception();
            }
            return Err(exception);
        }
        if !future.is_done() {
            return Err(vm.new_runtime_error("Event loop stopped before Future completed."));
        }
        future.outcome(vm)
    }

    /// One turn (`BaseEventLoop._run_once`).
    fn run_once(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        budget::check(vm)?;
        zelf.turn_left.set(0);
        hand::between_decisions(zelf, vm)?;
        let nothing_ready = zelf.ready.borrow().is_empty() && !zelf.stopping.get();
        threads::settle(zelf, vm)?;
        if nothing_ready && zelf.ready.borrow().is_empty() {
            Self::let_others_go_on(zelf, vm)?;
        }
        if nothing_ready && zelf.ready.borrow().is_empty() {
            let timer = zelf.next_deadline();
            match (timer, zelf.threads.next_wake()) {
                // At a tie the loop's own timers go first.
                (timer, Some(thread)) if timer.is_none_or(|timer| thread < timer) => {
                    threads::wake_first(zelf, vm)?
                }
                (Some(timer), _) => kernel(|kernel| kernel.advance_to(timer)),
                (None, _) => return Err(super::deadlock(zelf, vm)),
            }
        }
        let now = kernel(|kernel| kernel.now());
        loop {
            let due = zelf.timers.borrow_mut().0.pop_due(now.to_nanos());
            let Some((_, timer)) = due else { break };
            let cause =
                kernel(|kernel| kernel.emit_because(timer.set, None, EventKind::TimerFired));
            zelf.push_because(cause, timer.work);
        }
        hand::open_gates(zelf);
        zelf.turn_left.set(zelf.ready.borrow().len());
        while zelf.turn_left.get() > 0 {
            hand::between_decisions(zelf, vm)?;
            zelf.turn_left.set(zelf.turn_left.get() - 1);
            let next = zelf.ready.borrow_mut().pop_front();
            let Some(Ready { cause, work }) = next else { break };
            let Some(work) = hand::pass(zelf, work) else { continue };
            kernel(|kernel| kernel.set_here(cause));
            if zelf.debug.get() {
                Self::run_watched(zelf, work, vm)?;
            } else {
                Self::run(zelf, work, vm)?;
            }
        }
        Ok(())
    }

    /// The loop is idle: those in threads of their own go on, until they have given it something to do.
    fn let_others_go_on(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if !beside::any() {
            return Ok(());
        }
        let until = Self::next_time(zelf, vm)?;
        let event_loop = zelf.to_owned();
        let is_over =
            move |vm: &VirtualMachine| Self::next_time(&event_loop, vm).map(|next| next < until);
        beside::while_idle(until, is_over, vm)
    }

    fn run(zelf: &Py<Self>, work: Work, vm: &VirtualMachine) -> PyResult<()> {
        match work {
            Work::Handle(handle) => Handle::run(&handle, vm),
            Work::Step { task, throw } => {
                let result = task::step(&task, throw, None, vm);
                Self::leave_or_report(zelf, result, || "TaskStepMethWrapper()".to_owned(), vm)
            }
            Work::Wakeup { task, future } => {
                let result = task::wakeup(&task, &future, vm);
                Self::leave_or_report(zelf, result, || "Task.task_wakeup()".to_owned(), vm)
            }
            Work::Callback { callback: Callback::Native(native), future } => {
                let result = (native.run)(&native.target, &future, vm);
                Self::leave_or_report(zelf, result, || format!("{}()", native.name), vm)
            }
            Work::Callback { callback: Callback::Python { function, context }, future } => {
                match zelf.call_back(&function, vec![future.clone()], context.clone(), vm) {
                    Ok(()) => Ok(()),
                    Err(exception) => {
                        let args = vec![future];
                        let handle = Handle::new(zelf, function.clone(), args.clone(), context);
                        let handle = handle.into_ref(&vm.ctx);
                        Handle::leave_or_report(&handle, exception, Some((function, args)), vm)
                    }
                }
            }
            Work::Callback { callback: Callback::Wakeup(_), .. } => {
                unreachable!("scheduled as a wakeup")
            }
            Work::SetResult { future, result } => {
                if !future.is_done() {
                    future::set_result(&future, result);
                }
                Ok(())
            }
            Work::Job { future, outcome, info } => {
                if let Some(info) = info {
                    vm.call_method(&info, "reported", ())?;
                }
                if !future.is_done() {
                    match outcome {
                        Ok(result) => future::set_result(&future, result),
                        Err(exception) => {
                            let own = own_exception(exception, vm)?;
                            future::set_exception(&future, own);
                        }
                    }
                }
                Ok(())
            }
        }
    }

    /// In debug mode, a callback that blocks the loop for long is reported.
    fn run_watched(zelf: &Py<Self>, work: Work, vm: &VirtualMachine) -> PyResult<()> {
        let what: Option<PyObjectRef> = match &work {
            Work::Step { task, .. } | Work::Wakeup { task, .. } => Some(task.clone().into()),
            Work::Handle(handle) => Some(handle.clone().into()),
            _ => None,
        };
        let before = time::now();
        Self::run(zelf, work, vm)?;
        let taken = time::now() - before;
        if let Some(what) = what.filter(|_| taken >= zelf.slow_callback_duration.get()) {
            let shim = vm.import("_asyncio_report", 0)?;
            vm.call_method(&shim, "slow", (what, taken))?;
        }
        Ok(())
    }

    /// Calls a callback of the program's in its context.
    pub(super) fn call_back(
        &self,
        function: &PyObject,
        args: Vec<PyObjectRef>,
        context: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let name = format::callable_name(function, vm);
        kernel(|kernel| {
            let event = kernel.emit(None, EventKind::CallbackRan { name });
            kernel.set_here(event);
        });
        vm.context_stack.borrow_mut().push(context);
        let result = function.call(FuncArgs::from(args), vm);
        let context = vm.context_stack.borrow_mut().pop();
        if let Some(context) = context {
            self.retire_context(context, vm);
        }
        result.map(drop)
    }

    /// An exception out of a callback: some leave the loop, the others go to the exception handler (`Handle._run`).
    fn leave_or_report(
        zelf: &Py<Self>,
        result: PyResult<()>,
        callback: impl FnOnce() -> String,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let Err(exception) = result else { return Ok(()) };
        if leaves(&exception, vm) {
            return Err(exception);
        }
        let context = vm.ctx.new_dict();
        let message = format!("Exception in callback {}", callback());
        context.set_item("message", vm.ctx.new_str(message).into(), vm)?;
        context.set_item("exception", exception.into(), vm)?;
        // The program may look at the handle; it has been run.
        let handle = Handle::spent(vm);
        context.set_item("handle", handle.into(), vm)?;
        Self::call_exception_handler(zelf, context.into(), vm)
    }

    /// `loop.call_exception_handler`.
    ///
    /// # Errors
    /// `SystemExit` and `KeyboardInterrupt` out of the handler.
    pub(super) fn call_exception_handler(
        zelf: &Py<Self>,
        context: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if Self::is_customized(zelf, vm) {
            return vm
                .call_method(zelf.as_object(), "call_exception_handler", (context,))
                .map(drop);
        }
        Self::handle_exception(zelf, context, vm)
    }

    /// What `loop.call_exception_handler` does itself.
    fn handle_exception(
        zelf: &Py<Self>,
        context: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let handler = zelf.exception_handler.borrow().clone();
        let Some(handler) = handler else {
            if !Self::is_customized(zelf, vm) {
                return default_exception_handler(&context, vm);
            }
            return vm
                .call_method(zelf.as_object(), "default_exception_handler", (context,))
                .map(drop);
        };
        let event_loop: PyObjectRef = zelf.to_owned().into();
        let result =
            in_context_of(&context, || handler.call((event_loop, context.clone()), vm), vm);
        let Err(exception) = result else { return Ok(()) };
        if leaves(&exception, vm) {
            return Err(exception);
        }
        let error = vm.ctx.new_dict();
        error.set_item(
            "message",
            vm.ctx.new_str("Unhandled error in exception handler").into(),
            vm,
        )?;
        error.set_item("exception", exception.into(), vm)?;
        error.set_item("context", context, vm)?;
        default_exception_handler(error.as_object(), vm)
    }
}

/// What a job raised, with the exceptions of `concurrent.futures` as asyncio's (`futures._convert_future_exc`).
fn own_exception(
    exception: PyBaseExceptionRef,
    vm: &VirtualMachine,
) -> PyResult<PyBaseExceptionRef> {
    let module = exception.class().__module__(vm)?.str(vm)?;
    if module.as_bytes() != b"concurrent.futures._base" {
        return Ok(exception);
    }
    let futures = vm.import("asyncio", 0)?.get_attr("futures", vm)?;
    let own = vm.call_method(&futures, "_as_own", (exception,))?;
    own.downcast().map_err(|_| vm.new_type_error("an exception was expected"))
}

/// `coroutines._is_debug_mode`, which only a program that has imported the module can have changed.
fn begins_in_debug_mode(vm: &VirtualMachine) -> bool {
    let asked = || -> PyResult<bool> {
        let modules = vm.sys_module.get_attr("modules", vm)?;
        let coroutines = modules.get_item("asyncio.coroutines", vm)?;
        vm.call_method(&coroutines, "_is_debug_mode", ())?.try_to_bool(vm)
    };
    asked().unwrap_or(false)
}

/// Whether an exception leaves the loop at once.
pub(super) fn leaves(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> bool {
    exceptions::is_base_error(exception, vm) || budget::is_stop(exception, vm)
}

/// Calls the handler in the context of the task or handle that the report is about.
fn in_context_of(
    context: &PyObject,
    call: impl FnOnce() -> PyResult,
    vm: &VirtualMachine,
) -> PyResult {
    let mut thing = None;
    for key in ["task", "future", "handle"] {
        if let Ok(found) = context.get_item(key, vm)
            && !vm.is_none(&found)
        {
            thing = Some(found);
            break;
        }
    }
    let entered = thing
        .and_then(|thing| vm.get_attribute_opt(&thing, "get_context").ok().flatten())
        .and_then(|get_context| get_context.call((), vm).ok())
        .filter(|context| !vm.is_none(context));
    let Some(entered) = entered else { return call() };
    vm.context_stack.borrow_mut().push(entered);
    let result = call();
    let entered = vm.context_stack.borrow_mut().pop();
    drop(entered);
    result
}

/// `loop.default_exception_handler`: what it knows, on standard error, or wherever `logging` sends it.
///
/// # Errors
/// What an ill-behaved stream or log handler raises.
pub(super) fn default_exception_handler(context: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let shim = vm.import("_asyncio_report", 0)?;
    vm.call_method(&shim, "report", (context.to_owned(),)).map(drop)
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct CreateTaskArgs {
    #[pyarg(any)]
    coro: PyObjectRef,
    #[pyarg(named, optional)]
    name: Option<PyObjectRef>,
    #[pyarg(named, optional)]
    context: Option<PyObjectRef>,
}

impl CreateTaskArgs {
    pub(super) fn parts(self) -> (PyObjectRef, Option<PyObjectRef>, Option<PyObjectRef>) {
        (self.coro, self.name, self.context)
    }
}

impl Constructor for EventLoop {
    type Args = FuncArgs;

    fn py_new(_class: &Py<PyType>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        let event_loop = Self::empty();
        event_loop.debug.set(begins_in_debug_mode(vm));
        Ok(event_loop)
    }
}

/// Splits `context=` off the arguments of `call_soon` and its relatives.
fn callback_args(
    event_loop: &EventLoop,
    args: FuncArgs,
    method: &str,
    leading: usize,
    vm: &VirtualMachine,
) -> PyResult<(Vec<PyObjectRef>, PyObjectRef, Vec<PyObjectRef>, PyObjectRef)> {
    let context = args.get_optional_kwarg("context").filter(|context| !vm.is_none(context));
    let mut rest = args.args.into_iter();
    let first: Vec<_> = rest.by_ref().take(leading).collect();
    let callback = rest.next().expect("the signature is declared");
    event_loop.check_closed(vm)?;
    if event_loop.debug.get() {
        let method = if method == "call_later" { "call_at" } else { method };
        if method != "call_soon_threadsafe" {
            event_loop.check_thread(vm)?;
        }
        let inspect = vm.import("inspect", 0)?;
        if task::is_coroutine(&callback, vm)?
            || vm
                .call_method(&inspect, "iscoroutinefunction", (callback.clone(),))?
                .try_to_bool(vm)?
        {
            return Err(vm.new_type_error(format!("coroutines cannot be used with {method}()")));
        }
        if !callback.is_callable() {
            let text = callback.repr(vm)?.to_string_lossy().into_owned();
            return Err(vm.new_type_error(format!(
                "a callable object was expected by {method}(), got {text}"
            )));
        }
    }
    let context = match context {
        Some(context) => context,
        None => event_loop.copy_context(vm)?,
    };
    lines::touch();
    Ok((first, callback, rest.collect(), context))
}

/// The error for what a loop has elsewhere, and a browser cannot.
fn unavailable(method: &str, what: &str, vm: &VirtualMachine) -> PyBaseExceptionRef {
    let text = format!("loop.{method}: there are no {what} in a browser, where Espalier runs");
    vm.new_exception_msg(vm.ctx.exceptions.not_implemented_error.to_owned(), text.into())
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor, Representable))]
impl EventLoop {
    #[pymethod]
    fn time(_zelf: &Py<Self>) -> f64 {
        time::now()
    }

    #[pymethod]
    fn is_running(zelf: &Py<Self>) -> bool {
        zelf.running.get()
    }

    #[pymethod]
    fn is_closed(zelf: &Py<Self>) -> bool {
        zelf.closed.get()
    }

    #[pymethod]
    fn get_debug(zelf: &Py<Self>) -> bool {
        zelf.debug.get()
    }

    #[pymethod]
    fn set_debug(zelf: &Py<Self>, enabled: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        zelf.debug.set(enabled.try_to_bool(vm)?);
        Ok(())
    }

    #[pygetset]
    fn slow_callback_duration(zelf: &Py<Self>) -> f64 {
        zelf.slow_callback_duration.get()
    }

    #[pygetset(setter)]
    fn set_slow_callback_duration(
        zelf: &Py<Self>,
        value: rustpython_vm::function::PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if let rustpython_vm::function::PySetterValue::Assign(value) = value {
            zelf.slow_callback_duration.set(value.try_float(vm)?.to_f64());
        }
        Ok(())
    }

    /// What is ready, for programs that look whether anything is.
    #[pygetset]
    fn _ready(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let ready: Vec<PyObjectRef> = zelf
            .ready
            .borrow()
            .iter()
            .map(|ready| match &ready.work {
                Work::Handle(handle) => handle.clone().into(),
                _ => Handle::spent(vm).into(),
            })
            .collect();
        let items = vm.ctx.new_list(ready);
        vm.import("collections", 0)?.get_attr("deque", vm)?.call((items,), vm)
    }

    #[pymethod]
    fn create_future(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyRef<Future>> {
        let future = new_future(zelf, vm);
        future.note_source(zelf, vm)?;
        Ok(future)
    }

    #[pymethod]
    fn create_task(zelf: &Py<Self>, args: CreateTaskArgs, vm: &VirtualMachine) -> PyResult {
        let (coroutine, name, context) = args.parts();
        Self::make_task(zelf, coroutine, name, context, vm)
    }

    #[pymethod]
    fn set_task_factory(
        zelf: &Py<Self>,
        factory: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let factory = Some(factory).filter(|factory| !vm.is_none(factory));
        if factory.as_ref().is_some_and(|factory| !factory.is_callable()) {
            return Err(vm.new_type_error("task factory must be a callable or None"));
        }
        let before = zelf.task_factory.replace(factory);
        drop(before);
        Ok(())
    }

    #[pymethod]
    fn get_task_factory(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.task_factory.borrow().clone()
    }

    #[pymethod]
    fn call_soon(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyRef<Handle>> {
        let (_, callback, args, context) = callback_args(zelf, args, "call_soon", 0, vm)?;
        let handle = Handle::new(zelf, callback, args, context).into_ref(&vm.ctx);
        handle.note_source(vm)?;
        zelf.push(Work::Handle(handle.clone()));
        Ok(handle)
    }

    #[pymethod]
    fn call_soon_threadsafe(
        zelf: &Py<Self>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<Handle>> {
        let (_, callback, args, context) =
            callback_args(zelf, args, "call_soon_threadsafe", 0, vm)?;
        let handle = Handle::new(zelf, callback, args, context).into_ref(&vm.ctx);
        handle.note_source(vm)?;
        zelf.push(Work::Handle(handle.clone()));
        Ok(handle)
    }

    #[pymethod]
    fn call_later(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let (first, callback, args, context) = callback_args(zelf, args, "call_later", 1, vm)?;
        if vm.is_none(&first[0]) {
            return Err(vm.new_type_error("delay must not be None"));
        }
        if Self::is_customized(zelf, vm) {
            let now = vm.call_method(zelf.as_object(), "time", ())?;
            let mut given = vec![vm._add(&now, &first[0])?, callback];
            given.extend(args);
            let kwargs = std::iter::once(("context".into(), context)).collect();
            let args = FuncArgs::new(given, rustpython_vm::function::KwArgs::new(kwargs));
            return vm.call_method(zelf.as_object(), "call_at", args);
        }
        let now = vm.ctx.new_float(time::now());
        let when = vm._add(now.as_object(), &first[0])?.try_float(vm)?.to_f64();
        TimerHandle::set(zelf, when, callback, args, context, vm).map(Into::into)
    }

    #[pymethod]
    fn call_at(
        zelf: &Py<Self>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<TimerHandle>> {
        let (first, callback, args, context) = callback_args(zelf, args, "call_at", 1, vm)?;
        if vm.is_none(&first[0]) {
            return Err(vm.new_type_error("when cannot be None"));
        }
        let when = first[0].try_float(vm)?.to_f64();
        TimerHandle::set(zelf, when, callback, args, context, vm)
    }

    #[pymethod]
    fn run_forever(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        Self::run_forever_now(zelf, vm)
    }

    #[pymethod]
    fn run_until_complete(zelf: &Py<Self>, future: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        Self::run_until_complete_now(zelf, future, vm)
    }

    #[pymethod]
    fn _run_once(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        Self::run_once(zelf, vm)
    }

    #[pymethod]
    fn stop(zelf: &Py<Self>) {
        zelf.stopping.set(true);
    }

    #[pymethod]
    pub(super) fn close(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if zelf.running.get() {
            return Err(vm.new_runtime_error("Cannot close a running event loop"));
        }
        if zelf.closed.replace(true) {
            return Ok(());
        }
        if zelf.started.get() {
            kernel(|kernel| kernel.loop_ended());
        }
        let ready = zelf.ready.take();
        let timers = zelf.timers.take();
        let contexts = zelf.retired_contexts.take();
        drop((ready, timers, contexts));
        Ok(())
    }

    #[pymethod]
    fn get_exception_handler(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.exception_handler.borrow().clone()
    }

    #[pymethod]
    fn set_exception_handler(
        zelf: &Py<Self>,
        handler: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let handler = Some(handler).filter(|handler| !vm.is_none(handler));
        if let Some(handler) = handler.as_ref().filter(|handler| !handler.is_callable()) {
            let text = handler.repr(vm)?.to_string_lossy().into_owned();
            return Err(
                vm.new_type_error(format!("A callable object or None is expected, got {text}"))
            );
        }
        let before = zelf.exception_handler.replace(handler);
        drop(before);
        Ok(())
    }

    #[pymethod(name = "default_exception_handler")]
    fn default_exception_handler_(
        _zelf: &Py<Self>,
        context: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        default_exception_handler(&context, vm)
    }

    #[pymethod(name = "call_exception_handler")]
    fn call_exception_handler_(
        zelf: &Py<Self>,
        context: PyDictRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        lines::touch();
        Self::handle_exception(zelf, context.into(), vm)
    }

    #[pymethod]
    fn _asyncgen_firstiter_hook(
        zelf: &Py<Self>,
        generator: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if zelf.asyncgens_shut_down.get() {
            let text = generator.repr(vm)?.to_string_lossy().into_owned();
            let text = format!(
                "asynchronous generator {text} was scheduled after loop.shutdown_asyncgens() call"
            );
            stdio::warn(vm, vm.ctx.exceptions.resource_warning, &text)?;
        }
        let weak = generator.downgrade(None, vm)?;
        zelf.asyncgens.borrow_mut().push(weak);
        Ok(())
    }

    #[pymethod]
    fn _asyncgen_finalizer_hook(
        zelf: &Py<Self>,
        generator: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        zelf.forget_asyncgen(&generator);
        if zelf.closed.get() {
            return Ok(());
        }
        // A callback that creates the task: the task's own first step comes a turn later.
        let closing = vm.call_method(&generator, "aclose", ())?;
        let create_task = zelf.as_object().get_attr("create_task", vm)?;
        let context = zelf.copy_context(vm)?;
        let handle = Handle::new(zelf, create_task, vec![closing], context).into_ref(&vm.ctx);
        zelf.push(Work::Handle(handle));
        Ok(())
    }

    #[pymethod]
    fn shutdown_asyncgens(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyObjectRef {
        runners::shutdown_asyncgens(zelf, vm).into()
    }

    #[pymethod]
    fn shutdown_default_executor(
        zelf: PyRef<Self>,
        _args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyObjectRef {
        threads::shutdown_default_executor(zelf, vm).into()
    }

    #[pymethod]
    fn run_in_executor(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        threads::run_in_executor(zelf, args, vm)
    }

    #[pymethod]
    fn add_reader(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("add_reader", "sockets", vm))
    }

    #[pymethod]
    fn remove_reader(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("remove_reader", "sockets", vm))
    }

    #[pymethod]
    fn add_writer(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("add_writer", "sockets", vm))
    }

    #[pymethod]
    fn remove_writer(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("remove_writer", "sockets", vm))
    }

    #[pymethod]
    fn add_signal_handler(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("add_signal_handler", "signals", vm))
    }

    #[pymethod]
    fn remove_signal_handler(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("remove_signal_handler", "signals", vm))
    }

    #[pymethod]
    fn create_connection(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("create_connection", "sockets", vm))
    }

    #[pymethod]
    fn create_server(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("create_server", "sockets", vm))
    }

    #[pymethod]
    fn create_datagram_endpoint(
        _zelf: &Py<Self>,
        _args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult {
        Err(unavailable("create_datagram_endpoint", "sockets", vm))
    }

    #[pymethod]
    fn create_unix_connection(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("create_unix_connection", "sockets", vm))
    }

    #[pymethod]
    fn create_unix_server(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("create_unix_server", "sockets", vm))
    }

    #[pymethod]
    fn connect_accepted_socket(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("connect_accepted_socket", "sockets", vm))
    }

    #[pymethod]
    fn connect_read_pipe(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("connect_read_pipe", "sockets", vm))
    }

    #[pymethod]
    fn connect_write_pipe(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("connect_write_pipe", "sockets", vm))
    }

    #[pymethod]
    fn start_tls(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("start_tls", "sockets", vm))
    }

    #[pymethod]
    fn sendfile(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("sendfile", "sockets", vm))
    }

    #[pymethod]
    fn getaddrinfo(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("getaddrinfo", "sockets", vm))
    }

    #[pymethod]
    fn getnameinfo(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("getnameinfo", "sockets", vm))
    }

    #[pymethod]
    fn sock_recv(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("sock_recv", "sockets", vm))
    }

    #[pymethod]
    fn sock_sendall(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("sock_sendall", "sockets", vm))
    }

    #[pymethod]
    fn sock_connect(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("sock_connect", "sockets", vm))
    }

    #[pymethod]
    fn sock_accept(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("sock_accept", "sockets", vm))
    }

    #[pymethod]
    fn subprocess_exec(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("subprocess_exec", "subprocesses", vm))
    }

    #[pymethod]
    fn subprocess_shell(_zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(unavailable("subprocess_shell", "subprocesses", vm))
    }

    #[pymethod]
    fn set_default_executor(zelf: &Py<Self>, executor: PyObjectRef) {
        zelf.threads.set_default_executor(executor);
    }
}

impl EventLoop {
    /// Begins to shut asynchronous generators down; those that are alive, oldest first.
    pub(super) fn take_asyncgens(&self) -> Vec<PyObjectRef> {
        self.asyncgens_shut_down.set(true);
        let generators = self.asyncgens.take();
        generators.iter().filter_map(|weak| weak.upgrade()).collect()
    }

    fn forget_asyncgen(&self, generator: &PyObject) {
        let (gone, kept): (Vec<_>, Vec<_>) = self
            .asyncgens
            .take()
            .into_iter()
            .partition(|weak| weak.upgrade().is_none_or(|alive| alive.is(generator)));
        self.asyncgens.replace(kept);
        drop(gone);
    }
}

impl Representable for EventLoop {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        let python = |value: bool| if value { "True" } else { "False" };
        Ok(format!(
            "<{} running={} closed={} debug={}>",
            zelf.class().name(),
            python(zelf.running.get()),
            python(zelf.closed.get()),
            python(zelf.debug.get())
        ))
    }
}
