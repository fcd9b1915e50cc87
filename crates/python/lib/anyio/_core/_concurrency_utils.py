"""Many coroutines at once: `gather`, `amap`, `as_completed`. Rules: `anyio/_core/_concurrency_utils.py` of anyio 4.16."""

from contextlib import asynccontextmanager

from ..abc._tasks import get_coro_name
from ._exceptions import BrokenResourceError
from ._kinds import iscoroutine
from ._streams import create_memory_object_stream
from ._tasks import create_task_group

__all__ = ("amap", "as_completed", "gather")


async def gather(*coros):
    """Runs coroutines in a group; their values, in the order given."""
    async with create_task_group() as tg:
        handles = [tg.create_task(coro) for coro in coros]
    return tuple(handle.return_value for handle in handles)


async def amap(func, args):
    """Calls a coroutine function with each of the arguments, in a group; the values, in the order given."""
    async with create_task_group() as tg:
        handles = [tg.start_soon(func, arg) for arg in args]
    return [handle.return_value for handle in handles]


@asynccontextmanager
async def as_completed(*awaitables):
    """Runs awaitables in a group; a stream of their handles, in the order of ending."""
    if not awaitables:
        raise ValueError("as_completed() takes at least one awaitable")
    send, receive = create_memory_object_stream(len(awaitables))
    handles = []

    async def runner(awaitable, index, _send):
        async with _send:
            try:
                return await awaitable
            finally:
                try:
                    _send.send_nowait(handles[index])
                except BrokenResourceError:
                    pass

    async with receive, create_task_group() as tg:
        async with send:
            for index, awaitable in enumerate(awaitables):
                name = get_coro_name(awaitable) if iscoroutine(awaitable) else None
                handles.append(tg.start_soon(runner, awaitable, index, send.clone(), name=name))
        try:
            yield receive
        finally:
            tg.cancel_scope.cancel()
