//! Worker threads, as `to_thread` and `run_in_executor` use them, on the virtual clock. There are no real threads in a
//! browser: a job begins when the loop would look for events, and runs until it sleeps or ends.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
};

use espalier_kernel::Seconds;
use espalier_trace::{EventId, EventKind, TaskId, Wait, WaitOn};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyRef, PyResult, VirtualMachine,
    function::{FuncArgs, KwArgs},
    protocol::PyIterReturn,
};

use super::{
    event_loop::{EventLoop, Work},
    format,
    future::{self, Future, fit_for_future, new_future},
    held::Held,
    task,
};
use crate::{
    budget,
    coroutine::{self, RustCoroutine},
    lines,
    session::kernel,
    threads, time,
};

/// A job that a thread does.
pub(super) struct Job {
    /// What it runs: a coroutine that yields the seconds that it sleeps.
    body: PyObjectRef,
    /// The context that it runs in; `None` for its thread's own.
    context: Option<PyObjectRef>,
    /// Whether `context` is its thread's own.
    own_context: bool,
    /// The thread, as the program may ask for it (`Thread` in `_espalier_suspendable`), once there is one.
    worker: Option<PyObjectRef>,
    target: Target,
    /// The pool whose thread does it; `None` for the default executor's.
    pool: Option<PyObjectRef>,
    /// What a library on top says of the job to whoever asks in the thread.
    info: Option<PyObjectRef>,
    task: Option<TaskId>,
    cause: EventId,
}

thread_local! {
    /// What was said of the job that the running thread does.
    static CURRENT: RefCell<Option<PyObjectRef>> = const { RefCell::new(None) };
}

/// What was said of the job that the running thread does.
pub(super) fn current() -> Option<PyObjectRef> {
    CURRENT.with_borrow(Clone::clone)
}

/// Who hears of the job's end.
enum Target {
    /// A future of the loop.
    Future(PyRef<Future>),
    /// A `concurrent.futures.Future`.
    Concurrent(PyObjectRef),
}

impl Target {
    fn object(&self) -> &PyObject {
        match self {
            Self::Future(future) => future.as_object(),
            Self::Concurrent(future) => future,
        }
    }
}

impl Held for Job {
    fn visit(&self, visit: &mut rustpython_vm::object::TraverseFn<'_>) {
        self.body.visit(visit);
        self.context.visit(visit);
        self.worker.visit(visit);
        self.pool.visit(visit);
        self.info.visit(visit);
        visit(self.target.object());
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        out.push(self.body);
        out.extend(self.context);
        out.extend(self.worker);
        out.extend(self.pool);
        out.extend(self.info);
        out.push(match self.target {
            Target::Future(future) => future.into(),
            Target::Concurrent(future) => future,
        });
    }
}

/// A pool with few threads: how many are busy, and the jobs that wait for one.
#[derive(Default)]
struct Pool {
    busy: usize,
    backlog: VecDeque<Job>,
}

impl Held for Pool {
    fn visit(&self, visit: &mut rustpython_vm::object::TraverseFn<'_>) {
        self.backlog.visit(visit);
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        self.backlog.give(out);
    }
}

/// The worker threads of a loop.
#[derive(Default)]
pub(super) struct Threads {
    /// Jobs that have not begun, in the order in which they were given.
    queued: RefCell<VecDeque<Job>>,
    /// Threads that sleep: until when, and in the order in which they went to sleep.
    asleep: RefCell<BTreeMap<(Seconds, u64), Job>>,
    /// Threads that wait for something else than time.
    waiting: RefCell<VecDeque<(Job, PyObjectRef)>>,
    /// Pools of the program's that have had jobs, by address. Jobs keep their pools alive.
    pools: RefCell<BTreeMap<usize, Pool>>,
    /// The contexts of threads that have nothing to do, by pool.
    idle_contexts: RefCell<BTreeMap<usize, VecDeque<PyObjectRef>>>,
    /// The threads that have nothing to do, by pool: who has waited longest is first.
    idle_workers: RefCell<BTreeMap<usize, VecDeque<PyObjectRef>>>,
    /// How many threads each pool has had.
    worker_counts: RefCell<BTreeMap<usize, usize>>,
    sleeps: Cell<u64>,
    executor: RefCell<Option<PyObjectRef>>,
    used: Cell<bool>,
    shut_down: Cell<bool>,
    /// Who waits for all threads to end.
    idle: RefCell<Option<PyRef<Future>>>,
}

