//! Worker threads, simulated on the virtual clock: a thread is a coroutine (`lib/_espalier_suspendable.py`) that yields the
//! seconds that it sleeps, or an object that tells when it may go on. Knows the clock and that there are loops to step out of;
//! what a thread has to do with tasks is each library's.
//!
//! Rules: threads go one at a time and in turn. Where a loop looks for events, each goes on until it is blocked, those
//! that were given their job first before the others; a sleeping thread wakes when every task waits and no deadline comes
//! before; at a tie the loop's deadlines go first, then the threads in the order in which they went to sleep. Threads may
//! outlive a loop: then they go on when the program blocks, or in the next loop.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
};

use espalier_kernel::Seconds;
use espalier_trace::{EventId, EventKind, TaskId};
use rustpython_vm::{
    AsObject, Context, PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyModuleDef},
    function::FuncArgs,
    protocol::PyIterReturn,
};

use crate::{asyncio, budget, coroutine, session::kernel, time, trio};

/// The native module `_threads`.
pub(crate) fn module_def(ctx: &Context) -> &'static PyModuleDef {
    native::module_def(ctx)
}

/// A thread at work.
struct Thread {
    body: PyObjectRef,
    context: PyObjectRef,
    /// What the library that started it wants to know in it.
    job: PyObjectRef,
    /// Called with the value or the error when the thread ends.
    ended: PyObjectRef,
    /// Whether the program ends without waiting for it.
    daemon: bool,
    task: Option<TaskId>,
    cause: EventId,
}

/// A thread that waits for something, perhaps for some time only.
struct Waiting {
    thread: Thread,
    what: PyObjectRef,
    until: Option<Seconds>,
}

#[derive(Default)]
struct World {
    queued: RefCell<VecDeque<Thread>>,
    asleep: RefCell<BTreeMap<(Seconds, u64), Thread>>,
    waiting: RefCell<VecDeque<Waiting>>,
    sleeps: Cell<u64>,
    /// How many threads there are that the program waits for at its end.
    keeping: Cell<usize>,
    /// What the thread that is being stepped was started with.
    current: RefCell<Option<PyObjectRef>>,
}

thread_local! {
    static WORLD: World = World::default();
}

/// The run is over: threads that still run never come to an end that anybody sees.
pub(crate) fn end() {
    WORLD.with(|world| {
        std::mem::forget(world.queued.take());
        std::mem::forget(world.asleep.take());
        std::mem::forget(world.waiting.take());
        world.keeping.set(0);
    });
}

/// Whether there is any thread.
pub(crate) fn any() -> bool {
    WORLD.with(|world| {
        !(world.queued.borrow().is_empty()
            && world.asleep.borrow().is_empty()
            && world.waiting.borrow().is_empty())
    })
}

/// When the first thread wakes that sleeps, or waits for a time only.
pub(crate) fn next_wake() -> Option<Seconds> {
    WORLD.with(|world| {
        let asleep = world.asleep.borrow().keys().next().map(|(until, _)| *until);
        let waiting = world.waiting.borrow().iter().filter_map(|waiting| waiting.until).min();
        asleep.into_iter().chain(waiting).min()
    })
}

/// Lets threads go on until each is blocked.
///
/// # Errors
/// Those that end the run.
pub(crate) fn settle(vm: &VirtualMachine) -> PyResult<()> {
    if !any() {
        return Ok(());
    }
    loop {
        let mut moved = false;
        let count = WORLD.with(|world| world.waiting.borrow().len());
        for _ in 0..count {
            let next = WORLD.with(|world| world.waiting.borrow_mut().pop_front());
            let Some(waiting) = next else { break };
            let overdue = waiting.until.is_some_and(|until| until.get() <= time::now());
            if overdue || vm.call_method(&waiting.what, "done", ())?.try_to_bool(vm)? {
                moved = true;
                go_on(waiting.thread, vm)?;
            } else {
                WORLD.with(|world| world.waiting.borrow_mut().push_back(waiting));
            }
        }
        let thread = WORLD.with(|world| world.queued.borrow_mut().pop_front());
        if let Some(thread) = thread {
            moved = true;
            kernel(|kernel| {
                let event =
                    kernel.emit_because(thread.cause, thread.task, EventKind::ThreadStarted);
                kernel.set_here(event);
            });
            go_on(thread, vm)?;
        }
        if !moved {
            return Ok(());
        }
    }
}

