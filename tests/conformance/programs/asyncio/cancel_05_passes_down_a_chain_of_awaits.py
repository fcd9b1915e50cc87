# cancel: cancelling a task that awaits a task goes all the way down at once, then unwinds one level a turn
import asyncio
import time


async def level(n, tasks):
    try:
        if n == 0:
            await asyncio.sleep(50)
        else:
            child = asyncio.create_task(level(n - 1, tasks), name=f"level-{n - 1}")
            tasks.append(child)
            await child
    except asyncio.CancelledError as e:
        print(f"{time.monotonic():.1f} level {n} unwinds with {e.args}")
        raise
    finally:
        states = ["done" if t.done() else "pending" for t in tasks]
        print(f"    as level {n} leaves:", *states)


async def observer(tasks):
    for turn in range(6):
        print(f"  turn {turn}: cancelling", [t.cancelling() for t in tasks])
        await asyncio.sleep(0)


async def main():
    tasks = []
    top = asyncio.create_task(level(3, tasks), name="level-3")
    tasks.append(top)
    await asyncio.sleep(1)
    print("names:", [t.get_name() for t in tasks])
    top.cancel("from the top")
    await asyncio.gather(observer(tasks), top, return_exceptions=True)
    print([t.cancelled() for t in tasks])


asyncio.run(main())
