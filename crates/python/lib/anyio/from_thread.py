"""anyio.from_thread: back into the loop from a worker thread, and portals into loops.

A worker thread is simulated: its functions can be suspended where they call something of this module
(`_espalier_suspendable`). Rules: `anyio/from_thread.py` of anyio 4.16.
"""

import math
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial

import _anyio
import _espalier_suspendable as suspendable
import _threads

from ._core._eventloop import get_backend_to_run, get_cancelled_exc_class
from ._core._exceptions import NoEventLoopError, RunFinishedError
from ._core._kinds import isawaitable
from ._core._synchronization import Event
from ._core._tasks import CancelScope, create_task_group
from .abc._tasks import TaskStatus
from .lowlevel import current_token

__all__ = ("BlockingPortal", "BlockingPortalProvider", "check_cancelled", "run", "run_sync", "start_blocking_portal")


def _this_thread():
    """What the running worker thread knows of its job, if anyio has started it."""
    job = _anyio.current_thread()
    if job is None:
        job = _threads.current()
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


# --- loops in threads of their own ---


class _LoopThread:
    """A thread that runs a loop, beside the program's own: it goes on while that one waits."""

    # Those that run, the latest last.
    running = []

    def __init__(self, backend, func, options, name):
        self._thread = suspendable.Thread(name or "Thread")
        self._loop = get_backend_to_run(backend).hold_run(func, options)
        _LoopThread.running.append(self)
        _tell_waiters()

    def rename(self, name):
        self._thread.name = name

    def next_time(self):
        """When its loop has something to do next: now, later or never."""
        return self._loop.next_time()

    def drive(self, is_over, until=None):
        """Goes on until `is_over()`, or until nothing is left to wait for up to `until`; without `until` it must come to that."""
        if self._loop.is_over():
            return
        try:
            suspendable.Job(None, self._thread).drive(self._loop.drive, is_over, until)
        finally:
            if self._loop.is_over():
                _LoopThread.running.remove(self)
                _tell_waiters()

    def join(self):
        """Goes on to the end, and the others beside it."""
        _go_on(self._loop.is_over)
        self.drive(lambda: False)


def _go_on(is_over, until=math.inf):
    """Lets the loops go on, in the order of time, until `is_over()` or up to `until`."""
    while not is_over():
        threads = sorted(_LoopThread.running, key=_LoopThread.next_time)
        if not threads or threads[0].next_time() >= until:
            break
        first, *others = threads
        limit = min([until, *(other.next_time() for other in others)])
        # One of the others may hear of something meanwhile.
        first.drive(lambda: is_over() or any(other.next_time() < limit for other in others), limit + _TIE)
    for thread in list(_LoopThread.running):
        if not is_over():
            thread.drive(is_over, until)


# Of two loops that wake at one instant, the first goes first.
_TIE = 1e-9


def _wait_beside(reply):
    """The program's thread waits for a reply; if nobody can give it, the loop that should have is told so."""
    _go_on(reply.done)
    for thread in list(_LoopThread.running):
        if not reply.done():
            thread.drive(reply.done)


def _tell_waiters():
    """The program's thread waits by sleeping, by being idle, or for a future; the loops hear of it."""
    running = bool(_LoopThread.running)
    _anyio.beside((lambda until, is_over: _go_on(is_over, until)) if running else None)
    Future._drive = staticmethod(_wait_beside) if running else None


@contextmanager
def start_blocking_portal(backend="asyncio", backend_options=None, *, name=None):
    """A portal into a new loop in a thread of its own."""
    opened = Future()

    async def run_portal():
        async with BlockingPortal() as portal:
            if name is None:
                thread.rename(f"{backend}-portal-{id(portal):x}")
            opened.set_result(portal)
            await portal.sleep_until_stopped()

    thread = _LoopThread(backend, run_portal, backend_options or {}, name)
    try:
        cancel_remaining = False
        try:
            _wait_beside(opened)
        except BaseException as error:
            if not opened.done():
                opened.set_exception(error)
        portal = opened.result()
        portal._thread = thread
        try:
            yield portal
        except BaseException:
            cancel_remaining = True
            raise
        finally:
            try:
                portal.call(portal.stop, cancel_remaining)
            except RuntimeError:
                pass
    finally:
        try:
            thread.join()
        except BaseException:
            pass  # it ends in its own thread


