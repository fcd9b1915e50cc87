# Queue.shutdown: getters drain what is left and then fail, putters fail at once; immediate drops items and frees join
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def consumer(name, queue):
    try:
        while True:
            item = await queue.get()
            stamp(name, "got", item)
            await asyncio.sleep(1)
            queue.task_done()
    except asyncio.QueueShutDown as e:
        stamp(name, "sees", repr(e))


async def putter(queue, item):
    try:
        await queue.put(item)
    except asyncio.QueueShutDown as e:
        stamp("put", item, "sees", repr(e))


async def main():
    for immediate in (False, True):
        stamp("-- immediate =", immediate)
        queue = asyncio.Queue(maxsize=3)
        for i in range(3):
            queue.put_nowait(i)
        async with asyncio.TaskGroup() as tg:
            tg.create_task(putter(queue, "blocked"))
            await asyncio.sleep(0)
            tg.create_task(consumer("c1", queue))
            await asyncio.sleep(0.5)
            queue.shutdown(immediate=immediate)
            stamp("shut down, size", queue.qsize())
            tg.create_task(putter(queue, "late"))
            tg.create_task(consumer("c2", queue))
        try:
            queue.get_nowait()
        except asyncio.QueueShutDown:
            stamp("get_nowait: QueueShutDown")
        await queue.join()
        stamp("joined")
    queue = asyncio.Queue()
    waiters = [asyncio.create_task(consumer(f"idle{i}", queue)) for i in range(2)]
    await asyncio.sleep(1)
    queue.shutdown()
    await asyncio.gather(*waiters)


asyncio.run(main())
