# order: time.sleep inside a coroutine blocks everyone; overdue timers then fire in deadline order, tasks after them
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.2f}", *words)


async def ticker(name, period):
    for i in range(4):
        await asyncio.sleep(period)
        stamp(name, "tick", i)


async def hog():
    await asyncio.sleep(0.25)
    stamp("hog begins")
    time.sleep(1)
    stamp("hog ends")


async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(0.9, stamp, "timer 0.9")
    loop.call_later(0.3, stamp, "timer 0.3")
    loop.call_later(1.25, stamp, "timer 1.25, due as the hog ends")
    start = time.perf_counter()
    async with asyncio.TaskGroup() as tg:
        tg.create_task(ticker("fast", 0.2))
        tg.create_task(ticker("slow", 0.35))
        tg.create_task(hog())
    stamp(f"took {time.perf_counter() - start:.2f}, loop.time {loop.time():.2f}")


asyncio.run(main())
