# PriorityQueue and LifoQueue: order of items, ties by the rest of the tuple; waiting getters still first come first served
import asyncio
import time
from dataclasses import dataclass, field
from enum import IntEnum


class Level(IntEnum):
    HIGH = 1
    LOW = 9


@dataclass(order=True)
class Job:
    level: Level
    number: int
    name: str = field(compare=False)


async def getter(name, queue):
    print(f"{time.monotonic():.1f} {name} got {await queue.get()}")


async def main():
    queue = asyncio.PriorityQueue()
    for n, (level, name) in enumerate([(Level.LOW, "sweep"), (Level.HIGH, "alarm"), (Level.LOW, "dust"), (Level.HIGH, "fire")]):
        await queue.put(Job(level, n, name))
    while not queue.empty():
        job = queue.get_nowait()
        print(f"{job.level.name} {job.number} {job.name}")

    lifo = asyncio.LifoQueue(maxsize=3)
    for i in range(3):
        lifo.put_nowait(i)
    print([lifo.get_nowait() for _ in range(3)])

    tasks = [asyncio.create_task(getter(f"g{i}", queue)) for i in range(3)]
    await asyncio.sleep(1)
    for item in (3, 1, 2):
        queue.put_nowait(item)
    await asyncio.gather(*tasks)

    mixed = asyncio.PriorityQueue()
    mixed.put_nowait((1, {"a": 1}))
    try:
        mixed.put_nowait((1, {"b": 2}))
    except TypeError as e:
        print("TypeError:", e)


asyncio.run(main())
