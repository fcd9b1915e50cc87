# pins: a service with health checks and shutdown, nested timeouts on several levels, a queue with priorities, a broadcast by conditions
import heapq

import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


class PriorityQueue:
    def __init__(self):
        self._heap, self._condition = [], anyio.Condition()

    async def put(self, priority, item):
        async with self._condition:
            heapq.heappush(self._heap, (priority, item))
            self._condition.notify()

    async def get(self):
        async with self._condition:
            while not self._heap:
                await self._condition.wait()
            return heapq.heappop(self._heap)[1]


class Service:
    def __init__(self, name):
        self.name, self.healthy = name, True

    async def run(self, *, task_status=anyio.TASK_STATUS_IGNORED):
        async with anyio.create_task_group() as tg:
            await tg.start(self._serve)
            tg.start_soon(self._health)
            task_status.started(self)
        log(f"{self.name} stopped")

    async def _serve(self, *, task_status):
        await anyio.sleep(0.3)
        task_status.started()
        try:
            for n in range(10):
                await anyio.sleep(1)
                log(f"{self.name} served {n}")
        finally:
            with anyio.move_on_after(0.5, shield=True):
                await anyio.sleep(0.2)
                log(f"{self.name} flushed")

    async def _health(self):
        while self.healthy:
            await anyio.sleep(0.7)
        raise RuntimeError(f"{self.name} is sick")


async def main():
    queue = PriorityQueue()
    async with anyio.create_task_group() as tg:
        async def consumer(name):
            while True:
                item = await queue.get()
                if item == "stop":
                    log(f"{name} stops")
                    return
                log(f"{name} does {item}")
                await anyio.sleep(1)

        tg.start_soon(consumer, "a")
        tg.start_soon(consumer, "b")
        await anyio.sleep(0.1)
        for priority, item in ((5, "low"), (1, "high"), (3, "middle"), (9, "stop"), (9, "stop"), (2, "higher")):
            await queue.put(priority, item)

    async with anyio.create_task_group() as tg:
        services = [await tg.start(Service(name).run) for name in ("web", "db")]
        log("both up")
        await anyio.sleep(1.5)
        tg.cancel_scope.cancel()
    log("both down")

    try:
        async with anyio.create_task_group() as tg:
            service = await tg.start(Service("mail").run)
            await anyio.sleep(1)
            service.healthy = False
            await anyio.sleep_forever()
    except BaseExceptionGroup as group:
        log(f"{group!r}")

    log("nested timeouts")
    for limits in ((1, 2, 3), (3, 2, 1), (2, 1, 2)):
        names = []
        try:
            with anyio.fail_after(limits[0]):
                try:
                    with anyio.fail_after(limits[1]):
                        try:
                            with anyio.fail_after(limits[2]):
                                await anyio.sleep(5)
                        except TimeoutError:
                            names.append("inner")
                            raise
                except TimeoutError:
                    names.append("middle")
                    raise
        except TimeoutError:
            names.append("outer")
        log(f"{limits}: {names}")


anyio.run(main, backend=BACKEND)
