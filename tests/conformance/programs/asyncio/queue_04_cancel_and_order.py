# Queue: a cancelled getter or putter leaves its place; items go to the longest waiter; put order is kept under pressure
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def getter(name, queue, log):
    try:
        item = await queue.get()
        log.append(f"{name}:{item}")
    except asyncio.CancelledError:
        log.append(f"{name}:cancelled")
        raise


async def putter(item, queue, log):
    try:
        await queue.put(item)
        log.append(f"put {item}")
    except asyncio.CancelledError:
        log.append(f"put {item} cancelled")
        raise


async def main():
    log, queue = [], asyncio.Queue()
    tasks = [asyncio.create_task(getter(f"g{i}", queue, log)) for i in range(4)]
    await asyncio.sleep(1)
    tasks[1].cancel()
    for i in range(3):
        queue.put_nowait(i)
    await asyncio.wait(tasks)
    stamp(log)

    log, queue = [], asyncio.Queue(maxsize=1)
    tasks = [asyncio.create_task(putter(i, queue, log)) for i in range(5)]
    await asyncio.sleep(1)
    tasks[2].cancel()
    got = []
    for _ in range(4):
        got.append(await queue.get())
        await asyncio.sleep(0)
    stamp(got, log)

    log, queue = [], asyncio.Queue()
    task = asyncio.create_task(getter("woken", queue, log))
    await asyncio.sleep(0)
    queue.put_nowait("first")
    log.append(f"barge {queue.get_nowait()}")
    await asyncio.sleep(1)
    stamp(log, task.done())
    queue.put_nowait("second")
    await task
    stamp(log)


asyncio.run(main())
