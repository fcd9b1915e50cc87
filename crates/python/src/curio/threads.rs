//! Threads, simulated on the virtual clock: a thread is a coroutine (`lib/_espalier_suspendable.py`) that yields the seconds
//! that it sleeps, or an object whose `done()` tells when it may go on (and whose `seconds`, if any, how long it waits at most). Knows the clock, and no task but in the trace's
//! word; what a thread has to do with tasks is in the library's own modules.
//!
//! Rules: threads go one at a time and in turn. Where the kernel looks for events each goes on until it is blocked, then
//! those that have a job and have not begun, in the order in which they were given it; a sleeping thread wakes when no task
//! can run and no deadline comes before; at a tie the deadlines go first, then the threads in the order in which they went
//! to sleep.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    rc::Rc,
};

use espalier_kernel::Seconds;
use espalier_trace::{EventId, EventKind, TaskId};
use rustpython_vm::{PyObject, PyObjectRef, PyResult, VirtualMachine, protocol::PyIterReturn};

use super::{runtime, time_queue::seconds};
use crate::{budget, coroutine, session::kernel};

thread_local! {
    /// What the thread that is being driven is known by.
    static CURRENT: RefCell<Option<PyObjectRef>> = const { RefCell::new(None) };
    /// All threads of the program: they outlive the kernel in which they began.
    static THREADS: RefCell<Rc<Threads>> = RefCell::default();
}

/// The threads of the program.
pub(super) fn threads() -> Rc<Threads> {
    THREADS.with_borrow(Rc::clone)
}

/// A new virtual machine has no threads yet. Those of the one before never come to an end that anybody sees.
pub(super) fn restart() {
    std::mem::forget(THREADS.take());
}

/// A place among the sleeping threads: until when, and the number of the sleep.
type Sleep = (Seconds, u64);

/// A thread at work.
pub(super) struct Thread {
    pub(super) body: PyObjectRef,
    pub(super) context: PyObjectRef,
    pub(super) identity: PyObjectRef,
    pub(super) task: Option<TaskId>,
    pub(super) cause: EventId,
}

/// Threads that have not ended.
#[derive(Default)]
pub(super) struct Threads {
    queued: RefCell<VecDeque<Thread>>,
    asleep: RefCell<BTreeMap<Sleep, Thread>>,
    /// Those that wait for something else, some of them not for longer than a while.
    waiting: RefCell<VecDeque<(Thread, PyObjectRef, Option<Sleep>)>>,
    sleeps: Cell<u64>,
}

/// What the thread that is being driven is known by.
pub(super) fn current() -> Option<PyObjectRef> {
    CURRENT.with_borrow(Clone::clone)
}

impl Threads {
    /// A job for a thread, which begins it when the kernel next looks for events.
    pub(super) fn queue(&self, thread: Thread) {
        self.queued.borrow_mut().push_back(thread);
    }

    /// Lets the threads go on until each is blocked.
    pub(super) fn settle(&self, vm: &VirtualMachine) -> PyResult<()> {
        loop {
            self.let_waiting_go_on(vm)?;
            let thread = self.queued.borrow_mut().pop_front();
            let Some(thread) = thread else { return Ok(()) };
            kernel(|kernel| {
                let event =
                    kernel.emit_because(thread.cause, thread.task, EventKind::ThreadStarted);
                kernel.set_here(event);
            });
            self.go_on(thread, vm)?;
        }
    }

    fn let_waiting_go_on(&self, vm: &VirtualMachine) -> PyResult<()> {
        let mut place = 0;
        loop {
            let next = self.waiting.borrow().get(place).map(|(_, what, _)| what.clone());
            let Some(what) = next else { return Ok(()) };
            if vm.call_method(&what, "done", ())?.try_to_bool(vm)? {
                let ready = self.waiting.borrow_mut().remove(place);
                let Some((thread, ..)) = ready else { return Ok(()) };
                kernel(|kernel| kernel.set_here(thread.cause));
                self.go_on(thread, vm)?;
                // It may have let one go on that is before it in the line.
                place = 0;
            } else {
                place += 1;
            }
        }
    }

