"""What several parts of starlette need. Rules: `starlette/_utils.py`."""

import functools
from contextlib import asynccontextmanager
from inspect import iscoroutinefunction

import anyio

# The types of the messages that several parts look for.
START, BODY, DISCONNECT = "http.response.start", "http.response.body", "http.disconnect"


def start_message(response):
    """What begins a response."""
    return {"type": START, "status": response.status_code, "headers": response.raw_headers}


def part_message(body, more_body):
    """One part of a body that is sent in parts."""
    return {"type": BODY, "body": body, "more_body": more_body}


class WatchedSend:
    """A `send` that knows whether the response has begun."""

    def __init__(self, send):
        self._send = send
        self.started = False

    async def __call__(self, message):
        self.started |= message["type"] == START
        await self._send(message)


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