impl Held for (Job, PyObjectRef) {
    fn visit(&self, visit: &mut rustpython_vm::object::TraverseFn<'_>) {
        self.0.visit(visit);
        self.1.visit(visit);
    }

    fn give(self, out: &mut Vec<PyObjectRef>) {
        self.0.give(out);
        self.1.give(out);
    }
}

impl Held for Threads {
    fn visit(&self, visit: &mut rustpython_vm::object::TraverseFn<'_>) {
        self.queued.visit(visit);
        self.asleep.visit(visit);
        self.waiting.visit(visit);
        self.pools.visit(visit);
        self.idle_contexts.visit(visit);
        self.idle_workers.visit(visit);
        self.executor.visit(visit);
        self.idle.visit(visit);
    }

    fn give(mut self, out: &mut Vec<PyObjectRef>) {
        self.surrender(out);
    }

    fn surrender(&mut self, out: &mut Vec<PyObjectRef>) {
        self.queued.surrender(out);
        self.asleep.surrender(out);
        self.waiting.surrender(out);
        self.pools.surrender(out);
        self.idle_contexts.surrender(out);
        self.idle_workers.surrender(out);
        self.executor.surrender(out);
        self.idle.surrender(out);
    }
}

impl Threads {
    /// When the first thread that sleeps wakes.
    pub(super) fn next_wake(&self) -> Option<Seconds> {
        let own = self.asleep.borrow().keys().next().map(|(until, _)| *until);
        own.into_iter().chain(threads::next_wake()).min()
    }

    pub(super) fn set_default_executor(&self, executor: PyObjectRef) {
        let before = self.executor.replace(Some(executor));
        drop(before);
    }

    fn is_idle(&self) -> bool {
        self.queued.borrow().is_empty()
            && self.asleep.borrow().is_empty()
            && self.waiting.borrow().is_empty()
    }
}

/// Lets threads go on until each of them sleeps, waits or has ended.
///
/// # Errors
/// Only that of an exceeded limit.
pub(super) fn settle(event_loop: &Py<EventLoop>, vm: &VirtualMachine) -> PyResult<()> {
    threads::settle(vm)?;
    let threads = &event_loop.threads;
    // What one does may be what another waits for.
    let mut went_on = true;
    while went_on {
        went_on = false;
        let count = threads.waiting.borrow().len();
        for _ in 0..count {
            let next = threads.waiting.borrow_mut().pop_front();
            let Some((job, what)) = next else { break };
            if vm.call_method(&what, "done", ())?.try_to_bool(vm)? {
                went_on = true;
                go_on(event_loop, job, vm)?;
            } else {
                threads.waiting.borrow_mut().push_back((job, what));
            }
        }
        loop {
            let job = threads.queued.borrow_mut().pop_front();
            let Some(job) = job else { break };
            if let Some(job) = take_thread(threads, job, vm)? {
                went_on = true;
                begin(event_loop, job, vm)?;
            }
        }
    }
    let idle = if threads.is_idle() { threads.idle.take() } else { None };
    if let Some(future) = idle {
        event_loop.push(Work::SetResult { future, result: vm.ctx.none() });
    }
    Ok(())
}

/// Gives the job a thread of its pool; if all are busy it stays there to wait.
fn take_thread(threads: &Threads, job: Job, vm: &VirtualMachine) -> PyResult<Option<Job>> {
    let Some(pool) = job.pool.clone() else { return Ok(Some(job)) };
    let most: usize = pool.get_attr("_max_workers", vm)?.try_into_value(vm)?;
    let mut pools = threads.pools.borrow_mut();
    let state = pools.entry(pool.get_id()).or_default();
    if state.busy < most {
        state.busy += 1;
        return Ok(Some(job));
    }
    state.backlog.push_back(job);
    Ok(None)
}

