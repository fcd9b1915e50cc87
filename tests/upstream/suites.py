"""Which of the libraries' tests are run, and where they lie: in an installed package or in a source distribution.

usage: suites.py LIBRARY SOURCES: lists the library's tests as JSON (on the Python that the library runs on)

Owns: the lists of test modules, and of what else the assembled programs carry. Must not know: how a program is assembled or run.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import json
import subprocess
import sys
import unittest
from dataclasses import dataclass
from pathlib import Path

SHIMS = Path(__file__).resolve().parent / "shims"


class Missing(Exception):
    """A package or a Python that is not there, in words."""


@dataclass(frozen=True)
class Suite:
    """One library's tests."""

    library: str
    #: Full names of the test modules.
    modules: tuple[str, ...]
    #: Further modules that a program carries, unchanged.
    helpers: tuple[str, ...]
    #: What must be installed, and what to say if it is not.
    needs: tuple[tuple[str, str], ...] = ()
    #: The source distribution that has the tests in its folder `tests`, if no installed package has them.
    distribution: str | None = None
    #: The Python that the library runs on.
    python: tuple[int, int] = (3, 13)


@dataclass(frozen=True)
class Surroundings:
    """What the machine has beside this Python."""

    #: The folder with source distributions, unpacked.
    sources: Path | None = None
    #: Other Pythons, by version.
    pythons: tuple[tuple[tuple[int, int], str], ...] = ()

    def python(self, suite: Suite) -> str | None:
        """The interpreter that the suite's library runs on."""
        if suite.python == sys.version_info[:2]:
            return sys.executable
        return dict(self.pythons).get(suite.python)


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

CURIO = Suite(
    library="curio",
    modules=tuple(
        f"tests.test_{name}"
        for name in ("activation", "asyncgen", "kernel", "meta", "queue", "sync", "task", "thread", "timequeue", "workers")
    ),
    helpers=("tests",),
    distribution="curio-1.6",
    python=(3, 11),
)

ANYIO = Suite(
    library="anyio",
    # The others need files, sockets, signals, processes or pytest itself, or look at the package's files.
    modules=(
        *(
            f"tests.test_{name}"
            for name in (
                "taskgroups", "synchronization", "to_thread", "from_thread", "lowlevel", "eventloop", "debugging",
                "futures", "concurrency_utils", "contextmanagers", "functools", "itertools", "typedattr",
            )
        ),
        *(f"tests.streams.test_{name}" for name in ("memory", "buffered", "stapled", "text")),
    ),
    helpers=(*ASYNCIO.helpers, "tests", "tests.streams", "tests.conftest"),
    needs=(("anyio", "anyio is not installed"),),
    distribution="anyio-4.16.0",
)

SUITES = {suite.library: suite for suite in (ASYNCIO, TRIO, ANYIO, CURIO)}


def check_present(suite: Suite, surroundings: Surroundings) -> None:
    """Raises `Missing` if the tests are not there."""
    if surroundings.python(suite) is None:
        raise Missing(f"{suite.library} runs on CPython {suite.python[0]}.{suite.python[1]}, which was not given")
    if suite.distribution and not (surroundings.sources and (surroundings.sources / suite.distribution).is_dir()):
        raise Missing(f"the source distribution {suite.distribution} is not there")
    for module, words in suite.needs:
        try:
            found = importlib.util.find_spec(module)
        except ImportError:
            found = None
        if found is None:
            raise Missing(words)


def source(suite: Suite, module: str, surroundings: Surroundings) -> tuple[bool, str, str] | None:
    """Of a module that the tests need: is it a package, its file's name, its text."""
    if suite.distribution and module.partition(".")[0] == "tests":
        path = surroundings.sources.joinpath(suite.distribution, *module.split("."))
        is_package = path.is_dir()
        path = path / "__init__.py" if is_package else path.with_suffix(".py")
    else:
        spec = importlib.util.find_spec(module)
        if spec is None or spec.origin is None:
            return None
        path, is_package = Path(spec.origin), bool(spec.submodule_search_locations)
    # A folder of tests need not be a regular package.
    return is_package, f"<{module}>", path.read_text(encoding="utf-8") if path.is_file() else ""


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
    return shim in ("pkgutil", "platform", "socket", "ssl") or shim.startswith("trio") and "_tests" not in shim


def tests(suite: Suite, surroundings: Surroundings) -> list[tuple[str, str]]:
    """Each test's module and id, in the order of the files. The test modules are imported for it, by the library's Python."""
    python = surroundings.python(suite)
    if python != sys.executable:
        command = [python, __file__, suite.library, str(surroundings.sources)]
        listed = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        return [tuple(test) for test in json.loads(listed.stdout)]
    found = []
    _put_our_pytest_in_place()
    if suite.distribution:
        sys.path.append(str(surroundings.sources / suite.distribution))
    for name in suite.modules:
        module = importlib.import_module(name)
        short = name.rpartition(".")[2]
        list_ids = {"asyncio": _unittest_ids, "anyio": _plugin_ids}.get(suite.library, _pytest_ids)
        found.extend((name, f"{short}.{test}") for test in list_ids(module))
    return found


def _put_our_pytest_in_place() -> None:
    """Marks are read from our shim, whether pytest is installed or not; what else the tests import of it comes last."""
    spec = importlib.util.spec_from_file_location(
        "pytest", SHIMS / "pytest/__init__.py", submodule_search_locations=[str(SHIMS / "pytest")]
    )
    sys.modules["pytest"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if str(SHIMS) not in sys.path:
        sys.path.append(str(SHIMS))


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

    found = []
    for name, value in vars(module).items():
        if getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(value) and name.startswith("test_"):
            functions = {name: value}
        elif isinstance(value, type) and name.startswith("Test"):
            functions = {f"{name}.{method}": each for method, each in vars(value).items() if method.startswith("test_")}
        else:
            continue
        for test, function in functions.items():
            found += [f"{test}[{case}]" if case else test for case in _marks.cases(function)]
    return found


def _plugin_ids(module) -> list[str]:
    import upstream_anyio
    from pytest import _collect

    conftest = importlib.import_module("tests.conftest")
    return [
        f"{item.name}[{case}]" if case else item.name
        for item in _collect.items(module)
        for case in upstream_anyio.cases(item, conftest)
    ]


def _line(function) -> int:
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code.co_firstlineno if code else 0


if __name__ == "__main__":
    library, sources = sys.argv[1:]
    print(json.dumps(tests(SUITES[library], Surroundings(sources=Path(sources)))))
