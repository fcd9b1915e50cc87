"""Primitives, as far as they are the same on both backends; and what stands in for them where no loop runs yet.

Owns: `Condition`, `ResourceGuard` and the adapters. Must not know: how a backend waits. Rules:
`anyio/_core/_synchronization.py` of anyio 4.16.
"""

import math
from collections import deque
from dataclasses import dataclass

from ..lowlevel import checkpoint_if_cancelled
from ._eventloop import get_async_backend
from ._exceptions import BusyResourceError, NoEventLoopError
from ._tasks import CancelScope
from ._testing import TaskInfo, get_current_task


@dataclass(frozen=True)
class EventStatistics:
    """Who waits for an event."""

    tasks_waiting: int


@dataclass(frozen=True)
class CapacityLimiterStatistics:
    """Who has and who waits for a limiter's tokens."""

    borrowed_tokens: int
    total_tokens: float
    borrowers: tuple
    tasks_waiting: int


@dataclass(frozen=True)
class LockStatistics:
    """Who has and who waits for a lock."""

    locked: bool
    owner: TaskInfo | None
    tasks_waiting: int


@dataclass(frozen=True)
class ConditionStatistics:
    """Who waits for a condition, and for its lock."""

    tasks_waiting: int
    lock_statistics: LockStatistics


@dataclass(frozen=True)
class SemaphoreStatistics:
    """Who waits for a semaphore."""

    tasks_waiting: int


class Event:
    """Something that happens once."""

    __slots__ = ("__weakref__",)

    def __new__(cls):
        try:
            backend = get_async_backend()
        except NoEventLoopError:
            return EventAdapter()
        return backend.create_event()

    def set(self):
        """Lets everybody go on who waits."""
        raise NotImplementedError

    def is_set(self):
        """Whether it has happened."""
        raise NotImplementedError

    async def wait(self):
        """Waits until it happens."""
        raise NotImplementedError

    def statistics(self):
        """Who waits."""
        raise NotImplementedError


class EventAdapter(Event):
    """An event made before a loop ran."""

    __slots__ = "_internal_event", "_is_set"

    def __new__(cls):
        return object.__new__(cls)

    def __init__(self):
        self._internal_event, self._is_set = None, False

    @property
    def _event(self):
        if self._internal_event is None:
            self._internal_event = get_async_backend().create_event()
            if self._is_set:
                self._internal_event.set()
        return self._internal_event

    def set(self):
        if self._internal_event is None:
            self._is_set = True
        else:
            self._event.set()

    def is_set(self):
        return self._is_set if self._internal_event is None else self._internal_event.is_set()

    async def wait(self):
        await self._event.wait()

    def statistics(self):
        if self._internal_event is None:
            return EventStatistics(tasks_waiting=0)
        return self._internal_event.statistics()


class Lock:
    """Held by one task at a time."""

    __slots__ = ("__weakref__",)

    def __new__(cls, *, fast_acquire=False):
        try:
            backend = get_async_backend()
        except NoEventLoopError:
            return LockAdapter(fast_acquire=fast_acquire)
        return backend.create_lock(fast_acquire=fast_acquire)

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        self.release()

    async def acquire(self):
        """Waits for the lock."""
        raise NotImplementedError

    def acquire_nowait(self):
        """Takes the lock; `WouldBlock` if it is not free."""
        raise NotImplementedError

    def release(self):
        """Hands the lock on."""
        raise NotImplementedError

    def locked(self):
        """Whether somebody holds it."""
        raise NotImplementedError

    def statistics(self):
        """Who holds it, and who waits."""
        raise NotImplementedError


class LockAdapter(Lock):
    """A lock made before a loop ran."""

    __slots__ = "_fast_acquire", "_internal_lock"

    def __new__(cls, *, fast_acquire=False):
        return object.__new__(cls)

    def __init__(self, *, fast_acquire=False):
        self._internal_lock, self._fast_acquire = None, fast_acquire

    @property
    def _lock(self):
        if self._internal_lock is None:
            self._internal_lock = get_async_backend().create_lock(fast_acquire=self._fast_acquire)
        return self._internal_lock

    async def __aenter__(self):
        await self._lock.acquire()

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        if self._internal_lock is not None:
            self._internal_lock.release()

    async def acquire(self):
        await self._lock.acquire()

    def acquire_nowait(self):
        self._lock.acquire_nowait()

    def release(self):
        self._lock.release()

    def locked(self):
        return self._internal_lock is not None and self._internal_lock.locked()

    def statistics(self):
        if self._internal_lock is None:
            return LockStatistics(False, None, 0)
        return self._internal_lock.statistics()


