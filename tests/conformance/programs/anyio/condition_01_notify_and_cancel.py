# pins: Condition: notify wakes in order, the lock is taken again even by a cancelled waiter, wait_for, errors, statistics
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def waiter(condition, name, patience=None):
    with anyio.move_on_after(patience) as scope:
        async with condition:
            try:
                await condition.wait()
                log(f"{name} notified")
            except anyio.get_cancelled_exc_class():
                log(f"{name} cancelled, has the lock: {condition.locked()}")
                raise
    if scope.cancelled_caught:
        log(f"{name} gave up")


async def main():
    condition = anyio.Condition()
    async with anyio.create_task_group() as tg:
        for name in "abcd":
            tg.start_soon(waiter, condition, name, 1 if name == "b" else None)
        await anyio.sleep(0.5)
        log(f"waiting {condition.statistics().tasks_waiting}")
        async with condition:
            condition.notify()
            log("notified one")
            await anyio.sleep(1)
            log("the notifier lets the lock go")
        await anyio.sleep(0.5)
        async with condition:
            condition.notify_all()
    log(f"{condition.statistics()}")

    for method in (condition.notify, condition.notify_all):
        try:
            method()
        except RuntimeError as error:
            log(error)
    try:
        await condition.wait()
    except RuntimeError as error:
        log(error)

    items = []

    async def consumer():
        async with condition:
            log(f"got {await condition.wait_for(lambda: items and items.pop())}")

    async with anyio.create_task_group() as tg:
        tg.start_soon(consumer)
        for n in range(2):
            await anyio.sleep(1)
            async with condition:
                if n:
                    items.append("apple")
                condition.notify_all()

    # Notified and cancelled at the same time: the notification goes to the next.
    async with anyio.create_task_group() as tg:
        scopes = []

        async def victim():
            with anyio.CancelScope() as scope:
                scopes.append(scope)
                await waiter(condition, "victim")
            log(f"victim caught={scope.cancelled_caught}")

        tg.start_soon(victim)
        tg.start_soon(waiter, condition, "heir")
        await anyio.sleep(1)
        async with condition:
            condition.notify()
            scopes[0].cancel()
        await anyio.sleep(1)
        log(f"waiting: {condition.statistics().tasks_waiting}")
        async with condition:
            condition.notify_all()

    lock = anyio.Lock()
    shared = anyio.Condition(lock)
    async with lock:
        log(f"the lock given: {shared.locked()}")
        shared.notify()


anyio.run(main, backend=BACKEND)
