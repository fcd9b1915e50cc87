"""asyncio, as in CPython 3.13, for programs to import.

Owns: the names of the package, and what is cold: policies, and clear errors for what cannot exist in a browser.
Must not know: any rule of tasks, futures or the loop; those are in the native module `_asyncio`.
"""

from _asyncio import (
    Barrier, BoundedSemaphore, BrokenBarrierError, CancelledError, Condition, Event, Future, Handle, InvalidStateError,
    LifoQueue, Lock, PriorityQueue, Queue, QueueEmpty, QueueFull, QueueShutDown, Runner, Semaphore, Task, TaskGroup,
    Timeout, TimerHandle, _get_running_loop, all_tasks, as_completed, create_task, current_task, ensure_future, gather,
    get_running_loop, iscoroutine, isfuture, run, shield, sleep, timeout, timeout_at, to_thread, wait, wait_for,
)
from _asyncio import EventLoop as SelectorEventLoop

from .events import (
    AbstractEventLoop, AbstractEventLoopPolicy, BaseDefaultEventLoopPolicy, DefaultEventLoopPolicy, get_event_loop,
    get_event_loop_policy, new_event_loop, set_event_loop, set_event_loop_policy,
)
from .exceptions import IncompleteReadError, LimitOverrunError, SendfileNotAvailableError
from .futures import wrap_future
from .tasks import create_eager_task_factory, eager_task_factory, iscoroutinefunction, run_coroutine_threadsafe
from .unavailable import (
    StreamWriter, create_subprocess_exec, create_subprocess_shell, open_connection,
    open_unix_connection, start_server, start_unix_server,
)

EventLoop = SelectorEventLoop
BaseEventLoop = SelectorEventLoop
TimeoutError = TimeoutError

FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"
ALL_COMPLETED = "ALL_COMPLETED"

# Imported when they are asked for.
_SUBMODULES = ("base_events", "coroutines", "format_helpers", "locks", "log", "queues", "runners", "staggered", "streams",
               "taskgroups", "threads", "timeouts")


def __getattr__(name):
    if name in _SUBMODULES:
        import importlib

        return importlib.import_module(f"{__name__}.{name}")
    if name == "StreamReader":
        from .streams import StreamReader

        globals()[name] = StreamReader
        return StreamReader
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [*(name for name in list(globals()) if not name.startswith("_")), "StreamReader"]