    /// When the first sleeping thread wakes.
    pub(super) fn next_wake(&self) -> Seconds {
        self.next_sleep().map_or(Seconds::INFINITY, |(until, _)| until)
    }

    fn next_sleep(&self) -> Option<Sleep> {
        let waiting = self.waiting.borrow();
        let waiting = waiting.iter().filter_map(|(.., sleep)| *sleep);
        waiting.chain(self.asleep.borrow().keys().next().copied()).min()
    }

    /// Moves time to the end of the first sleep, and lets that thread go on.
    pub(super) fn wake_first(&self, vm: &VirtualMachine) -> PyResult<()> {
        let Some(first) = self.next_sleep() else { return Ok(()) };
        let asleep = self.asleep.borrow_mut().remove(&first);
        let thread = asleep.or_else(|| {
            let mut waiting = self.waiting.borrow_mut();
            let place = waiting.iter().position(|(.., sleep)| *sleep == Some(first))?;
            waiting.remove(place).map(|(thread, ..)| thread)
        });
        let Some(thread) = thread else { return Ok(()) };
        kernel(|kernel| {
            kernel.advance_to(first.0);
            kernel.set_here(thread.cause);
        });
        self.go_on(thread, vm)?;
        self.settle(vm)
    }

    /// Runs a thread until it is blocked or ends.
    fn go_on(&self, thread: Thread, vm: &VirtualMachine) -> PyResult<()> {
        let outside = runtime::leave();
        let running = kernel(|kernel| kernel.running());
        let before = CURRENT.replace(Some(thread.identity.clone()));
        vm.context_stack.borrow_mut().push(thread.context.clone());
        let result = coroutine::send(&thread.body, vm.ctx.none(), vm);
        let context = vm.context_stack.borrow_mut().pop();
        drop(context);
        let identity = CURRENT.replace(before);
        drop(identity);
        kernel(|kernel| kernel.resume_step(running));
        runtime::enter(outside);
        match result {
            Ok(PyIterReturn::Return(what)) => {
                if let Ok(length) = what.try_float(vm) {
                    let sleep = self.sleep_for(length.to_f64());
                    self.asleep.borrow_mut().insert(sleep, thread);
                    return Ok(());
                }
                let most = vm.get_attribute_opt(&what, vm.ctx.intern_str("seconds"))?;
                let most = most.and_then(|most| most.try_float(vm).ok());
                let sleep = most.map(|most| self.sleep_for(most.to_f64()));
                self.waiting.borrow_mut().push_back((thread, what, sleep));
                Ok(())
            }
            Err(error) if budget::is_stop(&error, vm) => Err(error),
            // What goes wrong in a thread is the business of whoever gave it its job.
            Ok(PyIterReturn::StopIteration(_)) | Err(_) => {
                kernel(|kernel| {
                    kernel.emit_because(thread.cause, thread.task, EventKind::ThreadEnded)
                });
                Ok(())
            }
        }
    }

    fn sleep_for(&self, length: f64) -> Sleep {
        self.sleeps.set(self.sleeps.get() + 1);
        let now = kernel(|kernel| kernel.now().get());
        (seconds(now + length).to_nanos(), self.sleeps.get())
    }

    /// Lets threads go on, and time pass, until `predicate()`: whoever asks is blocked. Whether that came about.
    pub(super) fn drive(&self, predicate: &PyObject, vm: &VirtualMachine) -> PyResult<bool> {
        loop {
            self.settle(vm)?;
            if predicate.call((), vm)?.try_to_bool(vm)? {
                return Ok(true);
            }
            if self.next_wake() == Seconds::INFINITY {
                return Ok(false);
            }
            self.wake_first(vm)?;
        }
    }
}
