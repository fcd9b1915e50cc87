"""Tests in modules and classes, the fixtures they ask for, and the cases that marks and fixtures' parameters make of them.

Owns: these rules of pytest's, for the driver, which lists tests on CPython, and for the programs, which run one. Must not know:
what is in a test, nor what the library's plugin does.
"""

import inspect
from contextlib import contextmanager

from . import _builtins
from ._marks import named, param_parts, shown


class Item:
    """A test function, the class that it is a method of, and its module."""

    def __init__(self, module, owner, name, function):
        self.module, self.owner, self.function = module, owner, function
        self.name = name if owner is None else f"{owner.__name__}.{name}"

    def marks(self):
        """Of the function, its class and its module, the nearest first."""
        holders = (self.function, self.owner, self.module)
        return [mark for holder in holders if holder is not None for mark in _as_list(getattr(holder, "pytestmark", ()))]

    def fixture(self, name, conftest):
        """The fixture of that name, the nearest one; None where pytest has it, or nobody."""
        for holder in (self.owner, self.module, conftest):
            found = getattr(holder, name, None)
            if hasattr(found, "is_fixture"):
                return found
        return None

    def asks_for(self, conftest, *implied):
        """The names of all fixtures and parameters that the test needs, and its fixtures in their turn."""
        marks = self.marks()
        names, waiting = [], [*implied, *_parameters(self.function)]
        waiting += [name for mark in named(marks, "usefixtures") for name in mark.args]
        given = {name for mark in named(marks, "parametrize") for name in _names(mark.args[0])}
        while waiting:
            name = waiting.pop(0)
            if name in names:
                continue
            names.append(name)
            fixture = self.fixture(name, conftest) or _builtins.FIXTURES.get(name)
            # What comes from parameters is not made by a fixture's function.
            if fixture is not None and name not in given and "params" not in getattr(fixture, "fixture_options", {}):
                waiting.extend(_parameters(fixture))
        return names

    def cases(self, conftest, *implied):
        """What pytest runs it with: case id (empty if there is but one) to (arguments, marks)."""
        marks = self.marks()
        found = {"": ({}, marks)}
        given = {name for mark in named(marks, "parametrize") for name in _names(mark.args[0])}
        for name in self.asks_for(conftest, *implied):
            options = getattr(self.fixture(name, conftest), "fixture_options", {})
            if name not in given and "params" in options:
                found = _extended(found, [name], options["params"], options.get("ids"))
        for mark in named(marks, "parametrize"):
            found = _extended(found, _names(mark.args[0]), mark.args[1], mark.kwargs.get("ids"))
        return found


def items(module):
    """The tests of a module, in the order of the file."""
    for name, value in vars(module).items():
        if getattr(value, "__module__", None) != module.__name__:
            continue
        if name.startswith("test") and inspect.isfunction(value):
            yield Item(module, None, name, value)
        elif name.startswith("Test") and inspect.isclass(value):
            members = {name: member for base in reversed(value.__mro__) for name, member in vars(base).items()}
            for name, member in members.items():
                if name.startswith("test") and inspect.isfunction(member):
                    yield Item(module, value, name, member)


@contextmanager
def arguments(item, conftest, given, make):
    """The arguments of a test's call: its case's and its fixtures'. `make(function, arguments)` calls an asynchronous fixture."""
    instance = None if item.owner is None else item.owner()
    values, at_the_end = dict(given), []

    def value(name):
        if name not in values:
            values[name] = made(name)
        return values[name]

    def made(name):
        fixture = item.fixture(name, conftest)
        if fixture is None:
            if name not in _builtins.FIXTURES:
                raise LookupError(f"no fixture {name}")
            fixture, first = _builtins.FIXTURES[name], ()
        else:
            first = (instance,) if "self" in inspect.signature(fixture).parameters else ()
        asked = {name: value(name) for name in _parameters(fixture)}
        if inspect.iscoroutinefunction(fixture):
            return make(fixture, asked)
        result = fixture(*first, **asked)
        if not inspect.isgeneratorfunction(fixture):
            return result
        at_the_end.append(result)
        return next(result)

    try:
        for name in item.asks_for(conftest):
            value(name)
        call = {name: values[name] for name in _parameters(item.function)}
        yield (item.function if instance is None else getattr(instance, item.function.__name__)), call
    finally:
        while at_the_end:
            next(at_the_end.pop(), None)


def _as_list(marks):
    return marks if isinstance(marks, (list, tuple)) else [marks]


def _names(names):
    return [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)


def _parameters(function):
    # What has a default is nobody's fixture.
    return [
        name for name, parameter in inspect.signature(function).parameters.items()
        if name != "self" and parameter.default is parameter.empty
    ]


def _extended(cases, names, values, ids):
    """Each case with each of the values. Equal ids are numbered, as pytest does."""
    texts, given = [], []
    for index, value in enumerate(values):
        own, parts, marks = param_parts(value, len(names))
        texts.append(own or "-".join(shown(part, name, index, ids) for name, part in zip(names, parts)))
        given.append((dict(zip(names, parts)), marks))
    for index, text in enumerate(texts):
        if texts.count(text) > 1:
            texts[index] = f"{text}{index}"
    return {
        "-".join(filter(None, (before, text))): ({**arguments, **own}, [*marks, *own_marks])
        for before, (arguments, marks) in cases.items()
        for text, (own, own_marks) in zip(texts, given)
    }
