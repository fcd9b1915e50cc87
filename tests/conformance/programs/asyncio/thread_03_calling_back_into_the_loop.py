# call_soon_threadsafe and run_coroutine_threadsafe: a thread schedules work on the loop and waits for it
import asyncio
import time


async def service(n):
    await asyncio.sleep(n)
    if n == 2:
        raise LookupError("no two")
    return n * 10


def worker(loop, queue):
    for n in (1, 2):
        future = asyncio.run_coroutine_threadsafe(service(n), loop)
        try:
            print(f"{time.monotonic():.1f} thread got {future.result()}")
        except LookupError as e:
            print(f"{time.monotonic():.1f} thread got {e!r}")
    for i in range(3):
        time.sleep(0.5)
        loop.call_soon_threadsafe(queue.put_nowait, i)
    loop.call_soon_threadsafe(queue.shutdown)
    return "worker done"


async def main():
    queue = asyncio.Queue()
    thread = asyncio.create_task(asyncio.to_thread(worker, asyncio.get_running_loop(), queue))
    try:
        while True:
            print(f"{time.monotonic():.1f} loop got {await queue.get()}")
    except asyncio.QueueShutDown:
        print(await thread)


asyncio.run(main())
