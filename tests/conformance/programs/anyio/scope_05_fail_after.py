# pins: fail_after: TimeoutError with and without a reason, only if its own scope caught at its deadline; its context
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def main():
    try:
        with anyio.fail_after(1) as scope:
            await anyio.sleep(2)
    except TimeoutError as error:
        log(f"{error!r} cause={error.__cause__!r} context={type(error.__context__).__name__} caught={scope.cancelled_caught}")

    try:
        with anyio.fail_after(1, reason="too slow"):
            await anyio.sleep(2)
    except TimeoutError as error:
        log(repr(error))

    with anyio.fail_after(1) as scope:
        await anyio.sleep(0.5)
        scope.cancel()
        await anyio.sleep(5)
    log(f"cancelled by hand before the deadline: no error, caught={scope.cancelled_caught}")

    with anyio.fail_after(1) as scope:
        try:
            await anyio.sleep(2)
        except anyio.get_cancelled_exc_class():
            log("swallowed")
    log(f"no error then: called={scope.cancel_called} caught={scope.cancelled_caught}")

    try:
        with anyio.fail_after(1):
            try:
                await anyio.sleep(2)
            finally:
                with anyio.CancelScope(shield=True):
                    await anyio.sleep(2)
                log("cleaned up late")
    except TimeoutError:
        log("timeout after the cleanup")

    with anyio.move_on_after(1) as outer:
        try:
            with anyio.fail_after(2):
                await anyio.sleep(5)
        except TimeoutError:
            log("not reached")
        log("not reached")
    log(f"the outer scope came first: {outer.cancelled_caught}")

    try:
        with anyio.fail_after(1):
            raise LookupError("own")
    except LookupError as error:
        log(f"own error: {error!r}")

    with anyio.fail_after(None):
        await anyio.sleep(100)
    log("no limit")

    try:
        with anyio.fail_at(anyio.current_time() + 1, reason="at"):
            await anyio.sleep_forever()
    except TimeoutError as error:
        log(repr(error))
    try:
        with anyio.fail_after(1):
            async with anyio.create_task_group() as tg:
                tg.start_soon(anyio.sleep, 3)
    except TimeoutError as error:
        log(f"a group inside: {error!r}")


anyio.run(main, backend=BACKEND)
