//! Worker threads, simulated on the virtual clock: a thread is a coroutine (`lib/_espalier_suspendable.py`) that yields the
//! seconds that it sleeps, or an object that tells when it may go on. Knows the clock and the runner's idle moments; what a
//! thread has to do with tasks is in the shim `trio._threads`.
//!
//! Rules: threads go one at a time and in turn. Where the loop looks for events, each goes on until it is blocked, those
//! that were given their job first before the others; a sleeping thread wakes when every task waits and no deadline comes
//! before; at a tie the loop's deadlines go first, then the threads in the order in which they went to sleep.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    rc::Rc,
};

use espalier_kernel::Seconds;
use espalier_trace::{EventId, EventKind, TaskId, Wait, WaitOn};
use rustpython_vm::{
    PyObjectRef, PyRef, PyResult, VirtualMachine, builtins::PyBaseExceptionRef, function::FuncArgs,
    protocol::PyIterReturn,
};

use super::{
    runner::{self, Runner},
    traps::{python_abort, wait_task_rescheduled},
};
use crate::{
    budget,
    coroutine::{self, RustCoroutine},
    lines,
    session::kernel,
    time,
};

thread_local! {
    /// What the thread that is being stepped knows of its job.
    static CURRENT: RefCell<Option<PyObjectRef>> = const { RefCell::new(None) };
}

/// A thread at work.
struct Thread {
    body: PyObjectRef,
    context: PyObjectRef,
    job: PyObjectRef,
    /// Called with the value or the error when the thread ends.
    ended: PyObjectRef,
    task: Option<TaskId>,
    cause: EventId,
}

/// The worker threads of a run.
#[derive(Default)]
pub(super) struct Threads {
    queued: RefCell<VecDeque<Thread>>,
    asleep: RefCell<BTreeMap<(Seconds, u64), Thread>>,
    waiting: RefCell<VecDeque<(Thread, PyObjectRef)>>,
    sleeps: Cell<u64>,
}

impl Threads {
    /// Lets the threads go on until each is blocked.
    pub(super) fn settle(&self, runner: &Rc<Runner>, vm: &VirtualMachine) -> PyResult<()> {
        loop {
            let (count, mut went_on) = (self.waiting.borrow().len(), false);
            for _ in 0..count {
                let next = self.waiting.borrow_mut().pop_front();
                let Some((thread, what)) = next else { break };
                if vm.call_method(&what, "done", ())?.try_to_bool(vm)? {
                    went_on = true;
                    self.go_on(runner, thread, vm)?;
                } else {
                    self.waiting.borrow_mut().push_back((thread, what));
                }
            }
            let thread = self.queued.borrow_mut().pop_front();
            let Some(thread) = thread else {
                // What one does may be what another waits for.
                if went_on {
                    continue;
                }
                return Ok(());
            };
            kernel(|kernel| {
                let event =
                    kernel.emit_because(thread.cause, thread.task, EventKind::ThreadStarted);
                kernel.set_here(event);
            });
            self.go_on(runner, thread, vm)?;
        }
    }

    /// When the first thread that sleeps wakes.
    pub(super) fn next_wake(&self) -> Option<Seconds> {
        self.asleep.borrow().keys().next().map(|(until, _)| *until)
    }

    /// If a thread sleeps until before `deadline`, moves time to its end and lets it go on; returns whether one did.
    pub(super) fn wake_before(
        &self,
        runner: &Rc<Runner>,
        deadline: Seconds,
        vm: &VirtualMachine,
    ) -> PyResult<bool> {
        let first = self.asleep.borrow().keys().next().copied();
        if first.is_none_or(|(until, _)| until >= deadline.to_nanos()) {
            return Ok(false);
        }
        let first = self.asleep.borrow_mut().pop_first();
        let Some(((until, _), thread)) = first else { return Ok(false) };
        let ahead = until.get() - time::now();
        if ahead > 0.0 {
            runner.clock.jump(ahead);
        }
        kernel(|kernel| kernel.set_here(thread.cause));
        self.go_on(runner, thread, vm)?;
        self.settle(runner, vm)?;
        Ok(true)
    }

