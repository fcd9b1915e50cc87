# wait_for on Event, Lock, Queue and Condition: a timeout leaves nothing behind; a value that came in time is kept
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def attempt(label, coro, seconds=1.0):
    try:
        stamp(label, "->", await asyncio.wait_for(coro, seconds))
    except TimeoutError:
        stamp(label, "timeout")


async def main():
    loop = asyncio.get_running_loop()
    event, lock, queue, condition = asyncio.Event(), asyncio.Lock(), asyncio.Queue(), asyncio.Condition()
    semaphore = asyncio.Semaphore(0)
    await lock.acquire()
    await attempt("event", event.wait())
    await attempt("lock", lock.acquire())
    await attempt("queue", queue.get())
    await attempt("semaphore", semaphore.acquire())
    async with condition:
        await attempt("condition", condition.wait())
        stamp("condition's lock is ours again:", condition.locked())
    queue.put_nowait("kept")
    lock.release()
    stamp("queue", queue.qsize(), "lock", lock.locked())
    stamp("-- at the very deadline")
    loop.call_later(1, lambda: queue.put_nowait("just in time"))
    await queue.get()
    await attempt("queue, tie set before", queue.get())
    task = asyncio.create_task(attempt("queue, tie set after", queue.get()))
    await asyncio.sleep(0)
    loop.call_later(1, queue.put_nowait, "too late")
    await task
    stamp("left in the queue:", queue.qsize())
    await attempt("nested", asyncio.wait_for(event.wait(), 5), 0.5)


asyncio.run(main())
