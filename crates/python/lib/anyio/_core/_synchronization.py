"""Primitives, as far as they are the same on both backends; and what stands in for them where no loop runs yet.

Owns: `Condition`, `ResourceGuard` and the adapters. Must not know: how a backend waits. Rules:
`anyio/_core/_synchronization.py` of anyio 4.16.
"""

import math
from collections import deque

from ..lowlevel import checkpoint_if_cancelled
from ._eventloop import get_async_backend
from ._exceptions import BusyResourceError, NoEventLoopError
from ._tasks import CancelScope
from ._testing import get_current_task


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


class _MadeLater:
    """What stands in for a primitive: the backend's own is made when it must do something (`_make`)."""

    __slots__ = ()

    @property
    def _own(self):
        if self._made is None:
            self._made = self._make(get_async_backend())
        return self._made


class EventAdapter(_MadeLater, Event):
    """An event made before a loop ran."""

    __slots__ = "_is_set", "_made"

    def __new__(cls):
        return object.__new__(cls)

    def __init__(self):
        self._made, self._is_set = None, False

    def _make(self, backend):
        event = backend.create_event()
        if self._is_set:
            event.set()
        return event

    def is_set(self):
        return self._made.is_set() if self._made is not None else self._is_set

    def set(self):
        if self._made is not None:
            self._made.set()
        else:
            self._is_set = True

    async def wait(self):
        await self._own.wait()

    def statistics(self):
        from ._statistics import EventStatistics

        return EventStatistics(0) if self._made is None else self._made.statistics()


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


class LockAdapter(_MadeLater, Lock):
    """A lock made before a loop ran."""

    __slots__ = "_fast_acquire", "_made"

    def __new__(cls, *, fast_acquire=False):
        return object.__new__(cls)

    def __init__(self, *, fast_acquire=False):
        self._made, self._fast_acquire = None, fast_acquire

    def _make(self, backend):
        return backend.create_lock(fast_acquire=self._fast_acquire)

    async def __aenter__(self):
        await self._own.acquire()

    async def __aexit__(self, *error):
        if self._made is not None:
            self._made.release()

    def locked(self):
        return self._made is not None and self._made.locked()

    async def acquire(self):
        await self._own.acquire()

    def acquire_nowait(self):
        self._own.acquire_nowait()

    def release(self):
        self._own.release()

    def statistics(self):
        from ._statistics import LockStatistics

        return LockStatistics(False, None, 0) if self._made is None else self._made.statistics()


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
        self._wake(n)

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
        notified = Event()
        self._waiters.append(notified)
        self.release()
        try:
            await notified.wait()
        except BaseException:
            self._withdraw(notified)
            raise
        finally:
            with CancelScope(shield=True):
                await self.acquire()

    def _withdraw(self, event):
        """A task is cancelled that waits; if it was notified all the same, the next is in its place."""
        if event.is_set():
            self._wake(1)
        else:
            self._waiters.remove(event)

    def _wake(self, count):
        while count > 0 and self._waiters:
            self._waiters.popleft().set()
            count -= 1

    async def wait_for(self, predicate):
        """Waits until `predicate()` is true; its value."""
        while not (outcome := predicate()):
            await self.wait()
        return outcome

    def statistics(self):
        """Who waits, and the lock's statistics."""
        from ._statistics import ConditionStatistics

        return ConditionStatistics(len(self._waiters), self._lock.statistics())


class Semaphore:
    """Lets so many in at a time."""

    __slots__ = "__weakref__", "_fast_acquire"

    def __new__(cls, initial_value, *, max_value=None, fast_acquire=False):
        limits = {"max_value": max_value}
        try:
            backend = get_async_backend()
        except NoEventLoopError:
            return SemaphoreAdapter(initial_value, **limits)
        return backend.create_semaphore(initial_value, fast_acquire=fast_acquire, **limits)

    def __init__(self, initial_value, *, max_value=None, fast_acquire=False):
        self._fast_acquire = fast_acquire
        wrong = None
        if not isinstance(initial_value, int):
            wrong = TypeError("initial_value must be an integer")
        elif initial_value < 0:
            wrong = ValueError("initial_value must be >= 0")
        elif max_value is not None and not isinstance(max_value, int):
            wrong = TypeError("max_value must be an integer or None")
        elif max_value is not None and initial_value > max_value:
            wrong = ValueError("max_value must be equal to or higher than initial_value")
        if wrong:
            raise wrong

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


class SemaphoreAdapter(_MadeLater, Semaphore):
    """A semaphore made before a loop ran."""

    __slots__ = "_initial_value", "_made", "_max_value"

    def __new__(cls, initial_value, *, max_value=None, fast_acquire=False):
        return object.__new__(cls)

    def __init__(self, initial_value, *, max_value=None, fast_acquire=False):
        super().__init__(initial_value, max_value=max_value, fast_acquire=fast_acquire)
        self._made, self._initial_value, self._max_value = None, initial_value, max_value

    def _make(self, backend):
        limits = {"max_value": self._max_value, "fast_acquire": self._fast_acquire}
        return backend.create_semaphore(self._initial_value, **limits)

    @property
    def max_value(self):
        return self._max_value

    @property
    def value(self):
        return self._initial_value if self._made is None else self._made.value

    async def acquire(self):
        await self._own.acquire()

    def acquire_nowait(self):
        self._own.acquire_nowait()

    def release(self):
        self._own.release()

    def statistics(self):
        from ._statistics import SemaphoreStatistics

        return SemaphoreStatistics(0) if self._made is None else self._made.statistics()


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


class CapacityLimiterAdapter(_MadeLater, CapacityLimiter):
    """A limiter made before a loop ran."""

    __slots__ = "_made", "_total_tokens"

    def __new__(cls, total_tokens):
        return object.__new__(cls)

    def __init__(self, total_tokens):
        self._made = None
        self.total_tokens = total_tokens

    def _make(self, backend):
        return backend.create_capacity_limiter(self._total_tokens)

    async def __aenter__(self):
        await self._own.__aenter__()

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        return await self._own.__aexit__(exc_type, exc_val, exc_tb)

    @property
    def total_tokens(self):
        return self._total_tokens if self._made is None else self._made.total_tokens

    @total_tokens.setter
    def total_tokens(self, value):
        if not isinstance(value, int) and not math.isinf(value):
            raise TypeError("total_tokens must be an int or math.inf")
        if value < 0:
            raise ValueError("total_tokens must be >= 0")
        if self._made is None:
            self._total_tokens = value
        else:
            self._own.total_tokens = value

    @property
    def borrowed_tokens(self):
        return 0 if self._made is None else self._made.borrowed_tokens

    @property
    def available_tokens(self):
        return self._total_tokens if self._made is None else self._made.available_tokens

    def acquire_nowait(self):
        self._own.acquire_nowait()

    def acquire_on_behalf_of_nowait(self, borrower):
        self._own.acquire_on_behalf_of_nowait(borrower)

    async def acquire(self):
        await self._own.acquire()

    async def acquire_on_behalf_of(self, borrower):
        await self._own.acquire_on_behalf_of(borrower)

    def release(self):
        self._own.release()

    def release_on_behalf_of(self, borrower):
        self._own.release_on_behalf_of(borrower)

    def statistics(self):
        if self._made is None:
            from ._statistics import CapacityLimiterStatistics

            return CapacityLimiterStatistics(
                borrowed_tokens=0, total_tokens=self.total_tokens, borrowers=(), tasks_waiting=0
            )
        return self._made.statistics()


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