/// A thread of the pool is free: the next job that waits for one gets it, unless it was cancelled meanwhile.
fn free_thread(threads: &Threads, pool: &PyObject, vm: &VirtualMachine) -> PyResult<Option<Job>> {
    while let Some(job) = next_in_backlog(threads, pool) {
        let cancelled = match &job.target {
            Target::Future(future) => future.is_cancelled(),
            Target::Concurrent(future) => {
                vm.call_method(future, "cancelled", ())?.try_to_bool(vm)?
            }
        };
        if !cancelled {
            return Ok(Some(job));
        }
        let _ = vm.call_method(&job.body, "close", ());
        kernel(|kernel| kernel.emit_because(job.cause, job.task, EventKind::ThreadEnded));
    }
    Ok(None)
}

/// The job that has waited longest for a thread of the pool; if there is none, the thread is idle.
fn next_in_backlog(threads: &Threads, pool: &PyObject) -> Option<Job> {
    let mut pools = threads.pools.borrow_mut();
    let state = pools.get_mut(&pool.get_id())?;
    let next = state.backlog.pop_front();
    if next.is_none() {
        state.busy -= 1;
        if state.busy == 0 {
            pools.remove(&pool.get_id());
        }
    }
    next
}

/// A thread of the pool that has nothing to do, or a new one, named as `concurrent.futures` names them.
fn take_worker(threads: &Threads, pool: Option<&PyObject>, vm: &VirtualMachine) -> PyResult {
    let key = pool.map_or(0, |pool| pool.get_id());
    let idle = threads.idle_workers.borrow_mut().entry(key).or_default().pop_front();
    if let Some(worker) = idle {
        return Ok(worker);
    }
    let count = {
        let mut counts = threads.worker_counts.borrow_mut();
        let count = counts.entry(key).or_default();
        *count += 1;
        *count - 1
    };
    let prefix = match pool {
        Some(pool) => {
            pool.get_attr("_thread_name_prefix", vm)?.str(vm)?.to_string_lossy().into_owned()
        }
        None => "asyncio".to_owned(),
    };
    let suspendable = vm.import("_espalier_suspendable", 0)?;
    vm.call_method(&suspendable, "Thread", (vm.ctx.new_str(format!("{prefix}_{count}")),))
}

/// A thread begins to do the job.
fn begin(event_loop: &Py<EventLoop>, mut job: Job, vm: &VirtualMachine) -> PyResult<()> {
    if let Target::Future(future) = &job.target
        && job.info.is_some()
        && future.is_cancelled()
    {
        // Nobody waits for it any more: it is not even begun.
        let _ = vm.call_method(&job.body, "close", ());
        kernel(|kernel| kernel.emit_because(job.cause, job.task, EventKind::ThreadEnded));
        let (future, outcome) = (future.clone(), Ok(vm.ctx.none()));
        event_loop.push(Work::Job { future, outcome, info: job.info });
        return Ok(());
    }
    if job.info.is_none() {
        let worker = take_worker(&event_loop.threads, job.pool.as_deref(), vm)?;
        let suspendable = vm.import("_espalier_suspendable", 0)?;
        job.body = vm.call_method(&suspendable, "Job", (job.body, worker.clone()))?;
        job.worker = Some(worker);
    }
    if job.context.is_none() {
        // What a job sets in its thread's own context, the thread's next job finds there.
        let key = job.pool.as_ref().map_or(0, |pool| pool.get_id());
        let idle =
            event_loop.threads.idle_contexts.borrow_mut().entry(key).or_default().pop_front();
        job.context = Some(match idle {
            Some(context) => context,
            None => vm.import("_contextvars", 0)?.get_attr("Context", vm)?.call((), vm)?,
        });
        job.own_context = true;
    }
    kernel(|kernel| {
        let event = kernel.emit_because(job.cause, job.task, EventKind::ThreadStarted);
        kernel.set_here(event);
    });
    if let Target::Concurrent(future) = &job.target {
        vm.call_method(future, "set_running_or_notify_cancel", ())?;
    }
    go_on(event_loop, job, vm)
}