class BlockingPortalProvider:
    """One portal for all who are in the block at the same time."""

    def __init__(self, backend="asyncio", backend_options=None):
        self.backend, self.backend_options = backend, backend_options
        self._leases, self._portal_cm = 0, None

    def __enter__(self):
        if self._portal_cm is None:
            portal_cm = start_blocking_portal(self.backend, self.backend_options)
            self._portal = portal_cm.__enter__()
            self._portal_cm = portal_cm
        self._leases += 1
        return self._portal

    def __exit__(self, *error):
        self._leases -= 1
        if not self._leases:
            portal_cm, self._portal_cm = self._portal_cm, None
            del self._portal
            portal_cm.__exit__(*error)


# --- portals ---


class _PortalTaskStatus(TaskStatus):
    def __init__(self, future):
        self._future = future

    def started(self, value=None):
        self._future.set_result(value)


class BlockingPortal:
    """A group of tasks that other threads can add to."""

    def __init__(self):
        self._token = current_token()
        self._running = True
        # The thread that runs the loop, if it is not the program's own.
        self._thread = None
        self._stop_event = Event()
        self._task_group = create_task_group()

    async def __aenter__(self):
        await self._task_group.__aenter__()
        return self

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        await self.stop()
        return await self._task_group.__aexit__(exc_type, exc_val, exc_tb)

    def _in_its_loop(self):
        return self._token.backend_class.runs_here(self._token.native_token)

    def _check_running(self):
        if not self._running:
            raise RuntimeError("This portal is not running")
        if self._in_its_loop():
            raise RuntimeError("This method cannot be called from the event loop thread")

    async def sleep_until_stopped(self):
        """Waits until it is stopped."""
        await self._stop_event.wait()

    async def stop(self, cancel_remaining=False):
        """Takes no more calls; the tasks are cancelled, or go on to their ends."""
        self._running = False
        self._stop_event.set()
        if cancel_remaining:
            self._task_group.cancel_scope.cancel("the blocking portal is shutting down")

    def _run_soon(self, func, *args):
        try:
            self._token.backend_class.run_sync_soon(func, args, self._token.native_token)
        except RunFinishedError:
            pass  # nothing is left to be told

    async def _call_func(self, func, args, kwargs, future):
        def cancelled(future):
            if future.cancelled():
                if self._in_its_loop():
                    scope.cancel("the future was cancelled")
                else:
                    self._run_soon(scope.cancel, "the future was cancelled")

        try:
            value = func(*args, **kwargs)
            if isawaitable(value):
                with CancelScope() as scope:
                    future.add_done_callback(cancelled)
                    value = await value
        except get_cancelled_exc_class():
            future.cancel()
            future.set_running_or_notify_cancel()
        except BaseException as error:
            if future.set_running_or_notify_cancel():
                future.set_exception(error)
            if not isinstance(error, Exception):
                raise
        else:
            if future.set_running_or_notify_cancel():
                future.set_result(value)
        finally:
            scope = None

    def _begin_spawn(self, func, args, kwargs, name, future):
        start_soon = partial(self._task_group.start_soon, name=name)
        return _begin_run_sync(start_soon, (self._call_func, func, args, kwargs, future), self._token)

    def _begin_task(self, func, args, name):
        self._check_running()
        future = Future()
        return future, self._begin_spawn(func, args, {}, name, future)

    def start_task_soon(self, func, *args, name=None):
        """Calls a function in the loop, as a task if it is a coroutine function; a future for its value."""
        future, spawned = self._begin_task(func, args, name)
        self._wait(spawned)
        return future

    def call(self, func, *args):
        """Calls a function in the loop; its value."""
        return self._wait(self.start_task_soon(func, *args))

    def _begin_start(self, func, args, name):
        def task_done(future):
            if started.done():
                return
            if future.cancelled():
                started.cancel()
            elif future.exception():
                started.set_exception(future.exception())
            else:
                started.set_exception(RuntimeError("Task exited without calling task_status.started()"))

        self._check_running()
        started, future = Future(), Future()
        future.add_done_callback(task_done)
        status = {"task_status": _PortalTaskStatus(started)}
        return future, started, self._begin_spawn(func, args, status, name, future)

    def start_task(self, func, *args, name=None):
        """Starts a task and waits until it says that it has started; a future, and what it said."""
        future, started, spawned = self._begin_start(func, args, name)
        self._wait(spawned)
        return future, self._wait(started)

    def wrap_async_context_manager(self, cm):
        """An async context manager for `with`."""
        return _BlockingAsyncContextManager(cm, self)

    async def call_async(self, func, *args, abandon_on_cancel=False):
        """Calls a function in the portal's loop from another loop; its value."""
        self._check_running()
        source = current_token()
        event, future, cancellation = Event(), Future(), Future()

        async def run_call():
            with CancelScope() as scope:
                cancellation.add_done_callback(
                    lambda _: self._run_soon(scope.cancel, "the calling task was cancelled")
                )
                await self._call_func(func, args, {}, future)

        def tell_source(_):
            try:
                source.backend_class.run_sync_soon(event.set, (), source.native_token)
            except RunFinishedError:
                pass

        def spawn():
            try:
                self._task_group.start_soon(run_call)
            except BaseException as error:
                if not future.done():
                    future.set_exception(error)

        future.add_done_callback(tell_source)
        self._token.backend_class.run_sync_soon(spawn, (), self._token.native_token)
        try:
            await event.wait()
        except get_cancelled_exc_class():
            cancellation.cancel()
            if not abandon_on_cancel:
                with CancelScope(shield=True):
                    await event.wait()
                if not future.cancelled():
                    future.result()
            raise
        return future.result()

    def _wait(self, reply):
        if self._thread is not None and not reply.done():
            _wait_beside(reply)
        return _outside(reply)


