"""anyio under virtual time, on either backend.

Owns: what anyio adds on asyncio that time or chance can reach: sets of tasks, scopes and waiters walked oldest first, its
own worker threads in turn, and deadlines in whole nanoseconds, as the loop's timers are (anyio asks again whether a deadline
has passed). On trio it adds nothing. All else is anyio's.
Must not know: how the loops are made virtual (`asyncio_loop`, `trio_run`).
"""

from __future__ import annotations

import anyio.streams.memory
from anyio._backends import _asyncio

from .clock import DIGITS
from .order import OldestFirst
from .threads import THREADS


class JobQueue(_asyncio.Queue):
    """A worker's queue: each job waits for its turn before it begins; `None` ends the worker."""

    def put_nowait(self, job) -> None:
        if job is not None:
            context, function, *rest = job
            job = context, THREADS.gated(function), *rest
        super().put_nowait(job)


def install() -> None:
    _asyncio.set = anyio.streams.memory.set = OldestFirst
    _asyncio.Queue = JobQueue
    _round_deadlines(_asyncio.CancelScope)


def _round_deadlines(scope: type) -> None:
    real_init, real_deadline = scope.__init__, scope.deadline

    def init(self, deadline: float = float("inf"), shield: bool = False) -> None:
        real_init(self, round(deadline, DIGITS), shield)

    def set_deadline(self, value: float) -> None:
        real_deadline.fset(self, round(value, DIGITS))

    scope.__init__ = init
    scope.deadline = real_deadline.setter(set_deadline)
