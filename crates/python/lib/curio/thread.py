"""Async threads: functions that run in a thread and await by `AWAIT`.

Owns: the exchange between a thread and the task behind it, which awaits for it. Rules: `curio/thread.py`. Must not know: how a
thread is simulated (`_curio.start_thread`, `_espalier_suspendable`).
"""

import contextvars
import threading
from concurrent.futures import Future
from inspect import iscoroutine, isgenerator

import _curio
import _espalier_suspendable as suspendable

from . import errors, meta, sync
from .task import TaskGroup, _UsableInThreads, disable_cancellation, spawn
from .traps import _future_wait

__all__ = ["AWAIT", "spawn_thread"]


class AsyncThread:
    """A thread that can be waited for and cancelled like a task. Made by `spawn_thread`."""

    def __init__(self, target=None, args=(), kwargs={}, daemon=False):
        self.target = target
        self.args = args
        self.kwargs = kwargs
        self.daemon = daemon
        self.terminated = False
        self.cancelled = False
        self.taskgroup = None
        self.joined = False
        self._request = self._new_request()
        self._answered = False
        self._terminate_evt = sync.UniversalEvent()
        self._coro_result = None
        self._coro_exc = None
        self._final_exc = None
        self._task = None

    def _new_request(self):
        request = Future()
        request._espalier_call = f"async thread: {getattr(self.target, '__qualname__', self.target)}"
        return request

    async def _coro_runner(self):
        """The task behind the thread."""
        while True:
            await disable_cancellation(_future_wait(self._request))
            coro = self._request.result()
            self._request = self._new_request()
            if not coro:
                break
            try:
                self._coro_result = await coro
                self._coro_exc = None
            except BaseException as error:
                self._coro_result = None
                self._coro_exc = error
            coro = None
            self._answered = True
        if self.taskgroup:
            await self.taskgroup._task_done(self)
            self.joined = True
        await self._terminate_evt.set()

    async def _func_runner(self):
        """The thread."""
        try:
            self._final_result = await suspendable.call(self.target, *self.args, **self.kwargs)
            self._final_exc = None
        except BaseException as error:
            self._final_result = None
            self._final_exc = error
            if not isinstance(error, errors.CancelledError):
                import logging

                log = logging.getLogger("curio.thread")
                log.warning("Unexpected exception in cancelled async thread", exc_info=True)
        finally:
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
        self._answered = False
        if self._coro_exc:
            raise self._coro_exc
        return self._coro_result

    async def join(self):
        """Waits for the thread to end; its value, or a `TaskError` caused by its exception."""
        await self.wait()
        self.joined = True
        if self.taskgroup:
            self.taskgroup._task_discard(self)
        if self._final_exc:
            raise errors.TaskError() from self._final_exc
        return self._final_result

    async def wait(self):
        """Waits for the thread to end."""
        await self._terminate_evt.wait()
        self.terminated = True

    def _must_be_over(self):
        if not self._terminate_evt.is_set():
            raise RuntimeError("Thread not terminated")

    @property
    def result(self):
        """The thread's value; raises its exception."""
        self._must_be_over()
        if self._final_exc:
            raise self._final_exc
        return self._final_result

    @property
    def exception(self):
        """The thread's exception, or `None`."""
        self._must_be_over()
        return self._final_exc

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
