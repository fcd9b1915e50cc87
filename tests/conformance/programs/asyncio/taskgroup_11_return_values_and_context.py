# TaskGroup: create_task's options, contexts, awaiting children in the body, callbacks, groups handed to helpers
import asyncio
import contextvars
import time
from collections.abc import Awaitable, Callable
from functools import partial, reduce
from typing import TypeVar

T = TypeVar("T")
level = contextvars.ContextVar("level", default=0)


async def square(n: int) -> int:
    await asyncio.sleep(n / 10)
    return n * n


async def map_concurrently(fn: Callable[[T], Awaitable[T]], *items: T) -> list[T]:
    async with asyncio.TaskGroup() as tg:
        tasks = [tg.create_task(fn(item)) for item in items]
    return [t.result() for t in tasks]


async def recurse(tg: asyncio.TaskGroup, depth: int):
    print(f"{time.monotonic():.1f} depth {depth}, level {level.get()}")
    level.set(level.get() + 1)
    if depth:
        tg.create_task(recurse(tg, depth - 1), name=f"depth-{depth - 1}")
        await asyncio.sleep(0.1)


async def main():
    print(await map_concurrently(square, 3, 1, 2))
    print(reduce(lambda a, b: a + b, await map_concurrently(square, *range(5))))
    async with asyncio.TaskGroup() as tg:
        tg.create_task(recurse(tg, 3))
    print("level outside:", level.get())
    async with asyncio.TaskGroup() as tg:
        first = tg.create_task(square(5), name="first")
        first.add_done_callback(lambda t: print("callback", t.get_name(), t.result()))
        print("awaited in the body:", await first)
        second = tg.create_task(square(6))
        doubled = tg.create_task(twice(second))
    print("doubled", doubled.result())
    async with asyncio.TaskGroup() as outer, asyncio.TaskGroup() as inner:
        outer.create_task(recurse(inner, 1))
        inner.create_task(square(1)).add_done_callback(partial(print, "inner:", sep=" ") and (lambda t: print("inner", t.result())))
    print(f"{time.monotonic():.1f} end")


async def twice(task):
    return 2 * await task


asyncio.run(main())
