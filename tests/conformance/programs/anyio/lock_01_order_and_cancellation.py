# pins: Lock: first come first served, handed over on release, cancelled waiters, wrong owners, fast_acquire, statistics
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def use(lock, name, hold, patience=None):
    with anyio.move_on_after(patience) as scope:
        async with lock:
            log(f"{name} has it")
            await anyio.sleep(hold)
        log(f"{name} let go")
    if scope.cancelled_caught:
        log(f"{name} gave up")


async def main():
    lock = anyio.Lock()
    async with anyio.create_task_group() as tg:
        tg.start_soon(use, lock, "a", 1)
        tg.start_soon(use, lock, "b", 1, 0.5)
        tg.start_soon(use, lock, "c", 1)
        tg.start_soon(use, lock, "d", 1, 1.5)
        await anyio.sleep(0.75)
        stats = lock.statistics()
        log(f"locked={stats.locked} owner={stats.owner.name} waiting={stats.tasks_waiting}")
    log(f"locked={lock.locked()} {lock.statistics()}")

    try:
        lock.release()
    except RuntimeError as error:
        log(error)
    await lock.acquire()
    for acquire in (lock.acquire_nowait, lock.acquire):
        try:
            result = acquire()
            if result is not None:
                await result
        except RuntimeError as error:
            log(error)

    async def stranger():
        try:
            lock.acquire_nowait()
        except anyio.WouldBlock as error:
            log(f"would block: {error!r}")
        try:
            lock.release()
        except RuntimeError as error:
            log(error)

    async with anyio.create_task_group() as tg:
        tg.start_soon(stranger)
    lock.release()

    for fast in (False, True):
        lock = anyio.Lock(fast_acquire=fast)
        order = []

        async def turns(name):
            for n in range(3):
                async with lock:
                    order.append(f"{name}{n}")

        async with anyio.create_task_group() as tg:
            tg.start_soon(turns, "x")
            tg.start_soon(turns, "y")
        log(f"fast={fast}: {' '.join(order)}")

    # The cancellation comes when the lock has already been handed over.
    lock = anyio.Lock()
    await lock.acquire()
    async with anyio.create_task_group() as tg:
        async def waiter():
            with anyio.CancelScope() as scope:
                scopes.append(scope)
                await lock.acquire()
                log("the waiter has it")
                lock.release()
            log(f"waiter: caught={scope.cancelled_caught}")

        scopes = []
        tg.start_soon(waiter)
        tg.start_soon(use, lock, "next", 0.5)
        await anyio.sleep(1)
        lock.release()
        scopes[0].cancel()
    log(f"free: {not lock.locked()}")


anyio.run(main, backend=BACKEND)