/// Lets threads go on, and time pass, until `what.done()`: the loop itself is blocked.
///
/// # Errors
/// `RuntimeError` if that can never be; as [`settle`].
pub(super) fn drive(
    event_loop: &Py<EventLoop>,
    what: &rustpython_vm::PyObject,
    vm: &VirtualMachine,
) -> PyResult<()> {
    loop {
        settle(event_loop, vm)?;
        if vm.call_method(what, "done", ())?.try_to_bool(vm)? {
            return Ok(());
        }
        if event_loop.threads.next_wake().is_none() {
            let text = "the loop is blocked for ever: what it waits for can only come from the loop itself";
            return Err(vm.new_runtime_error(text));
        }
        wake_first(event_loop, vm)?;
    }
}

/// The program blocks the loop until an instant; threads whose time comes before go on meanwhile.
///
/// # Errors
/// As [`settle`].
pub(super) fn while_blocked(until: Seconds, vm: &VirtualMachine) -> PyResult<()> {
    let Some(event_loop) = super::event_loop::running_loop() else { return Ok(()) };
    if !event_loop.threads.is_idle() || threads::any() {
        let here = kernel(|kernel| kernel.here());
        settle(&event_loop, vm)?;
        while event_loop.threads.next_wake().is_some_and(|wake| wake < until) {
            wake_first(&event_loop, vm)?;
        }
        kernel(|kernel| kernel.set_here(here));
    }
    Ok(())
}

/// Moves time to the first thread that sleeps, and lets it go on.
///
/// # Errors
/// As [`settle`].
pub(super) fn wake_first(event_loop: &Py<EventLoop>, vm: &VirtualMachine) -> PyResult<()> {
    let own = event_loop.threads.asleep.borrow().keys().next().map(|(until, _)| *until);
    if threads::next_wake().is_some_and(|other| own.is_none_or(|own| other < own)) {
        threads::wake_first(vm)?;
        return settle(event_loop, vm);
    }
    let first = event_loop.threads.asleep.borrow_mut().pop_first();
    let Some(((until, _), job)) = first else { return Ok(()) };
    kernel(|kernel| {
        kernel.advance_to(until);
        kernel.set_here(job.cause);
    });
    go_on(event_loop, job, vm)?;
    settle(event_loop, vm)
}

/// Runs a thread until it sleeps, waits or ends.
fn go_on(event_loop: &Py<EventLoop>, job: Job, vm: &VirtualMachine) -> PyResult<()> {
    let outer = super::event_loop::leave_loop();
    vm.context_stack.borrow_mut().push(job.context.clone().expect("begun"));
    let outer_job = CURRENT.replace(job.info.clone());
    let result = coroutine::send(&job.body, vm.ctx.none(), vm);
    let this_job = CURRENT.replace(outer_job);
    drop(this_job);
    let context = vm.context_stack.borrow_mut().pop();
    drop(context);
    super::event_loop::enter_loop(outer);
    let threads = &event_loop.threads;
    let outcome = match result {
        Ok(PyIterReturn::Return(what)) => {
            match what.try_float(vm) {
                Ok(secs) => {
                    let until = Seconds::new(time::now() + secs.to_f64())
                        .unwrap_or(Seconds::INFINITY)
                        .to_nanos();
                    threads.sleeps.set(threads.sleeps.get() + 1);
                    threads.asleep.borrow_mut().insert((until, threads.sleeps.get()), job);
                }
                Err(_) => threads.waiting.borrow_mut().push_back((job, what)),
            }
            return Ok(());
        }
        Ok(PyIterReturn::StopIteration(value)) => Ok(vm.unwrap_or_none(value)),
        Err(exception) if budget::is_stop(&exception, vm) => return Err(exception),
        // A library on top gives a body of its own, and knows what it raised.
        Err(exception) if job.info.is_some() => Err(exception),
        Err(exception) => Err(threads::own_error(exception, vm)),
    };
    kernel(|kernel| {
        let event = kernel.emit(job.task, EventKind::ThreadEnded);
        kernel.set_here(event);
    });
    if let Some(worker) = job.worker.clone() {
        let key = job.pool.as_ref().map_or(0, |pool| pool.get_id());
        threads.idle_workers.borrow_mut().entry(key).or_default().push_back(worker);
    }
    if let Some(context) = job.context.filter(|_| job.own_context) {
        let key = job.pool.as_ref().map_or(0, |pool| pool.get_id());
        threads.idle_contexts.borrow_mut().entry(key).or_default().push_back(context);
    }
    match job.target {
        Target::Future(future) => {
            let outcome = outcome.map_err(|exception| fit_for_future(exception, vm));
            event_loop.push(Work::Job { future, outcome, info: job.info });
        }
        Target::Concurrent(future) => {
            let cancelled = vm.call_method(&future, "cancelled", ())?.try_to_bool(vm)?;
            match outcome {
                // It was cancelled before the thread could say that it runs.
                _ if cancelled => vm.ctx.none(),
                Ok(result) => vm.call_method(&future, "set_result", (result,))?,
                Err(exception) => vm.call_method(&future, "set_exception", (exception,))?,
            };
        }
    }
    let Some(pool) = job.pool else { return Ok(()) };
    match free_thread(threads, &pool, vm)? {
        Some(next) => begin(event_loop, next, vm),
        None => Ok(()),
    }
}

