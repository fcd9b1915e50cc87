"""anyio.from_thread: back into the loop from a worker thread, and portals into loops.

A worker thread is simulated: its functions can be suspended where they call something of this module
(`_espalier_suspendable`). Rules: `anyio/from_thread.py` of anyio 4.16.
"""

from concurrent.futures import Future
from functools import partial
from inspect import isawaitable

import _anyio
import _espalier_suspendable as suspendable
import _trio

from ._core._eventloop import get_cancelled_exc_class
from ._core._exceptions import NoEventLoopError, RunFinishedError
from ._core._synchronization import Event
from ._core._tasks import CancelScope, create_task_group
from .abc._tasks import TaskStatus
from .lowlevel import current_token

__all__ = ("BlockingPortal", "BlockingPortalProvider", "check_cancelled", "run", "run_sync", "start_blocking_portal")


def _this_thread():
    """What the running worker thread knows of its job, if anyio has started it."""
    job = _anyio.current_thread()
    if job is None:
        job = _trio.current_thread()
    return job if hasattr(job, "backend_class") else None


def _target(token):
    """The backend to go to, and the token if one was given."""
    if token is not None:
        return token.backend_class, token.native_token
    job = _this_thread()
    if job is None:
        raise NoEventLoopError("Not running inside an AnyIO worker thread, and no event loop token was provided")
    return job.backend_class, None


def _begin_run(func, args, token):
    backend, native = _target(token)
    return backend.run_async_from_thread(func, args, native)


def _begin_run_sync(func, args, token):
    backend, native = _target(token)
    return backend.run_sync_from_thread(func, args, native)


async def _in_thread(reply):
    """Waits for a reply in a thread that can be suspended."""
    if not reply.done():
        await suspendable.Pause(reply)
    return reply.result()


def _outside(reply):
    """Waits for a reply where nothing can be suspended."""
    if not reply.done():
        raise RuntimeError("from_thread can only be called straight from the program's own functions here")
    return reply.result()


def run(func, *args, token=None):
    """Has the loop run a coroutine function; its value."""
    return _outside(_begin_run(func, args, token))


def run_sync(func, *args, token=None):
    """Has the loop call a function; its value."""
    return _outside(_begin_run_sync(func, args, token))


async def _run(func, *args, token=None):
    return await _in_thread(_begin_run(func, args, token))


async def _run_sync(func, *args, token=None):
    return await _in_thread(_begin_run_sync(func, args, token))


suspendable.blocking(run, _run)
suspendable.blocking(run_sync, _run_sync)


def check_cancelled():
    """Raises if the task that waits for this thread is cancelled."""
    job = _this_thread()
    if job is None:
        raise NoEventLoopError("This function can only be called inside an AnyIO worker thread")
    job.backend_class.check_cancelled()