    /// Runs a thread until it is blocked or ends.
    fn go_on(&self, runner: &Rc<Runner>, thread: Thread, vm: &VirtualMachine) -> PyResult<()> {
        let outside = runner::leave();
        let job = CURRENT.replace(Some(thread.job.clone()));
        vm.context_stack.borrow_mut().push(thread.context.clone());
        let result = coroutine::send(&thread.body, vm.ctx.none(), vm);
        let context = vm.context_stack.borrow_mut().pop();
        drop(context);
        let job = CURRENT.replace(job);
        drop(job);
        runner::enter(outside);
        let _ = runner;
        let (value, error) = match result {
            Ok(PyIterReturn::Return(what)) => {
                match what.try_float(vm) {
                    Ok(seconds) => {
                        let until = Seconds::new(time::now() + seconds.to_f64())
                            .unwrap_or(Seconds::INFINITY);
                        self.sleeps.set(self.sleeps.get() + 1);
                        self.asleep
                            .borrow_mut()
                            .insert((until.to_nanos(), self.sleeps.get()), thread);
                    }
                    Err(_) => self.waiting.borrow_mut().push_back((thread, what)),
                }
                return Ok(());
            }
            Ok(PyIterReturn::StopIteration(value)) => (vm.unwrap_or_none(value), vm.ctx.none()),
            Err(error) if budget::is_stop(&error, vm) => return Err(error),
            Err(error) => (vm.ctx.none(), PyBaseExceptionRef::into(error)),
        };
        kernel(|kernel| {
            let event = kernel.emit(thread.task, EventKind::ThreadEnded);
            kernel.set_here(event);
        });
        thread.ended.call((value, error), vm).map(drop)
    }

    /// The run is over: threads that still run never come to an end that anybody sees.
    pub(super) fn abandon(&self) {
        std::mem::forget(self.queued.take());
        std::mem::forget(self.asleep.take());
        std::mem::forget(self.waiting.take());
    }
}

/// Gives a coroutine to a thread: `start_thread(coroutine, context, job, ended, name)`; for the shim.
pub(super) fn start_thread(args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    let Ok([body, context, job, ended, name]) = <[PyObjectRef; 5]>::try_from(args.args) else {
        return Err(vm.new_type_error("start_thread() takes 5 arguments"));
    };
    let runner = runner::current(vm)?;
    let name = name.str(vm)?.to_string_lossy().into_owned();
    let (task, cause) = kernel(|kernel| {
        let task = kernel.running();
        (task, kernel.emit(task, EventKind::ThreadQueued { name }))
    });
    runner.threads.queued.borrow_mut().push_back(Thread { body, context, job, ended, task, cause });
    Ok(())
}

/// What the thread that is being stepped knows of its job, or `None` outside of a thread; for the shim.
pub(super) fn current_thread(vm: &VirtualMachine) -> PyObjectRef {
    CURRENT.with_borrow(Clone::clone).unwrap_or_else(|| vm.ctx.none())
}

/// The task that is being cancelled no longer waits for its thread; for the shim.
pub(super) fn thread_abandoned() {
    kernel(|kernel| kernel.emit(kernel.running(), EventKind::ThreadAbandoned));
}

/// `wait_task_rescheduled`, for a thread: `wait_for_thread(abort, name)`; for the shim.
pub(super) fn wait_for_thread(
    abort: PyObjectRef,
    name: PyObjectRef,
    vm: &VirtualMachine,
) -> PyRef<RustCoroutine> {
    RustCoroutine::new("wait_for_thread", "wait_for_thread", vm, |vm, _| async move {
        lines::touch();
        let name = name.str(&vm)?.to_string_lossy().into_owned();
        let wait = Wait::new(WaitOn::Thread, format!("to_thread.run_sync({name})"));
        wait_task_rescheduled(vm, wait, python_abort(abort)).await
    })
}
