# Condition.wait_for: checks its predicate before and after each wake-up; a shared lock may be given
import asyncio
import time
from collections import deque


class Buffer:
    def __init__(self, size):
        self.items, self.size = deque(), size
        lock = asyncio.Lock()
        self.not_full, self.not_empty = asyncio.Condition(lock), asyncio.Condition(lock)

    async def put(self, item):
        async with self.not_full:
            await self.not_full.wait_for(lambda: len(self.items) < self.size)
            self.items.append(item)
            self.not_empty.notify()

    async def get(self):
        async with self.not_empty:
            await self.not_empty.wait_for(lambda: self.items)
            item = self.items.popleft()
            self.not_full.notify()
            return item


async def producer(buffer, name, n):
    for i in range(n):
        await buffer.put(f"{name}{i}")
        print(f"{time.monotonic():.1f} {name} put {i}, buffer {list(buffer.items)}")


async def consumer(buffer, pace, n):
    for _ in range(n):
        print(f"{time.monotonic():.1f} got {await buffer.get()}")
        await asyncio.sleep(pace)


async def main():
    buffer = Buffer(2)
    await asyncio.gather(producer(buffer, "p", 3), producer(buffer, "q", 3), consumer(buffer, 0.5, 6))
    condition = asyncio.Condition()
    async with condition:
        print("returns the predicate's value:", await condition.wait_for(lambda: [1, 2]))


asyncio.run(main())
