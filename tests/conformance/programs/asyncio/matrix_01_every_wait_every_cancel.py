# Every way of waiting, ended by every way of being cancelled: what the waiter sees, what comes out, what is left behind
import asyncio
import time


class World:
    """Fresh primitives, all of them unavailable."""

    async def __aenter__(self):
        loop = asyncio.get_running_loop()
        self.lock, self.event, self.semaphore = asyncio.Lock(), asyncio.Event(), asyncio.Semaphore(0)
        self.condition, self.barrier, self.future = asyncio.Condition(), asyncio.Barrier(2), loop.create_future()
        self.empty, self.full = asyncio.Queue(), asyncio.Queue(1)
        self.full.put_nowait("old")
        await self.lock.acquire()
        self.task = asyncio.create_task(asyncio.sleep(1000))
        return self

    async def __aexit__(self, *exc):
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    def left(self):
        return (f"task {'cancelled' if self.task.cancelled() else 'alive'}, future {'cancelled' if self.future.cancelled() else 'pending'}, "
                f"queues {self.empty.qsize()}{self.full.qsize()}, barrier {self.barrier.n_waiting}, condition locked {self.condition.locked()}")


async def wait_condition(w):
    async with w.condition:
        await w.condition.wait()


async def in_group(w):
    async with asyncio.TaskGroup() as tg:
        tg.create_task(asyncio.sleep(100))


async def in_group_body(w):
    async with asyncio.TaskGroup():
        await asyncio.sleep(100)


async def in_generator(w):
    async def endless():
        while True:
            await asyncio.sleep(100)
            yield

    async for _ in endless():
        pass


WAITS = {
    "sleep": lambda w: asyncio.sleep(100),
    "lock": lambda w: w.lock.acquire(),
    "event": lambda w: w.event.wait(),
    "semaphore": lambda w: w.semaphore.acquire(),
    "condition": wait_condition,
    "barrier": lambda w: w.barrier.wait(),
    "get": lambda w: w.empty.get(),
    "put": lambda w: w.full.put("new"),
    "join": lambda w: w.full.join(),
    "future": lambda w: awaits(w.future),
    "task": lambda w: awaits(w.task),
    "shielded task": lambda w: awaits(asyncio.shield(w.task)),
    "gather": lambda w: awaits(asyncio.gather(w.task, asyncio.sleep(50))),
    "wait": lambda w: asyncio.wait([w.task]),
    "wait_for": lambda w: asyncio.wait_for(w.task, 500),
    "group": in_group,
    "group body": in_group_body,
    "generator": in_generator,
}


async def awaits(awaitable):
    return await awaitable


async def by_cancel(wait):
    task = asyncio.create_task(wait)
    await asyncio.sleep(1)
    task.cancel("by hand")
    await task


async def by_timeout(wait):
    async with asyncio.timeout(1):
        await wait


async def by_wait_for(wait):
    await asyncio.wait_for(wait, 1)


async def by_sibling(wait):
    async def fails():
        await asyncio.sleep(1)
        raise ValueError("sibling")

    async with asyncio.TaskGroup() as tg:
        tg.create_task(wait)
        tg.create_task(fails())


async def by_gather(wait):
    future = asyncio.gather(wait, asyncio.sleep(300))
    asyncio.get_running_loop().call_later(1, future.cancel)
    await future


async def seen(wait):
    try:
        await wait
        print("   never")
    except BaseException as e:
        print(f"   waiter: {e!r} cancelling {asyncio.current_task().cancelling()}")
        raise


async def main():
    for label, make in WAITS.items():
        print(label)
        for way in (by_cancel, by_timeout, by_wait_for, by_sibling, by_gather):
            async with World() as world:
                begin = time.monotonic()
                try:
                    await way(seen(make(world)))
                except (Exception, asyncio.CancelledError) as e:
                    print(f"  {way.__name__}: {e!r} after {time.monotonic() - begin:.1f}; {world.left()}")
    print("cancelling", asyncio.current_task().cancelling())


asyncio.run(main())
