//! The runner: the loop of one `trio.run`, its batches, its clock, the life of its tasks. Knows nothing of primitives;
//! cancellation reaches it only as a task to be rescheduled.
//!
//! Rules: class `Runner`, `unrolled_run`, `run` in `trio/_core/_run.py`. Where trio tosses a coin for the order of a batch,
//! a run without a seed steps first in, first out.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    rc::Rc,
};

use espalier_kernel::{Rng, Seconds};
use espalier_trace::{
    CancelSource, EventId, EventKind, Exception, Outcome, ScopeId, ScopeKind, Wait, WaitOn,
};
use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyAsyncGen, PyBaseExceptionRef, PyCoroutine, PyDictRef, PyGenerator, PyStr},
    function::FuncArgs,
    protocol::PyIterReturn,
    pyclass,
};

use super::{
    asyncgens,
    cancel_scope::{CancelScope, MISNESTING_ADVICE, Recorded},
    clock::Clock,
    deadlines::Deadlines,
    entry_queue::EntryQueue,
    exceptions::{self, CancelReason, Source, TrioInternalError},
    hand::{self, Turns},
    instruments::Instruments,
    interrupt::Interrupts,
    nursery::{self, Nursery},
    opaque_debug,
    parking_lot::ParkingLot,
    shim,
    task::{Task, TaskObject},
    traps::{Abort, Message, Trap, resume, wait_task_rescheduled},
};
use crate::{
    beside, budget,
    coroutine::{self, RustCoroutine, Vm},
    lines, names, raises,
    session::{self, kernel},
    signatures::first_argument,
    threads, time,
};

thread_local! {
    static RUNNER: RefCell<Option<Rc<Runner>>> = const { RefCell::new(None) };
}

/// The longest time that the loop waits without looking around, in seconds.
const MAX_TIMEOUT: f64 = 24.0 * 60.0 * 60.0;

/// One `trio.run`.
pub(super) struct Runner {
    pub(super) clock: Clock,
    strict_exception_groups: bool,
    runq: RefCell<VecDeque<PyRef<Task>>>,
    living: Cell<usize>,
    spawned: Cell<u64>,
    deadlines: RefCell<Deadlines<PyRef<CancelScope>>>,
    current: RefCell<Option<PyRef<Task>>>,
    init_task: RefCell<Option<PyRef<Task>>>,
    main_task: RefCell<Option<PyRef<Task>>>,
    pub(super) main_task_outcome: RefCell<Option<PyResult>>,
    system_nursery: RefCell<Option<PyRef<Nursery>>>,
    system_context: PyObjectRef,
    copy_context: PyObjectRef,
    pub(super) entry_queue: EntryQueue,
    pub(super) interrupts: Interrupts,
    pub(super) turns: Turns,
    pub(super) instruments: Instruments,
    waiting_for_idle: RefCell<BTreeMap<(Seconds, u64), PyRef<Task>>>,
    rng: RefCell<Option<Rng>>,
    /// What `RunVar`s hold.
    pub(super) locals: PyDictRef,
    /// What tasks yield at a checkpoint.
    checkpoint: PyObjectRef,
}

/// What the loop does if nothing happens while it waits.
#[derive(Clone, Copy, PartialEq)]
enum IdlePrimed {
    WaitingForIdle(Seconds),
    AutojumpClock,
}

/// The runner of the run that is going on.
///
/// # Errors
/// `RuntimeError` outside of a run.
pub(super) fn current(vm: &VirtualMachine) -> PyResult<Rc<Runner>> {
    RUNNER
        .with_borrow(Clone::clone)
        .ok_or_else(|| vm.new_runtime_error("must be called from async context"))
}

/// Steps out of the run, as a worker thread is outside; [`enter`] goes back.
pub(super) fn leave() -> Option<Rc<Runner>> {
    RUNNER.take()
}

/// Goes back into the run that was left.
pub(super) fn enter(runner: Option<Rc<Runner>>) {
    RUNNER.set(runner);
}

/// What a task yields at a checkpoint.
pub(super) fn checkpoint_message(vm: &VirtualMachine) -> PyObjectRef {
    let shared = RUNNER.with_borrow(|runner| Some(runner.as_ref()?.checkpoint.clone()));
    shared.unwrap_or_else(|| Message::checkpoint(vm))
}

/// Whether a run is going on.
pub(super) fn is_running() -> bool {
    RUNNER.with_borrow(Option::is_some)
}

/// The task that is being stepped.
///
/// # Errors
/// `RuntimeError` outside of a task.
pub(super) fn current_task(vm: &VirtualMachine) -> PyResult<PyRef<Task>> {
    let task = RUNNER
        .with_borrow(|runner| runner.as_ref().and_then(|runner| runner.current.borrow().clone()));
    task.ok_or_else(|| vm.new_runtime_error("must be called from async context"))
}

/// `trio.run`.
pub(super) fn run(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    if is_running() {
        return Err(vm.new_runtime_error("Attempted to call run() from inside a run()"));
    }
    let Prepared { runner, async_fn, args, before } = prepare(args, vm)?;
    let result = inside(&runner, || runner.unrolled_run(async_fn, args, vm), vm);
    conclude(runner, before, result, vm)
}

/// A run that has not begun.
struct Prepared {
    runner: Rc<Runner>,
    async_fn: PyObjectRef,
    args: FuncArgs,
    /// What was going on before it.
    before: EventId,
}

