# An exception group that leaves run() is drawn as a tree of tracebacks
import asyncio


async def child(error, seconds):
    await asyncio.sleep(seconds)
    raise error


async def inner():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(child(KeyError("inner"), 1))


async def main():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(child(ValueError("first\nsecond line"), 1))
        tg.create_task(inner())


asyncio.run(main())
