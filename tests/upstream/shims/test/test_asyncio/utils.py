"""`test.test_asyncio.utils`, as far as the carried tests use it.

Owns: a test loop on virtual time. Must not know: which tests there are.
"""

import asyncio
import contextlib
import inspect
import logging
import re
import sys
import time
import types
import unittest
from asyncio import events
from asyncio.log import logger
from unittest import mock


def _class_of_loops():
    """What the policy makes: under the recorder, loops on virtual time."""
    loop = asyncio.new_event_loop()
    loop.close()
    return type(loop)


class TestLoop(_class_of_loops()):
    """A loop whose clock starts at 0 and whose timers are told to a generator, in the order in which they are set.

    The generator's own answers, how far the clock of CPython's test loop shall move, are not needed: time is virtual.
    """

    def __init__(self, gen=None):
        super().__init__()
        self._gen = gen() if gen is not None else None
        self._start = super().time()
        if self._gen is not None:
            next(self._gen)

    def time(self):
        return super().time() - self._start

    def advance_time(self, seconds):
        time.sleep(seconds)

    def call_at(self, when, callback, *args, context=None):
        if self._gen is not None:
            self._gen.send(when)
        # CPython's loop compares timers with `self.time()`; the model's are on the run's one clock.
        start = 0 if sys.implementation.name == "cpython" else self._start
        return super().call_at(when + start, callback, *args, context=context)

    def close(self):
        super().close()
        if self._gen is not None:
            gen, self._gen = self._gen, None
            try:
                gen.send(0)
            except StopIteration:
                pass
            else:
                raise AssertionError("Time generator is not finished")


def run_briefly(loop):
    """One turn of the loop, by way of a task that does nothing."""

    async def nothing():
        pass

    coroutine = nothing()
    task = loop.create_task(coroutine)
    task._log_destroy_pending = False
    try:
        loop.run_until_complete(task)
    finally:
        coroutine.close()


def run_once(loop):
    loop.call_soon(loop.stop)
    loop.run_forever()


def MockCallback(**kwargs):
    return mock.Mock(spec=["__call__"], **kwargs)


class MockPattern(str):
    """Equal to every text in which it, a regular expression, is found."""

    def __eq__(self, other):
        return re.search(str(self), other, re.S) is not None


class MockInstanceOf:
    """Equal to every instance of a class."""

    def __init__(self, type):
        self._type = type

    def __eq__(self, other):
        return isinstance(other, self._type)


def get_function_source(func):
    """The file and line of a function, as asyncio's reprs show them."""
    func = inspect.unwrap(func)
    while not isinstance(func, types.FunctionType):
        func = func.func
    return func.__code__.co_filename, func.__code__.co_firstlineno


async def await_without_task(coro):
    """Drives a coroutine, which must not wait, where no task is current."""
    raised = []

    def drive():
        try:
            coro.send(None)
        except StopIteration:
            pass
        except BaseException as exception:
            raised.append(exception)

    asyncio.get_running_loop().call_soon(drive)
    await asyncio.sleep(0)
    for exception in raised:
        raise exception


@contextlib.contextmanager
def disable_logger():
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


class TestCase(unittest.TestCase):
    """Closes the loops that a test has made, and looks that none is left current."""

    @staticmethod
    def close_loop(loop):
        if getattr(loop, "_default_executor", None) is not None and not loop.is_closed():
            loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

    def set_event_loop(self, loop, *, cleanup=True):
        assert loop is not None
        events.set_event_loop(None)
        if cleanup:
            self.addCleanup(self.close_loop, loop)

    def new_test_loop(self, gen=None):
        loop = TestLoop(gen)
        self.set_event_loop(loop)
        return loop

    def tearDown(self):
        events.set_event_loop(None)
        self.assertIsNone(sys.exception())
        self.doCleanups()
