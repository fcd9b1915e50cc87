# pins: CapacityLimiter: borrowers, on behalf of, total_tokens raised and lowered, cancelled waiters, errors
import math

import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def use(limiter, name, hold, patience=None):
    with anyio.move_on_after(patience) as scope:
        async with limiter:
            log(f"{name} in, {limiter.borrowed_tokens} of {limiter.total_tokens}")
            await anyio.sleep(hold)
    log(f"{name} {'gave up' if scope.cancelled_caught else 'out'}")


async def main():
    limiter = anyio.CapacityLimiter(2)
    async with anyio.create_task_group() as tg:
        for name in "abcdef":
            tg.start_soon(use, limiter, name, 2, 1 if name == "d" else None)
        await anyio.sleep(0.5)
        log(f"waiting {limiter.statistics().tasks_waiting} available {limiter.available_tokens}")
        limiter.total_tokens = 3
        await anyio.sleep(1)
        limiter.total_tokens = 1
        log(f"lowered: available {limiter.available_tokens}")
    log(f"{limiter.borrowed_tokens} borrowed")

    limiter = anyio.CapacityLimiter(2)
    await limiter.acquire_on_behalf_of("job")
    limiter.acquire_on_behalf_of_nowait("other")
    log(f"{sorted(limiter.statistics().borrowers)}")
    for attempt in (
        lambda: limiter.acquire_on_behalf_of_nowait("job"),
        lambda: limiter.acquire_on_behalf_of_nowait("third"),
        lambda: limiter.release_on_behalf_of("nobody"),
        lambda: limiter.release(),
    ):
        try:
            attempt()
        except (RuntimeError, anyio.WouldBlock) as error:
            log(f"{type(error).__name__}: {error}")
    limiter.release_on_behalf_of("job")
    async with limiter:
        try:
            await limiter.acquire()
        except RuntimeError as error:
            log(f"{error}")
    for tokens in (1.5, -1, "3"):
        try:
            anyio.CapacityLimiter(tokens)
        except (TypeError, ValueError) as error:
            log(f"{tokens!r}: {type(error).__name__}: {error}")
    unlimited = anyio.CapacityLimiter(math.inf)
    async with unlimited:
        log(f"{unlimited.available_tokens}")
    none = anyio.CapacityLimiter(0)
    with anyio.move_on_after(1) as scope:
        async with none:
            log("not reached")
    log(f"no tokens: {scope.cancelled_caught}")


anyio.run(main, backend=BACKEND)
