"""trio under virtual time.

Owns: `trio.run` on a MockClock that jumps, batches stepped first in first out (one of the two orders trio draws),
and what trio leaves to memory addresses put in order of age. All else is trio's.
Must not know: asyncio.
"""

from __future__ import annotations

import itertools

import trio
import trio.testing
from trio._core import _run, _thread_cache

from .clock import CLOCK, DIGITS, INFINITY
from .deadlock import wait_for_another_thread
from .order import NewestFirst, OldestFirst
from .threads import THREADS


class FirstInFirstOut:
    """Stands in for trio's generator: a batch is popped from its end and reversed when the draw is below 1/2."""

    def random(self) -> float:
        return 0.0

    def uniform(self, low: float, high: float) -> float:
        return low

    def shuffle(self, items: list) -> None:
        pass


def install() -> None:
    _run._r = FirstInFirstOut()
    # Equal deadlines, and tasks that wait for all others to block, are told apart by id(): count instead.
    numbers = itertools.count()
    _run.id = lambda _: next(numbers)
    _remember_order(trio.Event, "_tasks", OldestFirst)
    _remember_order(trio.MemorySendChannel, "_tasks", OldestFirst)
    _remember_order(trio.MemoryReceiveChannel, "_tasks", OldestFirst)
    _remember_order(_run.CancelStatus, "_tasks", OldestFirst)
    _remember_order(_run.CancelStatus, "_children", NewestFirst)  # recalculate() pops them off the end of a list
    _take_threads_in_turn()
    _run_on_virtual_clock()


def _remember_order(cls: type, attribute: str, ordered: type) -> None:
    real_init = cls.__init__

    def init(self, *args, **kwargs) -> None:
        real_init(self, *args, **kwargs)
        setattr(self, attribute, ordered(getattr(self, attribute)))

    cls.__init__ = init


def _take_threads_in_turn() -> None:
    real_get_events = _run.TheIOManager.get_events
    real_start = _thread_cache.ThreadCache.start_thread_soon
    real_autojump = trio.testing.MockClock._autojump

    def get_events(self, timeout):
        THREADS.settle()
        return real_get_events(self, timeout)

    def start_thread_soon(self, job, *args):
        return real_start(self, THREADS.gated(job), *args)

    def autojump(self) -> None:
        deadlines = _run.GLOBAL_RUN_CONTEXT.runner.deadlines
        until = round(deadlines.next_deadline(), DIGITS)
        if THREADS.next_wake < until:
            THREADS.wake_first()
        elif until == INFINITY:
            io_manager = _run.GLOBAL_RUN_CONTEXT.runner.io_manager
            # The kernel tells of each only once, so the loop, which polls next, would not hear of it.
            io_manager.process_events(wait_for_another_thread(io_manager.get_events))
        else:
            real_autojump(self)

    _run.TheIOManager.get_events = get_events
    _thread_cache.ThreadCache.start_thread_soon = start_thread_soon
    trio.testing.MockClock._autojump = autojump


def _run_on_virtual_clock() -> None:
    real_run = trio.run

    def run(async_fn, *args, **options):
        THREADS.this_is_the_loop()
        clock = options.setdefault("clock", trio.testing.MockClock(autojump_threshold=0))
        clock._real_clock = lambda: 0.0  # it took time.perf_counter, which now asks this very clock
        CLOCK.follow(clock.current_time, clock.jump)
        return real_run(async_fn, *args, **options)

    trio.run = run
