"""Dependencies that clean up, in threads and out of them. Rules: `fastapi/concurrency.py`."""

from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

import anyio.to_thread
from anyio import CancelScope, CapacityLimiter, Semaphore
from anyio.lowlevel import RunVar, checkpoint_if_cancelled
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool, run_until_first_complete

__all__ = ["contextmanager_in_threadpool", "iterate_in_threadpool", "run_in_threadpool", "run_until_first_complete"]


@asynccontextmanager
async def contextmanager_in_threadpool(cm):
    """A context manager whose two ends run in worker threads.

    The exit has a limiter of its own: were it to wait for a token, those who hold the tokens could wait for what it
    gives back.
    """
    exit_limiter = CapacityLimiter(1)
    value = await run_in_threadpool(cm.__enter__)
    try:
        yield value
    except BaseException as error:
        with CancelScope(shield=True):
            swallowed = await anyio.to_thread.run_sync(
                cm.__exit__, type(error), error, error.__traceback__, limiter=exit_limiter
            )
        if not swallowed:
            raise
    else:
        with CancelScope(shield=True):
            await anyio.to_thread.run_sync(cm.__exit__, None, None, None, limiter=exit_limiter)


@asynccontextmanager
async def with_shielded_exit(cm, cleanup_scope):
    """A dependency whose clean-up is not cancelled by the scopes around its request.

    The scope is the request's, and is older than the dependency's own: those still close in the order in which they opened.
    """
    was_shielded = cleanup_scope.shield
    try:
        async with cm as value:
            try:
                yield value
            finally:
                cleanup_scope.shield = True
    finally:
        cleanup_scope.shield = was_shielded
    await checkpoint_if_cancelled()


# Of each loop its own; what is declared nowhere any more is forgotten.
_semaphores = RunVar("fastapi_dependency_semaphores")


class DependencyConcurrency:
    """How many calls of a dependency may be at work at a time."""

    def __init__(self, max_concurrency):
        self.max_concurrency = max_concurrency

    def get_semaphore(self):
        semaphores = _semaphores.get(None)
        if semaphores is None:
            semaphores = WeakKeyDictionary()
            _semaphores.set(semaphores)
        if self not in semaphores:
            semaphores[self] = Semaphore(self.max_concurrency)
        return semaphores[self]


@asynccontextmanager
async def with_concurrency_limit(cm, semaphore):
    """A dependency of which only some are at work at a time."""
    async with semaphore:
        async with cm as value:
            yield value
