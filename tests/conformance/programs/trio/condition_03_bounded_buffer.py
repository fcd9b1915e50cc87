# Pins down: a class-based bounded buffer on one lock with two conditions; cancelled producers; order under contention.
from collections import deque

import trio


class Buffer:
    def __init__(self, size):
        self.items, self.size = deque(), size
        lock = trio.Lock()
        self.not_full, self.not_empty = trio.Condition(lock), trio.Condition(lock)

    async def put(self, item):
        async with self.not_full:
            while len(self.items) >= self.size:
                await self.not_full.wait()
            self.items.append(item)
            self.not_empty.notify()

    async def get(self):
        async with self.not_empty:
            while not self.items:
                await self.not_empty.wait()
            item = self.items.popleft()
            self.not_full.notify()
            return item


async def producer(buffer, name, n, limit):
    with trio.move_on_after(limit) as scope:
        for i in range(n):
            await buffer.put(f"{name}{i}")
            print(f"{trio.current_time():.1f} put {name}{i}, holds {list(buffer.items)}")
    print(f"{trio.current_time():.1f} {name} {'cut off' if scope.cancelled_caught else 'done'}")


async def consumer(buffer, n, pace):
    for _ in range(n):
        item = await buffer.get()
        print(f"{trio.current_time():.1f} got {item}")
        await trio.sleep(pace)


async def main():
    buffer = Buffer(2)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(producer, buffer, "a", 3, 100)
        nursery.start_soon(producer, buffer, "b", 9, 3)
        nursery.start_soon(consumer, buffer, 6, 0.75)
    print("left", list(buffer.items), buffer.not_full.locked(), buffer.not_empty.statistics().tasks_waiting)
    try:
        trio.Condition("not a lock")
    except TypeError as exc:
        print("TypeError:", exc)


trio.run(main)
