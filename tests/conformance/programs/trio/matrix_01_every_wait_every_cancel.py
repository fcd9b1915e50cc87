# Every way of waiting, ended by every way of being cancelled: what the waiter sees, which scope catches, what is left.
import trio


class World:
    """Fresh primitives, all of them unavailable."""

    def __init__(self):
        self.event, self.semaphore, self.lock = trio.Event(), trio.Semaphore(0), trio.Lock()
        self.limiter, self.condition = trio.CapacityLimiter(1), trio.Condition()
        self.limiter.acquire_on_behalf_of_nowait("other")
        self.send, self.receive = trio.open_memory_channel(0)
        self.lot = trio.lowlevel.ParkingLot()

    def left(self):
        stats = self.send.statistics()
        return [stats.tasks_waiting_send, stats.tasks_waiting_receive, len(self.lot), self.limiter.statistics().tasks_waiting,
                self.lock.statistics().tasks_waiting, self.condition.locked()]


async def wait_condition(w):
    async with w.condition:
        await w.condition.wait()


async def children(w):
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.sleep, 100)


async def body(w):
    async with trio.open_nursery():
        await trio.sleep(100)


async def start(w):
    async def never_starts(task_status):
        await trio.sleep_forever()

    async with trio.open_nursery() as nursery:
        await nursery.start(never_starts)


async def generator(w):
    async def endless():
        while True:
            await trio.sleep(100)
            yield

    async for _ in endless():
        pass


WAITS = {
    "sleep": lambda w: trio.sleep(100),
    "forever": lambda w: trio.sleep_forever(),
    "event": lambda w: w.event.wait(),
    "lock": lambda w: w.lock.acquire(),
    "semaphore": lambda w: w.semaphore.acquire(),
    "limiter": lambda w: w.limiter.acquire(),
    "condition": wait_condition,
    "send": lambda w: w.send.send(1),
    "receive": lambda w: w.receive.receive(),
    "park": lambda w: w.lot.park(),
    "children": children,
    "body": body,
    "start": start,
    "generator": generator,
}


async def by_deadline(make, w, flags):
    with trio.move_on_after(1) as flags["scope"]:
        await make(w)


async def by_fail_after(make, w, flags):
    with trio.fail_after(1) as flags["scope"]:
        await make(w)


async def by_cancel(make, w, flags):
    async def cancels():
        await trio.sleep(1)
        flags["scope"].cancel("asked")

    async with trio.open_nursery() as flags["nursery"]:
        flags["nursery"].start_soon(cancels)
        with trio.CancelScope() as flags["scope"]:
            await make(w)


async def by_sibling(make, w, flags):
    async def fails():
        await trio.sleep(1)
        raise ValueError("sibling")

    async with trio.open_nursery() as nursery:
        flags["scope"] = nursery.cancel_scope
        nursery.start_soon(make, w)
        nursery.start_soon(fails)


async def by_outer(make, w, flags):
    with trio.move_on_after(1) as flags["outer"], trio.move_on_after(50) as flags["inner"]:
        await make(w)


async def holds(lock):
    async with lock:
        await trio.sleep_forever()


async def main():
    for label, make in WAITS.items():
        print(label)

        async def seen(w, make=make):
            try:
                await make(w)
                print("   never")
            except BaseException as exc:
                source = exc.source if isinstance(exc, trio.Cancelled) else exc.exceptions[0].source
                print(f"   waiter: {type(exc).__name__} {source}")
                raise

        for way in (by_deadline, by_fail_after, by_cancel, by_sibling, by_outer):
            async with trio.open_nursery() as background:
                world, flags = World(), {}
                background.start_soon(holds, world.lock)
                await trio.lowlevel.checkpoint()
                begin, outcome = trio.current_time(), "moved on"
                try:
                    await way(seen, world, flags)
                except Exception as exc:
                    outcome = repr(exc)
                caught = {n: s.cancelled_caught for n, s in flags.items() if isinstance(s, trio.CancelScope)}
                print(f"  {way.__name__}: {outcome} after {trio.current_time() - begin:.1f}; caught {caught}; left {world.left()}")
                background.cancel_scope.cancel()


trio.run(main)
