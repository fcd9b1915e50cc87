//! The signatures of asyncio's functions and methods, as CPython 3.13 has them. Owns nothing but the lists.

use rustpython_vm::{Py, PyPayload, PyResult, VirtualMachine, builtins::PyModule};

use super::{
    event_loop::EventLoop,
    future::Future,
    handle::{Handle, TimerHandle},
    locks::{Barrier, Condition, Event, Lock, Semaphore},
    queues::Queue,
    runners::Runner,
    task::Task,
    taskgroup::TaskGroup,
    timeouts::Timeout,
};
use crate::signatures::{Table, declare_functions, declare_methods};

const FUNCTIONS: &[&str] = &[
    "as_completed(fs, *, timeout=)",
    "gather(*coros_or_futures, return_exceptions=)",
    "shield(arg)",
    "sleep(delay, result=)",
    "wait(fs, *, timeout=, return_when=)",
    "wait_for(fut, timeout)",
    "timeout(delay)",
    "timeout_at(when)",
    "run(main, *, debug=, loop_factory=)",
    "to_thread(func, /, *args, **kwargs)",
    "create_task(coro, *, name=, context=)",
    "ensure_future(coro_or_future, *, loop=)",
    "isfuture(obj)",
    "iscoroutine(obj)",
    "all_tasks(loop=)",
];

const TASK_GROUP: &[&str] = &["TaskGroup.create_task(self, coro, *, name=, context=)"];

const TIMEOUT: &[&str] =
    &["Timeout.expired(self)", "Timeout.reschedule(self, when)", "Timeout.when(self)"];

const LOCK: &[&str] = &["Lock.acquire(self)", "Lock.locked(self)", "Lock.release(self)"];

const EVENT: &[&str] =
    &["Event.clear(self)", "Event.is_set(self)", "Event.set(self)", "Event.wait(self)"];

const CONDITION: &[&str] = &[
    "Condition.notify(self, n=)",
    "Condition.notify_all(self)",
    "Condition.wait(self)",
    "Condition.wait_for(self, predicate)",
];

const SEMAPHORE: &[&str] =
    &["Semaphore.acquire(self)", "Semaphore.locked(self)", "Semaphore.release(self)"];

const BARRIER: &[&str] = &["Barrier.abort(self)", "Barrier.reset(self)", "Barrier.wait(self)"];

const QUEUE: &[&str] = &[
    "Queue.empty(self)",
    "Queue.full(self)",
    "Queue.get(self)",
    "Queue.get_nowait(self)",
    "Queue.join(self)",
    "Queue.put(self, item)",
    "Queue.put_nowait(self, item)",
    "Queue.qsize(self)",
    "Queue.shutdown(self, immediate=)",
    "Queue.task_done(self)",
];

const RUNNER: &[&str] =
    &["Runner.close(self)", "Runner.get_loop(self)", "Runner.run(self, coro, *, context=)"];

const HANDLE: &[&str] =
    &["Handle.cancel(self)", "Handle.cancelled(self)", "Handle.get_context(self)"];

const TIMER_HANDLE: &[&str] = &["TimerHandle.when(self)"];

const EVENT_LOOP: &[&str] = &[
    "BaseEventLoop.call_at(self, when, callback, *args, context=)",
    "BaseEventLoop.call_exception_handler(self, context)",
    "BaseEventLoop.call_later(self, delay, callback, *args, context=)",
    "BaseEventLoop.call_soon(self, callback, *args, context=)",
    "BaseEventLoop.call_soon_threadsafe(self, callback, *args, context=)",
    "_UnixSelectorEventLoop.close(self)",
    "BaseEventLoop.create_future(self)",
    "BaseEventLoop.create_task(self, coro, *, name=, context=)",
    "BaseEventLoop.default_exception_handler(self, context)",
    "BaseEventLoop.get_debug(self)",
    "BaseEventLoop.get_exception_handler(self)",
    "BaseEventLoop.get_task_factory(self)",
    "BaseEventLoop.is_closed(self)",
    "BaseEventLoop.is_running(self)",
    "BaseEventLoop.run_forever(self)",
    "BaseEventLoop.run_in_executor(self, executor, func, *args)",
    "BaseEventLoop.run_until_complete(self, future)",
    "BaseEventLoop.set_debug(self, enabled)",
    "BaseEventLoop.set_default_executor(self, executor)",
    "BaseEventLoop.set_exception_handler(self, handler)",
    "BaseEventLoop.set_task_factory(self, factory)",
    "BaseEventLoop.shutdown_asyncgens(self)",
    "BaseEventLoop.shutdown_default_executor(self, timeout=)",
    "BaseEventLoop.stop(self)",
    "BaseEventLoop.time(self)",
];

/// What is C in CPython too.
const C_FUNCTIONS: &[&str] = &["_asyncio.get_running_loop()", "_asyncio.current_task(loop=)"];

const FUTURE: &[&str] = &[
    "Future.add_done_callback(self, fn, /, *, context=)",
    "Future.cancel(self, msg=)",
    "Future.cancelled(self)",
    "Future.done(self)",
    "Future.exception(self)",
    "Future.get_loop(self)",
    "Future.remove_done_callback(self, fn, /)",
    "Future.result(self)",
    "Future.set_exception(self, exception, /)",
    "Future.set_result(self, result, /)",
];

const TASK: &[&str] = &[
    "Task.cancel(self, msg=)",
    "Task.cancelling(self)",
    "Task.get_context(self)",
    "Task.get_coro(self)",
    "Task.get_name(self)",
    "Task.get_stack(self, *, limit=)",
    "Task.print_stack(self, *, limit=, file=)",
    "Task.uncancel(self)",
];

/// Declares them all.
///
/// # Errors
/// None that a fresh virtual machine would raise.
pub(super) fn declare(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    let functions = module.def.expect("a native module").methods;
    declare_functions(module, functions, Table::Python(FUNCTIONS), vm)?;
    declare_functions(module, functions, Table::C(C_FUNCTIONS), vm)?;
    let ctx = &vm.ctx;
    for (class, methods) in [
        (TaskGroup::class(ctx), TASK_GROUP),
        (Timeout::class(ctx), TIMEOUT),
        (Lock::class(ctx), LOCK),
        (Event::class(ctx), EVENT),
        (Condition::class(ctx), CONDITION),
        (Semaphore::class(ctx), SEMAPHORE),
        (Barrier::class(ctx), BARRIER),
        (Queue::class(ctx), QUEUE),
        (Runner::class(ctx), RUNNER),
        (Handle::class(ctx), HANDLE),
        (TimerHandle::class(ctx), TIMER_HANDLE),
        (EventLoop::class(ctx), EVENT_LOOP),
    ] {
        declare_methods(class, Table::Python(methods), ctx);
    }
    declare_methods(Future::class(ctx), Table::C(FUTURE), ctx);
    declare_methods(Task::class(ctx), Table::C(TASK), ctx);
    Ok(())
}
