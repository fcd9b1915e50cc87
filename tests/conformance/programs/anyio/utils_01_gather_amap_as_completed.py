# pins: gather, amap, as_completed, Future: order, failures, stopping early, statuses
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def work(n):
    try:
        await anyio.sleep(n)
    except anyio.get_cancelled_exc_class():
        log(f"{n} cancelled")
        raise
    if n == 2:
        raise ValueError(n)
    log(f"{n} ends")
    return n * 10


async def main():
    log(await anyio.gather(work(3), work(1)))
    log(await anyio.amap(work, [1, 0.5]))
    try:
        await anyio.gather(work(3), work(2), work(1))
    except ExceptionGroup as group:
        log(f"{group!r}")

    async with anyio.as_completed(work(3), work(1), work(1.5)) as handles:
        async for handle in handles:
            log(f"{handle.return_value} {handle.name}")
    async with anyio.as_completed(work(3), work(1)) as handles:
        handle = await handles.receive()
        log(f"first: {handle.return_value}")
    log("left early")
    try:
        async with anyio.as_completed(work(2), work(3)) as handles:
            async for handle in handles:
                log(f"{handle.status.name}")
    except ExceptionGroup as group:
        log(f"{group!r}")
    try:
        async with anyio.as_completed():
            pass
    except ValueError as error:
        log(error)

    future = anyio.Future(name="answer")
    log(repr(future))

    async def waiter():
        try:
            log(f"future: {await future}")
        except anyio.FutureFailed as error:
            log(f"{type(error).__name__}: {error}; cause {error.__cause__!r}")

    for finish in ("value", "error", "cancel"):
        future = anyio.Future()
        async with anyio.create_task_group() as tg:
            tg.start_soon(waiter)
            await anyio.sleep(1)
            for attribute in ("return_value", "exception"):
                try:
                    getattr(future, attribute)
                except anyio.FutureNotFinished as error:
                    log(error)
            if finish == "value":
                future.return_value = 42
            elif finish == "error":
                future.exception = KeyError("no")
            else:
                future.cancel()
        log(f"{future!r} {future.status.name}")
        try:
            future.return_value = 1
        except (anyio.FutureAlreadyFinished, anyio.FutureCancelled) as error:
            log(f"{type(error).__name__}: {error}")
        try:
            log(f"exception {future.exception!r}")
        except anyio.FutureCancelled as error:
            log(error)


anyio.run(main, backend=BACKEND)
