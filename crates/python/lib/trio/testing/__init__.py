"""`trio.testing`, as programs import it.

Owns: which names it has, and the small helpers that only watch. Must not know: the runner.
"""

from contextlib import contextmanager
from functools import partial, wraps

from _trio import MockClock, current_task, run, wait_all_tasks_blocked
from trio._threads import active_thread_count, wait_all_threads_completed
from trio.testing._memory_streams import (
    MemoryReceiveStream, MemorySendStream, lockstep_stream_one_way_pair, lockstep_stream_pair, memory_stream_one_way_pair,
    memory_stream_pair, memory_stream_pump,
)
from trio.testing._sequencer import Sequencer


@contextmanager
def _assert_yields_or_not(expected):
    task = current_task()
    cancels, schedules = task._cancel_points, task._schedule_points
    try:
        yield
        if expected and (task._cancel_points == cancels or task._schedule_points == schedules):
            raise AssertionError("assert_checkpoints block did not yield!")
    finally:
        if not expected and (task._cancel_points != cancels or task._schedule_points != schedules):
            raise AssertionError("assert_no_checkpoints block yielded!")


def assert_checkpoints():
    """Asserts that the block runs through a checkpoint."""
    return _assert_yields_or_not(True)


def assert_no_checkpoints():
    """Asserts that the block runs through no checkpoint."""
    return _assert_yields_or_not(False)


def trio_test(fn):
    """Makes an async test function one that runs itself."""

    @wraps(fn)
    def wrapper(*args, **kwargs):
        from trio.abc import Clock, Instrument

        clocks = [value for value in kwargs.values() if isinstance(value, Clock)]
        if len(clocks) > 1:
            raise ValueError("too many clocks spoil the broth!")
        instruments = [value for value in kwargs.values() if isinstance(value, Instrument)]
        clock = clocks[0] if clocks else None
        return run(partial(fn, *args, **kwargs), clock=clock, instruments=instruments)

    return wrapper


def __getattr__(name):
    if name in ("active_thread_count", "wait_all_threads_completed"):
        import trio._threads

        return getattr(trio._threads, name)
    raise AttributeError(f"module 'trio.testing' has no attribute {name!r}")
