"""`trio.lowlevel`, as programs import it.

Owns: which names it has. Must not know: how anything works.
"""

from _trio import (
    ParkingLot, Task, TrioToken, add_instrument, add_parking_lot_breaker, cancel_shielded_checkpoint, checkpoint,
    checkpoint_if_cancelled, current_clock, current_root_task, current_statistics, current_task, current_trio_token,
    in_trio_run, in_trio_task, permanently_detach_coroutine_object, reattach_detached_coroutine_object,
    remove_instrument, remove_parking_lot_breaker, reschedule, spawn_system_task, temporarily_detach_coroutine_object,
    wait_task_rescheduled,
)

# What is only loaded when asked for.
_ELSEWHERE = {
    "Abort": "trio._abort",
    "RunVar": "trio._local",
    "RunVarToken": "trio._local",
    "ParkingLotStatistics": "trio._records",
    "RunStatistics": "trio._records",
    "UnboundedQueueStatistics": "trio._records",
    "UnboundedQueue": "trio._unbounded_queue",
    "start_thread_soon": "trio._threads",
}


def __dir__():
    return sorted({*globals(), *_ELSEWHERE, "RaiseCancelT"})


def __getattr__(name):
    import sys

    if name in _ELSEWHERE:
        module = _ELSEWHERE[name]
        __import__(module)
        value = globals()[name] = getattr(sys.modules[module], name)
        return value
    if name == "RaiseCancelT":
        from typing import Callable, NoReturn

        return Callable[[], NoReturn]
    raise AttributeError(f"module 'trio.lowlevel' has no attribute {name!r}")


# Code that holds Ctrl-C back, or lets it through.
_protection = {}


def enable_ki_protection(fn):
    """Marks a function as one that Ctrl-C does not interrupt."""
    _protection[fn.__code__] = True
    return fn


def disable_ki_protection(fn):
    """Marks a function as one that Ctrl-C interrupts."""
    _protection[fn.__code__] = False
    return fn


def currently_ki_protected():
    """Whether Ctrl-C is held back here."""
    import sys

    return _ki_protected_at(sys._getframe(1))


def _ki_protected_at(frame):
    """Whether Ctrl-C is held back in a frame: as the innermost marked function says, else outside of tasks and in system tasks."""
    import sys

    threads = sys.modules.get("trio._threads")
    if threads is not None:
        # What a worker thread wants done in the trio thread is like any other code of the program.
        for call in (threads._Run._call, threads._RunSync._call):
            disable_ki_protection(call)
    while frame is not None:
        if frame.f_code in _protection:
            return _protection[frame.f_code]
        if frame.f_code.co_name == "__del__":
            return True
        frame = frame.f_back
    if not in_trio_task():
        return True
    # The root task's first two nurseries are for callbacks and system tasks, the third is the main task's.
    task, root = current_task(), current_root_task()
    return task is root or task.parent_nursery in root.child_nurseries[:2]


def _not_in_a_browser(name, what):
    def refuse(*_args, **_kwargs):
        raise NotImplementedError(f"trio.lowlevel.{name}: there are no {what} in a browser")

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


wait_readable = _not_in_a_browser("wait_readable", "sockets")
wait_writable = _not_in_a_browser("wait_writable", "sockets")
notify_closing = _not_in_a_browser("notify_closing", "sockets")
open_process = _not_in_a_browser("open_process", "subprocesses")
FdStream = _not_in_a_browser("FdStream", "files")
start_guest_run = _not_in_a_browser("start_guest_run", "other event loops")
