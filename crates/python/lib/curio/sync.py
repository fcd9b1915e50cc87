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
    """Shows its state behind the usual `repr`: what `_facts` tells, in brackets."""

    def __repr__(self):
        return f"<{object.__repr__(self)[1:-1]}{self._state_text()}>"

    def _state_text(self):
        return f" [{','.join(self._facts())}]"


class _Flag(_Shown):
    """What is set or not."""

    def __init__(self, waiting):
        self._set, self._waiting = False, waiting

    def clear(self):
        self._set = False

    def is_set(self):
        return self._set

    def _facts(self):
        yield "set" if self._set else "unset"


class Event(_Flag):
    """Something that happens once; those who wait go on then."""

    def __init__(self):
        super().__init__(SchedBarrier())

    def _facts(self):
        yield from super()._facts()
        yield f"waiters:{len(self._waiting)}"

    async def set(self):
        self._set = True
        await self._waiting.wake()

    async def wait(self):
        if not self._set:
            await self._waiting.suspend("EVENT_WAIT")


class UniversalEvent(_Flag):
    """An event for tasks and threads."""

    def __init__(self):
        super().__init__({})  # futures, in the order of waiting

    def wait(self):
        blocked_until(self.is_set, "UniversalEvent.wait")

    @meta.awaitable(wait)
    async def wait(self):
        if not self._set:
            happened = Future()
            self._waiting[happened] = None
            try:
                await _future_wait(happened)
            finally:
                self._waiting.pop(happened, None)

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
    """What is acquired for a block, and released at its end."""

    async def __aenter__(self):
        await self.acquire()
        return self

    async def __aexit__(self, *error):
        await self.release()

    def _facts(self):
        yield "locked" if self.locked() else "unlocked"
        yield from self._details()

    def _details(self):
        yield f"waiters:{len(self._waiting)}"


class _Places(_LockBase):
    """So many places. Who finds none free stands in line, and is given the next that is left: it is never free between."""

    def __init__(self, free):
        self._value = free
        self._waiting = SchedFIFO()

    def locked(self):
        return self._value == 0

    async def _come_in(self, waits_as):
        if self._value > 0:
            self._value -= 1
        else:
            await self._waiting.suspend(waits_as)
        return True

    async def _leave(self):
        if not self._waiting:
            self._value += 1
        else:
            await self._waiting.wake()


class Lock(_Places):
    """For one task at a time, in the order of asking."""

    def __init__(self):
        super().__init__(1)

    async def acquire(self):
        return await self._come_in("LOCK_ACQUIRE")

    async def release(self):
        assert self.locked(), "Lock not acquired"
        await self._leave()


class Semaphore(_Places):
    """For as many tasks as it counts."""

    def __init__(self, value=1):
        super().__init__(value)

    value = property(lambda self: self._value, doc="How many may still come in.")

    def _details(self):
        yield f"value:{self._value}"
        yield from super()._details()

    async def acquire(self):
        return await self._come_in("SEMA_ACQUIRE")

    async def release(self):
        await self._leave()


class RLock(_LockBase):
    """A lock that the task which has it may acquire again."""

    def __init__(self):
        self._inner, self._holder, self._depth = Lock(), None, 0

    def locked(self):
        return self._depth > 0

    def _details(self):
        yield f"recursion:{self._depth}"

    async def acquire(self):
        task = await current_task()
        if task is not self._holder:
            await self._inner.acquire()
        self._holder = task
        self._depth += 1
        return True

    async def release(self):
        if not self._depth:
            raise RuntimeError("RLock is not locked")
        if self._holder is not await current_task():
            raise RuntimeError("RLock can only be released by the owner")
        self._depth -= 1
        if not self._depth:
            self._holder = None
            await self._inner.release()


class Condition(_LockBase):
    """A lock whose holders wait for each other's word."""

    def __init__(self, lock=None):
        self._waiting = SchedFIFO()
        self._lock = Lock() if lock is None else lock

    def locked(self):
        return self._lock.locked()

    def _only_locked(self, action):
        if not self.locked():
            raise RuntimeError(f"Can't {action} on unacquired lock")

    async def acquire(self):
        await self._lock.acquire()

    async def release(self):
        await self._lock.release()

    async def notify(self, n=1):
        self._only_locked("notify")
        await self._waiting.wake(n)

    async def notify_all(self):
        await self.notify(len(self._waiting))

    async def wait(self):
        self._only_locked("wait")
        await self.release()
        try:
            await self._waiting.suspend("COND_WAIT")
        finally:
            await self.acquire()

    async def wait_for(self, predicate):
        while not (result := predicate()):
            await self.wait()
        return result


class _Outcome(_Shown):
    """A value or exception that is not there yet, and the event of its coming."""

    def _not_yet(self, event):
        self._known, self._outcome = event, {"value": None, "exc": None}

    def is_set(self):
        return self._known.is_set()

    def _state_text(self):
        if not self.is_set():
            return ", not set"
        return "".join(f", {part}={content!r}" for part, content in self._outcome.items())

    def _unwrapped(self):
        if error := self._outcome["exc"]:
            raise error from None
        return self._outcome["value"]


class Result(_Outcome):
    """A value or exception that is not there yet."""

    def __init__(self):
        self._not_yet(Event())

    async def unwrap(self):
        await self._known.wait()
        return self._unwrapped()

    async def _becomes(self, part, content):
        self._outcome[part] = content
        await self._known.set()

    async def set_value(self, value):
        await self._becomes("value", value)

    async def set_exception(self, exc):
        await self._becomes("exc", exc)


class UniversalResult(_Outcome):
    """A result for tasks and threads."""

    def __init__(self):
        self._not_yet(UniversalEvent())

    def _becomes(self, part, content):
        self._outcome[part] = content
        self._known._happen()

    def unwrap(self):
        self._known.wait()
        return self._unwrapped()

    @meta.awaitable(unwrap)
    async def unwrap(self):
        await self._known.wait()
        return self._unwrapped()

    def set_value(self, value):
        self._becomes("value", value)

    @meta.awaitable(set_value)
    async def set_value(self, value):
        self._becomes("value", value)

    def set_exception(self, exc):
        self._becomes("exc", exc)

    @meta.awaitable(set_exception)
    async def set_exception(self, exc):
        self._becomes("exc", exc)


async def _universal_result_unwrap(result):
    await suspendable.until(result.is_set)
    return result._unwrapped()


suspendable.blocking(UniversalResult.unwrap, _universal_result_unwrap)
suspendable.blocking(UniversalResult.set_value, UniversalResult.set_value._asyncfunc)
suspendable.blocking(UniversalResult.set_exception, UniversalResult.set_exception._asyncfunc)