/// `loop.run_in_executor(executor, func, *args)`.
///
/// # Errors
/// `RuntimeError` after the shutdown of the default executor.
pub(super) fn run_in_executor(
    event_loop: &Py<EventLoop>,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    event_loop.check_closed(vm)?;
    let mut args = args.args.into_iter();
    let (Some(executor), Some(function)) = (args.next(), args.next()) else {
        return Err(vm.new_type_error("run_in_executor() missing required positional arguments"));
    };
    let default = event_loop.threads.executor.borrow().clone();
    let pool = Some(executor).filter(|executor| !vm.is_none(executor)).or(default);
    if let Some(pool) = pool {
        let args: Vec<_> = std::iter::once(function).chain(args).collect();
        let job = vm.call_method(&pool, "submit", FuncArgs::from(args))?;
        return wrap(event_loop, job, vm);
    }
    let args = FuncArgs::from(args.collect::<Vec<_>>());
    let future = new_future(event_loop, vm);
    start(event_loop, None, Target::Future(future.clone()), function, args, None, vm)?;
    Ok(future.into())
}

/// `asyncio.wrap_future(job)`.
fn wrap(event_loop: &Py<EventLoop>, job: PyObjectRef, vm: &VirtualMachine) -> PyResult {
    let futures = vm.import("asyncio.futures", 0)?.get_attr("futures", vm)?;
    let event_loop: PyObjectRef = event_loop.to_owned().into();
    let name = [("loop".to_owned(), event_loop)];
    let args = FuncArgs::new(vec![job], name.into_iter().collect::<KwArgs>());
    futures.get_attr("wrap_future", vm)?.call(args, vm)
}