/// Moves time to when the first thread wakes, and lets it go on.
///
/// # Errors
/// As [`settle`].
pub(crate) fn wake_first(vm: &VirtualMachine) -> PyResult<()> {
    let Some(until) = next_wake() else { return Ok(()) };
    kernel(|kernel| kernel.advance_to(until));
    let thread = WORLD.with(|world| {
        let mut asleep = world.asleep.borrow_mut();
        match asleep.first_entry() {
            Some(entry) if entry.key().0 == until => Some(entry.remove()),
            _ => None,
        }
    });
    if let Some(thread) = thread {
        kernel(|kernel| kernel.set_here(thread.cause));
        go_on(thread, vm)?;
    }
    settle(vm)
}

/// The program blocks everything until an instant; threads whose time comes before go on meanwhile.
///
/// # Errors
/// As [`settle`].
pub(crate) fn while_blocked(until: Seconds, vm: &VirtualMachine) -> PyResult<()> {
    if !any() {
        return Ok(());
    }
    let here = kernel(|kernel| kernel.here());
    settle(vm)?;
    while next_wake().is_some_and(|wake| wake < until) {
        wake_first(vm)?;
    }
    kernel(|kernel| kernel.set_here(here));
    Ok(())
}

/// The program is over: waits for the threads that keep it from ending.
///
/// # Errors
/// As [`settle`].
pub(crate) fn finish(vm: &VirtualMachine) -> PyResult<()> {
    while WORLD.with(|world| world.keeping.get()) > 0 {
        settle(vm)?;
        if WORLD.with(|world| world.keeping.get()) > 0 {
            if next_wake().is_none() {
                return Ok(());
            }
            wake_first(vm)?;
        }
    }
    Ok(())
}

/// What Python says of a coroutine that raised `StopIteration`.
const RAISED: &[u8] = b"coroutine raised StopIteration";

/// The exception that left a thread's function. It is a coroutine only here, where it cannot raise `StopIteration` as such.
pub(crate) fn own_error(error: PyBaseExceptionRef, vm: &VirtualMachine) -> PyBaseExceptionRef {
    let exceptions = &vm.ctx.exceptions;
    let said = || error.as_object().str(vm).is_ok_and(|text| text.as_bytes() == RAISED);
    if !error.class().is(exceptions.runtime_error) || !said() {
        return error;
    }
    match error.__cause__() {
        Some(cause) if cause.fast_isinstance(exceptions.stop_iteration) => cause,
        _ => error,
    }
}

/// Runs a thread until it is blocked or ends.
fn go_on(thread: Thread, vm: &VirtualMachine) -> PyResult<()> {
    let run = trio::leave_run();
    let event_loop = asyncio::leave_loop();
    let job = WORLD.with(|world| world.current.replace(Some(thread.job.clone())));
    vm.context_stack.borrow_mut().push(thread.context.clone());
    let result = coroutine::send(&thread.body, vm.ctx.none(), vm);
    let context = vm.context_stack.borrow_mut().pop();
    drop(context);
    let job = WORLD.with(|world| world.current.replace(job));
    drop(job);
    asyncio::enter_loop(event_loop);
    trio::enter_run(run);
    let (value, error) = match result {
        Ok(PyIterReturn::Return(what)) => return block(thread, what, vm),
        Ok(PyIterReturn::StopIteration(value)) => (vm.unwrap_or_none(value), vm.ctx.none()),
        Err(error) if budget::is_stop(&error, vm) => return Err(error),
        Err(error) => (vm.ctx.none(), own_error(error, vm).into()),
    };
    if !thread.daemon {
        WORLD.with(|world| world.keeping.set(world.keeping.get() - 1));
    }
    kernel(|kernel| {
        let event = kernel.emit(thread.task, EventKind::ThreadEnded);
        kernel.set_here(event);
    });
    thread.ended.call((value, error), vm).map(drop)
}

