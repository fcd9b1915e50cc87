# pins: Event: who wakes in which order, a set event is a checkpoint, statistics, made before the loop, cancelled with the set
import anyio

BACKEND = "asyncio"
early = anyio.Event()
early_lock, early_semaphore, early_limiter = anyio.Lock(), anyio.Semaphore(1), anyio.CapacityLimiter(1)


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def waiter(event, name):
    try:
        await event.wait()
        log(f"{name} woke")
    except anyio.get_cancelled_exc_class():
        log(f"{name} cancelled, set={event.is_set()}")
        raise


async def main():
    event = anyio.Event()
    async with anyio.create_task_group() as tg:
        for name in "abc":
            tg.start_soon(waiter, event, name)
        await anyio.sleep(1)
        log(f"{event.statistics()} {event.is_set()}")
        event.set()
        log("set")
        event.set()
        tg.start_soon(waiter, event, "late")
    log(f"{event.statistics()} {event.is_set()}")

    for first in ("set", "cancel"):
        event = anyio.Event()
        async with anyio.create_task_group() as tg:
            tg.start_soon(waiter, event, f"{first} first")
            await anyio.sleep(1)
            if first == "set":
                event.set()
            tg.cancel_scope.cancel()
            event.set()

    log(f"{type(early).__name__} {early.is_set()} {early.statistics()}")
    early.set()
    async with anyio.create_task_group() as tg:
        tg.start_soon(waiter, early, "early")
    async with early_lock, early_semaphore, early_limiter:
        log(f"{early_lock.locked()} {early_semaphore.value} {early_limiter.available_tokens}")
    log(f"{early_lock.statistics()} {early_semaphore.statistics()} {early_limiter.statistics()}")

    order = []

    async def loop(name, event):
        for n in range(3):
            await event.wait()
            order.append(f"{name}{n}")

    async with anyio.create_task_group() as tg:
        tg.start_soon(loop, "x", early)
        tg.start_soon(loop, "y", early)
    log(" ".join(order))


anyio.run(main, backend=BACKEND)
