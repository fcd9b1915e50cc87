"""`test.support`, as far as asyncio's tests use it."""

import gc
import sys
import unittest

SHORT_TIMEOUT = 30.0
LONG_TIMEOUT = 300.0


def cpython_only(test):
    """For a test of what CPython does in C; the driver's list says which of them apply here."""
    return test


refcount_test = cpython_only


def requires_working_threading(*, module=False):
    return lambda test: test


def get_attribute(obj, name):
    try:
        return getattr(obj, name)
    except AttributeError:
        raise unittest.SkipTest(f"object {obj!r} has no attribute {name!r}") from None


def gc_collect():
    for _ in range(3):
        gc.collect()


def maybe_get_event_loop_policy():
    policies = sys.modules.get("asyncio.events")
    return policies.get_event_loop_policy() if policies else None


class swap_attr:
    """For the time of a `with` block, `obj.name` is `value`."""

    def __init__(self, obj, name, value):
        self.obj, self.name, self.value = obj, name, value

    def __enter__(self):
        self.before = getattr(self.obj, self.name)
        setattr(self.obj, self.name, self.value)
        return self.before

    def __exit__(self, *exc_info):
        setattr(self.obj, self.name, self.before)
