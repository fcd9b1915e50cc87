"""Functions and iterators in worker threads: anyio's, with its default limiter. Rules: `starlette/concurrency.py`."""

import functools

import anyio.to_thread
from _espalier_generators import steps
from _espalier_suspendable import NoMore

from ._utils import is_async_callable


async def run_in_threadpool(func, *args, **kwargs):
    """Calls `func` in a worker thread."""
    return await anyio.to_thread.run_sync(functools.partial(func, *args, **kwargs))


def calling(func, *args):
    """The awaitable of a call: the function's own, or that of a worker thread if the function has none."""
    return func(*args) if is_async_callable(func) else run_in_threadpool(func, *args)


def _next(iterator):
    try:
        return next(iterator)
    except StopIteration:
        # It could not leave a coroutine.
        raise NoMore from None


async def iterate_in_threadpool(iterator):
    """Takes each item of an iterator in a worker thread."""
    suspended = steps(iterator)
    step = functools.partial(_next, iter(iterator)) if suspended is None else suspended.step
    while True:
        try:
            yield await anyio.to_thread.run_sync(step)
        except NoMore:
            break


async def run_until_first_complete(*args):
    """Runs several functions until the first has ended."""
    async with anyio.create_task_group() as group:

        async def run(func):
            await func()
            group.cancel_scope.cancel()

        for func, kwargs in args:
            group.start_soon(run, functools.partial(func, **kwargs))
