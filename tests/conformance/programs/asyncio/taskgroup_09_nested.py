# TaskGroup: a failure in an inner group unwinds it first, then the outer; groups nest in the exception too
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


def show(exc, depth=0):
    print("   " * depth, exc if isinstance(exc, BaseExceptionGroup) else repr(exc))
    for sub in getattr(exc, "exceptions", ()):
        show(sub, depth + 1)


async def leaf(name, seconds, fail=False):
    try:
        await asyncio.sleep(seconds)
        if fail:
            raise ValueError(name)
    except asyncio.CancelledError:
        stamp(name, "cancelled")
        raise


async def branch(name, *leaves):
    try:
        async with asyncio.TaskGroup() as tg:
            for args in leaves:
                tg.create_task(leaf(f"{name}.{args[0]}", *args[1:]))
    finally:
        stamp(name, "closed")


async def main():
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(branch("left", ("1", 1, True), ("2", 9)))
            tg.create_task(branch("right", ("1", 9), ("2", 8)))
            await branch("body", ("1", 7))
    except* ValueError as group:
        show(group)
    stamp("-- both branches fail in one turn")
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(branch("left", ("1", 1, True), ("2", 1, True)))
            tg.create_task(branch("right", ("1", 1, True)))
    except ExceptionGroup as group:
        show(group)
        show(group.subgroup(lambda e: isinstance(e, ValueError) and "left" in str(e)))


asyncio.run(main())
