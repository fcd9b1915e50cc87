"""`raises`, `RaisesExc`, `RaisesGroup`, `warns`: expectations of exceptions, alone and in groups.

Owns: when an exception is the expected one. Documented in pytest's reference, "pytest.raises" and "pytest.RaisesGroup".
"""

import math
import re
import types
import warnings as python_warnings

from ._outcomes import Failed


class ExceptionInfo:
    """What was raised; filled when the block is left."""

    def __init__(self):
        self._value = None

    @property
    def value(self):
        assert self._value is not None, "the block is not over"
        return self._value

    @property
    def type(self):
        return type(self.value)

    @property
    def tb(self):
        return self.value.__traceback__

    @property
    def traceback(self):
        """The frames, outermost first; of each the name of its function."""
        frames, at = [], self.tb
        while at is not None:
            frames.append(types.SimpleNamespace(name=at.tb_frame.f_code.co_name, frame=at.tb_frame))
            at = at.tb_next
        return frames

    def match(self, pattern):
        assert re.search(pattern, _text(self.value)), f"{_text(self.value)!r} does not match {pattern!r}"
        return True

    def group_contains(self, expected, *, match=None, depth=None):
        return _contains(self.value, expected, match, depth, 1)

    def __class_getitem__(cls, item):
        return cls


def _contains(group, expected, match, depth, level):
    for member in group.exceptions:
        if isinstance(member, BaseExceptionGroup) and _contains(member, expected, match, depth, level + 1):
            return True
        if depth in (None, level) and isinstance(member, expected) and (
            match is None or re.search(match, _text(member))
        ):
            return True
    return False


def _text(exception):
    """What `match` is searched in: the text, and the notes below it."""
    return "\n".join([str(exception), *getattr(exception, "__notes__", [])])


class Expectation:
    """A context manager that takes the exception it expects, and fails where there is none."""

    fail_reason = None

    def matches(self, exception):
        self.fail_reason = self.mismatch(exception)
        return self.fail_reason is None

    def mismatch(self, exception):
        raise NotImplementedError

    def __enter__(self):
        self.info = ExceptionInfo()
        return self.info

    def __exit__(self, exc_type, exception, traceback):
        if exception is None:
            raise Failed(f"DID NOT RAISE {self}")
        reason = self.mismatch(exception)
        if reason is not None:
            if self.is_of_type(exception):
                raise AssertionError(reason) from exception
            return False
        self.info._value = exception
        return True

    def is_of_type(self, exception):
        return True

    def __class_getitem__(cls, item):
        return cls


class RaisesExc(Expectation):
    """An exception of a type, with a text, that a function accepts; each as far as it is given."""

    def __init__(self, expected=None, /, *, match=None, check=None, expected_exception=None):
        expected = expected or expected_exception
        self.types = expected if isinstance(expected, tuple) or expected is None else (expected,)
        self.match, self.check = match, check

    def __repr__(self):
        return f"RaisesExc({self.types}, match={self.match!r}, check={self.check})"

    def is_of_type(self, exception):
        return self.types is None or isinstance(exception, self.types)

    def mismatch(self, exception):
        if not self.is_of_type(exception):
            return f"{exception!r} is not of {self.types}"
        if self.match is not None and not re.search(self.match, _text(exception)):
            return f"{_text(exception)!r} does not match {self.match!r}"
        if self.check is not None and not self.check(exception):
            return f"the check did not accept {exception!r}"
        return None


class RaisesGroup(Expectation):
    """A group with just the expected members, in any order."""

    def __init__(self, *expected, allow_unwrapped=False, flatten_subgroups=False, match=None, check=None):
        self.expected = [one if isinstance(one, Expectation) else _Exactly(one) for one in expected]
        self.allow_unwrapped, self.flatten_subgroups = allow_unwrapped, flatten_subgroups
        self.match, self.check = match, check

    def __repr__(self):
        return f"RaisesGroup({self.expected})"

    def is_of_type(self, exception):
        return isinstance(exception, BaseExceptionGroup)

    def mismatch(self, exception):
        if not isinstance(exception, BaseExceptionGroup):
            if self.allow_unwrapped and len(self.expected) == 1:
                return self.expected[0].mismatch(exception)
            return f"{exception!r} is no exception group"
        if self.match is not None and not re.search(self.match, _text(exception)):
            return f"{_text(exception)!r} does not match {self.match!r}"
        members = list(_flat(exception)) if self.flatten_subgroups else list(exception.exceptions)
        if not _paired(self.expected, members):
            return f"the members {members} are not {self.expected}"
        if self.check is not None and not self.check(exception):
            return f"the check did not accept {exception!r}"
        return None


class _Exactly(Expectation):
    def __init__(self, expected):
        self.expected = expected

    def __repr__(self):
        return self.expected.__name__

    def mismatch(self, exception):
        return None if isinstance(exception, self.expected) else f"{exception!r} is no {self.expected.__name__}"


def _flat(group):
    for member in group.exceptions:
        if isinstance(member, BaseExceptionGroup):
            yield from _flat(member)
        else:
            yield member


def _paired(expected, members):
    """Whether each expectation has a member of its own and none is left."""
    if len(expected) != len(members):
        return False
    if not expected:
        return True
    first, rest = expected[0], expected[1:]
    return any(
        first.mismatch(member) is None and _paired(rest, members[:i] + members[i + 1:]) for i, member in enumerate(members)
    )


def raises(expected, function=None, *args, match=None, check=None, **kwargs):
    expectation = RaisesExc(expected, match=match, check=check)
    if function is None:
        return expectation
    with expectation as info:
        function(*args, **kwargs)
    return info


class warns:
    """At least one warning of the class, with the text."""

    def __init__(self, expected=Warning, *, match=None):
        self.expected, self.pattern = expected, match

    def __enter__(self):
        self._catch = python_warnings.catch_warnings(record=True)
        self.list = self._catch.__enter__()
        python_warnings.simplefilter("always")
        return self.list

    def __exit__(self, exc_type, exception, traceback):
        self._catch.__exit__(None, None, None)
        if exc_type is not None:
            return False
        for warning in self.list:
            if issubclass(warning.category, self.expected) and (
                self.pattern is None or re.search(self.pattern, str(warning.message))
            ):
                return False
        raise Failed(f"DID NOT WARN {self.expected}: {[str(warning.message) for warning in self.list]}")


def deprecated_call(*, match=None):
    return warns((DeprecationWarning, PendingDeprecationWarning, FutureWarning), match=match)


class approx:
    """Equal to numbers near by."""

    def __init__(self, value, rel=1e-6, abs=1e-12):
        self.value, self.rel, self.abs = value, rel, abs

    def __eq__(self, other):
        return math.isclose(self.value, other, rel_tol=self.rel, abs_tol=self.abs)
