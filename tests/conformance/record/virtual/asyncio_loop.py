"""asyncio under virtual time.

Owns: an event loop whose selector never waits but moves the clock, timers that fire in the order they were set
when they are due together, and task sets walked oldest first. All else of the loop is CPython's.
Must not know: trio.
"""

from __future__ import annotations

import asyncio
import itertools
import selectors
import warnings

from .clock import CLOCK, DIGITS, INFINITY
from .deadlock import wait_for_another_thread
from .order import OldestFirst
from .threads import THREADS


class VirtualSelector(selectors.SelectSelector):
    """Polls; where a real selector would wait until the next timer, it moves the clock there instead."""

    def select(self, timeout: float | None = None):
        THREADS.this_is_the_loop()
        THREADS.settle()
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is None and not THREADS.any_parked:
            return wait_for_another_thread(super().select)
        until = INFINITY if timeout is None else round(CLOCK.read() + timeout, DIGITS)
        if THREADS.next_wake < until:
            THREADS.wake_first()
            return super().select(0)
        CLOCK.move(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        super().__init__(VirtualSelector())
        self._clock_resolution = 10.0**-DIGITS

    def time(self) -> float:
        return CLOCK.read()

    def run_in_executor(self, executor, func, *args):
        return super().run_in_executor(executor, THREADS.gated(func), *args)


class TimerHandle(asyncio.TimerHandle):
    """Timers due together fire in the order they were set: on a real clock no two are due together."""

    __slots__ = ("_nth",)
    _numbers = itertools.count()

    def __init__(self, when, *args, **kwargs) -> None:
        super().__init__(round(when, DIGITS), *args, **kwargs)
        self._nth = next(self._numbers)

    def __lt__(self, other) -> bool:
        return (self._when, self._nth) < (other._when, other._nth)


class VirtualPolicy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self) -> VirtualLoop:
        return VirtualLoop()


def install() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        asyncio.set_event_loop_policy(VirtualPolicy())
    asyncio.events.TimerHandle = TimerHandle
    _walk_tasks_oldest_first()


def _walk_tasks_oldest_first() -> None:
    """`TaskGroup._tasks`, what `wait` returns, what `as_completed` starts, and `all_tasks` (whom `run` cancels)."""
    asyncio.tasks.set = asyncio.taskgroups.set = OldestFirst
    asyncio.tasks._scheduled_tasks.data = OldestFirst()
    real_all_tasks = asyncio.tasks.all_tasks

    def all_tasks(loop=None):
        live = real_all_tasks(loop)
        ages = [*asyncio.tasks._scheduled_tasks, *asyncio.tasks._eager_tasks]
        return OldestFirst(task for task in ages if task in live)

    asyncio.all_tasks = asyncio.tasks.all_tasks = all_tasks
