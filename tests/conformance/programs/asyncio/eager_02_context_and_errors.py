# create_eager_task_factory with a class of one's own; eager tasks that raise, cancel themselves, or are cancelled at once
import asyncio


class Counted(asyncio.Task):
    count = 0

    def __init__(self, *args, **kwargs):
        Counted.count += 1
        super().__init__(*args, **kwargs)


async def quick(n):
    return n


async def slow(name):
    try:
        print(name, "before")
        await asyncio.sleep(1)
        print(name, "after")
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise


async def cancels_itself():
    asyncio.current_task().cancel("eager")
    await asyncio.sleep(0)


async def main():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.create_eager_task_factory(Counted))
    print(await asyncio.gather(quick(1), quick(2), quick(3)), Counted.count)
    task = asyncio.create_task(slow("s"))
    task.cancel()
    print(await asyncio.gather(task, return_exceptions=True))
    task = asyncio.create_task(cancels_itself())
    print("done", task.done())
    print(await asyncio.gather(task, return_exceptions=True))
    a, b = asyncio.create_task(slow("a")), asyncio.create_task(slow("b"))
    print(len(asyncio.all_tasks()))
    await asyncio.wait([a, b])
    async with asyncio.timeout(0.5) as cm:
        print(await asyncio.create_task(quick("inside timeout")))
    order = []

    async def nested(depth):
        order.append(f">{depth}")
        if depth:
            await asyncio.create_task(nested(depth - 1))
        order.append(f"<{depth}")

    await asyncio.create_task(nested(3))
    print(*order)


asyncio.run(main())
