"""asyncio.tasks: what is said of tasks in Python: eager factories, and coroutines handed over by another thread.

Must not know: how a task steps.
"""

from _asyncio import (
    CancelledError, Task, _GatheringFuture, all_tasks, as_completed, create_task, current_task, ensure_future, gather, iscoroutine,
    shield, sleep, wait, wait_for,
)
from .futures import wrap_future

from _asyncio_announced import (
    enter_task as _enter_task, leave_task as _leave_task, register_task as _register_task,
    unregister_task as _unregister_task,
)

FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"
ALL_COMPLETED = "ALL_COMPLETED"

# A function with this as its attribute `_is_coroutine` gives an awaitable, whatever the compiler says of it.
_is_coroutine = object()

# The model's own coroutine functions are native, and show no flag of a coroutine function.
_coroutine_functions = {sleep, wait, wait_for}


def iscoroutinefunction(func):
    """Whether a call of `func` gives a coroutine."""
    try:
        if func in _coroutine_functions:
            return True
    except TypeError:
        pass
    import inspect

    return inspect.iscoroutinefunction(func) or getattr(func, "_is_coroutine", None) is _is_coroutine


def create_eager_task_factory(custom_task_constructor):
    """A task factory that runs a new task at once, until its first wait."""

    def factory(loop, coro, *, name=None, context=None):
        return custom_task_constructor(coro, loop=loop, name=name, context=context, eager_start=True)

    return factory


eager_task_factory = create_eager_task_factory(Task)


def run_coroutine_threadsafe(coro, loop):
    """Has another thread's loop run `coro`; a `concurrent.futures.Future` for its result."""
    from concurrent.futures import CancelledError as ConcurrentCancelledError, Future

    if not iscoroutine(coro):
        raise TypeError("A coroutine object is required")
    future = Future()

    def cancelled(future, task):
        if future.cancelled():
            loop.call_soon_threadsafe(task.cancel)

    def finish(task):
        if task.cancelled():
            future.cancel()
        if not future.set_running_or_notify_cancel():
            return
        error = task.exception()
        if error is not None:
            # The thread knows the cancellation of its own kind by the loop's name.
            if type(error) is ConcurrentCancelledError:
                error = CancelledError(*error.args).with_traceback(error.__traceback__)
            future.set_exception(error)
        else:
            future.set_result(task.result())

    def begin():
        try:
            task = ensure_future(coro, loop=loop)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as exc:
            if future.set_running_or_notify_cancel():
                future.set_exception(exc)
            raise
        future.add_done_callback(lambda future: cancelled(future, task))
        task.add_done_callback(finish)

    loop.call_soon_threadsafe(begin)
    return future