class Condition:
    """Lets a task wait, without the lock, until another says that something has changed."""

    __slots__ = "__weakref__", "_lock", "_waiters"

    def __init__(self, lock=None):
        self._lock = lock or Lock()
        self._waiters = deque()

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        self.release()

    def _check_acquired(self):
        if self._lock.statistics().owner != get_current_task():
            raise RuntimeError("The current task is not holding the underlying lock")

    async def acquire(self):
        """Waits for the lock."""
        await self._lock.acquire()

    def acquire_nowait(self):
        """Takes the lock; `WouldBlock` if it is not free."""
        self._lock.acquire_nowait()

    def release(self):
        """Hands the lock on."""
        self._lock.release()

    def locked(self):
        """Whether somebody holds the lock."""
        return self._lock.locked()

    def notify(self, n=1):
        """Wakes the first `n` that wait."""
        self._check_acquired()
        while n > 0 and self._waiters:
            self._waiters.popleft().set()
            n -= 1

    def notify_all(self):
        """Wakes all that wait."""
        self._check_acquired()
        for event in self._waiters:
            event.set()
        self._waiters.clear()

    async def wait(self):
        """Waits to be notified; then for the lock, come what may."""
        await checkpoint_if_cancelled()
        self._check_acquired()
        event = Event()
        self._waiters.append(event)
        self.release()
        try:
            await event.wait()
        except BaseException:
            if not event.is_set():
                self._waiters.remove(event)
            elif self._waiters:
                # Notified and cancelled at once: somebody else gets the notification.
                self._waiters.popleft().set()
            raise
        finally:
            with CancelScope(shield=True):
                await self.acquire()

    async def wait_for(self, predicate):
        """Waits until `predicate()` is true; its value."""
        while True:
            result = predicate()
            if result:
                return result
            await self.wait()

    def statistics(self):
        """Who waits, and the lock's statistics."""
        return ConditionStatistics(len(self._waiters), self._lock.statistics())


class Semaphore:
    """Lets so many in at a time."""

    __slots__ = "__weakref__", "_fast_acquire"

    def __new__(cls, initial_value, *, max_value=None, fast_acquire=False):
        try:
            backend = get_async_backend()
        except NoEventLoopError:
            return SemaphoreAdapter(initial_value, max_value=max_value)
        return backend.create_semaphore(initial_value, max_value=max_value, fast_acquire=fast_acquire)

    def __init__(self, initial_value, *, max_value=None, fast_acquire=False):
        if not isinstance(initial_value, int):
            raise TypeError("initial_value must be an integer")
        if initial_value < 0:
            raise ValueError("initial_value must be >= 0")
        if max_value is not None:
            if not isinstance(max_value, int):
                raise TypeError("max_value must be an integer or None")
            if max_value < initial_value:
                raise ValueError("max_value must be equal to or higher than initial_value")
        self._fast_acquire = fast_acquire

    async def __aenter__(self):
        await self.acquire()
        return self

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        self.release()

    async def acquire(self):
        """Waits to be let in."""
        raise NotImplementedError

    def acquire_nowait(self):
        """Goes in; `WouldBlock` if it is full."""
        raise NotImplementedError

    def release(self):
        """Goes out."""
        raise NotImplementedError

    @property
    def value(self):
        """How many can still go in."""
        raise NotImplementedError

    @property
    def max_value(self):
        """The most that `value` may become."""
        raise NotImplementedError

    def statistics(self):
        """Who waits."""
        raise NotImplementedError


