# A second cancel interrupts the cleanup of the first at its await; each layer's finally still runs once
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def careful(name, seconds):
    try:
        await asyncio.sleep(60)
    finally:
        stamp(name, "cleanup begins")
        try:
            await asyncio.sleep(seconds)
            stamp(name, "cleanup complete")
        except asyncio.CancelledError as e:
            stamp(name, "cleanup interrupted", e.args, "context", repr(e.__context__))
            raise
        finally:
            stamp(name, "last words")


async def holder(name, seconds):
    async with asyncio.TaskGroup() as tg:
        tg.create_task(careful(f"{name}.child", seconds))
        await careful(name, seconds)


async def main():
    task = asyncio.create_task(careful("single", 2))
    await asyncio.sleep(1)
    task.cancel("first")
    await asyncio.sleep(1)
    task.cancel("second")
    await asyncio.wait([task])
    stamp("cancelled", task.cancelled(), "count", task.cancelling())
    stamp("--")
    task = asyncio.create_task(holder("group", 2))
    await asyncio.sleep(1)
    task.cancel("first")
    await asyncio.sleep(1)
    task.cancel("second")
    await asyncio.wait([task])
    stamp("cancelled", task.cancelled(), "count", task.cancelling())


asyncio.run(main())
