"""The one clock that a recorded program can read, and `time`'s functions on top of it.

Owns: the current virtual time in seconds, 0.0 at the start. Must not know: event loops or threads.

Times are rounded to nanoseconds wherever they are added up, so that 0.1 + 0.2 is the same instant as 0.3;
the kernel counts whole nanoseconds.
"""

import time
from typing import Callable

DIGITS = 9
INFINITY = float("inf")

# Before we replace it: the recorder itself sometimes has to let other threads work.
really_sleep = time.sleep


class VirtualClock:
    """Seconds since the start of the run; moves only by `move`.

    A library that brings its own clock (trio's MockClock) takes over with `follow`.
    """

    def __init__(self) -> None:
        self._now = 0.0
        self._read: Callable[[], float] = lambda: self._now
        self._move: Callable[[float], None] = self._move_own

    def read(self) -> float:
        return self._read()

    def move(self, seconds: float) -> None:
        """Moves time on by `seconds`; nothing happens for zero or less, as time never runs back."""
        if seconds > 0:
            self._move(seconds)

    def move_at_least_to(self, when: float) -> None:
        self.move(when - self.read())

    def move_no_less(self, seconds: float) -> None:
        """Moves time on by `seconds`, rounded up if at all: curio asks again and again if it wakes before a deadline."""
        exact = self._now + seconds
        self._now = max(round(exact, DIGITS), exact)

    def follow(self, read: Callable[[], float], move: Callable[[float], None]) -> None:
        self._read = lambda: round(read(), DIGITS)
        self._move = move

    def _move_own(self, seconds: float) -> None:
        self._now = round(self._now + seconds, DIGITS)

    def install(self) -> None:
        """Makes `time`'s three clocks read this one, also for those who import the names."""

        def virtual_time() -> float:
            return self.read()

        time.monotonic = time.perf_counter = time.time = virtual_time


CLOCK = VirtualClock()