async def _start_task_soon(self, func, *args, name=None):
    future, spawned = self._begin_task(func, args, name)
    await _in_thread(spawned)
    return future


async def _call(self, func, *args):
    return await _in_thread(await _start_task_soon(self, func, *args))


async def _start_task(self, func, *args, name=None):
    future, started, spawned = self._begin_start(func, args, name)
    await _in_thread(spawned)
    return future, await _in_thread(started)


suspendable.blocking(BlockingPortal.start_task_soon, _start_task_soon)
suspendable.blocking(BlockingPortal.call, _call)
suspendable.blocking(BlockingPortal.start_task, _start_task)


class _BlockingAsyncContextManager:
    """An async context manager whose block is in a thread."""

    def __init__(self, async_cm, portal):
        self._async_cm, self._portal = async_cm, portal
        self._error = None, None, None

    async def run_async_cm(self):
        """The task in which both ends of the block are."""
        try:
            self._exit_event = Event()
            value = await self._async_cm.__aenter__()
        except BaseException as error:
            self._entered.set_exception(error)
            raise
        self._entered.set_result(value)
        try:
            await self._exit_event.wait()
        finally:
            result = await self._async_cm.__aexit__(*self._error)
        return result

    def __enter__(self):
        self._entered = Future()
        self._left = self._portal.start_task_soon(self.run_async_cm)
        return self._portal._wait(self._entered)

    def __exit__(self, *error):
        self._error = error
        self._portal.call(self._exit_event.set)
        return self._portal._wait(self._left)


async def _enter(self):
    self._entered = Future()
    self._left = await _start_task_soon(self._portal, self.run_async_cm)
    return await _in_thread(self._entered)


async def _exit(self, *error):
    self._error = error
    await _call(self._portal, self._exit_event.set)
    return await _in_thread(self._left)


suspendable.blocking(_BlockingAsyncContextManager.__enter__, _enter)
suspendable.blocking(_BlockingAsyncContextManager.__exit__, _exit)
