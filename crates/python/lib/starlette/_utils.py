"""What several parts of starlette need. Rules: `starlette/_utils.py`."""

import functools
from contextlib import asynccontextmanager
from inspect import iscoroutinefunction

import anyio


def is_async_callable(obj):
    """Whether calling it makes a coroutine."""
    while isinstance(obj, functools.partial):
        obj = obj.func
    return iscoroutinefunction(obj) or callable(obj) and iscoroutinefunction(obj.__call__)


@asynccontextmanager
async def create_collapsing_task_group():
    """A task group whose only error leaves it bare."""
    try:
        async with anyio.create_task_group() as group:
            yield group
    except BaseExceptionGroup as errors:
        if len(errors.exceptions) != 1:
            raise
        alone = errors.exceptions[0]
        context = None if alone.__suppress_context__ else alone.__context__
        raise alone from alone.__cause__ or context


def get_route_path(scope):
    """The path below what is mounted."""
    path, root = scope["path"], scope.get("root_path", "")
    if root and path.startswith(root) and (path == root or path[len(root)] == "/"):
        return path[len(root) :]
    return path
