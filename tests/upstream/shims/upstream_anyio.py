"""Runs one test of anyio's own: `MODULE.FUNCTION[CASE]` or `MODULE.CLASS.METHOD[CASE]`.

Owns: what anyio's pytest plugin does for its tests: a backend for each, asynchronous tests and fixtures run on it. Must not
know: the model, nor pytest's own rules (`pytest._collect`).
"""

import importlib
import inspect
import sys

from pytest import _builtins as builtins
from pytest import _collect as collect
from pytest._case import verdict

FOLDERS = ("tests", "tests.streams")


def anyio_backend_name(anyio_backend):
    return anyio_backend if isinstance(anyio_backend, str) else anyio_backend[0]


def anyio_backend_options(anyio_backend):
    return {} if isinstance(anyio_backend, str) else anyio_backend[1]


for fixture in (anyio_backend_name, anyio_backend_options):
    builtins.FIXTURES[fixture.__name__] = fixture


def cases(item, conftest):
    """The item's cases. The plugin's automatic mode gives each asynchronous test a backend."""
    implied = ("anyio_backend",) if inspect.iscoroutinefunction(item.function) else ()
    return item.cases(conftest, *implied)


def find(test):
    """The test, its cases, and what all tests share."""
    name, _, case = test.partition("[")
    module_name, _, name = name.partition(".")
    conftest = importlib.import_module("tests.conftest")
    for folder in FOLDERS:
        if sys.meta_path[0].find_spec(f"{folder}.{module_name}") is not None:
            module = importlib.import_module(f"{folder}.{module_name}")
            item = next(item for item in collect.items(module) if item.name == name)
            return item, cases(item, conftest)[case.removesuffix("]")], conftest
    raise LookupError(test)


def run_on(backend, function, arguments):
    """Runs a coroutine function on a backend; on asyncio, what callbacks raise is raised, as anyio's runner does."""
    import anyio

    raised = []

    def note(loop, context):
        if isinstance(context.get("exception"), Exception):
            raised.append(context["exception"])
        else:
            loop.default_exception_handler(context)

    async def main():
        if name == "asyncio":
            import asyncio

            asyncio.get_running_loop().set_exception_handler(note)
        return await function(**arguments)

    name = anyio_backend_name(backend)
    result = anyio.run(main, backend=name, backend_options=anyio_backend_options(backend))
    if raised:
        raise raised[0] if len(raised) == 1 else BaseExceptionGroup("exceptions in callbacks", raised)
    return result


def call(item, conftest, given):
    backend = given.get("anyio_backend")
    with collect.arguments(item, conftest, given, lambda fixture, asked: run_on(backend, fixture, asked)) as (function, arguments):
        if inspect.iscoroutinefunction(function):
            run_on(backend, function, arguments)
        else:
            function(**arguments)


def run(test):
    if sys.implementation.name != "cpython":
        from upstream_asyncio import name_the_one_implementation

        name_the_one_implementation()

    def prepare():
        item, (given, found), conftest = find(test)
        return found, lambda: call(item, conftest, given)

    return verdict(prepare)
