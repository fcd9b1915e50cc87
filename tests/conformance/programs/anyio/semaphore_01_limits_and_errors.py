# pins: Semaphore: values, max_value, waiting order, cancelled waiters, acquire_nowait, bad arguments
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def use(semaphore, name, hold, patience=None):
    with anyio.move_on_after(patience) as scope:
        async with semaphore as entered:
            log(f"{name} in, value {semaphore.value}")
            await anyio.sleep(hold)
        log(f"{name} out")
    if scope.cancelled_caught:
        log(f"{name} gave up")


async def main():
    semaphore = anyio.Semaphore(2)
    async with anyio.create_task_group() as tg:
        for n, name in enumerate("abcde"):
            tg.start_soon(use, semaphore, name, 1 + n / 4, 0.6 if name == "c" else None)
        await anyio.sleep(0.5)
        log(f"{semaphore.statistics()}")
        try:
            semaphore.acquire_nowait()
        except anyio.WouldBlock:
            log("would block")
    log(f"value {semaphore.value} max {semaphore.max_value}")

    bounded = anyio.Semaphore(1, max_value=1)
    try:
        bounded.release()
    except ValueError as error:
        log(error)
    bounded.acquire_nowait()
    bounded.release()
    log(f"{bounded.value} of {bounded.max_value}")
    for arguments in ({"initial_value": "1"}, {"initial_value": -1}, {"initial_value": 2, "max_value": 1}, {"initial_value": 1, "max_value": 1.5}):
        try:
            anyio.Semaphore(**arguments)
        except (TypeError, ValueError) as error:
            log(f"{type(error).__name__}: {error}")

    # A waiter is woken and cancelled at once: the next one gets in.
    semaphore = anyio.Semaphore(0)
    async with anyio.create_task_group() as tg:
        scopes = []

        async def waiter(name):
            with anyio.CancelScope() as scope:
                scopes.append(scope)
                async with semaphore:
                    log(f"{name} got in")
            log(f"{name} caught={scope.cancelled_caught}")

        tg.start_soon(waiter, "first")
        tg.start_soon(waiter, "second")
        await anyio.sleep(1)
        semaphore.release()
        scopes[0].cancel()
    log(f"value {semaphore.value}")

    for fast in (False, True):
        semaphore, order = anyio.Semaphore(1, fast_acquire=fast), []

        async def turns(name):
            for n in range(3):
                async with semaphore:
                    order.append(f"{name}{n}")

        async with anyio.create_task_group() as tg:
            tg.start_soon(turns, "x")
            tg.start_soon(turns, "y")
        log(f"fast={fast}: {' '.join(order)}")


anyio.run(main, backend=BACKEND)
