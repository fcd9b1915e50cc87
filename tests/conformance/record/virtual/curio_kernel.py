"""curio under virtual time.

Owns: a kernel whose selector never waits but moves the clock, deadlines that come in the order they were set when they
are equal, sets of tasks walked oldest first, and threads in turn. All else is curio's.
Must not know: asyncio or trio.
"""

from __future__ import annotations

import itertools
import selectors

import curio
import curio.sched
import curio.sync
import curio.task
import curio.thread
import curio.timequeue
import curio.workers

from .clock import CLOCK, DIGITS, INFINITY
from .deadlock import wait_for_another_thread
from .order import OldestFirst
from .threads import THREADS


class VirtualSelector(selectors.SelectSelector):
    """Polls; where a real selector would wait until the next deadline, it moves the clock there instead."""

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
        CLOCK.move_no_less(timeout)
        return []


class Numbered(tuple):
    """What a deadline is for; of two with one deadline the one that was set first is less."""

    number: int

    def __lt__(self, other) -> bool:
        return self.number < other.number


def install() -> None:
    # Tasks in a group or waiting for an event, futures behind a universal event: curio has them in sets.
    curio.sched.set = curio.task.set = curio.sync.set = OldestFirst
    _number_deadlines()
    _take_threads_in_turn()
    real_init = curio.Kernel.__init__

    def init(self, *, selector=None, **options) -> None:
        real_init(self, selector=selector or VirtualSelector(), **options)

    curio.Kernel.__init__ = init


def _number_deadlines() -> None:
    real_push = curio.timequeue.TimeQueue.push
    numbers = itertools.count()

    def push(self, item, expires) -> None:
        if not isinstance(item, Numbered):
            item = Numbered(item)
            item.number = next(numbers)
        real_push(self, item, expires)

    curio.timequeue.TimeQueue.push = push


def _take_threads_in_turn() -> None:
    real_apply = curio.workers.ThreadWorker.apply
    real_start = curio.thread.AsyncThread.start

    def apply(self, func, *args, **options):
        return real_apply(self, THREADS.gated(func), *args, **options)

    def start(self):
        # Without a target there is no thread, but an error.
        if self.target is not None:
            self.target = THREADS.gated(self.target)
        return real_start(self)

    curio.workers.ThreadWorker.apply = apply
    curio.thread.AsyncThread.start = start
