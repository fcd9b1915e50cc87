# as_completed over coroutines starts them in the order given; a cancelled consumer leaves the rest running
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def work(n):
    stamp("start", n)
    try:
        await asyncio.sleep(n)
        return n
    except asyncio.CancelledError:
        stamp("cancelled", n)
        raise


async def consumer(tasks):
    try:
        for next_done in asyncio.as_completed(tasks):
            stamp("consumed", await next_done)
    except asyncio.CancelledError:
        stamp("consumer cancelled")
        raise


async def main():
    results = []
    for coro in asyncio.as_completed([work(3), work(1), work(2)]):
        results.append(await coro)
    stamp(results)
    tasks = [asyncio.create_task(work(n)) for n in (1, 3, 5)]
    task = asyncio.create_task(consumer(tasks))
    await asyncio.sleep(2)
    task.cancel()
    await asyncio.wait([task])
    stamp([t.done() for t in tasks])
    tasks[1].cancel()
    async for done in asyncio.as_completed(tasks):
        stamp(tasks.index(done), "cancelled" if done.cancelled() else done.result())
    futures = list(asyncio.as_completed([asyncio.sleep(1, "x"), asyncio.sleep(1, "y")]))
    stamp(await futures[1], await futures[0])


asyncio.run(main())
