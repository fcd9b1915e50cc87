"""Synchronisation between tasks, and the universal kinds that threads share.

Owns: events, locks, semaphores, conditions, results. Rules: `curio/sync.py`. Must not know: how tasks wait (`sched`) and
how threads are simulated, but for which calls block (`_espalier_suspendable`).
"""

import threading
from concurrent.futures import Future

import _espalier_suspendable as suspendable

from . import meta
from ._foreign import blocked_until
from .sched import SchedBarrier, SchedFIFO
from .task import _UsableInThreads, current_task
from .traps import _future_wait

__all__ = ["Event", "UniversalEvent", "Lock", "RLock", "Semaphore", "Condition", "Result", "UniversalResult"]


class _Shown:
    """Shows its state behind the usual `repr`."""

    def __repr__(self):
        return f"<{object.__repr__(self)[1:-1]}{self._state_text()}>"


class Event(_Shown):
    """Something that happens once; those who wait go on then."""

    def __init__(self):
        self._set = False
        self._waiting = SchedBarrier()

    def _state_text(self):
        return f" [{'set' if self._set else 'unset'},waiters:{len(self._waiting)}]"

    def is_set(self):
        return self._set

    def clear(self):
        self._set = False

    async def wait(self):
        if not self._set:
            await self._waiting.suspend("EVENT_WAIT")

    async def set(self):
        self._set = True
        await self._waiting.wake()


class UniversalEvent(_Shown):
    """An event for tasks and threads."""

    def __init__(self):
        self._set = False
        self._waiting = {}  # futures, in the order of waiting

    def _state_text(self):
        return f" [{'set' if self._set else 'unset'}]"

    def is_set(self):
        return self._set

    def clear(self):
        self._set = False

    def wait(self):
        blocked_until(self.is_set, "UniversalEvent.wait")

    @meta.awaitable(wait)
    async def wait(self):
        if self._set:
            return
        future = Future()
        self._waiting[future] = None
        try:
            await _future_wait(future)
        finally:
            self._waiting.pop(future, None)

    def _happen(self):
        if self._set:
            return
        self._set = True
        waiting, self._waiting = self._waiting, {}
        for future in waiting:
            if not future.done():
                future.set_result(True)

    def set(self):
        self._happen()

    @meta.awaitable(set)
    async def set(self):
        self._happen()


async def _universal_event_wait(event):
    await suspendable.until(event.is_set)


async def _universal_event_set(event):
    event._happen()


suspendable.blocking(UniversalEvent.wait, _universal_event_wait)
suspendable.blocking(UniversalEvent.set, _universal_event_set)


class _LockBase(_UsableInThreads, _Shown):
    async def __aenter__(self):
        await self.acquire()
        return self

    async def __aexit__(self, exc_type, exc, tb):
        await self.release()

    def _locked_text(self):
        return "locked" if self.locked() else "unlocked"


class Lock(_LockBase):
    """For one task at a time, in the order of asking."""

    def __init__(self):
        self._acquired = False
        self._waiting = SchedFIFO()

    def _state_text(self):
        return f" [{self._locked_text()},waiters:{len(self._waiting)}]"

    async def acquire(self):
        if self._acquired:
            await self._waiting.suspend("LOCK_ACQUIRE")
        self._acquired = True
        return True

    async def release(self):
        assert self._acquired, "Lock not acquired"
        if self._waiting:
            # It is handed over, and was never free.
            await self._waiting.wake()
        else:
            self._acquired = False

    def locked(self):
        return self._acquired


class RLock(_LockBase):
    """A lock that its owner may acquire again."""

    def __init__(self):
        self._lock = Lock()
        self._owner = None
        self._count = 0

    def _state_text(self):
        return f" [{self._locked_text()},recursion:{self._count}]"

    async def acquire(self):
        me = await current_task()
        if self._owner is not me:
            await self._lock.acquire()
            self._owner = me
        self._count += 1
        return True

    async def release(self):
        if not self.locked():
            raise RuntimeError("RLock is not locked")
        if await current_task() is not self._owner:
            raise RuntimeError("RLock can only be released by the owner")
        self._count -= 1
        if self._count == 0:
            await self._lock.release()
            self._owner = None

    def locked(self):
        return self._count > 0


class Semaphore(_LockBase):
    """For as many tasks as it counts."""

    def __init__(self, value=1):
        self._value = value
        self._waiting = SchedFIFO()

    def _state_text(self):
        return f" [{self._locked_text()},value:{self._value},waiters:{len(self._waiting)}]"

    @property
    def value(self):
        return self._value

    async def acquire(self):
        if self._value > 0:
            self._value -= 1
        else:
            await self._waiting.suspend("SEMA_ACQUIRE")
        return True

    async def release(self):
        if self._waiting:
            await self._waiting.wake()
        else:
            self._value += 1

    def locked(self):
        return self._value == 0


class Condition(_LockBase):
    """A lock whose holders wait for each other's word."""

    def __init__(self, lock=None):
        self._lock = Lock() if lock is None else lock
        self._waiting = SchedFIFO()

    def _state_text(self):
        return f" [{self._locked_text()},waiters:{len(self._waiting)}]"

    def locked(self):
        return self._lock.locked()

    async def acquire(self):
        await self._lock.acquire()

    async def release(self):
        await self._lock.release()

    async def wait(self):
        if not self.locked():
            raise RuntimeError("Can't wait on unacquired lock")
        await self.release()
        try:
            await self._waiting.suspend("COND_WAIT")
        finally:
            await self.acquire()

    async def wait_for(self, predicate):
        while not (result := predicate()):
            await self.wait()
        return result

    async def notify(self, n=1):
        if not self.locked():
            raise RuntimeError("Can't notify on unacquired lock")
        await self._waiting.wake(n)

    async def notify_all(self):
        await self.notify(len(self._waiting))


class _ResultBase(_Shown):
    def __init__(self):
        self._evt = self._event_class()
        self._value = None
        self._exc = None

    def _state_text(self):
        return f", value={self._value!r}, exc={self._exc!r}" if self._evt.is_set() else ", not set"

    def is_set(self):
        return self._evt.is_set()

    def _unwrapped(self):
        if self._exc:
            raise self._exc from None
        return self._value


class Result(_ResultBase):
    """A value or exception that is not there yet."""

    _event_class = Event

    async def unwrap(self):
        await self._evt.wait()
        return self._unwrapped()

    async def set_value(self, value):
        self._value = value
        await self._evt.set()

    async def set_exception(self, exc):
        self._exc = exc
        await self._evt.set()


class UniversalResult(_ResultBase):
    """A result for tasks and threads."""

    _event_class = UniversalEvent

    def unwrap(self):
        self._evt.wait()
        return self._unwrapped()

    @meta.awaitable(unwrap)
    async def unwrap(self):
        await self._evt.wait()
        return self._unwrapped()

    def set_value(self, value):
        self._value = value
        self._evt._happen()

    @meta.awaitable(set_value)
    async def set_value(self, value):
        self._value = value
        self._evt._happen()

    def set_exception(self, exc):
        self._exc = exc
        self._evt._happen()

    @meta.awaitable(set_exception)
    async def set_exception(self, exc):
        self._exc = exc
        self._evt._happen()


async def _universal_result_unwrap(result):
    await suspendable.until(result.is_set)
    return result._unwrapped()


suspendable.blocking(UniversalResult.unwrap, _universal_result_unwrap)
suspendable.blocking(UniversalResult.set_value, UniversalResult.set_value._asyncfunc)
suspendable.blocking(UniversalResult.set_exception, UniversalResult.set_exception._asyncfunc)
