"""`trio.lowlevel`, as programs import it.

Owns: which names it has. Must not know: how anything works.
"""

from typing import Callable, NoReturn

from _trio import (
    Abort, ParkingLot, Task, TrioToken, add_instrument, add_parking_lot_breaker, cancel_shielded_checkpoint, checkpoint,
    checkpoint_if_cancelled, current_clock, current_root_task, current_statistics, current_task, current_trio_token,
    in_trio_run, in_trio_task, permanently_detach_coroutine_object, remove_instrument, remove_parking_lot_breaker,
    reschedule, spawn_system_task, wait_task_rescheduled,
)
from trio._local import RunVar, RunVarToken
from trio._records import ParkingLotStatistics, RunStatistics, UnboundedQueueStatistics
from trio._unbounded_queue import UnboundedQueue

RaiseCancelT = Callable[[], NoReturn]


def enable_ki_protection(fn):
    """No Ctrl-C ever comes here: there is nothing to protect from."""
    return fn


def disable_ki_protection(fn):
    """No Ctrl-C ever comes here."""
    return fn


def currently_ki_protected():
    """Whether Ctrl-C is held back: system tasks always are, others never here."""
    try:
        task = current_task()
    except RuntimeError:
        return True
    return task.parent_nursery is None or task.parent_nursery.parent_task is current_root_task() and task.name != "<main>"


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