fn prepare(mut args: FuncArgs, vm: &VirtualMachine) -> PyResult<Prepared> {
    let clock = args.take_keyword("clock").and_then(|clock| vm.option_if_none(clock));
    let instruments = args.take_keyword("instruments");
    let restricted = args
        .take_keyword("restrict_keyboard_interrupt_to_checkpoints")
        .map_or(Ok(false), |restricted| restricted.try_to_bool(vm))?;
    let strict = match args.take_keyword("strict_exception_groups") {
        Some(strict) => vm.is_none(&strict) || strict.try_to_bool(vm)?,
        None => true,
    };
    let async_fn = first_argument(&mut args, "async_fn");
    if !strict {
        shim::warn_loose_groups("trio.run(..., strict_exception_groups=False)", vm)?;
    }
    lines::touch();
    let before = kernel(|kernel| {
        kernel.restart_clock();
        let before = kernel.here();
        kernel.loop_started("trio");
        before
    });
    let copy_context = vm.import("contextvars", 0)?.get_attr("copy_context", vm)?;
    let runner = Rc::new(Runner {
        clock: Clock::new(clock, vm),
        strict_exception_groups: strict,
        runq: RefCell::default(),
        living: Cell::new(0),
        spawned: Cell::new(0),
        deadlines: RefCell::default(),
        current: RefCell::default(),
        init_task: RefCell::default(),
        main_task: RefCell::default(),
        main_task_outcome: RefCell::default(),
        system_nursery: RefCell::default(),
        system_context: copy_context.call((), vm)?,
        copy_context,
        entry_queue: EntryQueue::default(),
        interrupts: Interrupts::new(restricted),
        turns: Turns::default(),
        instruments: Instruments::default(),
        waiting_for_idle: RefCell::default(),
        rng: RefCell::new(session::seed().map(Rng::new)),
        locals: vm.ctx.new_dict(),
        checkpoint: Message::checkpoint(vm),
    });
    if let Some(instruments) = instruments {
        let instruments: Vec<PyObjectRef> = vm.extract_elements_with(&instruments, Ok)?;
        for instrument in instruments {
            runner.instruments.add(instrument, vm)?;
        }
    }
    Ok(Prepared { runner, async_fn, args, before })
}

/// Goes into a run and does something there.
fn inside<R>(runner: &Rc<Runner>, act: impl FnOnce() -> R, vm: &VirtualMachine) -> R {
    let outer = RUNNER.replace(Some(runner.clone()));
    let hooks = asyncgens::install_hooks(vm);
    let workers = time::set_workers(Some(threads::while_blocked));
    let handler = Interrupts::install(runner, vm);
    let result = act();
    Interrupts::uninstall(&handler);
    time::set_workers(workers);
    asyncgens::restore_hooks(hooks, vm);
    RUNNER.set(outer);
    result
}

/// The run is over: what the main task came to.
fn conclude(
    runner: Rc<Runner>,
    before: EventId,
    result: PyResult<()>,
    vm: &VirtualMachine,
) -> PyResult {
    let outer = RUNNER.replace(Some(runner.clone()));
    runner.entry_queue.close();
    runner.instruments.call("after_run", (), vm);
    RUNNER.set(outer);
    kernel(|kernel| {
        kernel.loop_ended();
        kernel.set_here(before);
    });
    match result {
        Ok(()) => {}
        Err(error) if budget::is_stop(&error, vm) => {
            if kernel(|kernel| kernel.exceeded().is_none()) {
                // A deadlock: what hangs must not get a last word by being thrown away.
                std::mem::forget(runner);
            }
            return Err(error);
        }
        Err(error) if error.class().is(TrioInternalError::class(&vm.ctx)) => return Err(error),
        Err(error) => {
            let text = "internal error in Trio - please file a bug!";
            let internal = exceptions::with_message(TrioInternalError::class(&vm.ctx), text, vm);
            // Raised from the error, and while that is handled.
            internal.set_context(Some(error.clone()));
            internal.set_cause(Some(error));
            return Err(internal);
        }
    }
    let outcome = runner.main_task_outcome.take();
    runner.interrupts.outcome(outcome.unwrap_or_else(|| Ok(vm.ctx.none())), vm)
}

/// A run in a thread of its own, which goes on while the program's thread waits; for `anyio`.
#[pyclass(module = "_trio", name = "HeldRun")]
#[derive(PyPayload)]
pub(super) struct HeldRun {
    runner: RefCell<Option<(Rc<Runner>, EventId)>>,
    /// The function, until the run begins.
    main: RefCell<Option<(PyObjectRef, FuncArgs)>>,
}

opaque_debug!(HeldRun);

