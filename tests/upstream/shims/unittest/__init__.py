"""`unittest` as far as one test at a time needs it: the cases and the mocks are those of the installed CPython, carried along.

Must not know: how tests are found or run (the driver, `upstream_asyncio`).
"""

from .async_case import IsolatedAsyncioTestCase
from .case import (
    FunctionTestCase, SkipTest, TestCase, addModuleCleanup, doModuleCleanups, enterModuleContext, expectedFailure, skip,
    skipIf, skipUnless,
)
from .result import TestResult


def main(*args, **kwargs):
    raise RuntimeError("the runner runs one test at a time")
