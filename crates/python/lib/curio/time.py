"""Time: the clock, sleep, and timeouts as blocks and as calls.

Owns: what an expired timeout becomes as it leaves blocks. Rules: `curio/time.py`. Must not know: when a timeout expires,
which is the kernel's.
"""

import _curio

from . import meta
from .errors import CancelledError, TaskTimeout, TimeoutCancellationError, UncaughtTimeoutError
from .task import _UsableInThreads, current_task
from .traps import _kernel_trap

__all__ = ["clock", "sleep", "timeout_after", "ignore_after"]


async def clock():
    """The kernel's time."""
    return await _curio.clock()


async def sleep(seconds):
    """Waits so many seconds; the time then. 0 lets the others run."""
    return await _curio.sleep(seconds)


class _TimeoutAfter(_UsableInThreads):
    """A block with a deadline."""

    def __init__(self, clock, ignore=False, timeout_result=None):
        self.result, self._timeout_result = True, timeout_result
        self.expired, self._ignore = False, ignore
        self._clock = clock

    async def __aenter__(self):
        task = await _curio.current_task()
        if self._clock is not None:
            self._clock += await _curio.clock()
        self._deadlines = task._deadlines
        self._deadlines.append(self._clock)
        self._scope = _curio.open_timeout("ignore_after" if self._ignore else "timeout_after", self._clock)
        self._prior = await _kernel_trap("trap_set_timeout", self._clock)
        return self

    async def __aexit__(self, ty, val, tb):
        now = await _kernel_trap("trap_unset_timeout", self._prior)
        left = val
        try:
            if ty is TaskTimeout or ty is TimeoutCancellationError:
                left = self._becomes(val)
                if left is None:
                    return True
                if left is not val:
                    raise left.with_traceback(tb) from None
            elif ty is None and now > self._deadlines[-1]:
                await self._late(now - self._deadlines[-1])
            return False
        except BaseException as error:
            left = error
            raise
        finally:
            self._deadlines.pop()
            if self._scope is not None:
                _curio.close_timeout(self._scope, left, self.expired)

    def _becomes(self, timeout):
        """What a timeout that arrives at the end of the block is outside of it; `None` if it goes no further.

        The outermost block whose deadline had come is the one that expired.
        """
        when, innermost = timeout.args[0], len(self._deadlines) - 1
        for depth, deadline in enumerate(self._deadlines):
            if deadline <= when:
                break
        else:
            raise UncaughtTimeoutError("Uncaught timeout received")
        if depth < innermost:
            return TimeoutCancellationError(when) if type(timeout) is TaskTimeout else timeout
        self.result = self._timeout_result
        self.expired = True
        if self._ignore:
            return None
        return TaskTimeout(when) if type(timeout) is TimeoutCancellationError else timeout

    async def _late(self, badness):
        import logging

        logging.getLogger("curio.time").warning(
            "%r. Operation completed successfully, but it took longer than an enclosing timeout. Badness delta=%r.",
            await current_task(), badness,
        )


async def _timeout_after_func(block, function, args):
    coro = meta.instantiate_coroutine(function, *args)
    async with block:
        return await coro


def _limited(block, function, args):
    """The block, to be entered by the program; or a coroutine that runs `function` in it."""
    return block if function is None else _timeout_after_func(block, function, args)


def timeout_after(seconds, coro=None, *args):
    """Gives a block, or a coroutine, so many seconds; then raises `TaskTimeout`."""
    return _limited(_TimeoutAfter(seconds), coro, args)


def ignore_after(seconds, coro=None, *args, timeout_result=None):
    """Gives a block, or a coroutine, so many seconds; then goes on behind it with `timeout_result`."""
    return _limited(_TimeoutAfter(seconds, True, timeout_result), coro, args)
