# pins down: fan-out to subscribers with queues of their own, slow subscribers dropped by a timeout, a pipeline of generators
from contextlib import asynccontextmanager

import curio
from curio.meta import finalize


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


class Hub:
    def __init__(self):
        self.queues = {}

    @asynccontextmanager
    async def subscribe(self, name):
        self.queues[name] = curio.Queue(maxsize=1)
        try:
            yield self.queues[name]
        finally:
            self.queues.pop(name, None)
            await log(name, "unsubscribed")

    async def publish(self, item):
        for name, queue in list(self.queues.items()):
            try:
                await curio.timeout_after(0.3, queue.put, item)
            except curio.TaskTimeout:
                await log("dropping", item, "for", name)


async def subscriber(hub, name, pace, most):
    got = []
    async with hub.subscribe(name) as queue:
        async with curio.ignore_after(most):
            while True:
                got.append(await queue.get())
                await curio.sleep(pace)
    return name, got


async def numbers(hub):
    for n in range(6):
        yield n
        await curio.sleep(0.4)


async def squares(source):
    async with finalize(source) as source:
        async for n in source:
            yield n * n


async def main():
    hub = Hub()
    async with curio.TaskGroup() as g:
        await g.spawn(subscriber, hub, "fast", 0.1, 2)
        await g.spawn(subscriber, hub, "slow", 1, 4)
        await curio.sleep(0)
        async with finalize(squares(numbers(hub))) as items:
            async for item in items:
                await log("publishing", item)
                await hub.publish(item)
    await log(g.results)


curio.run(main)
