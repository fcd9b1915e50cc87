"""Runs one test of trio's own.

Owns: the fixtures of trio's tests, and the call in `trio.run`. Must not know: the model.
"""

import inspect
import sys

import pytest
from pytest import _case

PACKAGES = ("trio._core._tests", "trio._tests")


class Captured:
    """What was printed since the last look (`capfd`, `capsys`)."""

    def __init__(self):
        import io

        self._streams = sys.stdout, sys.stderr
        self._make = io.StringIO
        sys.stdout, sys.stderr = self._make(), self._make()

    def readouterr(self):
        out, err = sys.stdout.getvalue(), sys.stderr.getvalue()
        sys.stdout, sys.stderr = self._make(), self._make()
        return out, err

    def close(self):
        sys.stdout, sys.stderr = self._streams


def fixture(name, clean_up):
    from trio.testing import MockClock

    if name == "mock_clock":
        return MockClock()
    if name == "autojump_clock":
        return MockClock(autojump_threshold=0)
    if name == "monkeypatch":
        patch = pytest.MonkeyPatch()
        clean_up.append(patch.undo)
        return patch
    if name in ("capfd", "capsys"):
        captured = Captured()
        clean_up.append(captured.close)
        return captured
    raise LookupError(f"no fixture {name}")


def call(module, function, parameters):
    clean_up = []
    try:
        arguments = _case.arguments(module, function, parameters, lambda name: fixture(name, clean_up))
        if not inspect.iscoroutinefunction(function):
            return function(**arguments)
        import trio
        from trio.abc import Clock, Instrument

        clocks = [value for value in arguments.values() if isinstance(value, Clock)]
        instruments = [value for value in arguments.values() if isinstance(value, Instrument)]

        async def main():
            await function(**arguments)

        # Tests look at the name of the task that they run in.
        main.__qualname__, main.__module__, main.__name__ = function.__qualname__, module.__name__, function.__name__
        return trio.run(main, instruments=instruments, **({"clock": clocks[0]} if clocks else {}))
    finally:
        while clean_up:
            clean_up.pop()()


def run(test):
    if sys.implementation.name != "cpython":
        import trio_private

        trio_private.install()
    return _case.run(test, PACKAGES, call)
