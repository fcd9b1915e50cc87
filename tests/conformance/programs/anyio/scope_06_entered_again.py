# pins: entering a scope again, in its own block, after it, after it was cancelled; leaving in the wrong order and task
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def main():
    scope = anyio.CancelScope()
    with scope:
        try:
            with scope:
                log("inside twice")
        except RuntimeError as error:
            log(f"while open: {error}")
    try:
        with scope:
            log("again")
            await anyio.sleep(0.5)
        log("worked again")
        with scope:
            scope.cancel()
            await anyio.sleep(1)
        log(f"caught={scope.cancelled_caught}")
        with scope:
            log("cancelled once, for ever")
            await anyio.sleep(1)
            log("not reached")
        log(f"caught={scope.cancelled_caught}")
    except RuntimeError as error:
        log(f"after it: {error}")

    tg = anyio.create_task_group()
    async with tg:
        try:
            async with tg:
                pass
        except RuntimeError as error:
            log(f"group while open: {error}")
    try:
        async with tg:
            pass
    except RuntimeError as error:
        log(f"group after: {error}")
    for what in (tg.start_soon,):
        try:
            what(anyio.sleep, 1)
        except RuntimeError as error:
            log(f"group closed: {error}")
    try:
        anyio.create_task_group().start_soon(anyio.sleep, 1)
    except RuntimeError as error:
        log(f"group not open: {error}")


anyio.run(main, backend=BACKEND)
