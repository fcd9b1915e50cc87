# Blocks left in the wrong order: what is raised, where, and what survives.
import re

import trio


def clean(error):
    text = re.sub(r"0x[0-9a-f]+", "0x…", str(error))
    return text.split("\nThis is probably")[0]


def tree(error, depth=0):
    print("  " * depth + type(error).__name__, clean(error) if not hasattr(error, "exceptions") else error.message, "| context", type(error.__context__).__name__)
    for member in getattr(error, "exceptions", ()):
        tree(member, depth + 1)


async def attempt(label, fn):
    print("--", label)
    try:
        print("->", await fn())
    except BaseException as error:
        tree(error)
    print("at", trio.current_time())


async def outer_first():
    outer, inner = trio.CancelScope(), trio.CancelScope()
    outer.__enter__()
    inner.__enter__()
    try:
        outer.__exit__(None, None, None)
    except RuntimeError as error:
        print("outer:", clean(error))
    try:
        inner.__exit__(None, None, None)
    except RuntimeError as error:
        print("inner:", clean(error))
    await trio.sleep(1)
    return "survives"


async def twice():
    scope = trio.CancelScope()
    scope.__enter__()
    scope.__exit__(None, None, None)
    scope.__exit__(None, None, None)


async def another_tasks():
    scope = trio.CancelScope()

    async def leaves():
        scope.__exit__(None, None, None)

    with scope:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(leaves)
    return "left"


async def left_open():
    async def opens():
        trio.CancelScope().__enter__()
        await trio.sleep(1)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(opens)


async def nursery_left_open():
    async def opens():
        await trio.open_nursery().__aenter__()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(opens)


async def nursery_with_children_left_open():
    async def child():
        try:
            await trio.sleep(5)
        except trio.Cancelled as error:
            print("child cancelled:", error.source, error.reason)
            raise

    async def opens():
        manager = trio.open_nursery()
        nursery = await manager.__aenter__()
        nursery.start_soon(child)
        await trio.sleep(1)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(opens)
        await trio.sleep(3)


async def scope_around_nursery():
    scope = trio.CancelScope()
    scope.__enter__()
    manager = trio.open_nursery()
    nursery = await manager.__aenter__()
    nursery.start_soon(trio.sleep, 2)
    try:
        scope.__exit__(None, None, None)
    except RuntimeError as error:
        print("scope:", clean(error))
    try:
        await manager.__aexit__(None, None, None)
    except BaseException as error:
        tree(error)
    return "after"


async def generator():
    async def gen():
        with trio.CancelScope() as scope:
            yield scope
            yield 2

    with trio.CancelScope() as mine:
        async for scope in gen():
            scope.cancel()
            break
        try:
            await trio.sleep(1)
            print("not cancelled")
        except trio.Cancelled as error:
            print("cancelled inside the generator's scope", error.source)
            raise
    return mine.cancelled_caught


async def main():
    for fn in (outer_first, twice, another_tasks, left_open, nursery_left_open, nursery_with_children_left_open, scope_around_nursery, generator):
        await attempt(fn.__name__, fn)


try:
    trio.run(main)
except RuntimeError as error:
    print("the run:", clean(error))
