//! The runtime: the loop of a `curio.Kernel`, its ready queue, its answers to traps, timeouts and cancellation. Knows
//! no primitive above the two things that tasks wait on.
//!
//! Rules: `Kernel._make_kernel_runtime` in `curio/kernel.py`. In each cycle the kernel looks for events (waits, if nobody is
//! ready), wakes whose deadline has come, and runs those that are ready now, each until it suspends or ends. Nearly every
//! trap is answered at once, without a turn for anybody else.
//!
//! Nothing may be borrowed while Python runs.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
};

use espalier_kernel::Seconds;
use espalier_trace::{
    CancelSource, CancelTarget, EventId, EventKind, Outcome, ScopeId, Wait, WaitOn,
};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyDict, PyDictRef, PyStr, PyTuple, PyType},
    function::FuncArgs,
    protocol::PyIterReturn,
    pyclass,
    types::{Constructor, PyComparisonOp},
};

use super::{
    hand, opaque,
    sched::{SchedBarrier, SchedFifo},
    task::{self, CancelFunc, Request, Task},
    threads::threads,
    time_queue::{Kind, TimeQueue, seconds},
    traps,
};
use crate::{
    budget,
    coroutine::{self, RustCoroutine},
    hand::Gates,
    lines, names,
    session::kernel,
    time,
};

thread_local! {
    static RUNTIME: RefCell<Option<PyRef<Runtime>>> = const { RefCell::new(None) };
}

/// The runtime whose loop runs in this thread, which may be a simulated one.
pub(super) fn current() -> Option<PyRef<Runtime>> {
    RUNTIME.with_borrow(Clone::clone)
}

/// Steps out of the loop, as another thread is outside; [`enter`] goes back.
pub(super) fn leave() -> Option<PyRef<Runtime>> {
    RUNTIME.take()
}

/// Goes back into the loop that was left.
pub(super) fn enter(runtime: Option<PyRef<Runtime>>) {
    RUNTIME.set(runtime);
}

/// A future that a task waited for is done.
struct Wake {
    task: PyRef<Task>,
    future: PyObjectRef,
    cause: EventId,
}

/// The loop of a kernel.
#[pyclass(module = "curio.kernel", name = "Runtime")]
#[derive(PyPayload)]
pub(super) struct Runtime {
    kernel: PyObjectRef,
    pub(super) tasks: PyDictRef,
    task_class: PyObjectRef,
    activations: Vec<PyObjectRef>,
    cancelled_error: PyObjectRef,
    task_timeout: PyObjectRef,
    pub(super) task_cancelled: PyObjectRef,
    ready_word: PyObjectRef,
    running_word: PyObjectRef,
    terminated_word: PyObjectRef,
    pub(super) ready: RefCell<VecDeque<PyRef<Task>>>,
    /// How many of them are still to be run in this cycle.
    pub(super) cycle_left: Cell<usize>,
    /// Tasks that the reader holds or delays.
    pub(super) gates: RefCell<Gates<PyRef<Task>>>,
    current: RefCell<Option<PyRef<Task>>>,
    deadlines: RefCell<TimeQueue>,
    wakes: RefCell<VecDeque<Wake>>,
    /// Whether threads have sent news that the kernel's own task has not read.
    news: Cell<bool>,
    /// The kernel's own task, while it waits for news.
    reader: RefCell<Option<PyRef<Task>>>,
    /// The group into which the next task is spawned.
    pub(super) spawn_scope: Cell<Option<ScopeId>>,
    /// Whether the next task is of the library's own.
    pub(super) spawn_system: Cell<bool>,
}

opaque!(Runtime);

#[derive(rustpython_vm::FromArgs)]
pub(super) struct New {
    #[pyarg(positional)]
    kernel: PyObjectRef,
    #[pyarg(positional)]
    tasks: PyRef<PyDict>,
    #[pyarg(positional)]
    task_class: PyObjectRef,
    #[pyarg(positional)]
    activations: PyObjectRef,
}

impl Constructor for Runtime {
    type Args = New;

