# gather: cancelling an outer gather reaches the children of inner ones; a child shared by two gathers serves both
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def child(name, seconds, fail=False):
    try:
        await asyncio.sleep(seconds)
        if fail:
            raise ValueError(name)
        return name
    except asyncio.CancelledError:
        stamp(name, "cancelled")
        raise


async def main():
    outer = asyncio.gather(
        asyncio.gather(child("a1", 5), child("a2", 6)),
        asyncio.gather(child("b1", 5), child("b2", 6), return_exceptions=True),
    )
    await asyncio.sleep(1)
    outer.cancel()
    try:
        await outer
    except asyncio.CancelledError:
        stamp("outer cancelled")
    await asyncio.sleep(0)

    shared = asyncio.create_task(child("shared", 2))
    first = asyncio.gather(shared, child("x", 1, fail=True))
    second = asyncio.gather(shared, child("y", 1))
    for name, future in (("first", first), ("second", second)):
        try:
            stamp(name, await future)
        except ValueError as e:
            stamp(name, repr(e))

    shared = asyncio.create_task(child("shared again", 9))
    first, second = asyncio.gather(shared, return_exceptions=True), asyncio.gather(shared)
    await asyncio.sleep(1)
    first.cancel()
    for name, future in (("first", first), ("second", second)):
        try:
            stamp(name, await future)
        except asyncio.CancelledError as e:
            stamp(name, repr(e))

    mixed = await asyncio.gather(
        child("ok", 1), child("bad", 1, fail=True), asyncio.gather(child("inner bad", 1, fail=True)), return_exceptions=True)
    stamp(mixed)


asyncio.run(main())
