# wait: a cancelled member is just done (not an exception for FIRST_EXCEPTION); a cancelled caller leaves members running
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def waiter(tasks):
    try:
        await asyncio.wait(tasks)
    except asyncio.CancelledError:
        stamp("waiter cancelled, members done:", [t.done() for t in tasks])
        raise


async def main():
    loop = asyncio.get_running_loop()
    tasks = [asyncio.create_task(asyncio.sleep(n, n)) for n in (2, 4)]
    loop.call_later(1, tasks[0].cancel)
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    stamp("done", len(done), "pending", len(pending), "first cancelled:", tasks[0].cancelled())

    tasks = [asyncio.create_task(asyncio.sleep(n, n)) for n in (2, 4)]
    caller = asyncio.create_task(waiter(tasks))
    await asyncio.sleep(1)
    caller.cancel()
    await asyncio.wait([caller])
    stamp("members finish:", await asyncio.gather(*tasks))

    already = asyncio.create_task(asyncio.sleep(0))
    await already
    before = loop.time()
    done, pending = await asyncio.wait([already, asyncio.create_task(asyncio.sleep(3))], return_when="FIRST_COMPLETED")
    stamp("one was done already:", loop.time() - before, len(done), len(pending))
    for t in pending:
        t.cancel()


asyncio.run(main())
