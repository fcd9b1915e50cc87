# as_completed: yields in order of finishing; plain iteration gives fresh awaitables, async iteration the tasks themselves
import asyncio
import time


async def work(name, seconds):
    await asyncio.sleep(seconds)
    if name.startswith("bad"):
        raise ValueError(name)
    return name


async def main():
    tasks = [asyncio.create_task(work(f"t{s}", s), name=f"T{s}") for s in (3, 1, 2)]
    for coro in asyncio.as_completed(tasks):
        print(f"{time.monotonic():.1f} {await coro}, a task of ours: {coro in tasks}")

    tasks = [asyncio.create_task(work(n, s), name=n.upper()) for n, s in (("x", 2), ("bad", 1), ("z", 1))]
    async for task in asyncio.as_completed(tasks):
        try:
            result = await task
        except ValueError as e:
            result = repr(e)
        print(f"{time.monotonic():.1f} {task.get_name()} {task in tasks} {result}")

    print("-- timeout")
    tasks = [asyncio.create_task(work(f"s{s}", s)) for s in (1, 5, 9)]
    try:
        for coro in asyncio.as_completed(tasks, timeout=2):
            print(f"{time.monotonic():.1f} {await coro}")
    except TimeoutError as e:
        print(f"{time.monotonic():.1f} timeout {e.args}, done {[t.done() for t in tasks]}")
    for t in tasks:
        t.cancel()
    print(await asyncio.gather(*tasks, return_exceptions=True))
    print("-- empty")
    for coro in asyncio.as_completed([]):
        print("never")


asyncio.run(main())
