"""Which of the installed packages' tests are run, and where they lie.

Owns: the lists of test modules, and of what else the assembled programs carry. Must not know: how a program is assembled or run.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
import unittest
from dataclasses import dataclass
from pathlib import Path

SHIMS = Path(__file__).resolve().parent / "shims"


class Missing(Exception):
    """A package that is not installed, in words."""


@dataclass(frozen=True)
class Suite:
    """One library's tests."""

    library: str
    #: Full names of the test modules.
    modules: tuple[str, ...]
    #: Further modules of the installed packages that a program carries, unchanged.
    helpers: tuple[str, ...]
    #: What must be installed, and what to say if it is not.
    needs: tuple[tuple[str, str], ...]


ASYNCIO = Suite(
    library="asyncio",
    modules=tuple(
        f"test.test_asyncio.test_{name}"
        for name in ("taskgroups", "timeouts", "waitfor", "locks", "queues", "futures", "tasks", "runners")
    ),
    helpers=(
        "difflib", "unittest.case", "unittest.util", "unittest.result", "unittest.async_case", "unittest._log",
        "unittest.mock",
    ),
    needs=(("test.test_asyncio", "this CPython comes without its own tests (the package `test`)"),),
)

TRIO = Suite(
    library="trio",
    modules=(
        *(
            f"trio._core._tests.test_{name}"
            for name in ("run", "parking_lot", "mock_clock", "cancelled", "local")
        ),
        *(
            f"trio._tests.test_{name}"
            for name in ("sync", "channel", "timeouts", "threads", "scheduler_determinism")
        ),
    ),
    helpers=(
        *ASYNCIO.helpers, "trio._core._tests.tutil", "trio._tests.pytest_plugin", "pickle", "_compat_pickle",
    ),
    needs=(("trio._core._tests.test_run", "trio is not installed, or without its tests"),),
)

SUITES = {suite.library: suite for suite in (ASYNCIO, TRIO)}


def check_installed(suite: Suite) -> None:
    """Raises `Missing` if the tests are not there."""
    for module, words in suite.needs:
        try:
            found = importlib.util.find_spec(module)
        except ImportError:
            found = None
        if found is None:
            raise Missing(words)


def source(module: str) -> tuple[bool, str, str] | None:
    """Of an installed module: is it a package, its file's name, its text."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin)
    return bool(spec.submodule_search_locations), f"<{module}>", path.read_text(encoding="utf-8")


def shims() -> dict[str, tuple[bool, str, str]]:
    """Our own stand-ins, by module name."""
    found = {}
    for path in sorted(SHIMS.rglob("*.py")):
        parts = list(path.relative_to(SHIMS).with_suffix("").parts)
        is_package = parts[-1] == "__init__"
        if is_package:
            parts.pop()
        text = path.read_text(encoding="utf-8")
        found[".".join(parts)] = (is_package, f"<shim {'.'.join(parts)}>", text)
    return found


def stands_in_for_the_library(shim: str) -> bool:
    """Whether a shim is for what a model, or the engine, has not: on the real library the real module is taken."""
    return shim in ("pkgutil", "signal", "socket") or shim.startswith("trio") and "_tests" not in shim


def tests(suite: Suite) -> list[tuple[str, str]]:
    """Each test's module and id, in the order of the files. Imports the test modules, so this is for CPython."""
    found = []
    _put_our_pytest_in_place()
    for name in suite.modules:
        module = importlib.import_module(name)
        short = name.rpartition(".")[2]
        list_ids = _unittest_ids if suite is ASYNCIO else _pytest_ids
        found.extend((name, f"{short}.{test}") for test in list_ids(module))
    return found


def _put_our_pytest_in_place() -> None:
    """The marks of trio's tests are read from our shim, whether pytest is installed or not."""
    spec = importlib.util.spec_from_file_location(
        "pytest", SHIMS / "pytest/__init__.py", submodule_search_locations=[str(SHIMS / "pytest")]
    )
    sys.modules["pytest"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


def _unittest_ids(module) -> list[str]:
    loader = unittest.TestLoader()
    return [
        f"{case.__name__}.{method}"
        for case in vars(module).values()
        if isinstance(case, type) and issubclass(case, unittest.TestCase) and case.__module__ == module.__name__
        for method in sorted(loader.getTestCaseNames(case), key=lambda method: _line(getattr(case, method)))
    ]


def _pytest_ids(module) -> list[str]:
    from pytest import _marks  # ours: `tests` put it into the place of pytest

    return [
        f"{name}[{case}]" if case else name
        for name, function in vars(module).items()
        if name.startswith("test_") and inspect.isfunction(function) and function.__module__ == module.__name__
        for case in _marks.cases(function)
    ]


def _line(function) -> int:
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code.co_firstlineno if code else 0