/// `trio.run`, in a thread of its own.
pub(super) fn hold_run(args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyRef<HeldRun>> {
    let Prepared { runner, async_fn, args, before } = prepare(args, vm)?;
    let runner = RefCell::new(Some((runner, before)));
    Ok(HeldRun { runner, main: RefCell::new(Some((async_fn, args))) }.into_ref(&vm.ctx))
}

#[pyclass(flags(DISALLOW_INSTANTIATION))]
impl HeldRun {
    /// Whether it has ended.
    #[pymethod]
    fn is_over(zelf: &Py<Self>) -> bool {
        zelf.runner.borrow().is_none()
    }

    /// When there is something to do next: now, later or never.
    #[pymethod]
    fn next_time(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<f64> {
        let held = zelf.runner.borrow().clone();
        Ok(match held {
            None => f64::INFINITY,
            Some(_) if zelf.main.borrow().is_some() => kernel(|kernel| kernel.now()).get(),
            Some((runner, _)) => runner.next_time(vm)?.get(),
        })
    }

    /// Goes on until `is_over()`, asked before each turn, or until nothing is left to wait for up to `until`. Raises what
    /// leaves the run when it ends.
    #[pymethod]
    fn drive(
        zelf: &Py<Self>,
        is_over: PyObjectRef,
        until: Option<f64>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let held = zelf.runner.borrow().clone();
        let Some((runner, before)) = held else { return Ok(()) };
        let main = zelf.main.take();
        let turns = || -> PyResult<()> {
            if let Some((async_fn, args)) = main {
                runner.begin(async_fn, args, vm)?;
            }
            while runner.living.get() > 0 && !is_over.call((), vm)?.try_to_bool(vm)? {
                if let Some(until) = until.and_then(Seconds::new)
                    && runner.waits_beyond(until, vm)?
                {
                    return Ok(());
                }
                runner.turn(vm)?;
            }
            Ok(())
        };
        let result = beside::going(|| inside(&runner, turns, vm));
        if result.is_ok() && runner.living.get() > 0 {
            return Ok(());
        }
        zelf.runner.take();
        conclude(runner, before, result, vm).map(drop)
    }
}

impl Runner {
    fn unrolled_run(
        self: &Rc<Self>,
        async_fn: PyObjectRef,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        self.begin(async_fn, args, vm)?;
        while self.living.get() > 0 {
            self.turn(vm)?;
        }
        Ok(())
    }

    fn turn(self: &Rc<Self>, vm: &VirtualMachine) -> PyResult<()> {
        budget::check(vm)?;
        hand::between_decisions(self, vm)?;
        self.wait_for_events(vm)?;
        self.step_batch(vm)
    }

    /// Whether nothing happens up to `until`; of threads that wake at that very instant nobody waits for.
    fn waits_beyond(self: &Rc<Self>, until: Seconds, vm: &VirtualMachine) -> PyResult<bool> {
        if self.runq.borrow().is_empty() {
            threads::settle(vm)?;
        }
        Ok(self.runq.borrow().is_empty()
            && !self.entry_queue.is_signalled()
            && self.next_deadline().to_nanos() > until
            && threads::next_wake().is_none_or(|wake| wake >= until))
    }

    /// When there is something to do next: now, later or never.
    fn next_time(self: &Rc<Self>, vm: &VirtualMachine) -> PyResult<Seconds> {
        threads::settle(vm)?;
        if !self.runq.borrow().is_empty() || self.entry_queue.is_signalled() {
            return Ok(kernel(|kernel| kernel.now()));
        }
        let deadline = self.next_deadline().to_nanos();
        Ok(threads::next_wake().map_or(deadline, |wake| wake.min(deadline)))
    }

    fn begin(
        self: &Rc<Self>,
        async_fn: PyObjectRef,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        self.instruments.call("before_run", (), vm);
        self.clock.start(vm)?;
        let init = self.init_coroutine(async_fn, args, vm);
        let context = self.system_context(vm)?;
        let init = self.spawn_coroutine(
            init,
            vm.ctx.new_str("<init>").into(),
            context,
            None,
            None,
            true,
            vm,
        )?;
        *self.init_task.borrow_mut() = Some(init);
        Ok(())
    }

    /// The part of a turn in which time passes: what the loop waits for, and what it finds when it wakes.
    fn wait_for_events(self: &Rc<Self>, vm: &VirtualMachine) -> PyResult<()> {
        let mut timeout = if self.runq.borrow().is_empty() {
            let deadline = self.next_deadline();
            self.clock.deadline_to_sleep_time(deadline, vm)?.clamp(0.0, MAX_TIMEOUT)
        } else {
            0.0
        };
        let mut primed = None;
        let first_idle = self.waiting_for_idle.borrow().keys().next().map(|key| key.0);
        if let Some(cushion) = first_idle {
            if cushion.get() < timeout {
                timeout = cushion.get();
                primed = Some(IdlePrimed::WaitingForIdle(cushion));
            }
        } else if self.clock.autojump_threshold() < timeout {
            timeout = self.clock.autojump_threshold();
            primed = Some(IdlePrimed::AutojumpClock);
        }
        let shown = if primed.is_none() && timeout.fract() == 0.0 {
            // A timeout that no clock has given is an integer in trio.
            vm.ctx.new_int(timeout as u64).into()
        } else {
            PyObjectRef::from(vm.ctx.new_float(timeout))
        };
        self.instruments.call("before_io_wait", (shown.clone(),), vm);
        threads::settle(vm)?;
        let events = self.entry_queue.poll(self, vm)?;
        if primed.is_none() && timeout > 0.0 && !events {
            self.sleep(timeout, vm)?;
        }
        self.instruments.call("after_io_wait", (shown,), vm);
        if self.expire(vm)? | hand::open_gates(self, vm)? {
            primed = None;
        }
        if events || !self.runq.borrow().is_empty() {
            return Ok(());
        }
        match primed {
            Some(IdlePrimed::WaitingForIdle(cushion)) => self.wake_idle(cushion, vm),
            Some(IdlePrimed::AutojumpClock) => self.autojump(vm),
            None => Ok(()),
        }
    }

    /// Nothing can run for `timeout` seconds, as the clock counts real time.
    fn sleep(&self, timeout: f64, vm: &VirtualMachine) -> PyResult<()> {
        if self.clock.sleep(timeout) { Ok(()) } else { Err(self.deadlock(vm)) }
    }

    /// The loop is idle: those in threads of their own go on, until they have given it something to do.
    fn let_others_go_on(self: &Rc<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if !beside::any() {
            return Ok(());
        }
        let until = self.next_time(vm)?;
        let runner = self.clone();
        let is_over = move |vm: &VirtualMachine| runner.next_time(vm).map(|next| next < until);
        beside::while_idle(until, is_over, vm)
    }

    /// `MockClock._autojump`: everybody waits, so time moves to the first deadline.
    fn autojump(self: &Rc<Self>, vm: &VirtualMachine) -> PyResult<()> {
        self.let_others_go_on(vm)?;
        if !self.runq.borrow().is_empty() || self.entry_queue.is_signalled() {
            return Ok(());
        }
        let deadline = self.next_deadline();
        if threads::next_wake().is_some_and(|wake| wake < deadline.to_nanos()) {
            threads::wake_first(vm)?;
            self.clock.jump(0.0);
            return Ok(());
        }
        let jump = deadline.get() - self.current_time(vm)?;
        if jump == f64::INFINITY {
            return Err(self.deadlock(vm));
        }
        if jump > 0.0 {
            self.clock.jump(jump);
        }
        Ok(())
    }

    /// Every task waits and nothing will ever wake one: the run ends here.
    fn deadlock(&self, vm: &VirtualMachine) -> PyBaseExceptionRef {
        // All but the two that every run has of its own.
        let message = match self.living.get().saturating_sub(2) {
            0 | 1 => {
                "deadlock: the only task waits for something that can no longer happen".to_owned()
            }
            waiting => {
                format!(
                    "deadlock: all {waiting} tasks wait for something that can no longer happen"
                )
            }
        };
        budget::deadlock(message, vm)
    }

    fn wake_idle(&self, cushion: Seconds, vm: &VirtualMachine) -> PyResult<()> {
        loop {
            let first = {
                let mut waiting = self.waiting_for_idle.borrow_mut();
                match waiting.first_entry() {
                    Some(entry) if entry.key().0 == cushion => Some(entry.remove()),
                    _ => None,
                }
            };
            let Some(task) = first else { return Ok(()) };
            self.reschedule(&task, Ok(vm.ctx.none()), vm)?;
        }
    }

    /// `Deadlines.expire`: cancels every scope whose deadline has come, in the order of the deadlines.
    fn expire(&self, vm: &VirtualMachine) -> PyResult<bool> {
        if self.deadlines.borrow().is_empty() {
            return Ok(false);
        }
        let now = exceptions::instant(self.current_time(vm)?);
        let mut any = false;
        loop {
            let due = self.deadlines.borrow_mut().pop_due(now);
            let Some((scope, counts)) = due else { break };
            if counts {
                any = true;
                CancelScope::expire(&scope, vm)?;
            }
        }
        let stale = self.deadlines.borrow_mut().prune();
        drop(stale);
        Ok(any)
    }

    fn step_batch(self: &Rc<Self>, vm: &VirtualMachine) -> PyResult<()> {
        let mut batch = self.runq.take();
        if self.rng.borrow_mut().as_mut().is_some_and(Rng::coin) {
            batch.make_contiguous().reverse();
        }
        self.turns.batch.replace(batch);
        self.turns.put_first();
        loop {
            hand::between_decisions(self, vm)?;
            let next = self.turns.batch.borrow_mut().pop_front();
            let Some(task) = next else { return Ok(()) };
            if let Some(task) = hand::pass(self, task, vm)? {
                self.step(&task, vm)?;
            }
        }
    }

    fn step(self: &Rc<Self>, task: &PyRef<Task>, vm: &VirtualMachine) -> PyResult<()> {
        let earlier = self.current.replace(Some(task.clone()));
        drop(earlier);
        self.instruments.call("before_task_step", (task.clone(),), vm);
        let next =
            task.next.take().expect("a task in the run queue has something to be resumed with");
        kernel(|kernel| kernel.begin_step(task.id()));
        if let Err(exception) = &next {
            tell_delivery(task, exception, vm);
        }
        let context = task.context.borrow().clone();
        vm.context_stack.borrow_mut().push(context);
        let result = match next {
            Err(exception) if task.at_foreign_yield.take() => {
                coroutine::throw(&task.coro, exception, vm)
            }
            next => resume(&task.coro, next, vm),
        };
        let context = vm.context_stack.borrow_mut().pop();
        drop(context);
        match result {
            Ok(PyIterReturn::Return(message)) => self.handle(task, message, vm)?,
            Ok(PyIterReturn::StopIteration(value)) => {
                self.task_exited(task, Ok(vm.unwrap_or_none(value)), vm)?
            }
            Err(exception) if budget::is_stop(&exception, vm) => return Err(exception),
            Err(exception) => self.task_exited(task, Err(exception), vm)?,
        }
        self.instruments.call("after_task_step", (task.clone(),), vm);
        let task = self.current.take();
        drop(task);
        Ok(())
    }

    /// What a task asked for by what it yielded.
    fn handle(
        &self,
        task: &PyRef<Task>,
        message: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        task.schedule_points.set(task.schedule_points.get() + 1);
        match Message::of(&message).and_then(Message::take) {
            Some(Trap::CancelShieldedCheckpoint) => {
                kernel(|kernel| kernel.yielded(task.id()));
                self.reschedule(task, Ok(vm.ctx.none()), vm)
            }
            Some(Trap::WaitTaskRescheduled { abort, wait }) => {
                task.cancel_points.set(task.cancel_points.get() + 1);
                let old = task.abort.replace(Some(abort));
                drop(old);
                kernel(|kernel| kernel.block(task.id(), wait));
                if task.next.borrow().is_some() {
                    // It was rescheduled before it had come to rest.
                    kernel(|kernel| kernel.wake(task.id()));
                }
                // Ctrl-C is outside of all scopes.
                self.interrupts.attempt_delivery(self, task, vm)?;
                Task::attempt_delivery_of_any_pending_cancel(task, vm)
            }
            Some(Trap::PermanentlyDetachCoroutineObject(outcome)) => {
                self.task_exited(task, outcome, vm)
            }
            None => {
                let text = format!(
                    "trio.run received unrecognized yield message {}. Are you trying to use a library written for \
                     some other framework like asyncio? That won't work without some kind of compatibility shim.",
                    message.repr(vm)?.to_string_lossy()
                );
                kernel(|kernel| kernel.yielded(task.id()));
                task.at_foreign_yield.set(true);
                self.reschedule(task, Err(vm.new_type_error(text)), vm)
            }
        }
    }

    // --- what others ask of the runner ---

    pub(super) fn strict_exception_groups(&self) -> bool {
        self.strict_exception_groups
    }

    /// Seconds of the run's clock.
    pub(super) fn current_time(&self, vm: &VirtualMachine) -> PyResult<f64> {
        self.clock.current_time(vm)
    }

    pub(super) fn next_deadline(&self) -> Seconds {
        let (deadline, stale) = self.deadlines.borrow_mut().next_deadline();
        drop(stale);
        self.turns.next_deadline().map_or(deadline, |gate| gate.min(deadline))
    }

    /// Whether it is the task for which a Ctrl-C is pending.
    pub(super) fn is_interrupted(&self, task: &Task) -> bool {
        self.interrupts.is_pending() && self.is_main(task)
    }

    pub(super) fn is_main(&self, task: &Task) -> bool {
        self.main_task.borrow().as_ref().is_some_and(|main| main.id() == task.id())
    }

    pub(super) fn main_task(&self) -> Option<PyRef<Task>> {
        self.main_task.borrow().clone()
    }

    /// A task whose step was put off is ready again.
    pub(super) fn queue(&self, task: PyRef<Task>) {
        self.runq.borrow_mut().push_back(task);
    }

    pub(super) fn add_deadline(&self, deadline: Seconds, scope: PyRef<CancelScope>) {
        self.deadlines.borrow_mut().add(deadline, scope);
    }

    pub(super) fn remove_deadline(&self) {
        self.deadlines.borrow_mut().remove();
    }

    /// `reschedule`: the task waits no longer; it is resumed with `next` in the next batch.
    ///
    /// # Errors
    /// `AssertionError` if it is in the run queue already.
    pub(super) fn reschedule(
        &self,
        task: &Py<Task>,
        next: PyResult,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if task.next.borrow().is_some() || task.exited.get() {
            return Err(vm.new_exception_empty(vm.ctx.exceptions.assertion_error.to_owned()));
        }
        *task.next.borrow_mut() = Some(next);
        let abort = task.abort.take();
        drop(abort);
        let data = task.custom_sleep_data.take();
        drop(data);
        self.runq.borrow_mut().push_back(task.to_owned());
        kernel(|kernel| kernel.wake(task.id()));
        self.instruments.call("task_scheduled", (task.to_owned(),), vm);
        Ok(())
    }

    /// Reschedules a task with a `Cancelled`.
    pub(super) fn reschedule_cancelled(
        &self,
        task: &Py<Task>,
        reason: Rc<CancelReason>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let exception = reason.exception(vm);
        if let Some(request) = reason.request.get() {
            kernel(|kernel| kernel.wake_because(request, task.id()));
        }
        let old = task.delivering.replace(Some(reason).filter(|reason| reason.is_cancellation()));
        drop(old);
        self.reschedule(task, Err(exception), vm)
    }

    pub(super) fn living(&self) -> usize {
        self.living.get()
    }

    pub(super) fn runnable(&self) -> usize {
        self.runq.borrow().len()
    }

    pub(super) fn init_task(&self) -> Option<PyRef<Task>> {
        self.init_task.borrow().clone()
    }

    pub(super) fn system_nursery(&self) -> Option<PyRef<Nursery>> {
        self.system_nursery.borrow().clone()
    }

    fn system_context(&self, vm: &VirtualMachine) -> PyResult {
        vm.call_method(&self.system_context, "copy", ())
    }

    /// `spawn_impl`: calls the function in a context of the task's own, and makes a task of the coroutine.
    pub(super) fn spawn(
        self: &Rc<Self>,
        spawn: Spawn,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<Task>> {
        if spawn.nursery.is_closed() {
            return Err(vm.new_runtime_error("Nursery is closed to new arrivals"));
        }
        let context = match spawn.context {
            Some(context) => context,
            None if spawn.system => self.system_context(vm)?,
            None => self.copy_context.call((), vm)?,
        };
        vm.context_stack.borrow_mut().push(context.clone());
        let coro = coroutine_or_error(&spawn.async_fn, spawn.args, vm);
        let popped = vm.context_stack.borrow_mut().pop();
        drop(popped);
        let coro = coro?;
        let name = task_name(spawn.name.unwrap_or(spawn.async_fn), vm)?;
        let coro = match is_plain_coroutine(&coro) {
            true => coro,
            false => RustCoroutine::new("python_wrapper", "python_wrapper", vm, |vm, _| {
                coroutine::delegate(vm, coro)
            })
            .into(),
        };
        let scope = spawn.scope.or(spawn.nursery.scope_id());
        self.spawn_coroutine(coro, name, context, Some(spawn.nursery), scope, spawn.system, vm)
    }

    #[expect(clippy::too_many_arguments, reason = "what a new task is made of")]
    fn spawn_coroutine(
        &self,
        coro: PyObjectRef,
        name: PyObjectRef,
        context: PyObjectRef,
        nursery: Option<PyRef<Nursery>>,
        scope: Option<ScopeId>,
        system: bool,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<Task>> {
        let text = name
            .downcast_ref::<PyStr>()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let function = coro.get_attr("__qualname__", vm).ok();
        let function = function
            .as_ref()
            .and_then(|name| name.downcast_ref::<PyStr>())
            .map(|name| name.to_string_lossy());
        let id = kernel(|kernel| {
            let parent = if scope.is_some() { kernel.running() } else { None };
            kernel.spawn(&text, parent, scope, function.as_deref(), system)
        });
        let counter = self.spawned.get();
        self.spawned.set(counter + 1);
        let task = Task::new(id, counter, coro, name, context, nursery.clone(), vm);
        self.living.set(self.living.get() + 1);
        if let Some(nursery) = nursery {
            nursery.add_child(&task);
            Task::activate_cancel_status(&task, nursery.cancel_status(), vm)?;
        }
        self.instruments.call("task_spawned", (task.clone(),), vm);
        self.reschedule(&task, Ok(vm.ctx.none()), vm)?;
        Ok(task)
    }

    /// `task_exited`.
    fn task_exited(
        &self,
        task: &PyRef<Task>,
        outcome: PyResult,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let mut outcome = outcome;
        let abandoned: Vec<_> = task.child_nurseries.borrow().clone();
        for nursery in &abandoned {
            let reason = "Parent Task exited prematurely, abandoning this nursery without exiting it properly.";
            let reason = || {
                let source = Source::Nursery(CancelSource::BodyFailed);
                CancelReason::new(
                    source,
                    Some(task.repr_text()),
                    Some(vm.ctx.new_str(reason).into()),
                )
            };
            CancelScope::cancel_because(nursery.scope(), reason, vm)?;
            nursery.set_closed();
        }
        task.exited.set(true);
        let lots = task.breaks.take();
        for lot in &lots {
            ParkingLot::break_by(lot, task, vm)?;
        }
        drop(lots);
        let status = task.cancel_status();
        let misnested = status
            .is_some_and(|status| status.abandoned_by_misnesting() && status.parent().is_none());
        if misnested || !abandoned.is_empty() {
            let what = if abandoned.is_empty() { "Cancel scope" } else { "Nursery" };
            let text = format!(
                "{what} stack corrupted: {what} surrounding {} was closed before the task exited\n{MISNESTING_ADVICE}",
                task.repr_text()
            );
            let error = vm.new_runtime_error(text);
            if let Err(context) = outcome {
                error.set_context(Some(context));
            }
            outcome = Err(error);
        }
        Task::activate_cancel_status(task, None, vm)?;
        self.living.set(self.living.get() - 1);
        self.tell_exit(task, &outcome, vm);
        let is = |slot: &RefCell<Option<PyRef<Task>>>| {
            slot.borrow().as_ref().is_some_and(|other| other.is(task))
        };
        if is(&self.init_task) {
            outcome?;
            if self.living.get() > 0 {
                return Err(vm.new_exception_empty(TrioInternalError::class(&vm.ctx).to_owned()));
            }
        } else {
            if is(&self.main_task) {
                let outcome = std::mem::replace(&mut outcome, Ok(vm.ctx.none()));
                *self.main_task_outcome.borrow_mut() = Some(outcome);
            }
            let nursery = task.parent_nursery.borrow().clone();
            if let Some(nursery) = nursery {
                Nursery::child_finished(&nursery, task, outcome, vm)?;
            }
        }
        self.instruments.call("task_exited", (task.clone(),), vm);
        Ok(())
    }

    fn tell_exit(&self, task: &Task, outcome: &PyResult, vm: &VirtualMachine) {
        let scope = task.parent_nursery.borrow().as_ref().and_then(|nursery| nursery.scope_id());
        match outcome {
            Ok(value) => kernel(|kernel| {
                if task.holds_delivery() {
                    kernel.emit(Some(task.id()), EventKind::CancelSwallowed);
                }
                kernel.finish(task.id(), Outcome::Returned(shown_value(value, vm)));
            }),
            Err(exception) if exceptions::is_all_cancelled(exception, vm) => {
                kernel(|kernel| kernel.finish(task.id(), Outcome::Cancelled));
            }
            Err(exception) => {
                let id = names::number(exception, Some(task.id()), None, vm);
                kernel(|kernel| {
                    kernel.finish(task.id(), Outcome::Failed(id));
                    if let Some(scope) = scope {
                        let event = kernel
                            .emit(Some(task.id()), EventKind::Travelled { exception: id, scope });
                        kernel.set_here(event);
                    }
                });
            }
        }
    }

    /// `init`: the task that holds the system tasks and the main task.
    fn init_coroutine(
        self: &Rc<Self>,
        async_fn: PyObjectRef,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyObjectRef {
        let runner = Rc::downgrade(self);
        let coroutine = RustCoroutine::new("init", "Runner.init", vm, move |vm, _| async move {
            let Some(runner) = runner.upgrade() else { return Ok(vm.ctx.none()) };
            let entry = nursery::open(true, Recorded::Not, &vm)?;
            let system = nursery::open(true, Recorded::Not, &vm)?;
            *runner.system_nursery.borrow_mut() = Some(system.clone());
            let main = nursery::open(true, Recorded::As(ScopeKind::Root), &vm)?;
            let spawn = Spawn { scope: None, ..Spawn::new(async_fn, args, main.clone()) };
            let spawned = runner.spawn(spawn, &vm);
            match spawned {
                Err(error) => {
                    // No main task: there is nothing to wait for.
                    *runner.main_task_outcome.borrow_mut() = Some(Err(error));
                    for nursery in [main, system, entry] {
                        nursery::close(vm, nursery, None).await?;
                    }
                    return Ok(vm.ctx.none());
                }
                Ok(task) => *runner.main_task.borrow_mut() = Some(task),
            }
            let queue = EntryQueue::task(&vm);
            let context = runner.system_context(&vm)?;
            let name = vm.ctx.new_str("<TrioToken.run_sync_soon task>").into();
            runner.spawn_coroutine(queue, name, context, Some(entry.clone()), None, true, &vm)?;
            let result = nursery::close(vm, main, None).await;
            let shutdown = |text: &'static str| {
                let by = current_task(&vm).ok().map(|task| task.repr_text());
                let reason = vm.ctx.new_str(text).into();
                move || CancelReason::new(Source::Shutdown, by, Some(reason))
            };
            let why = shutdown("main task done, shutting down system tasks");
            CancelScope::cancel_because(system.scope(), why, &vm)?;
            let error = result.err();
            let result = nursery::close(vm, system, error).await;
            let mut error = result.err();
            if error.is_none() {
                error = asyncgens::finalize_remaining(vm, &runner).await.err();
            }
            if error.is_none() {
                let why = shutdown("main task done, shutting down run_sync_soon callbacks");
                CancelScope::cancel_because(entry.scope(), why, &vm)?;
            }
            nursery::close(vm, entry, error).await?;
            Ok(vm.ctx.none())
        });
        coroutine.into()
    }

    /// `wait_all_tasks_blocked`.
    pub(super) async fn wait_all_tasks_blocked(vm: Vm, cushion: f64) -> PyResult {
        let runner = current(&vm)?;
        let task = current_task(&vm)?;
        let key = (exceptions::instant(cushion), super::next_key());
        runner.waiting_for_idle.borrow_mut().insert(key, task);
        let wait = Wait::new(WaitOn::Other, "wait_all_tasks_blocked");
        drop(runner);
        let abort = move |_: &Rc<CancelReason>, vm: &VirtualMachine| {
            let task = current(vm)?.waiting_for_idle.borrow_mut().remove(&key);
            drop(task);
            Ok(Abort::Succeeded)
        };
        wait_task_rescheduled(vm, wait, Box::new(abort)).await
    }
}

/// What `spawn` needs.
pub(super) struct Spawn {
    pub(super) async_fn: PyObjectRef,
    pub(super) args: FuncArgs,
    pub(super) nursery: PyRef<Nursery>,
    pub(super) name: Option<PyObjectRef>,
    pub(super) system: bool,
    pub(super) context: Option<PyObjectRef>,
    /// Whose child the trace shows, if not the nursery's.
    pub(super) scope: Option<ScopeId>,
}

impl Spawn {
    pub(super) fn new(async_fn: PyObjectRef, args: FuncArgs, nursery: PyRef<Nursery>) -> Self {
        Self { async_fn, args, nursery, name: None, system: false, context: None, scope: None }
    }
}

/// The exception with which a task is resumed: if it is a cancellation that the trace knows, its delivery is told.
fn tell_delivery(task: &Task, exception: &PyBaseExceptionRef, vm: &VirtualMachine) {
    let Some(reason) = task.delivering.take() else { return };
    let Some((request, scope)) = reason.told().or_else(|| task.cancelled_around()) else { return };
    task.note_delivery(scope);
    let message = reason.message(vm);
    let cause = format!("cancelled due to {}", reason.source.word());
    let message = message.map_or(cause.clone(), |message| format!("{cause}: {message}"));
    let id = kernel(|kernel| {
        let id = kernel.new_exception();
        let class = "Cancelled".to_owned();
        let members = Vec::new();
        kernel.emit_because(
            request,
            Some(task.id()),
            EventKind::Raised {
                exception: Exception { id, class, message, members, cancellation: true },
            },
        );
        kernel.deliver_cancel(request, task.id(), Some(scope), id);
        id
    });
    names::remember(exception, id, vm);
}

/// A value as the trace shows it. Only values whose `repr` is Python's own: another could print, or wait.
fn shown_value(value: &PyObjectRef, vm: &VirtualMachine) -> String {
    let types = &vm.ctx.types;
    let plain = [types.int_type, types.float_type, types.str_type, types.bool_type];
    if vm.is_none(value) {
        String::new()
    } else if plain.iter().any(|class| value.class().is(*class)) {
        let mut text =
            value.repr(vm).map(|text| text.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some((end, _)) = text.char_indices().nth(80) {
            text.truncate(end);
            text.push('…');
        }
        text
    } else {
        format!("<{}>", value.class().name())
    }
}

fn is_plain_coroutine(object: &PyObjectRef) -> bool {
    object.downcast_ref::<PyCoroutine>().is_some()
        || object.downcast_ref::<RustCoroutine>().is_some()
}

fn is_coroutine(object: &PyObjectRef, vm: &VirtualMachine) -> PyResult<bool> {
    if is_plain_coroutine(object) {
        return Ok(true);
    }
    let class = shim::import("collections.abc", vm)?.get_attr("Coroutine", vm)?;
    object.is_instance(&class, vm)
}

/// [`coroutine_or_error`], for the shims: `coroutine_or_error(async_fn, *args)`.
pub(super) fn py_coroutine_or_error(mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let async_fn = first_argument(&mut args, "async_fn");
    coroutine_or_error(&async_fn, args, vm)
}

/// Calls a function that asks sniffio in vain for any library but trio, whatever the program has told it.
fn call_as_trio(function: &PyObjectRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let Some(sniffio) = shim::loaded("sniffio", vm) else { return function.call(args, vm) };
    let told = sniffio.get_attr("thread_local", vm)?;
    let before = told.get_attr("name", vm)?;
    told.set_attr("name", vm.ctx.new_str("trio"), vm)?;
    let result = function.call(args, vm);
    told.set_attr("name", before, vm)?;
    result
}

/// `coroutine_or_error` in `trio/_util.py`: calls the function, and says what is wrong if it is no async function.
fn coroutine_or_error(async_fn: &PyObjectRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let looks_like_wrong_library = |value: &PyObjectRef| {
        value.downcast_ref::<PyGenerator>().is_some()
            || value
                .get_attr("_asyncio_future_blocking", vm)
                .is_ok_and(|blocking| !vm.is_none(&blocking))
            || matches!(&*value.class().name(), "Future" | "Deferred")
    };
    let shown = |value: &PyObjectRef| -> PyResult<String> {
        Ok(value.repr(vm)?.to_string_lossy().into_owned())
    };
    let shim_advice = "are you trying to use a library written for asyncio/twisted/tornado or similar? \
                       That won't work without some sort of compatibility shim.";
    let coro = match call_as_trio(async_fn, args, vm) {
        Ok(coro) => coro,
        Err(error) if error.fast_isinstance(vm.ctx.exceptions.type_error) => {
            let instead = |advice: PyBaseExceptionRef| {
                exceptions::in_context(&error, vm);
                advice.set_context(Some(error.clone()));
                advice.set_cause(None);
                raises::keep_context(advice, vm)
            };
            if is_coroutine(async_fn, vm)? {
                vm.call_method(async_fn, "close", ())?;
                let name = async_fn.get_attr("__name__", vm)?.str(vm)?;
                let name = name.to_string_lossy();
                let advice = vm.new_type_error(format!(
                    "Trio was expecting an async function, but instead it got a coroutine object {}\n\n\
                     Probably you did something like:\n\n  \
                     trio.run({name}(...))            # incorrect!\n  \
                     nursery.start_soon({name}(...))  # incorrect!\n\n\
                     Instead, you want (notice the parentheses!):\n\n  \
                     trio.run({name}, ...)            # correct!\n  \
                     nursery.start_soon({name}, ...)  # correct!",
                    shown(async_fn)?
                ));
                return Err(instead(advice));
            }
            if looks_like_wrong_library(async_fn) {
                let advice = vm.new_type_error(format!(
                    "Trio was expecting an async function, but instead it got {} – {shim_advice}",
                    shown(async_fn)?
                ));
                return Err(instead(advice));
            }
            return Err(error);
        }
        Err(error) => return Err(error),
    };
    if is_coroutine(&coro, vm)? {
        return Ok(coro);
    }
    if looks_like_wrong_library(&coro) {
        return Err(
            vm.new_type_error(format!("Trio got unexpected {} – {shim_advice}", shown(&coro)?))
        );
    }
    if coro.downcast_ref::<PyAsyncGen>().is_some() {
        let text = format!(
            "start_soon expected an async function but got an async generator {}",
            shown(&coro)?
        );
        // CPython calls the type by its own name.
        return Err(
            vm.new_type_error(text.replace("<async generator object", "<async_generator object"))
        );
    }
    let name = async_fn.get_attr("__qualname__", vm).unwrap_or_else(|_| async_fn.clone());
    let text =
        format!("Trio expected an async function, but {} appears to be synchronous", shown(&name)?);
    Err(vm.new_type_error(text))
}

/// A task's name: what was given, or else the module and qualified name of the function.
fn task_name(name: PyObjectRef, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
    if name.downcast_ref::<PyStr>().is_some() {
        return Ok(name);
    }
    let mut name = name;
    if name.class().name().to_string() == "partial"
        && let Ok(function) = name.get_attr("func", vm)
    {
        name = function;
        if name.downcast_ref::<PyStr>().is_some() {
            return Ok(name);
        }
    }
    let text = |attribute: &'static str| -> Option<PyObjectRef> {
        vm.get_attribute_opt(&name, vm.ctx.intern_str(attribute)).ok().flatten()
    };
    let Some(qualname) = text("__qualname__") else {
        return Ok(name.repr(vm)?.into());
    };
    // A method of ours is native, and natives do not say where they come from.
    let module = match text("__module__").filter(|module| !vm.is_none(module)) {
        Some(module) => module,
        None => match text("__self__")
            .and_then(|owner| owner.class().as_object().get_attr("__module__", vm).ok())
        {
            Some(module) => module,
            None => return Ok(name.repr(vm)?.into()),
        },
    };
    let (module, qualname) = (module.str(vm)?, qualname.str(vm)?);
    Ok(vm
        .ctx
        .new_str(format!("{}.{}", module.to_string_lossy(), qualname.to_string_lossy()))
        .into())
}