class SemaphoreAdapter(Semaphore):
    """A semaphore made before a loop ran."""

    __slots__ = "_initial_value", "_internal_semaphore", "_max_value"

    def __new__(cls, initial_value, *, max_value=None, fast_acquire=False):
        return object.__new__(cls)

    def __init__(self, initial_value, *, max_value=None, fast_acquire=False):
        super().__init__(initial_value, max_value=max_value, fast_acquire=fast_acquire)
        self._internal_semaphore = None
        self._initial_value, self._max_value = initial_value, max_value

    @property
    def _semaphore(self):
        if self._internal_semaphore is None:
            self._internal_semaphore = get_async_backend().create_semaphore(
                self._initial_value, max_value=self._max_value, fast_acquire=self._fast_acquire
            )
        return self._internal_semaphore

    async def acquire(self):
        await self._semaphore.acquire()

    def acquire_nowait(self):
        self._semaphore.acquire_nowait()

    def release(self):
        self._semaphore.release()

    @property
    def value(self):
        return self._initial_value if self._internal_semaphore is None else self._semaphore.value

    @property
    def max_value(self):
        return self._max_value

    def statistics(self):
        if self._internal_semaphore is None:
            return SemaphoreStatistics(tasks_waiting=0)
        return self._semaphore.statistics()


class CapacityLimiter:
    """Has so many tokens; a borrower has at most one."""

    __slots__ = ("__weakref__",)

    def __new__(cls, total_tokens):
        try:
            backend = get_async_backend()
        except NoEventLoopError:
            return CapacityLimiterAdapter(total_tokens)
        return backend.create_capacity_limiter(total_tokens)

    async def __aenter__(self):
        raise NotImplementedError

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        raise NotImplementedError


class CapacityLimiterAdapter(CapacityLimiter):
    """A limiter made before a loop ran."""

    __slots__ = "_internal_limiter", "_total_tokens"

    def __new__(cls, total_tokens):
        return object.__new__(cls)

    def __init__(self, total_tokens):
        self._internal_limiter = None
        self.total_tokens = total_tokens

    @property
    def _limiter(self):
        if self._internal_limiter is None:
            self._internal_limiter = get_async_backend().create_capacity_limiter(self._total_tokens)
        return self._internal_limiter

    async def __aenter__(self):
        await self._limiter.__aenter__()

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        return await self._limiter.__aexit__(exc_type, exc_val, exc_tb)

    @property
    def total_tokens(self):
        return self._total_tokens if self._internal_limiter is None else self._internal_limiter.total_tokens

    @total_tokens.setter
    def total_tokens(self, value):
        if not isinstance(value, int) and not math.isinf(value):
            raise TypeError("total_tokens must be an int or math.inf")
        if value < 0:
            raise ValueError("total_tokens must be >= 0")
        if self._internal_limiter is None:
            self._total_tokens = value
        else:
            self._limiter.total_tokens = value

    @property
    def borrowed_tokens(self):
        return 0 if self._internal_limiter is None else self._internal_limiter.borrowed_tokens

    @property
    def available_tokens(self):
        return self._total_tokens if self._internal_limiter is None else self._internal_limiter.available_tokens

    def acquire_nowait(self):
        self._limiter.acquire_nowait()

    def acquire_on_behalf_of_nowait(self, borrower):
        self._limiter.acquire_on_behalf_of_nowait(borrower)

    async def acquire(self):
        await self._limiter.acquire()

    async def acquire_on_behalf_of(self, borrower):
        await self._limiter.acquire_on_behalf_of(borrower)

    def release(self):
        self._limiter.release()

    def release_on_behalf_of(self, borrower):
        self._limiter.release_on_behalf_of(borrower)

    def statistics(self):
        if self._internal_limiter is None:
            return CapacityLimiterStatistics(
                borrowed_tokens=0, total_tokens=self.total_tokens, borrowers=(), tasks_waiting=0
            )
        return self._internal_limiter.statistics()


class ResourceGuard:
    """Refuses a second task in its block."""

    __slots__ = "__weakref__", "_guarded", "action"

    def __init__(self, action="using"):
        self.action, self._guarded = action, False

    def __enter__(self):
        if self._guarded:
            raise BusyResourceError(self.action)
        self._guarded = True

    def __exit__(self, exc_type, exc_val, exc_tb):
        self._guarded = False
