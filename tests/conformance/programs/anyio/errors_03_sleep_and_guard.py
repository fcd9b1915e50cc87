# pins: bad arguments of sleep, ResourceGuard, BusyResourceError, exceptions' texts, aclose_forcefully
import math

import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


class Resource(anyio.abc.AsyncResource):
    async def aclose(self):
        log("closing")
        try:
            await anyio.sleep(1)
            log("closed politely")
        except anyio.get_cancelled_exc_class():
            log("closed forcefully")
            raise


async def main():
    for bad in (-1, -math.inf, math.nan):
        try:
            await anyio.sleep(bad)
        except ValueError as error:
            log(f"{bad}: {error}")
    await anyio.sleep_until(anyio.current_time() - 5)
    with anyio.move_on_after(1):
        await anyio.sleep(math.inf)
    log("slept for ever")

    guard = anyio.ResourceGuard("reading")
    async def use(n):
        try:
            with guard:
                log(f"{n} uses it")
                await anyio.sleep(1)
        except anyio.BusyResourceError as error:
            log(f"{n}: {error}")

    async with anyio.create_task_group() as tg:
        tg.start_soon(use, 1)
        tg.start_soon(use, 2)
    with guard, anyio.ResourceGuard():
        try:
            with guard:
                pass
        except anyio.BusyResourceError as error:
            log(repr(error))
    await use(3)

    async with Resource():
        log("in the block")
    await anyio.aclose_forcefully(Resource())
    log("aclose_forcefully is over")
    for error in (
        anyio.IncompleteRead(), anyio.DelimiterNotFound(5), anyio.RunFinishedError(), anyio.WouldBlock(),
        anyio.ClosedResourceError(), anyio.EndOfStream("x"), anyio.ConnectionFailed("y"),
    ):
        log(f"{error!r} {error} {type(error).__mro__[1].__name__}")


anyio.run(main, backend=BACKEND)
