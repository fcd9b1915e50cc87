"""Runs one test of pytest's kind, named `MODULE.FUNCTION` or `MODULE.CLASS.METHOD`, with `[PARAMETERS]` behind it if it has any.

Owns: how such a test is found, which arguments it needs, and what counts as passed. Must not know: any library; its runner
brings the packages to look in, the fixtures' values, and the call.
"""

import importlib
import inspect
import sys
import traceback

from . import _marks as marks
from ._outcomes import Skipped, XFailed


def find(test, packages):
    """The test's module, function (of a class: a bound method) and parameters."""
    name, _, case = test.partition("[")
    module_name, *path = name.split(".")
    for package in packages:
        if sys.meta_path[0].find_spec(f"{package}.{module_name}") is not None:
            module = found = importlib.import_module(f"{package}.{module_name}")
            for part in path:
                found = getattr(found, part)() if isinstance(getattr(found, part), type) else getattr(found, part)
            return module, found, marks.cases(found)[case.rstrip("]")]
    raise LookupError(test)


def arguments(module, function, parameters, fixture):
    """Parameters, and for each further argument `fixture(name)` or what the module's own fixture of that name makes."""
    given = dict(parameters)
    for name in inspect.signature(function).parameters:
        if name in given:
            continue
        own = getattr(module, name, None)
        given[name] = own() if getattr(own, "is_fixture", False) else fixture(name)
    return given


def run(test, packages, call):
    """The verdict in words; `call(module, function, parameters)` runs the test."""

    def prepare():
        module, function, parameters = find(test, packages)
        return getattr(function, "pytestmark", ()), lambda: call(module, function, parameters)

    return verdict(prepare)


def verdict(prepare):
    """What became of a test in words; `prepare()` gives its marks and what runs it."""
    try:
        found, call = prepare()
        reason = marks.reason(found, "skipif") or marks.reason(found, "skip")
        if reason is not None:
            return f"skipped: {reason}"
        expected_failure = marks.reason(found, "xfail")
        try:
            call()
        except XFailed:
            return "passed"
        except Exception:
            if expected_failure is None:
                raise
            return "passed"
        return "passed" if expected_failure is None else f"failed: expected to fail ({expected_failure})"
    except Skipped as skipped:
        return f"skipped: {skipped}"
    except BaseException as exception:
        traceback.print_exception(exception)
        return f"failed: {' '.join(traceback.format_exception_only(exception)[-1].split())}"