    fn py_new(_class: &Py<PyType>, args: New, vm: &VirtualMachine) -> PyResult<Self> {
        time::keep_exact(true);
        vm.import("curio.errors", 0)?;
        let errors = vm.sys_module.get_attr("modules", vm)?.get_item("curio.errors", vm)?;
        Ok(Self {
            kernel: args.kernel,
            tasks: args.tasks,
            task_class: args.task_class,
            activations: vm.extract_elements_with(&args.activations, Ok)?,
            cancelled_error: errors.get_attr("CancelledError", vm)?,
            task_timeout: errors.get_attr("TaskTimeout", vm)?,
            task_cancelled: errors.get_attr("TaskCancelled", vm)?,
            ready_word: vm.ctx.new_str("READY").into(),
            running_word: vm.ctx.new_str("RUNNING").into(),
            terminated_word: vm.ctx.new_str("TERMINATED").into(),
            ready: RefCell::default(),
            cycle_left: Cell::new(0),
            gates: RefCell::default(),
            current: RefCell::default(),
            deadlines: RefCell::default(),
            wakes: RefCell::default(),
            news: Cell::new(false),
            reader: RefCell::default(),
            spawn_scope: Cell::new(None),
            spawn_system: Cell::new(false),
        })
    }
}

#[pyclass(with(Constructor))]
impl Runtime {
    /// Spawns the kernel's own task.
    #[pymethod]
    fn start(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult<()> {
        let name = "Kernel._make_kernel_runtime.<locals>._kernel_task";
        let coro = RustCoroutine::new("_kernel_task", name, vm, |vm, _| async move {
            loop {
                let read = [
                    vm.ctx.new_str("trap_io").into(),
                    vm.ctx.none(),
                    vm.ctx.new_int(1).into(),
                    vm.ctx.new_str("READ_WAIT").into(),
                ];
                let trap = traps::kernel_trap(FuncArgs::from(read.to_vec()), &vm);
                coroutine::delegate(vm, trap.into()).await?;
                if let Some(runtime) = current() {
                    runtime.hear_news();
                }
            }
        });
        zelf.spawn_system.set(true);
        let task = zelf.new_task(coro.into(), vm)?;
        task.as_object().set_attr("daemon", vm.ctx.new_bool(true), vm)
    }

    /// Runs a coroutine to its end and gives back its task; without one, runs one cycle.
    #[pymethod]
    fn run(
        zelf: PyRef<Self>,
        coro: PyObjectRef,
        system: bool,
        vm: &VirtualMachine,
    ) -> PyResult<Option<PyRef<Task>>> {
        let outer = RUNTIME.replace(Some(zelf.clone()));
        let workers = time::set_workers(Some(let_threads_run));
        let result = lines::in_loop(|| {
            let main = if vm.is_none(&coro) {
                None
            } else {
                zelf.spawn_system.set(system);
                Some(zelf.new_task(coro, vm)?)
            };
            zelf.cycles(main.as_ref(), vm)?;
            Ok(main)
        });
        time::set_workers(workers);
        RUNTIME.set(outer);
        let old = zelf.current.take();
        drop(old);
        if let Err(error) = &result
            && budget::is_stop(error, vm)
        {
            // The kernel must not go on, and what hangs must not get a last word by being thrown away.
            zelf.kernel.set_attr("_shutdown_funcs", vm.ctx.none(), vm)?;
            std::mem::forget(zelf.clone());
        }
        result
    }
}

impl Runtime {
    /// The task that is being stepped.
    pub(super) fn current_task(&self) -> Option<PyRef<Task>> {
        self.current.borrow().clone()
    }

    // --- the loop ---

    fn cycles(&self, main: Option<&PyRef<Task>>, vm: &VirtualMachine) -> PyResult<()> {
        loop {
            budget::check(vm)?;
            self.cycle_left.set(0);
            hand::between_decisions(self, vm)?;
            self.wait_for_events(main.is_some(), vm)?;
            self.wake_whose_time_has_come(vm)?;
            hand::open_gates(self);
            self.cycle_left.set(self.ready.borrow().len());
            while self.cycle_left.get() > 0 {
                hand::between_decisions(self, vm)?;
                self.cycle_left.set(self.cycle_left.get() - 1);
                let next = self.ready.borrow_mut().pop_front();
                let Some(task) = next else { break };
                if let Some(task) = hand::pass(self, task) {
                    self.step(&task, main, vm)?;
                }
            }
            match main {
                None => return Ok(()),
                Some(main) if main.terminated.get() => {
                    return main.as_object().set_attr("joined", vm.ctx.new_bool(true), vm);
                }
                Some(_) => {}
            }
        }
    }

