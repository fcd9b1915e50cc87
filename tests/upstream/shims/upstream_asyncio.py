"""Runs one test of CPython's `test.test_asyncio`: `MODULE.CLASS.METHOD`.

Owns: what the tests expect of asyncio's private modules, and what counts as passed. Must not know: the model.
"""

import asyncio
import importlib
import sys
import traceback
import unittest


def name_the_one_implementation():
    """CPython has futures and tasks twice, in C and in Python; the model is of those that programs get.

    The names of both are defined, since the test modules need them to be imported at all; which classes of tests apply is
    in the driver's list.
    """
    from asyncio import futures, tasks

    for module, name in ((futures, "Future"), (tasks, "Task")):
        for prefix in ("_C", "_Py"):
            vars(module).setdefault(f"{prefix}{name}", getattr(module, name))
    for name in ("register_task", "unregister_task", "enter_task", "leave_task", "current_task"):
        found = vars(tasks).get(f"_{name}") or vars(tasks).get(name)
        for prefix in ("_c_", "_py_"):
            vars(tasks).setdefault(f"{prefix}{name}", found)


def run(test):
    module, case, method = test.split(".")
    if sys.implementation.name != "cpython":
        name_the_one_implementation()
    module = importlib.import_module(f"test.test_asyncio.{module}")
    result = Result()
    getattr(module, case)(method).run(result)
    for text in result.tracebacks:
        print(text, file=sys.stderr)
    if result.tracebacks or not result.wasSuccessful():
        return f"failed: {result.said or 'no reason given'}"
    if result.skipped:
        return f"skipped: {result.skipped[0][1]}"
    return "passed"


class Result(unittest.TestResult):
    """Keeps the last line of the first failure; an expected failure counts as in unittest."""

    def __init__(self):
        super().__init__()
        self.tracebacks = []
        self.said = ""

    def note(self, error):
        exception = error[1]
        self.tracebacks.append("".join(traceback.format_exception(exception)))
        self.said = self.said or " ".join(traceback.format_exception_only(exception)[-1].split())

    def addError(self, test, error):
        self.errors.append((test, ""))
        self.note(error)

    def addFailure(self, test, error):
        self.failures.append((test, ""))
        self.note(error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.failures.append((subtest, ""))
            self.note(error)