/// The thread has yielded what it waits for.
fn block(thread: Thread, what: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
    let after = |seconds: &PyObject| -> PyResult<Seconds> {
        let until = Seconds::new(time::now() + seconds.try_float(vm)?.to_f64());
        Ok(until.unwrap_or(Seconds::INFINITY).to_nanos())
    };
    if let Ok(until) = after(&what) {
        WORLD.with(|world| {
            world.sleeps.set(world.sleeps.get() + 1);
            world.asleep.borrow_mut().insert((until, world.sleeps.get()), thread);
        });
        return Ok(());
    }
    let seconds = vm.get_attribute_opt(&what, vm.ctx.intern_str("seconds"))?;
    let until = match seconds.filter(|seconds| !vm.is_none(seconds)) {
        Some(seconds) => Some(after(&seconds)?),
        None => None,
    };
    WORLD.with(|world| world.waiting.borrow_mut().push_back(Waiting { thread, what, until }));
    Ok(())
}

#[rustpython_vm::pymodule(name = "_threads")]
mod native {
    use super::*;

    /// The running task has a job for a thread, of this name: the event that says so.
    #[pyfunction]
    fn queued(name: PyObjectRef, vm: &VirtualMachine) -> PyResult<u32> {
        crate::lines::touch();
        let name = name.str(vm)?.to_string_lossy().into_owned();
        Ok(kernel(|kernel| kernel.emit(kernel.running(), EventKind::ThreadQueued { name })).0)
    }

    /// The running task leaves before its job had a thread.
    #[pyfunction]
    fn refused() {
        kernel(|kernel| kernel.emit(kernel.running(), EventKind::ThreadEnded));
    }

    /// `start(body, context, job, ended, queued, daemon)`: a coroutine is a thread from now on. `queued` is the event that told
    /// of the job.
    #[pyfunction]
    fn start(args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        let Ok([body, context, job, ended, queued, daemon]) =
            <[PyObjectRef; 6]>::try_from(args.args)
        else {
            return Err(vm.new_type_error("start() takes 6 arguments"));
        };
        let cause = EventId(queued.try_to_value(vm)?);
        let daemon = daemon.try_to_bool(vm)?;
        let task = kernel(|kernel| kernel.running());
        WORLD.with(|world| {
            if !daemon {
                world.keeping.set(world.keeping.get() + 1);
            }
            let thread = Thread { body, context, job, ended, daemon, task, cause };
            world.queued.borrow_mut().push_back(thread);
        });
        Ok(())
    }

    /// What the thread that is being stepped was started with; `None` outside of threads.
    #[pyfunction]
    fn current(vm: &VirtualMachine) -> PyObjectRef {
        WORLD.with(|world| world.current.borrow().clone()).unwrap_or_else(|| vm.ctx.none())
    }

    /// `block(done, seconds)`: the program can do nothing until `done()`, or until the time is over; returns whether it came.
    #[pyfunction]
    fn block(done: PyObjectRef, seconds: PyObjectRef, vm: &VirtualMachine) -> PyResult<bool> {
        let until = match vm.is_none(&seconds) {
            true => Seconds::INFINITY,
            false => Seconds::new(time::now() + seconds.try_float(vm)?.to_f64())
                .unwrap_or(Seconds::INFINITY)
                .to_nanos(),
        };
        crate::lines::touch();
        let here = kernel(|kernel| {
            let (until, running) = (kernel.clock().to_trace(until), kernel.running());
            kernel.emit(running, EventKind::LoopBlocked { until });
            kernel.here()
        });
        loop {
            settle(vm)?;
            if done.call((), vm)?.try_to_bool(vm)? {
                kernel(|kernel| kernel.set_here(here));
                return Ok(true);
            }
            match next_wake().filter(|wake| *wake < until) {
                Some(_) => wake_first(vm)?,
                None if until < Seconds::INFINITY => {
                    kernel(|kernel| {
                        kernel.advance_to(until);
                        kernel.set_here(here);
                    });
                    return Ok(false);
                }
                None => {
                    let text = "deadlock: the program waits for a thread that can no longer go on";
                    return Err(budget::deadlock(text.to_owned(), vm));
                }
            }
        }
    }
}