    /// Looks whether threads have sent news; while no task is ready, time passes until they do or a deadline comes.
    fn wait_for_events(&self, has_main: bool, vm: &VirtualMachine) -> PyResult<()> {
        let at_once = !has_main || !self.ready.borrow().is_empty();
        let now = now();
        let delay = if at_once {
            Some(0.0)
        } else {
            let gate = self.gates.borrow().next_deadline().map(|gate| (gate.get() - now).max(0.0));
            let deadline = self.deadlines.borrow_mut().delay(now);
            gate.map_or(deadline, |gate| Some(deadline.map_or(gate, |deadline| deadline.min(gate))))
        };
        threads().settle(vm)?;
        if self.wake_reader() || delay == Some(0.0) {
            return Ok(());
        }
        let next_wake = threads().next_wake();
        let until = delay.map_or(Seconds::INFINITY, |delay| seconds(now + delay));
        if next_wake < until.to_nanos() {
            threads().wake_first(vm)?;
            self.wake_reader();
        } else if until < Seconds::INFINITY {
            // Never short of the deadline by the rounding of the sum.
            kernel(|kernel| kernel.advance_to(until.max(until.to_nanos())));
        } else {
            return Err(self.deadlock(vm));
        }
        Ok(())
    }

    /// Every task waits and nothing will ever wake one.
    fn deadlock(&self, vm: &VirtualMachine) -> PyBaseExceptionRef {
        let message = match self.tasks.__len__().saturating_sub(1) {
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

    fn wake_reader(&self) -> bool {
        if !self.news.get() {
            return false;
        }
        let reader = self.reader.take();
        reader.inspect(|reader| self.reschedule(reader)).is_some()
    }

    /// The kernel's own task wakes whose futures are done, if they still wait for them.
    fn hear_news(&self) {
        self.news.set(false);
        loop {
            let wake = self.wakes.borrow_mut().pop_front();
            let Some(wake) = wake else { return };
            let waits = wake.task.future.borrow().as_ref().is_some_and(|f| f.is(&wake.future));
            if waits {
                let future = wake.task.future.take();
                drop(future);
                if let Some(id) = wake.task.traced.get() {
                    kernel(|kernel| kernel.wake_because(wake.cause, id));
                }
                self.reschedule(&wake.task);
            }
        }
    }

    fn wake_whose_time_has_come(&self, vm: &VirtualMachine) -> PyResult<()> {
        let now = now();
        loop {
            let due = self.deadlines.borrow_mut().pop_due(seconds(now));
            let Some((deadline, (id, kind))) = due else { return Ok(()) };
            let Some(task) = self.tasks.get_item_opt(vm.ctx.new_int(id).as_object(), vm)? else {
                continue;
            };
            let Ok(task) = task.downcast::<Task>() else { continue };
            let place = match kind {
                Kind::Sleep => &task.sleep,
                Kind::Timeout => &task.timeout,
            };
            // What it was set for may be over.
            if place.get().map(seconds) != Some(deadline) {
                continue;
            }
            place.set(None);
            match kind {
                Kind::Sleep => {
                    set_answer(&task, vm.ctx.new_float(now).into());
                    if let (Some(id), Some(since)) = (task.traced.get(), task.waits_since.get()) {
                        kernel(|kernel| kernel.wake_because(since, id));
                    }
                    self.reschedule(&task);
                }
                Kind::Timeout => self.time_out(&task, now, vm)?,
            }
        }
    }

    /// A timeout of the task's has expired: it is thrown into the task now, or at its next real wait.
    fn time_out(&self, task: &PyRef<Task>, now: f64, vm: &VirtualMachine) -> PyResult<()> {
        let expired = task
            .timeouts
            .borrow()
            .iter()
            .find(|open| open.deadline <= now)
            .map(|open| (open.scope, open.set_by));
        if let (Some((scope, set_by)), Some(id)) = (expired, task.traced.get()) {
            let event = kernel(|kernel| {
                kernel.set_here(set_by);
                let expired = kernel.deadline_expired(scope);
                kernel.set_here(expired);
                kernel.request_cancel(CancelTarget::Task(id), CancelSource::Deadline, None)
            });
            task.request.set(Some(Request { event, scope: Some(scope) }));
        }
        let exception = self.task_timeout.call((vm.ctx.new_float(now),), vm)?;
        let allowed = task.allows_cancel(vm)?;
        if allowed && task.cancel_func.borrow().is_some() {
            take_out(task, vm)?;
            self.throw_at(task, exception);
        } else {
            if !allowed {
                tell_shield(task);
            }
            let old = task.cancel_pending.replace(exception);
            drop(old);
        }
        Ok(())
    }

    /// The task, which waits no longer, goes on with an exception.
    pub(super) fn throw_at(&self, task: &PyRef<Task>, exception: PyObjectRef) {
        set_answer(task, exception);
        if let (Some(id), Some(request)) = (task.traced.get(), task.request.get()) {
            kernel(|kernel| kernel.wake_because(request.event, id));
        }
        self.reschedule(task);
    }

    /// Runs a task until it suspends or ends.
    fn step(
        &self,
        task: &PyRef<Task>,
        main: Option<&PyRef<Task>>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let old = self.current.replace(Some(task.clone()));
        drop(old);
        self.tell_activations("running", task, vm)?;
        task.put_state(self.running_word.clone());
        task.cycles.set(task.cycles.get() + 1);
        if let Some(id) = task.traced.get() {
            kernel(|kernel| kernel.begin_step(id));
        }
        let mut last_trap = vm.ctx.none();
        while self.is_current(task) {
            let answer = task.trap_result.take().unwrap_or_else(|| vm.ctx.none());
            self.tell_delivery(task, &answer, vm)?;
            let result = if task.plain {
                coroutine::send(&Task::runner(task, vm), answer, vm)
            } else {
                PyIterReturn::from_pyresult(vm.call_method(task.as_object(), "send", (answer,)), vm)
            };
            let trap = match result {
                Ok(PyIterReturn::Return(trap)) => trap,
                Ok(PyIterReturn::StopIteration(value)) => {
                    self.ended(task, Ok(vm.unwrap_or_none(value)), main, vm)?;
                    break;
                }
                Err(error) if budget::is_stop(&error, vm) => return Err(error),
                Err(error) => {
                    self.ended(task, Err(error), main, vm)?;
                    break;
                }
            };
            last_trap = trap.clone();
            if let Err(error) = self.answer(task, &trap, vm) {
                // What goes wrong in the kernel itself is the end of it.
                self.kernel.set_attr("_shutdown_funcs", vm.ctx.none(), vm)?;
                return Err(error);
            }
        }
        for activation in &self.activations {
            vm.call_method(activation, "suspended", (task.clone(), last_trap.clone()))?;
            if task.terminated.get() {
                vm.call_method(activation, "terminated", (task.clone(),))?;
            }
        }
        Ok(())
    }

    fn is_current(&self, task: &Py<Task>) -> bool {
        task::same(self.current.borrow().as_ref(), task)
    }

    fn nobody_is_current(&self) {
        let task = self.current.take();
        drop(task);
    }

    /// The task has ended: those who wait for it are woken, and a crash is reported.
    fn ended(
        &self,
        task: &PyRef<Task>,
        result: PyResult,
        main: Option<&PyRef<Task>>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        self.nobody_is_current();
        task.drop_runner();
        self.tell_end(task, &result, vm)?;
        for waiting in task.joining.take_all() {
            self.reschedule(&waiting);
        }
        task.terminated.set(true);
        task.put_state(self.terminated_word.clone());
        self.tasks.del_item(vm.ctx.new_int(task.id).as_object(), vm)?;
        task.timeout.set(None);
        let error = match result {
            Ok(value) => {
                task.set_result(value, vm);
                return Ok(());
            }
            Err(error) => error,
        };
        task.set_exception(error.clone().into(), vm);
        let exceptions = &vm.ctx.exceptions;
        let cancelled = error.as_object().is_instance(&self.cancelled_error, vm)?;
        let quiet = cancelled || error.fast_isinstance(exceptions.system_exit);
        if !quiet && !main.is_some_and(|main| main.is(task)) {
            vm.call_method(&self.kernel, "_report_crash", (task.clone(), error.clone()))?;
        }
        if cancelled || error.fast_isinstance(exceptions.exception_type) {
            Ok(())
        } else {
            Err(error)
        }
    }

    // --- what tasks ask for ---

    fn answer(&self, task: &PyRef<Task>, trap: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
        let name = match trap.downcast_ref::<PyTuple>().and_then(|items| items.first().cloned()) {
            Some(name) => name,
            None => trap.get_item(vm.ctx.new_int(0).as_object(), vm)?,
        };
        let items: Vec<PyObjectRef> = vm.extract_elements_with(trap, Ok)?;
        let argument = |nth: usize| items.get(nth).cloned().unwrap_or_else(|| vm.ctx.none());
        let text = name.downcast_ref::<PyStr>().map(|name| name.to_string_lossy().into_owned());
        match text.as_deref().unwrap_or_default() {
            "trap_clock" => set_answer(task, vm.ctx.new_float(now()).into()),
            "trap_get_current" => set_answer(task, task.clone().into()),
            "trap_get_kernel" => set_answer(task, self.kernel.clone()),
            "trap_sleep" => return self.sleep(task, argument(1), vm),
            "trap_sched_wait" => return self.wait_on(task, argument(1), argument(2), vm),
            "trap_sched_wake" => return self.wake_some(&argument(1), &argument(2), vm),
            "trap_future_wait" => return self.wait_for_future(task, argument(1), &argument(2), vm),
            "trap_spawn" => {
                let spawned = self.new_task(argument(1), vm)?;
                set_answer(task, spawned.into());
            }
            "trap_cancel_task" => {
                let class = items.get(2).cloned().unwrap_or_else(|| self.task_cancelled.clone());
                return self.cancel(&argument(1), class, argument(3), vm);
            }
            "trap_set_timeout" => return self.set_timeout(task, &argument(1), vm),
            "trap_unset_timeout" => return self.unset_timeout(task, &argument(1), vm),
            "trap_io" if vm.is_none(&argument(1)) => {
                if !self.cancels_now(task, vm)? {
                    *self.reader.borrow_mut() = Some(task.clone());
                    let wait = Wait::new(WaitOn::Thread, "threads");
                    self.suspend(task, argument(3), CancelFunc::News, wait);
                }
            }
            "trap_io" | "trap_io_release" | "trap_io_waiting" => {
                let class = vm.ctx.exceptions.not_implemented_error.to_owned();
                let text = "curio: there are no sockets in a browser";
                let error = vm.new_exception_msg(class, text.into());
                set_answer(task, PyBaseExceptionRef::into(error));
            }
            _ => return Err(vm.new_key_error(name)),
        }
        Ok(())
    }

    /// A cancellation that is pending comes out of a trap that would wait, if the task allows it.
    fn cancels_now(&self, task: &PyRef<Task>, vm: &VirtualMachine) -> PyResult<bool> {
        if !task.allows_cancel(vm)? {
            return Ok(false);
        }
        let pending = task.cancel_pending.borrow().clone();
        if !pending.clone().try_to_bool(vm)? {
            return Ok(false);
        }
        set_answer(task, pending);
        let old = task.cancel_pending.replace(vm.ctx.none());
        drop(old);
        Ok(true)
    }

    fn suspend(&self, task: &PyRef<Task>, state: PyObjectRef, cancel: CancelFunc, wait: Wait) {
        task.put_state(state);
        let old = task.cancel_func.replace(Some(cancel));
        drop(old);
        if let Some(id) = task.traced.get() {
            let event = kernel(|kernel| kernel.block(id, wait));
            task.waits_since.set(Some(event));
        }
        self.nobody_is_current();
    }

    fn sleep(&self, task: &PyRef<Task>, length: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        if self.cancels_now(task, vm)? {
            return Ok(());
        }
        let zero: PyObjectRef = vm.ctx.new_int(0).into();
        if length.rich_compare_bool(&zero, PyComparisonOp::Le, vm)? {
            if let Some(id) = task.traced.get() {
                kernel(|kernel| kernel.yielded(id));
            }
            self.reschedule(task);
            set_answer(task, vm.ctx.new_float(now()).into());
            self.nobody_is_current();
            return Ok(());
        }
        let until = vm._add(&length, vm.ctx.new_float(now()).as_object())?;
        let until = until.try_float(vm)?.to_f64();
        self.deadlines.borrow_mut().push((task.id, Kind::Sleep), seconds(until));
        task.sleep.set(Some(until));
        let call = format!("sleep({})", length.repr(vm)?.to_string_lossy());
        let until = kernel(|kernel| kernel.clock().to_trace(seconds(until)));
        let wait = Wait { until: Some(until), ..Wait::new(WaitOn::Sleep, call) };
        let state = vm.ctx.new_str("TIME_SLEEP").into();
        self.suspend(task, state, CancelFunc::Sleep, wait);
        Ok(())
    }

    fn wait_on(
        &self,
        task: &PyRef<Task>,
        sched: PyObjectRef,
        state: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if self.cancels_now(task, vm)? {
            return Ok(());
        }
        let word = state.str(vm)?.to_string_lossy().into_owned();
        let (cancel, wait) = match sched.downcast::<SchedFifo>() {
            Ok(fifo) => {
                let wait = fifo.shown.wait(&word);
                let place = fifo.join(task.clone());
                (CancelFunc::Fifo(fifo, place), wait)
            }
            Err(sched) => match sched.downcast::<SchedBarrier>() {
                Ok(barrier) => {
                    let wait = barrier.shown.wait(&word);
                    barrier.join(task.clone());
                    (CancelFunc::Barrier(barrier), wait)
                }
                Err(sched) => {
                    let remove = vm.call_method(&sched, "_kernel_suspend", (task.clone(),))?;
                    (CancelFunc::Callable(remove), Wait::new(WaitOn::Other, word))
                }
            },
        };
        self.suspend(task, state, cancel, wait);
        Ok(())
    }

    fn wake_some(
        &self,
        sched: &PyObjectRef,
        count: &PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let number = || count.clone().try_into_value::<i64>(vm);
        let (woken, shown) = if let Some(fifo) = sched.downcast_ref::<SchedFifo>() {
            (fifo.take(number()?, vm)?, Some(&fifo.shown))
        } else if let Some(barrier) = sched.downcast_ref::<SchedBarrier>() {
            (barrier.take(number()?, vm)?, Some(&barrier.shown))
        } else {
            let woken = vm.call_method(sched, "_kernel_wake", (count.clone(),))?;
            (vm.extract_elements_with(&woken, |task| task.try_into_value(vm))?, None)
        };
        if let (Some(first), Some(shown)) = (woken.first(), shown) {
            shown.signalled(&first.state_text());
        }
        woken.iter().for_each(|task| self.reschedule(task));
        Ok(())
    }

    fn wait_for_future(
        &self,
        task: &PyRef<Task>,
        future: PyObjectRef,
        starter: &PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if self.cancels_now(task, vm)? {
            return Ok(());
        }
        let old = task.future.replace(Some(future.clone()));
        drop(old);
        // What a native function has captured is never let go of, so it gives away what it has when it is called.
        let waiting = Cell::new(current().map(|runtime| (task.clone(), runtime)));
        let done = vm.new_function("wake", move |future: PyObjectRef| {
            if let Some((task, runtime)) = waiting.take() {
                let cause = kernel(|kernel| kernel.here());
                let wake = Wake { task, future, cause };
                runtime.wakes.borrow_mut().push_back(wake);
                runtime.news.set(true);
            }
        });
        vm.call_method(&future, "add_done_callback", (done,))?;
        if starter.clone().try_to_bool(vm)? {
            vm.call_method(starter, "set", ())?;
        }
        let call = vm.get_attribute_opt(&future, vm.ctx.intern_str("_espalier_call"))?;
        let wait = match call {
            Some(call) => Wait::new(WaitOn::Thread, call.str(vm)?.to_string_lossy()),
            None => Wait::new(WaitOn::Future, "future"),
        };
        let state = vm.ctx.new_str("FUTURE_WAIT").into();
        self.suspend(task, state, CancelFunc::Future(future), wait);
        Ok(())
    }

    pub(super) fn cancel(
        &self,
        target: &PyObjectRef,
        class: PyObjectRef,
        value: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let target: PyRef<Task> = target.clone().try_into_value(vm)?;
        if target.cancelled.borrow().clone().try_to_bool(vm)? {
            return Ok(());
        }
        let old = target.cancelled.replace(vm.ctx.new_bool(true).into());
        drop(old);
        // A timeout's delivery matters no more.
        target.timeout.set(None);
        let exception = if task::as_exception(&class).is_some() {
            class
        } else {
            let value = if vm.is_none(&value) { class.get_attr("__name__", vm)? } else { value };
            class.call((value,), vm)?
        };
        if let Some(id) = target.traced.get() {
            let message = exception.str(vm)?.to_string_lossy().into_owned();
            let source = target.source.take().unwrap_or(CancelSource::Explicit);
            let event = kernel(|kernel| {
                kernel.request_cancel(CancelTarget::Task(id), source, Some(message))
            });
            target.request.set(Some(Request { event, scope: None }));
        }
        let old = target.cancel_pending.replace(exception.clone());
        drop(old);
        if !target.allows_cancel(vm)? {
            tell_shield(&target);
            return Ok(());
        }
        if target.cancel_func.borrow().is_none() {
            // It is told when it next waits.
            return Ok(());
        }
        take_out(&target, vm)?;
        self.throw_at(&target, exception);
        let old = target.cancel_pending.replace(vm.ctx.none());
        drop(old);
        Ok(())
    }

    fn put_timeout(&self, task: &Task, timeout: Option<f64>) {
        let mut deadlines = self.deadlines.borrow_mut();
        match timeout {
            None => deadlines.cancel((task.id, Kind::Timeout)),
            Some(timeout) => deadlines.push((task.id, Kind::Timeout), seconds(timeout)),
        }
        task.timeout.set(timeout);
    }

    fn set_timeout(
        &self,
        task: &PyRef<Task>,
        timeout: &PyObject,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let before = task.timeout.get();
        if let Some(timeout) = task::number(timeout, vm)? {
            self.put_timeout(task, Some(timeout));
            if let Some(before) = before.filter(|before| *before != 0.0 && timeout > *before) {
                task.timeout.set(Some(before));
            }
        }
        let before = before.map_or_else(|| vm.ctx.none(), |b| vm.ctx.new_float(b).into());
        set_answer(task, before);
        Ok(())
    }

    fn unset_timeout(
        &self,
        task: &PyRef<Task>,
        previous: &PyObject,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        self.put_timeout(task, None);
        let now = now();
        set_answer(task, vm.ctx.new_float(now).into());
        let previous = task::number(previous, vm)?;
        self.put_timeout(task, previous);
        let overdue = previous.is_some_and(|previous| previous > 0.0 && previous < now);
        // An overdue one comes at the next cycle. Otherwise a timeout that is pending was of the block that is left.
        if !overdue {
            let pending = task.cancel_pending.borrow().clone();
            if pending.is_instance(&self.task_timeout, vm)? {
                let old = task.cancel_pending.replace(vm.ctx.none());
                drop(old);
                task.request.set(None);
            }
        }
        Ok(())
    }

    // --- tasks ---

    fn new_task(&self, coro: PyObjectRef, vm: &VirtualMachine) -> PyResult<PyRef<Task>> {
        let parent = self.current.borrow().clone();
        let shown_parent: PyObjectRef =
            parent.clone().map_or_else(|| vm.ctx.none(), PyObjectRef::from);
        let made = self.task_class.call((coro, shown_parent), vm)?;
        let task: PyRef<Task> = made.try_into_value(vm)?;
        let name = task.as_object().get_attr("name", vm)?.str(vm)?.to_string_lossy().into_owned();
        let system = self.spawn_system.take();
        let scope = self.spawn_scope.take();
        let parent = parent.and_then(|parent| parent.traced.get()).filter(|_| !system);
        let id = kernel(|kernel| kernel.spawn(&name, parent, scope, Some(&name), system));
        task.traced.set(Some(id));
        task.joining.shown.task.set(Some(id));
        self.tasks.set_item(vm.ctx.new_int(task.id).as_object(), task.clone().into(), vm)?;
        self.reschedule(&task);
        self.tell_activations("created", &task, vm)?;
        Ok(task)
    }

    /// The task is ready, behind those that are.
    fn reschedule(&self, task: &PyRef<Task>) {
        let old = task.cancel_func.take();
        drop(old);
        if let Some(id) = task.traced.get() {
            kernel(|kernel| kernel.wake(id));
        }
        task.put_state(self.ready_word.clone());
        self.ready.borrow_mut().push_back(task.clone());
    }

    fn tell_activations(
        &self,
        what: &'static str,
        task: &PyRef<Task>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        for activation in &self.activations {
            vm.call_method(activation, what, (task.clone(),))?;
        }
        Ok(())
    }

    // --- the trace ---

    /// If what the task goes on with is a cancellation that somebody asked for, its delivery is told.
    pub(super) fn tell_delivery(
        &self,
        task: &PyRef<Task>,
        answer: &PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let Some(exception) = task::as_exception(answer) else { return Ok(()) };
        if !answer.is_instance(&self.cancelled_error, vm)? {
            return Ok(());
        }
        let number = names::number(&exception, task.traced.get(), None, vm);
        if let (Some(request), Some(id)) = (task.request.take(), task.traced.get()) {
            task.delivered.set(true);
            kernel(|kernel| kernel.deliver_cancel(request.event, id, request.scope, number));
        }
        Ok(())
    }

    fn tell_end(&self, task: &PyRef<Task>, result: &PyResult, vm: &VirtualMachine) -> PyResult<()> {
        let Some(id) = task.traced.get() else { return Ok(()) };
        task.waits_since.set(None);
        let delivered = task.delivered.take();
        match result {
            Ok(value) => {
                let value = shown_value(value, vm);
                kernel(|kernel| {
                    if delivered {
                        kernel.emit(Some(id), EventKind::CancelSwallowed);
                    }
                    kernel.finish(id, Outcome::Returned(value));
                });
            }
            Err(error) if error.as_object().is_instance(&self.cancelled_error, vm)? => {
                names::number(error, Some(id), None, vm);
                kernel(|kernel| kernel.finish(id, Outcome::Cancelled));
            }
            Err(error) => {
                let exception = names::number(error, Some(id), None, vm);
                let group = task.as_object().get_attr("taskgroup", vm)?;
                let scope = vm.get_attribute_opt(&group, vm.ctx.intern_str("_scope"))?;
                let scope = scope.and_then(|scope| scope.try_into_value::<u32>(vm).ok());
                kernel(|kernel| {
                    kernel.finish(id, Outcome::Failed(exception));
                    if let Some(scope) = scope.map(ScopeId) {
                        let event =
                            kernel.emit(Some(id), EventKind::Travelled { exception, scope });
                        kernel.set_here(event);
                    }
                });
            }
        }
        Ok(())
    }
}

pub(super) fn now() -> f64 {
    kernel(|kernel| kernel.now().get())
}

/// Whether `exception` is curio's cancellation, of which a timeout is one.
pub(crate) fn is_cancelled(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> bool {
    let Some(runtime) = current() else { return false };
    exception.as_object().is_instance(&runtime.cancelled_error, vm).unwrap_or(false)
}

/// The trace hears that the cancellation that was asked for last is held back by `disable_cancellation`.
fn tell_shield(task: &Task) {
    if let (Some(id), Some(request)) = (task.traced.get(), task.request.get()) {
        kernel(|kernel| {
            let before = kernel.set_here(request.event);
            kernel.emit(Some(id), EventKind::CancelShielded { scope: None });
            kernel.set_here(before);
        });
    }
}

pub(super) fn set_answer(task: &Task, answer: PyObjectRef) {
    let old = task.trap_result.replace(Some(answer));
    drop(old);
}

/// `time.sleep` blocks the loop until an instant: threads whose time comes before go on meanwhile, and new ones begin. A
/// sleep of no time is too short for either.
fn let_threads_run(until: Seconds, vm: &VirtualMachine) -> PyResult<()> {
    if current().is_none() || until <= kernel(|kernel| kernel.now()).to_nanos() {
        return Ok(());
    }
    let here = kernel(|kernel| kernel.here());
    let threads = threads();
    threads.settle(vm)?;
    while threads.next_wake() < until {
        threads.wake_first(vm)?;
    }
    kernel(|kernel| kernel.set_here(here));
    Ok(())
}

/// Takes a task out of what it waits for.
pub(super) fn take_out(task: &PyRef<Task>, vm: &VirtualMachine) -> PyResult<()> {
    let cancel = task.cancel_func.take();
    match cancel {
        None => {}
        Some(CancelFunc::News) => {
            if let Some(runtime) = current() {
                let reader = runtime.reader.take();
                drop(reader);
            }
        }
        Some(CancelFunc::Future(future)) => {
            vm.call_method(&future, "cancel", ())?;
            let future = task.future.take();
            drop(future);
        }
        Some(CancelFunc::Fifo(fifo, place)) => fifo.leave(&place),
        Some(CancelFunc::Barrier(barrier)) => barrier.leave(task),
        Some(CancelFunc::Sleep) => {
            if let Some(runtime) = current() {
                runtime.deadlines.borrow_mut().cancel((task.id, Kind::Sleep));
            }
            task.sleep.set(None);
        }
        Some(CancelFunc::Callable(remove)) => {
            remove.call((), vm)?;
        }
    }
    Ok(())
}

/// A value as the trace shows it. Only values whose `repr` is Python's own: another could print, or wait.
fn shown_value(value: &PyObjectRef, vm: &VirtualMachine) -> String {
    let types = &vm.ctx.types;
    let plain = [types.int_type, types.float_type, types.str_type, types.bool_type];
    if vm.is_none(value) {
        String::new()
    } else if plain.iter().any(|class| value.class().is(*class)) {
        let text = value.repr(vm).map(|text| text.to_string_lossy().into_owned());
        let mut text = text.unwrap_or_default();
        if let Some((end, _)) = text.char_indices().nth(80) {
            text.truncate(end);
            text.push('…');
        }
        text
    } else {
        format!("<{}>", value.class().name())
    }
}
