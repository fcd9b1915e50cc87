"""anyio on trio: everything is trio's own, under anyio's names and with anyio's errors.

Owns: what anyio does otherwise than trio: handles, errors' texts, groups of cancellations. Must not know: how trio does
anything. Rules: `anyio/_backends/_trio.py` of anyio 4.16.
"""

import math
from collections.abc import Awaitable, Coroutine
from contextvars import copy_context
from functools import partial, wraps

import _trio
import trio
from _threads import current as current_thread_job
from _weakref import ref
from trio import _threads
from trio._local import RunVar

from .._core._exceptions import RunFinishedError, WouldBlock
from .._core._synchronization import (
    CapacityLimiter as BaseCapacityLimiter, Event as BaseEvent, Lock as BaseLock, Semaphore as BaseSemaphore,
)
from .._core._tasks import CancelScope as BaseCancelScope, TaskHandle
from .._core._testing import TaskInfo
from ..abc._tasks import TaskGroup as BaseTaskGroup, TaskStatus, call_for_coroutine, get_callable_name, get_coro_name


def _as_coroutine_function(func):
    """`func`, whose awaitable becomes a coroutine, which trio insists on."""

    @wraps(func)
    def wrapper(*args, **kwargs):
        awaitable = func(*args, **kwargs)
        if isinstance(awaitable, Coroutine) or not isinstance(awaitable, Awaitable):
            return awaitable

        @wraps(func)
        async def inner():
            return await awaitable

        return inner()

    return wrapper


# --- cancel scopes ---


class CancelScope(BaseCancelScope):
    """trio's scope."""

    __slots__ = ("_original",)

    def __new__(cls, original=None, **kwargs):
        return object.__new__(cls)

    def __init__(self, original=None, **kwargs):
        self._original = trio.CancelScope(**kwargs) if original is None else original

    def __enter__(self):
        self._original.__enter__()
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        return self._original.__exit__(exc_type, exc_val, exc_tb)

    def cancel(self, reason=None):
        self._original.cancel(reason)

    @property
    def deadline(self):
        """When it cancels itself."""
        return self._original.deadline

    @deadline.setter
    def deadline(self, value):
        self._original.deadline = value

    @property
    def cancel_called(self):
        """Whether it was cancelled."""
        return self._original.cancel_called

    @property
    def cancelled_caught(self):
        """Whether it caught its own cancellation."""
        return self._original.cancelled_caught

    @property
    def shield(self):
        """Whether cancellation from outside stops here."""
        return self._original.shield

    @shield.setter
    def shield(self, value):
        self._original.shield = value


# --- task groups ---

_nothing_yet = object()


class _TrioTaskStatus(TaskStatus):
    # A plain function may call `started` before there is a coroutine.
    early_start_value = _nothing_yet
    real_task_status = None

    def started(self, value=None):
        if self.real_task_status is not None:
            self.real_task_status.started(value)
            return
        if self.early_start_value is not _nothing_yet:
            raise RuntimeError("called 'started' twice on the same task status")
        self.early_start_value = value


class TaskGroup(BaseTaskGroup):
    """trio's nursery."""

    def __init__(self):
        self._entered = self._active = False
        self._nursery_manager = _trio.open_task_group()
        self.cancel_scope = None

    async def __aenter__(self):
        if self._entered:
            raise RuntimeError("TaskGroup cannot be entered more than once")
        self._entered = self._active = True
        self._nursery = await self._nursery_manager.__aenter__()
        self.cancel_scope = CancelScope(self._nursery.cancel_scope)
        return self

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        try:
            return await self._nursery_manager.__aexit__(exc_type, exc_val, exc_tb)
        except BaseExceptionGroup as group:
            if not group.split(trio.Cancelled)[1]:
                raise trio.Cancelled._create() from group
            raise
        finally:
            del exc_val, exc_tb
            self._active = False

    def _check_active(self, coro=None):
        if not self._active:
            if coro is not None:
                coro.close()
            raise RuntimeError("This task group is not active; no new tasks can be started.")

    def create_task(self, coro, *, name=None, context=None):
        if not isinstance(coro, Coroutine):
            raise TypeError(f"expected a coroutine, got {coro.__class__.__qualname__}")
        self._check_active(coro)
        handle = TaskHandle(coro, get_coro_name(coro, name))
        spawn = partial(self._nursery.start_soon, handle._coroutine, name=handle.name)
        if context is None:
            spawn()
        else:
            context.run(spawn)
        return handle

    async def start(self, func, *args, name=None, return_handle=False):
        handle = None

        async def begin(*, task_status):
            nonlocal handle
            status = _TrioTaskStatus()
            coro = call_for_coroutine(func, args, task_status=status)
            if status.early_start_value is not _nothing_yet:
                task_status.started(status.early_start_value)
            else:
                status.real_task_status = task_status
            handle = TaskHandle(coro, name)
            await handle._run_coro()

        self._check_active()
        name = get_callable_name(func, name)
        begin.__qualname__ = getattr(func, "__qualname__", begin.__qualname__)
        start_value = await self._nursery.start(begin, name=name)
        if not return_handle:
            return start_value
        handle._start_value = start_value
        return handle


