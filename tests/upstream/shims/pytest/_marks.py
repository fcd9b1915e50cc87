"""Marks, parameters and fixtures: notes on test functions, which the driver and the programs read."""

import importlib
import os

_NOT_GIVEN = object()


class Mark:
    def __init__(self, name, args, kwargs):
        self.name, self.args, self.kwargs = name, args, kwargs

    def __call__(self, test):
        test.pytestmark = [*test.__dict__.get("pytestmark", ()), self]
        return test


class _Marks:
    def __getattr__(self, name):
        return lambda *args, **kwargs: Mark(name, args, kwargs)


mark = _Marks()


class param:
    """A set of parameters with an id of its own."""

    def __init__(self, *values, id=None, marks=()):
        self.values, self.id, self.marks = values, id, marks


def shown(value, name, index, ids):
    """A parameter's part of the test's id."""
    if callable(ids):
        given = ids(value)
        if given is not None:
            return str(given)
    elif ids is not None:
        return str(ids[index])
    if value is None or isinstance(value, (str, int, float, bool)):
        return str(value)
    return getattr(value, "__name__", f"{name}{index}")


def param_parts(value, count):
    """Of one entry of a `parametrize`: its own id or None, its values, its marks."""
    if isinstance(value, param):
        marks = value.marks if isinstance(value.marks, (list, tuple)) else [value.marks]
        return value.id, value.values, marks
    return None, value if count > 1 else (value,), []


def named(marks, name):
    """The marks of that name."""
    return [mark for mark in marks if mark.name == name]


def cases(test):
    """The test's cases: id (empty if there is but one) to arguments. The mark nearest to the function varies fastest last."""
    found = {"": {}}
    for mark in getattr(test, "pytestmark", ()):
        if mark.name != "parametrize":
            continue
        names, values = mark.args[:2]
        ids = mark.kwargs.get("ids")
        if isinstance(names, str):
            names = [name.strip() for name in names.split(",")]
        extended = {}
        for before, arguments in found.items():
            for index, value in enumerate(values):
                own, given, _ = param_parts(value, len(names))
                text = own or "-".join(shown(one, name, index, ids) for name, one in zip(names, given))
                extended["-".join(filter(None, (before, text)))] = {**arguments, **dict(zip(names, given))}
        found = extended
    return found


def reason(marks, name):
    """The reason of the first mark of that name whose condition holds, or None."""
    for mark in named(marks, name):
        if not mark.args or mark.args[0]:
            return mark.kwargs.get("reason") or next((arg for arg in mark.args if isinstance(arg, str)), name)
    return None


def fixture(function=None, **options):
    """Notes that a function makes what a test's argument of that name is."""
    if function is None:
        return lambda function: fixture(function, **options)
    function.is_fixture, function.fixture_options = True, options
    return function


def hookimpl(*args, **kwargs):
    return lambda function: function


class MonkeyPatch:
    """Changes that are undone when the test is over."""

    def __init__(self):
        self._undo = []

    def setattr(self, target, name, value=_NOT_GIVEN, raising=True):
        if value is _NOT_GIVEN:
            # `setattr("module.name", value)`
            (module, _, attribute), value = target.rpartition("."), name
            target, name = importlib.import_module(module), attribute
        missing = object()
        before = target.__dict__.get(name, missing) if isinstance(target, type) else getattr(target, name, missing)
        if before is missing and raising and not hasattr(target, name):
            raise AttributeError(f"{target!r} has no attribute {name!r}")
        restore = (lambda: delattr(target, name)) if before is missing else (lambda: setattr(target, name, before))
        self._undo.append(restore)
        setattr(target, name, value)

    def delattr(self, target, name):
        before = getattr(target, name)
        self._undo.append(lambda: setattr(target, name, before))
        delattr(target, name)

    def setitem(self, mapping, key, value):
        missing = object()
        before = mapping.get(key, missing)
        restore = (lambda: mapping.pop(key)) if before is missing else (lambda: mapping.__setitem__(key, before))
        self._undo.append(restore)
        mapping[key] = value

    def setenv(self, name, value):
        self.setitem(os.environ, name, value)

    def undo(self):
        while self._undo:
            self._undo.pop()()
