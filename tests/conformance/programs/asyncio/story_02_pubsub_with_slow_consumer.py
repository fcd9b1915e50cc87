# A broker with bounded queues: a slow subscriber is dropped with a timeout, the rest go on; orderly shutdown
import asyncio
import time
from contextlib import asynccontextmanager


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


class Broker:
    def __init__(self):
        self.subscribers: dict[str, asyncio.Queue] = {}

    @asynccontextmanager
    async def subscribe(self, name, size):
        queue = self.subscribers[name] = asyncio.Queue(size)
        try:
            yield queue
        finally:
            self.subscribers.pop(name, None)
            stamp(name, "unsubscribed")

    async def publish(self, message):
        for name, queue in list(self.subscribers.items()):
            try:
                async with asyncio.timeout(0.5):
                    await queue.put(message)
            except TimeoutError:
                stamp("dropping", name)
                self.subscribers.pop(name).shutdown(immediate=True)

    def close(self):
        for queue in self.subscribers.values():
            queue.shutdown()


async def subscriber(broker, name, size, pace):
    received = []
    try:
        async with broker.subscribe(name, size) as queue:
            while True:
                received.append(await queue.get())
                await asyncio.sleep(pace)
    except asyncio.QueueShutDown:
        stamp(name, "received", received)


async def main():
    broker = Broker()
    async with asyncio.TaskGroup() as tg:
        tg.create_task(subscriber(broker, "fast", 2, 0.1))
        tg.create_task(subscriber(broker, "slow", 1, 2.0))
        tg.create_task(subscriber(broker, "medium", 4, 0.6))
        await asyncio.sleep(0)
        for n in range(6):
            await broker.publish(n)
            stamp("published", n)
            await asyncio.sleep(0.2)
        broker.close()
    stamp("closed")


asyncio.run(main())