# --- synchronization ---


class Event(BaseEvent):
    """trio's event."""

    __slots__ = ("_original",)

    def __new__(cls):
        return object.__new__(cls)

    def __init__(self):
        self._original = trio.Event()

    def set(self):
        self._original.set()

    def is_set(self):
        return self._original.is_set()

    async def wait(self):
        return await self._original.wait()

    def statistics(self):
        from .._core._statistics import EventStatistics

        return EventStatistics(tasks_waiting=self._original.statistics().tasks_waiting)


def _say_as_anyio(error):
    if error.args == ("attempt to re-acquire an already held Lock",):
        error.args = ("Attempted to acquire an already held Lock",)


class Lock(BaseLock):
    """trio's lock."""

    __slots__ = "_fast_acquire", "_original"

    def __new__(cls, *, fast_acquire=False):
        return object.__new__(cls)

    def __init__(self, *, fast_acquire=False):
        self._fast_acquire, self._original = fast_acquire, trio.Lock()

    async def acquire(self):
        try:
            if self._fast_acquire:
                await _trio.checkpoint_if_cancelled()
                try:
                    self._original.acquire_nowait()
                    return
                except trio.WouldBlock:
                    pass
            await self._original.acquire()
        except RuntimeError as error:
            _say_as_anyio(error)
            raise

    def acquire_nowait(self):
        try:
            self._original.acquire_nowait()
        except trio.WouldBlock:
            raise WouldBlock from None
        except RuntimeError as error:
            _say_as_anyio(error)
            raise

    def locked(self):
        return self._original.locked()

    def release(self):
        self._original.release()

    def statistics(self):
        from .._core._statistics import LockStatistics

        original = self._original.statistics()
        owner = TrioTaskInfo(original.owner) if original.owner else None
        return LockStatistics(original.locked, owner, original.tasks_waiting)


class Semaphore(BaseSemaphore):
    """trio's semaphore."""

    __slots__ = ("_original",)

    def __new__(cls, initial_value, *, max_value=None, fast_acquire=False):
        return object.__new__(cls)

    def __init__(self, initial_value, *, max_value=None, fast_acquire=False):
        super().__init__(initial_value, max_value=max_value, fast_acquire=fast_acquire)
        self._original = trio.Semaphore(initial_value, max_value=max_value)

    async def acquire(self):
        if self._fast_acquire:
            await _trio.checkpoint_if_cancelled()
            try:
                self._original.acquire_nowait()
                return
            except trio.WouldBlock:
                pass
        await self._original.acquire()

    def acquire_nowait(self):
        try:
            self._original.acquire_nowait()
        except trio.WouldBlock:
            raise WouldBlock from None

    def release(self):
        self._original.release()

    @property
    def value(self):
        return self._original.value

    @property
    def max_value(self):
        return self._original.max_value

    def statistics(self):
        from .._core._statistics import SemaphoreStatistics

        return SemaphoreStatistics(self._original.statistics().tasks_waiting)


class CapacityLimiter(BaseCapacityLimiter):
    """trio's limiter."""

    __slots__ = ("_original",)

    def __new__(cls, total_tokens=None, *, original=None):
        return object.__new__(cls)

    def __init__(self, total_tokens=None, *, original=None):
        self._original = trio.CapacityLimiter(total_tokens) if original is None else original

    async def __aenter__(self):
        return await self._original.__aenter__()

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        await self._original.__aexit__(exc_type, exc_val, exc_tb)

    @property
    def total_tokens(self):
        return self._original.total_tokens

    @total_tokens.setter
    def total_tokens(self, value):
        self._original.total_tokens = value

    @property
    def borrowed_tokens(self):
        return self._original.borrowed_tokens

    @property
    def available_tokens(self):
        return self._original.available_tokens

    def acquire_nowait(self):
        try:
            self._original.acquire_nowait()
        except trio.WouldBlock:
            raise WouldBlock from None

    def acquire_on_behalf_of_nowait(self, borrower):
        try:
            self._original.acquire_on_behalf_of_nowait(borrower)
        except trio.WouldBlock:
            raise WouldBlock from None

    async def acquire(self):
        await self._original.acquire()

    async def acquire_on_behalf_of(self, borrower):
        await self._original.acquire_on_behalf_of(borrower)

    def release(self):
        return self._original.release()

    def release_on_behalf_of(self, borrower):
        return self._original.release_on_behalf_of(borrower)

    def statistics(self):
        from .._core._statistics import CapacityLimiterStatistics

        original = self._original.statistics()
        return CapacityLimiterStatistics(
            borrowed_tokens=original.borrowed_tokens,
            total_tokens=original.total_tokens,
            borrowers=tuple(original.borrowers),
            tasks_waiting=original.tasks_waiting,
        )


_default_thread_limiter = RunVar("_capacity_limiter_wrapper")


# --- threads ---


def _in_thread(token, func, *args):
    return func(*args)


async def _in_suspendable_thread(token, func, *args):
    # Who asks in this thread hears that anyio has started it.
    job = current_thread_job()
    job.backend_class, job.native_token = TrioBackend, token
    return await _threads.suspendable.call(func, *args)


