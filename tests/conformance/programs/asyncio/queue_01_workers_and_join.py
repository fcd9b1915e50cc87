# Queue: workers share the jobs in order; join waits for task_done of each; maxsize makes put wait
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def worker(name, queue):
    while True:
        job = await queue.get()
        stamp(name, "takes", job, "left", queue.qsize())
        await asyncio.sleep(job)
        queue.task_done()


async def main():
    queue = asyncio.Queue(maxsize=2)
    workers = [asyncio.create_task(worker(f"w{i}", queue)) for i in range(2)]
    for job in (0.3, 0.1, 0.4, 0.1, 0.5):
        await queue.put(job)
        stamp("put", job, "full:", queue.full())
    await queue.join()
    stamp("joined, empty:", queue.empty())
    for w in workers:
        w.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    try:
        queue.task_done()
    except ValueError as e:
        stamp("ValueError:", e)
    for bad, args in ((queue.get_nowait, ()), (asyncio.Queue(1).put_nowait, (1,))):
        try:
            for _ in range(2):
                bad(*args)
        except (asyncio.QueueEmpty, asyncio.QueueFull) as e:
            stamp(repr(e))
    stamp(queue.maxsize, asyncio.Queue().maxsize, asyncio.Queue(3))


asyncio.run(main())