/// `ThreadPoolExecutor.submit`, while a loop runs: `future` is the `concurrent.futures.Future` of the job, which runs in
/// `context` or in its thread's own.
///
/// # Errors
/// `RuntimeError` after the shutdown of the default executor.
pub(super) fn submit(
    event_loop: &Py<EventLoop>,
    pool: PyObjectRef,
    future: PyObjectRef,
    context: Option<PyObjectRef>,
    function: PyObjectRef,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult<()> {
    start(event_loop, Some(pool), Target::Concurrent(future), function, args, context, vm)
}

/// Gives a job to a thread.
fn start(
    event_loop: &Py<EventLoop>,
    pool: Option<PyObjectRef>,
    target: Target,
    function: PyObjectRef,
    args: FuncArgs,
    context: Option<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let threads = &event_loop.threads;
    if pool.is_none() {
        if threads.shut_down.get() {
            return Err(vm.new_runtime_error("Executor shutdown has been called"));
        }
        threads.used.set(true);
    }
    lines::touch();
    let name = format::callable_name(&function, vm);
    let (task, cause) = kernel(|kernel| {
        let task = kernel.running();
        (task, kernel.emit(task, EventKind::ThreadQueued { name: name.clone() }))
    });
    let body = vm.import("_espalier_suspendable", 0)?.get_attr("body", vm)?;
    let mut all = vec![function];
    all.extend(args.args);
    let body = body.call(FuncArgs::new(all, args.kwargs), vm)?;
    threads.queued.borrow_mut().push_back(Job {
        body,
        context,
        own_context: false,
        worker: None,
        target,
        pool,
        info: None,
        task,
        cause,
    });
    task::set_wait(Wait::new(WaitOn::Thread, format!("thread: {name}")));
    Ok(())
}

/// Gives a job to a thread that belongs to no pool: a coroutine, as `_espalier_suspendable` makes them. `queued` is the event
/// that told of it.
pub(super) fn start_body(
    event_loop: &Py<EventLoop>,
    body: PyObjectRef,
    context: PyObjectRef,
    info: PyObjectRef,
    queued: EventId,
    name: &str,
    vm: &VirtualMachine,
) -> PyRef<Future> {
    let future = new_future(event_loop, vm);
    event_loop.threads.queued.borrow_mut().push_back(Job {
        body,
        context: Some(context),
        own_context: false,
        worker: None,
        target: Target::Future(future.clone()),
        pool: None,
        info: Some(info),
        task: kernel(|kernel| kernel.running()),
        cause: queued,
    });
    task::set_wait(Wait::new(WaitOn::Thread, format!("to_thread.run_sync({name})")));
    future
}

/// `asyncio.to_thread(func, /, *args, **kwargs)`.
///
/// # Errors
/// `TypeError` without a function.
pub(super) fn to_thread(args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyRef<RustCoroutine>> {
    let FuncArgs { args, kwargs } = args;
    let mut args = args.into_iter();
    let Some(function) = args.next() else {
        return Err(vm.new_type_error("to_thread() missing 1 required positional argument: 'func'"));
    };
    let args: Vec<_> = args.collect();
    Ok(RustCoroutine::new("to_thread", "to_thread", vm, move |vm, locals| {
        let function = locals.hold_object(function);
        async move {
            let event_loop = super::event_loop::get_running_loop(&vm)?;
            let context = event_loop.copy_context(&vm)?;
            let args = FuncArgs::new(args, kwargs);
            let pool = event_loop.threads.executor.borrow().clone();
            if let Some(pool) = pool {
                let job = submit_in(&pool, context, function.object(), args, &vm)?;
                let future = wrap(&event_loop, job, &vm)?;
                drop(event_loop);
                return coroutine::delegate(vm, future).await;
            }
            let future = new_future(&event_loop, &vm);
            let target = Target::Future(future.clone());
            start(&event_loop, None, target, function.object(), args, Some(context), &vm)?;
            drop(event_loop);
            let future = locals.hold(future);
            future::wait(vm, &future).await
        }
    }))
}

/// Gives a pool a job that runs in `context`.
fn submit_in(
    pool: &PyObject,
    context: PyObjectRef,
    function: PyObjectRef,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let FuncArgs { args: mut given, kwargs } = args;
    // One of the program's own, or of threads that are coroutines, which no call of `Context.run` may come between.
    if let Some(submit) = vm.get_attribute_opt(pool, "_submit_in")? {
        given.splice(0..0, [context, function]);
        return submit.call(FuncArgs::new(given, kwargs), vm);
    }
    given.splice(0..0, [context.get_attr("run", vm)?, function]);
    vm.call_method(pool, "submit", FuncArgs::new(given, kwargs))
}

/// `loop.shutdown_default_executor()`: waits for the threads that still run.
pub(super) fn shutdown_default_executor(
    event_loop: PyRef<EventLoop>,
    vm: &VirtualMachine,
) -> PyRef<RustCoroutine> {
    let qualname = "BaseEventLoop.shutdown_default_executor";
    RustCoroutine::new("shutdown_default_executor", qualname, vm, |vm, locals| {
        let event_loop = locals.hold(event_loop);
        async move {
            let zelf = event_loop.get();
            zelf.threads.shut_down.set(true);
            if zelf.threads.used.get() {
                let future = new_future(&zelf, &vm);
                zelf.threads.idle.replace(Some(future.clone()));
                drop(zelf);
                task::set_wait(Wait::new(WaitOn::Thread, "shutdown_default_executor"));
                let future = locals.hold(future);
                future::wait(vm, &future).await?;
            }
            Ok(vm.ctx.none())
        }
    })
}
