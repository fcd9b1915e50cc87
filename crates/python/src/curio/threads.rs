//! Threads, simulated on the virtual clock: a thread is a coroutine (`lib/_espalier_suspendable.py`) that yields the seconds
//! that it sleeps, or an object whose `done()` tells when it may go on. Knows the clock, and no task but in the trace's
//! word; what a thread has to do with tasks is in the library's own modules.
//!
//! Rules: threads go one at a time and in turn. Where the kernel looks for events each goes on until it is blocked, then
//! those that have a job and have not begun, in the order in which they were given it; a sleeping thread wakes when no task
//! can run and no deadline comes before; at a tie the deadlines go first, then the threads in the order in which they went
//! to sleep.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
};

use espalier_kernel::Seconds;
use espalier_trace::{EventId, EventKind, TaskId};
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine, protocol::PyIterReturn};

use super::{runtime, time_queue::seconds};
use crate::{
    budget,
    coroutine::{self},
    session::kernel,
};

thread_local! {
    /// What the thread that is being driven is known by.
    static CURRENT: RefCell<Option<PyObjectRef>> = const { RefCell::new(None) };
}

/// A thread at work.
pub(super) struct Thread {
    pub(super) body: PyObjectRef,
    pub(super) context: PyObjectRef,
    pub(super) identity: PyObjectRef,
    pub(super) task: Option<TaskId>,
    pub(super) cause: EventId,
}

/// The threads of a kernel.
#[derive(Default)]
pub(super) struct Threads {
    queued: RefCell<VecDeque<Thread>>,
    asleep: RefCell<BTreeMap<(Seconds, u64), Thread>>,
    waiting: RefCell<VecDeque<(Thread, PyObjectRef)>>,
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
            let next = self.waiting.borrow().get(place).map(|(_, what)| what.clone());
            let Some(what) = next else { return Ok(()) };
            if vm.call_method(&what, "done", ())?.try_to_bool(vm)? {
                let ready = self.waiting.borrow_mut().remove(place);
                let Some((thread, _)) = ready else { return Ok(()) };
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
        self.asleep.borrow().keys().next().map_or(Seconds::INFINITY, |(until, _)| *until)
    }

    /// Moves time to the end of the first sleep, and lets that thread go on.
    pub(super) fn wake_first(&self, vm: &VirtualMachine) -> PyResult<()> {
        let first = self.asleep.borrow_mut().pop_first();
        let Some(((until, _), thread)) = first else { return Ok(()) };
        kernel(|kernel| {
            kernel.advance_to(until);
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
                match what.try_float(vm) {
                    Ok(length) => {
                        let now = kernel(|kernel| kernel.now().get());
                        let until = seconds(now + length.to_f64()).to_nanos();
                        self.sleeps.set(self.sleeps.get() + 1);
                        self.asleep.borrow_mut().insert((until, self.sleeps.get()), thread);
                    }
                    Err(_) => self.waiting.borrow_mut().push_back((thread, what)),
                }
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

    /// The run is over: threads that still run never come to an end that anybody sees.
    pub(super) fn abandon(&self) {
        std::mem::forget(self.queued.take());
        std::mem::forget(self.asleep.take());
        std::mem::forget(self.waiting.take());
    }
}
