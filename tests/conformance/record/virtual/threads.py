"""Worker threads under virtual time: real threads, of which one at a time does something.

Owns: the order in which threads act. A job given to a thread begins when the loop would wait, jobs in the order
in which they were given; a thread that calls `time.sleep` is parked until the clock gets there, threads
in the order in which they went to sleep. Must not know: which library gave the job.

A thread is taken to be done for now when the kernel has it asleep several looks in a row; with a very long
switch interval nothing takes the interpreter's lock away from a thread that computes.
"""

from __future__ import annotations

import heapq
import os
import sys
import threading
import time
from typing import Callable

from .clock import CLOCK, DIGITS, INFINITY, really_sleep

_LOOKS_IN_A_ROW = 3
_BETWEEN_LOOKS_SECONDS = 0.0004
_ASLEEP_OR_GONE = frozenset("SXZ")


class Threads:
    """All threads of the program but the one that runs the loop."""

    def __init__(self) -> None:
        self._parked: list[tuple[float, int, threading.Event]] = []  # a heap: (until, how many before, wake)
        self._count_parked = 0
        self._gates: list[threading.Event] = []
        self._loop_thread: int | None = None

    def install(self) -> None:
        sys.setswitchinterval(1000)
        time.sleep = self._sleep

    def this_is_the_loop(self) -> None:
        self._loop_thread = threading.get_ident()

    def gated(self, job: Callable) -> Callable:
        """`job`, but it waits for its turn before it begins."""
        gate = threading.Event()
        self._gates.append(gate)

        def in_turn(*args, **kwargs):
            gate.wait()
            return job(*args, **kwargs)

        return in_turn

    def settle(self) -> None:
        """Lets every thread go on until it blocks; then the jobs at their gates, one after the other."""
        if threading.active_count() == 1:
            return
        self._wait_until_all_are_blocked()
        while self._gates:
            self._gates.pop(0).set()
            self._wait_until_all_are_blocked()

    @property
    def any_parked(self) -> bool:
        return bool(self._parked)

    @property
    def next_wake(self) -> float:
        """When the first parked thread goes on, infinity if none is parked."""
        return self._parked[0][0] if self._parked else INFINITY

    def wake_first(self) -> None:
        """Moves the clock to `next_wake` and lets that thread run until it blocks again."""
        until, _, wake = heapq.heappop(self._parked)
        CLOCK.move_at_least_to(until)
        wake.set()
        self.settle()

    def _sleep(self, seconds: float) -> None:
        """Stands in for `time.sleep`."""
        if seconds <= 0:
            return
        if self._in_worker_thread():
            wake = threading.Event()
            self._count_parked += 1
            until = round(CLOCK.read() + seconds, DIGITS)
            heapq.heappush(self._parked, (until, self._count_parked, wake))
            wake.wait()
            return
        # The loop itself is blocked; workers whose time comes in between go on meanwhile.
        end = CLOCK.read() + seconds
        self.settle()
        while self.next_wake < end:
            self.wake_first()
        CLOCK.move_at_least_to(end)

    def _in_worker_thread(self) -> bool:
        if threading.get_ident() == self._loop_thread:
            return False
        return any(thread.ident == self._loop_thread for thread in threading.enumerate())

    def _wait_until_all_are_blocked(self) -> None:
        me, looks = threading.get_native_id(), 0
        while looks < _LOOKS_IN_A_ROW:
            really_sleep(_BETWEEN_LOOKS_SECONDS)
            looks += 1
            if any(_state(t) not in _ASLEEP_OR_GONE for t in map(int, os.listdir("/proc/self/task")) if t != me):
                looks = 0


def _state(native_id: int) -> str:
    """The kernel's letter for what a thread does (proc_pid_stat(5)); `X` for one that has just ended."""
    try:
        with open(f"/proc/self/task/{native_id}/stat", encoding="ascii", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


THREADS = Threads()
