"""Async threads: functions that run in a thread and await by `AWAIT`.

Owns: the exchange between a thread and the task behind it, which awaits for it. Rules: `curio/thread.py`. Must not know: how a
thread is simulated (`_curio.start_thread`, `_espalier_suspendable`).
"""

import contextvars
import logging
import threading
from collections import namedtuple
from concurrent.futures import Future
from inspect import iscoroutine, isgenerator

import _curio
import _espalier_suspendable as suspendable

from . import errors, meta, sync
from .task import TaskGroup, _UsableInThreads, disable_cancellation, spawn
from .traps import _future_wait

__all__ = ["AWAIT", "spawn_thread"]


_Outcome = namedtuple("_Outcome", "value error")


class AsyncThread:
    """A thread that can be waited for and cancelled like a task. Made by `spawn_thread`."""

    def __init__(self, target=None, args=(), kwargs={}, daemon=False):
        self.target, self.args, self.kwargs = target, args, kwargs
        # What tasks have too.
        self.daemon, self.taskgroup = daemon, None
        self.cancelled = self.terminated = self.joined = False
        # The task behind the thread: what it shall await next, and what came of that.
        self._task = self._answer = None
        self._answered = False
        self._request = self._new_request()
        # The thread: its end, and what came of it.
        self._over = sync.UniversalEvent()
        self._ending = None

    def _new_request(self):
        request = Future()
        request._espalier_call = f"async thread: {getattr(self.target, '__qualname__', self.target)}"
        return request

    async def _coro_runner(self):
        """The task behind the thread."""
        while True:
            await disable_cancellation(_future_wait(self._request))
            asked, self._request = self._request.result(), self._new_request()
            if not asked:
                break
            value = error = None
            try:
                value = await asked
            except BaseException as raised:
                error = raised
            self._answer, self._answered = _Outcome(value, error), True
            asked = value = error = None  # the answer alone keeps them
        if self.taskgroup:
            await self.taskgroup._task_done(self)
            self.joined = True
        await self._over.set()

    async def _func_runner(self):
        """The thread."""
        value = error = None
        try:
            value = await suspendable.call(self.target, *self.args, **self.kwargs)
        except BaseException as raised:
            error = suspendable.raised(raised)
            if not isinstance(error, errors.CancelledError):
                log = logging.getLogger("curio.thread")
                log.warning("Unexpected exception in cancelled async thread", exc_info=error)
        finally:
            self._ending = _Outcome(value, error)
            self._request.set_result(None)

    async def start(self):
        """Starts the thread."""
        if self.target is None:
            raise RuntimeError("Async thread must be given a target")
        self._task = await spawn(self._coro_runner, daemon=True)
        name = getattr(self.target, "__qualname__", None) or repr(self.target)
        thread = suspendable.Thread(threading._newname("Thread-%d (_func_runner)"))
        _curio.start_thread(suspendable.Job(self._func_runner(), thread), contextvars.Context(), self, name)

    def AWAIT(self, coro):
        """Awaits in the task behind the thread."""
        suspendable.refuse("AWAIT")

    async def _await(self, coro):
        self._request.set_result(coro)
        await suspendable.until(lambda: self._answered)
        self._answered = False  # the answer itself stays alive until the next, as programs can see
        if self._answer.error:
            raise self._answer.error
        return self._answer.value

    @property
    def _came(self):
        """What came of the thread."""
        if not self._over.is_set():
            raise RuntimeError("Thread not terminated")
        return self._ending

    exception = property(lambda self: self._came.error, doc="The thread's exception, or `None`.")

    @property
    def result(self):
        """The thread's value; raises its exception."""
        if self._came.error:
            raise self._ending.error
        return self._ending.value

    async def join(self):
        """Waits for the thread to end; its value, or a `TaskError` caused by its exception."""
        await self.wait()
        if group := self.taskgroup:
            group._task_discard(self)
        self.joined = True
        if cause := self._ending.error:
            raise errors.TaskError() from cause
        return self._ending.value

    async def wait(self):
        """Waits for the thread to end."""
        await self._over.wait()
        self.terminated = True

    async def cancel(self, *, exc=errors.TaskCancelled, blocking=True):
        """Cancels what the thread awaits, now or next."""
        self.cancelled = True
        await self._task.cancel(exc=exc, blocking=blocking)
        if blocking:
            await self.wait()

    @property
    def id(self):
        """The number of the task behind the thread."""
        return self._task.id

    @property
    def state(self):
        """The state of the task behind the thread."""
        return self._task.state


def _this_thread():
    thread = _curio.current_thread()
    return thread if isinstance(thread, AsyncThread) else None


def _to_await(coro, args, kwargs):
    """The coroutine that `AWAIT` is asked to await, or a plain value."""
    if not callable(coro):
        return coro
    if meta.iscoroutinefunction(coro) and _this_thread() is not None:

        async def _coro(function):
            return await function(*args, **kwargs)

        return _coro(coro)
    return coro(*args, **kwargs)


def AWAIT(coro, *args, **kwargs):
    """Awaits, in an async thread; anything that cannot be awaited is given back."""
    coro = _to_await(coro, args, kwargs)
    if not (iscoroutine(coro) or isgenerator(coro)):
        return coro
    if _this_thread() is None:
        raise errors.AsyncOnlyError("Must be used as async")
    suspendable.refuse("AWAIT")


async def _await_in_thread(coro, *args, **kwargs):
    coro = _to_await(coro, args, kwargs)
    if not (iscoroutine(coro) or isgenerator(coro)):
        return coro
    thread = _this_thread()
    if thread is None:
        raise errors.AsyncOnlyError("Must be used as async")
    return await thread._await(coro)


async def _enter_in_thread(manager):
    return await _await_in_thread(manager.__aenter__())


async def _exit_in_thread(manager, *error):
    return await _await_in_thread(manager.__aexit__(*error))


async def _next_in_thread(group):
    try:
        return await _await_in_thread(group.__anext__())
    except StopAsyncIteration:
        raise suspendable.NoMore


suspendable.blocking(AWAIT, _await_in_thread)
suspendable.blocking(AsyncThread.AWAIT, AsyncThread._await)
suspendable.blocking(_UsableInThreads.__enter__, _enter_in_thread)
suspendable.blocking(_UsableInThreads.__exit__, _exit_in_thread)
suspendable.blocking(TaskGroup.__next__, _next_in_thread)


def spawn_thread(func, *args, daemon=False):
    """A new async thread."""
    if iscoroutine(func) or meta.iscoroutinefunction(func):
        raise TypeError("spawn_thread() can't be used on coroutines")

    async def runner(args, daemon):
        thread = AsyncThread(func, args=args, daemon=daemon)
        await thread.start()
        return thread

    return runner(args, daemon)


def is_async_thread():
    """Whether an async thread calls."""
    return _this_thread() is not None
