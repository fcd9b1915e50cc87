"""Runs one test of trio's own: `MODULE.FUNCTION` or `MODULE.FUNCTION[PARAMETERS]`.

Owns: fixtures, and what counts as passed. Must not know: the model.
"""

import importlib
import inspect
import sys
import traceback

import pytest
from pytest import _marks as marks

FOLDERS = ("trio._core._tests", "trio._tests")


def find(test):
    """The test's module, function and arguments."""
    name, _, case = test.partition("[")
    module_name, function_name = name.split(".")
    for folder in FOLDERS:
        if sys.meta_path[0].find_spec(f"{folder}.{module_name}") is not None:
            module = importlib.import_module(f"{folder}.{module_name}")
            function = getattr(module, function_name)
            return module, function, marks.cases(function)[case.rstrip("]")]
    raise LookupError(test)


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


def fixtures(module, function, given, clean_up):
    """The arguments that are not parameters."""
    from trio.testing import MockClock

    for name in inspect.signature(function).parameters:
        if name in given:
            continue
        own = getattr(module, name, None)
        if name == "mock_clock":
            given[name] = MockClock()
        elif name == "autojump_clock":
            given[name] = MockClock(autojump_threshold=0)
        elif name == "monkeypatch":
            given[name] = pytest.MonkeyPatch()
            clean_up.append(given[name].undo)
        elif name in ("capfd", "capsys"):
            given[name] = Captured()
            clean_up.append(given[name].close)
        elif getattr(own, "is_fixture", False):
            given[name] = own()
        else:
            raise LookupError(f"no fixture {name}")
    return given


def call(module, function, arguments):
    clean_up = []
    try:
        arguments = fixtures(module, function, dict(arguments), clean_up)
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
    try:
        if sys.implementation.name != "cpython":
            import trio_private

            trio_private.install()
        module, function, arguments = find(test)
        reason = marks.condition(function, "skipif") or marks.condition(function, "skip")
        if reason is not None:
            return f"skipped: {reason}"
        expected_failure = marks.condition(function, "xfail")
        try:
            call(module, function, arguments)
        except Exception:
            if expected_failure is None:
                raise
            return "passed"
        return "passed" if expected_failure is None else f"failed: expected to fail ({expected_failure})"
    except pytest.skip.Exception as skipped:
        return f"skipped: {skipped}"
    except BaseException as exception:
        traceback.print_exception(exception)
        return f"failed: {' '.join(traceback.format_exception_only(exception)[-1].split())}"
