# pins: what a scope says of itself after each way to leave it: untouched, cancelled and caught, cancelled too late, by a deadline
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


def tell(name, scope):
    log(f"{name}: called={scope.cancel_called} caught={scope.cancelled_caught}")


async def main():
    with anyio.CancelScope() as scope:
        await anyio.sleep(1)
    tell("untouched", scope)

    with anyio.CancelScope() as scope:
        scope.cancel()
        await anyio.sleep(1)
        log("not reached")
    tell("cancelled before a wait", scope)

    with anyio.CancelScope() as scope:
        await anyio.sleep(1)
        scope.cancel()
    tell("cancelled without a wait after it", scope)

    with anyio.move_on_after(2) as scope:
        await anyio.sleep(5)
    tell("deadline", scope)

    with anyio.move_on_after(2) as scope:
        await anyio.sleep(1)
    tell("in time", scope)

    with anyio.CancelScope() as scope:
        scope.cancel()
        try:
            await anyio.sleep(1)
        except anyio.get_cancelled_exc_class():
            log("caught by hand")
    tell("swallowed", scope)

    try:
        with anyio.CancelScope() as scope:
            scope.cancel()
            try:
                await anyio.sleep(1)
            finally:
                raise KeyError("cleanup")
    except KeyError as error:
        log(f"out came {error!r}, context {type(error.__context__).__name__}")
    tell("turned into another error", scope)

    scope = anyio.CancelScope()
    scope.cancel()
    log(f"before entering: {scope.cancel_called}")
    with scope:
        log("inside")
        await anyio.lowlevel.checkpoint()
        log("not reached")
    tell("cancelled before entering", scope)


anyio.run(main, backend=BACKEND)
