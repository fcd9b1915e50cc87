# shield: protects a commit from the cancel of its caller; the caller can wait for it in its own cleanup, until hit again
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def commit():
    stamp("commit begins")
    await asyncio.sleep(2)
    stamp("commit ends")
    return "committed"


async def transaction():
    inner = asyncio.ensure_future(commit())
    try:
        return await asyncio.shield(inner)
    except asyncio.CancelledError:
        stamp("cancelled, waiting for the commit")
        try:
            stamp("cleanup:", await inner)
        except asyncio.CancelledError:
            stamp("cancelled again, commit cancelled:", inner.cancelled())
        raise


async def main():
    for hits in (1, 2):
        task = asyncio.create_task(transaction())
        for _ in range(hits):
            await asyncio.sleep(0.5)
            task.cancel()
        await asyncio.wait([task])
        stamp("hits", hits, "cancelled", task.cancelled())

    async with asyncio.timeout(5):
        results = await asyncio.gather(*(asyncio.shield(asyncio.sleep(n, n)) for n in (1, 2)))
    stamp(results)
    task = asyncio.create_task(commit())
    async with asyncio.TaskGroup() as tg:
        waiter = tg.create_task(shielded_wait(task))
        await asyncio.sleep(1)
        waiter.cancel()
    stamp("group closed, commit done:", task.done())
    await task


async def shielded_wait(task):
    await asyncio.shield(task)


asyncio.run(main())