_threads.suspendable.blocking(_in_thread, _in_suspendable_thread)


class _Reply:
    """What a thread waits for that has given the loop something to do."""

    __slots__ = ("_message",)

    def __init__(self, message):
        self._message = message

    def done(self):
        return self._message.done()

    def result(self):
        try:
            return self._message.unwrap()
        except trio.RunFinishedError:
            raise RunFinishedError from None


def _send(message, token):
    try:
        _threads._send(message, token)
    except trio.RunFinishedError:
        raise RunFinishedError from None
    return _Reply(message)


# --- testing and debugging ---


class TrioTaskInfo(TaskInfo):
    """What a task is, on trio."""

    def __init__(self, task):
        nursery = task.parent_nursery
        parent_id = id(nursery.parent_task) if nursery and nursery.parent_task else None
        super().__init__(id(task), parent_id, task.name, task.coro)
        self._task = ref(task)

    def has_pending_cancellation(self):
        task = self._task()
        return task is not None and _trio.effectively_cancelled(task)


# --- the backend ---


class TrioBackend:
    """All that anyio asks of trio."""

    @classmethod
    def run(cls, func, args, kwargs, options):
        return trio.run(_as_coroutine_function(func), *args, **options)

    @classmethod
    def hold_run(cls, func, options):
        """A run that another thread drives."""
        return _trio.hold_run(_as_coroutine_function(func), **options)

    @classmethod
    def current_token(cls):
        return _trio.current_trio_token()

    @classmethod
    def current_time(cls):
        return trio.current_time()

    @classmethod
    def cancelled_exception_class(cls):
        return trio.Cancelled

    @classmethod
    async def checkpoint(cls):
        await _trio.checkpoint()

    @classmethod
    async def checkpoint_if_cancelled(cls):
        await _trio.checkpoint_if_cancelled()

    @classmethod
    async def cancel_shielded_checkpoint(cls):
        await _trio.cancel_shielded_checkpoint()

    @classmethod
    async def sleep(cls, delay):
        await trio.sleep(delay)

    @classmethod
    def create_cancel_scope(cls, *, deadline=math.inf, shield=False):
        return CancelScope(deadline=deadline, shield=shield)

    @classmethod
    def create_task_scope(cls):
        """The scope that every child has for itself; nothing is told of it."""
        return CancelScope(_trio.unrecorded_scope())

    @classmethod
    def current_effective_deadline(cls):
        return trio.current_effective_deadline()

    create_task_group = TaskGroup
    create_event = Event
    create_lock = Lock
    create_semaphore = Semaphore
    create_capacity_limiter = CapacityLimiter

    @classmethod
    async def run_sync_in_worker_thread(cls, func, args, abandon_on_cancel=False, limiter=None):
        work = partial(_in_thread, cls.current_token(), func, *args)
        # trio tells these names: in the thread's own, and in errors.
        work.__name__, work.__qualname__ = "wrapper", "TrioBackend.run_sync_in_worker_thread.<locals>.wrapper"
        shown = getattr(func, "__qualname__", None) or repr(func)
        return await _threads.run_sync(work, abandon_on_cancel=abandon_on_cancel, limiter=limiter, shown=shown)

    @classmethod
    def check_cancelled(cls):
        _threads.from_thread_check_cancelled()

    @classmethod
    def run_async_from_thread(cls, func, args, token):
        """Has the loop run a coroutine function; a reply for whoever waits in the thread."""
        return _send(_threads._Run(func, args), token)

    @classmethod
    def run_sync_from_thread(cls, func, args, token):
        """Has the loop call a function; a reply for whoever waits in the thread."""
        return _send(_threads._RunSync(func, args), token)

    @classmethod
    def run_sync_soon(cls, func, args, token):
        try:
            token.run_sync_soon(copy_context().run, func, *args)
        except trio.RunFinishedError:
            raise RunFinishedError from None

    @classmethod
    def current_default_thread_limiter(cls):
        try:
            return _default_thread_limiter.get()
        except LookupError:
            limiter = CapacityLimiter(original=_threads.current_default_thread_limiter())
            _default_thread_limiter.set(limiter)
            return limiter

    @classmethod
    def runs_here(cls, token):
        """Whether this code runs in the loop that a token stands for, and not in a thread."""
        return _trio.in_trio_run() and _trio.current_trio_token() is token

    @classmethod
    def get_current_task(cls):
        return TrioTaskInfo(_trio.current_task())

    @classmethod
    def get_running_tasks(cls):
        root = _trio.current_root_task()
        infos, nurseries = [TrioTaskInfo(root)], root.child_nurseries
        while nurseries:
            tasks = [task for nursery in nurseries for task in nursery.child_tasks]
            infos += map(TrioTaskInfo, tasks)
            nurseries = [nursery for task in tasks for nursery in task.child_nurseries]
        return infos

    @classmethod
    async def wait_all_tasks_blocked(cls):
        await _trio.wait_all_tasks_blocked()


backend_class = TrioBackend
