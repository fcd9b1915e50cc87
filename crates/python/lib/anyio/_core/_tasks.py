"""Cancel scopes, timeouts, task groups and handles of tasks, as far as they are the same on both backends.

Owns: `TaskHandle` and the timeouts. Must not know: how a scope cancels. Rules: `anyio/_core/_tasks.py` of anyio 4.16.
"""

import math
from contextlib import contextmanager
from enum import Enum, auto

from ..abc._tasks import TaskGroup, TaskStatus
from ._eventloop import get_async_backend, get_cancelled_exc_class
from ._exceptions import TaskCancelled, TaskFailed, TaskNotFinished
from ._kinds import iscoroutine


class _IgnoredTaskStatus(TaskStatus):
    def started(self, value=None):
        pass


TASK_STATUS_IGNORED = _IgnoredTaskStatus()


class CancelScope:
    """A block that can be cancelled: by hand, or by a deadline. A backend makes its own."""

    __slots__ = ("__weakref__",)

    def __new__(cls, *, deadline=math.inf, shield=False):
        return get_async_backend().create_cancel_scope(shield=shield, deadline=deadline)

    def cancel(self, reason=None):
        """Cancels all that runs in the block."""
        raise NotImplementedError

    def __enter__(self):
        raise NotImplementedError

    def __exit__(self, exc_type, exc_val, exc_tb):
        raise NotImplementedError


@contextmanager
def fail_at(deadline, shield=False, reason=None):
    """A block that raises `TimeoutError` if it has not ended at `deadline`."""
    now = get_async_backend().current_time
    until = math.inf if deadline is None else deadline
    with get_async_backend().create_cancel_scope(deadline=until, shield=shield) as scope:
        yield scope
    if scope.cancelled_caught and now() >= scope.deadline:
        raise TimeoutError(reason) if reason else TimeoutError


@contextmanager
def fail_after(delay, shield=False, reason=None):
    """A block that raises `TimeoutError` if it has not ended after `delay` seconds."""
    now = get_async_backend().current_time
    deadline = math.inf if delay is None else now() + delay
    with fail_at(deadline, shield=shield, reason=reason) as scope:
        yield scope


def move_on_at(deadline, shield=False):
    """A scope that is cancelled at `deadline`."""
    deadline = math.inf if deadline is None else deadline
    return get_async_backend().create_cancel_scope(deadline=deadline, shield=shield)


def move_on_after(delay, shield=False):
    """A scope that is cancelled `delay` seconds after this call."""
    backend = get_async_backend()
    deadline = math.inf if delay is None else backend.current_time() + delay
    return backend.create_cancel_scope(deadline=deadline, shield=shield)


def current_effective_deadline():
    """The nearest deadline that counts for this task: `-inf` if it is cancelled, `inf` if there is none."""
    return get_async_backend().current_effective_deadline()


def create_task_group():
    """A new task group."""
    return get_async_backend().create_task_group()


class TaskHandle:
    """What spawning gives: the task's state and result, and a way to cancel it."""

    class Status(Enum):
        """How far the task is."""

        PENDING = auto()
        FINISHED = auto()
        CANCELLING = auto()
        CANCELLED = auto()
        FAILED = auto()

    __slots__ = (
        "__weakref__", "_cancel_scope", "_coro", "_exception", "_finished_event", "_name", "_return_value", "_start_value",
    )

    def __class_getitem__(cls, _item):
        return cls

    def __init__(self, coro, name, cancel_scope=None):
        backend = get_async_backend()
        self._coro = coro
        self._cancel_scope = backend.create_task_scope() if cancel_scope is None else cancel_scope
        self._finished_event = backend.create_event()
        self._exception = None
        if name is not None:
            self._name = str(name)
        else:
            self._name = coro.__qualname__ if iscoroutine(coro) else str(coro)

    async def _run_coro(self):
        with self._cancel_scope:
            try:
                self._return_value = await self._coro
            except BaseException as error:
                self._exception = error
                raise
            finally:
                self._finished_event.set()
                del self  # the task's exceptions must not hold their own handle

    def _coroutine(self):
        """`_run_coro`, called what the task's own coroutine is called."""
        coroutine = self._run_coro()
        qualname = getattr(self._coro, "__qualname__", None)
        if qualname is not None:
            coroutine.__qualname__ = qualname
        return coroutine

    def cancel(self):
        """Cancels the task, unless it has finished."""
        if not self._finished_event.is_set():
            self._cancel_scope.cancel()

    @property
    def coro(self):
        """The coroutine that the task runs."""
        return self._coro

    @property
    def status(self):
        """How far the task is."""
        status = TaskHandle.Status
        if not self._finished_event.is_set():
            return status.CANCELLING if self._cancel_scope.cancel_called else status.PENDING
        if self._exception is None:
            return status.FINISHED
        if isinstance(self._exception, get_cancelled_exc_class()):
            return status.CANCELLED
        return status.FAILED

    @property
    def name(self):
        """The task's name."""
        return self._name

    def _refuse_unfinished(self, status):
        if status is TaskHandle.Status.PENDING:
            raise TaskNotFinished("the task has not finished yet")
        if status is TaskHandle.Status.CANCELLING:
            raise TaskCancelled("the task was cancelled")
        if status is TaskHandle.Status.CANCELLED:
            raise TaskCancelled("the task was cancelled") from self._exception

    @property
    def exception(self):
        """The exception with which the task ended, or `None`."""
        status = self.status
        self._refuse_unfinished(status)
        return self._exception if status is TaskHandle.Status.FAILED else None

    @property
    def return_value(self):
        """The task's value; raises if there is none."""
        status = self.status
        self._refuse_unfinished(status)
        if status is TaskHandle.Status.FAILED:
            raise TaskFailed("the task raised an exception") from self._exception
        return self._return_value

    @property
    def start_value(self):
        """What the task gave to `task_status.started()`."""
        try:
            return self._start_value
        except AttributeError:
            raise RuntimeError("the task was not started with TaskGroup.start()") from None

    async def wait(self):
        """Waits for the end of the task, however it ends."""
        await self._finished_event.wait()

    def __await__(self):
        yield from self._finished_event.wait().__await__()
        return self.return_value

    def __repr__(self):
        return f"<{self.__class__.__name__} {self.status.name.lower()} name={self._name!r} coro={self._coro!r}>"
