"""Telling kinds of functions and callers apart.

Owns: what counts as a coroutine function, and functions that do one thing in a coroutine and another elsewhere. Rules:
`curio/meta.py`. Must not know: tasks.
"""

import collections.abc
import functools
import inspect
import sys
import types
from contextlib import contextmanager

import _curio

__all__ = [
    "iscoroutinefunction", "finalize", "awaitable", "asyncioable", "curio_running", "instantiate_coroutine",
    "from_coroutine",
]

_AWAITS = inspect.CO_COROUTINE | inspect.CO_ITERABLE_COROUTINE | inspect.CO_ASYNC_GENERATOR


def curio_running():
    """Whether a kernel runs in this thread."""
    return _curio.is_running()


@contextmanager
def running(kernel):
    """While a kernel runs: no second one may, and forgotten async generators are complained of."""
    if _curio.is_running():
        raise RuntimeError("Only one Curio kernel per thread is allowed")
    hooks = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(None, _forgotten)
    try:
        yield
    finally:
        sys.set_asyncgen_hooks(*hooks)


def _forgotten(agen):
    if agen.ag_frame is not None:
        raise RuntimeError(
            "Async generator with async finalization must be wrapped by\n"
            "async with curio.meta.finalize(agen) as agen:\n"
            "    async for n in agen:\n"
            "         ...\n"
            "See PEP 533 for further discussion."
        )


def from_coroutine(level=2):
    """Whether the frame `level` calls up is of a coroutine; comprehensions and generator expressions are passed over."""
    frame = sys._getframe(level)
    while True:
        code = frame.f_code
        if code.co_flags & _AWAITS:
            return True
        if not (code.co_flags & inspect.CO_NESTED and code.co_name.startswith("<")):
            return False
        frame = frame.f_back


def iscoroutinefunction(func):
    """Whether calling `func` makes something to await."""
    while True:
        if isinstance(func, functools.partial):
            func = func.func
        elif hasattr(func, "__func__"):
            func = func.__func__
        else:
            break
    return inspect.iscoroutinefunction(func) or hasattr(func, "_awaitable") or inspect.isasyncgenfunction(func)


def instantiate_coroutine(corofunc, *args, **kwargs):
    """The coroutine that `corofunc` is, or that it makes of the arguments."""
    if type(corofunc) is types.FunctionType and corofunc.__code__.co_flags & inspect.CO_COROUTINE:
        return corofunc(*args, **kwargs)
    if isinstance(corofunc, collections.abc.Coroutine) or inspect.isgenerator(corofunc):
        assert not args and not kwargs, "arguments can't be passed to an already instantiated coroutine"
        return corofunc
    if iscoroutinefunction(corofunc) or getattr(corofunc, "_async_thread", False):
        # A function that looks who calls it must see a coroutine.
        async def caller():
            return corofunc(*args, **kwargs)

        try:
            caller().send(None)
        except StopIteration as made:
            return made.value
    coro = corofunc(*args, **kwargs)
    if not isinstance(coro, collections.abc.Coroutine):
        raise TypeError(f"Could not create coroutine from {corofunc}")
    return coro


def awaitable(syncfunc):
    """Pairs a function with the coroutine function to be called in its place where a coroutine calls."""

    def decorate(asyncfunc):
        if inspect.signature(syncfunc) != inspect.signature(asyncfunc):
            raise TypeError(f"{syncfunc.__name__} and async {asyncfunc.__name__} have different signatures")

        @functools.wraps(asyncfunc)
        def wrapper(*args, **kwargs):
            return (asyncfunc if from_coroutine() else syncfunc)(*args, **kwargs)

        wrapper._syncfunc, wrapper._asyncfunc, wrapper._awaitable = syncfunc, asyncfunc, True
        wrapper.__doc__ = syncfunc.__doc__ or asyncfunc.__doc__
        return wrapper

    return decorate


def asyncioable(awaitablefunc):
    """As `awaitable`, with a third function for coroutines that asyncio runs."""

    def decorate(asyncfunc):
        @functools.wraps(asyncfunc)
        def wrapper(*args, **kwargs):
            if not from_coroutine():
                return awaitablefunc._syncfunc(*args, **kwargs)
            return (awaitablefunc._asyncfunc if curio_running() else asyncfunc)(*args, **kwargs)

        wrapper._awaitable = True
        return wrapper

    return decorate


class finalize:
    """Closes an async generator at the end of the block."""

    def __init__(self, aobj):
        self.aobj = aobj

    async def __aenter__(self):
        return self.aobj

    async def __aexit__(self, *error):
        close = getattr(self.aobj, "aclose", None)
        if close is not None:
            await close()
