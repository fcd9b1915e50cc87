# cancel: a waiter already woken is still cancelled; Lock, Semaphore and Queue then hand over to the next in line
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def use(name, acquire):
    try:
        got = await acquire()
        stamp(name, "got", got)
    except asyncio.CancelledError:
        stamp(name, "cancelled")
        raise


async def contest(title, acquire, give):
    stamp("--", title)
    a = asyncio.create_task(use("a", acquire))
    b = asyncio.create_task(use("b", acquire))
    await asyncio.sleep(1)
    give()
    a.cancel()
    await asyncio.wait([a, b], timeout=5)
    stamp("a cancelled:", a.cancelled(), "b done:", b.done())


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    await contest("lock", lock.acquire, lock.release)

    semaphore = asyncio.Semaphore(0)
    await contest("semaphore", semaphore.acquire, semaphore.release)

    queue = asyncio.Queue()
    await contest("queue get", queue.get, lambda: queue.put_nowait("item"))

    full = asyncio.Queue(maxsize=1)
    full.put_nowait("old")
    await contest("queue put", lambda: full.put("new"), full.get_nowait)
    stamp("in the queue:", full.get_nowait(), "left", full.qsize())

    event = asyncio.Event()
    await contest("event", event.wait, event.set)

    future = asyncio.get_running_loop().create_future()
    await contest("future", lambda: asyncio.shield(future), lambda: future.set_result("value"))


asyncio.run(main())
