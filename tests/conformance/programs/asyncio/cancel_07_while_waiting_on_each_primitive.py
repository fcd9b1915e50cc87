# cancel: it arrives while waiting on each primitive, at once, and leaves the primitive usable
import asyncio
import time


async def main():
    lock, event, semaphore = asyncio.Lock(), asyncio.Event(), asyncio.Semaphore(1)
    condition, queue, full = asyncio.Condition(), asyncio.Queue(), asyncio.Queue(maxsize=1)
    barrier, future = asyncio.Barrier(2), asyncio.get_running_loop().create_future()
    await lock.acquire()
    await semaphore.acquire()
    full.put_nowait("first")
    unfinished = asyncio.Queue()
    unfinished.put_nowait("item")

    async def wait_condition():
        async with condition:
            await condition.wait()

    async def nested_task():
        await asyncio.create_task(asyncio.sleep(100))

    waits = {
        "sleep": lambda: asyncio.sleep(100),
        "lock": lock.acquire,
        "event": event.wait,
        "semaphore": semaphore.acquire,
        "condition": wait_condition,
        "queue.get": queue.get,
        "queue.put": lambda: full.put("second"),
        "queue.join": unfinished.join,
        "barrier": barrier.wait,
        "future": lambda: asyncio.wait_for(asyncio.shield(future), None),
        "task": nested_task,
        "gather": lambda: asyncio.gather(asyncio.sleep(50), asyncio.sleep(60)),
        "wait": lambda: asyncio.wait([future]),
        "timeout": lambda: asyncio.wait_for(asyncio.sleep(100), 50),
    }

    async def run(name, wait):
        try:
            await wait()
            print("never")
        except asyncio.CancelledError as e:
            print(f"{time.monotonic():.1f} {name} {e.args}")
            raise

    for name, wait in waits.items():
        task = asyncio.create_task(run(name, wait))
        await asyncio.sleep(0.1)
        task.cancel(name)
        await asyncio.wait([task])
        assert task.cancelled()
    print("future still pending:", not future.done(), "full size", full.qsize())
    lock.release()
    semaphore.release()
    await asyncio.wait_for(lock.acquire(), 1)
    await asyncio.wait_for(semaphore.acquire(), 1)
    await wait_and_notify(condition)
    print(f"{time.monotonic():.1f} all usable")


async def wait_and_notify(condition):
    async def notify():
        async with condition:
            condition.notify()

    async with condition:
        task = asyncio.create_task(notify())
        await condition.wait()
    await task


asyncio.run(main())
