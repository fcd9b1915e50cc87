# TaskGroup: results live on the tasks; children may be added while the group waits at its end; break and return still wait
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def leaf(n):
    await asyncio.sleep(n)
    stamp("leaf", n)
    return n * n


async def spawner(tg, depth):
    await asyncio.sleep(0.5)
    stamp("spawner", depth)
    if depth:
        tg.create_task(spawner(tg, depth - 1))


async def early_return():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(leaf(2))
        return "returned value"


async def lost_return():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(failing())
        return "lost"


async def failing():
    await asyncio.sleep(1)
    raise LookupError("too bad")


async def main():
    async with asyncio.TaskGroup() as tg:
        print(tg)
        tasks = [tg.create_task(leaf(n), name=f"leaf-{n}") for n in (3, 1, 2)]
        tg.create_task(spawner(tg, 2))
        print(tg)
    print(tg, [t.result() for t in tasks])
    stamp(await early_return())
    try:
        stamp(await lost_return())
    except* LookupError as group:
        stamp("instead:", repr(group.exceptions))
    for i in range(3):
        async with asyncio.TaskGroup() as tg:
            tg.create_task(leaf(1))
            if i == 1:
                break
    stamp("broke out at", i)


asyncio.run(main())
