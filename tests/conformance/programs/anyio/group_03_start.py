# pins: start(): the value, failures before and after started(), no started at all, twice, cancelled callers, handles
import anyio
from anyio import TASK_STATUS_IGNORED

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def server(name, delay, after=5, *, task_status=TASK_STATUS_IGNORED):
    log(f"{name} begins")
    try:
        await anyio.sleep(delay)
        task_status.started(f"{name} ready")
        log(f"{name} said so")
        await anyio.sleep(after)
        log(f"{name} ends")
        return f"{name} value"
    except anyio.get_cancelled_exc_class():
        log(f"{name} cancelled")
        raise


async def fails_before(*, task_status):
    await anyio.sleep(1)
    raise ValueError("before")


async def fails_after(*, task_status):
    task_status.started()
    raise ValueError("after")


async def never_says(*, task_status):
    await anyio.sleep(1)


async def says_twice(*, task_status):
    task_status.started(1)
    task_status.started(2)


async def main():
    async with anyio.create_task_group() as tg:
        log(f"got {await tg.start(server, 'a', 1)!r}")
        handle = await tg.start(server, "b", 1, 1, return_handle=True)
        log(f"handle: {handle.start_value!r} {handle.status.name} {handle.name}")
        log(f"value {await handle!r}")
        tg.start_soon(server, "ignored", 0.5, 0.5)

        for bad in (fails_before, never_says):
            try:
                await tg.start(bad)
            except Exception as error:
                log(f"{bad.__name__}: {error!r}")
        log(f"group untouched: {tg.cancel_scope.cancel_called}")
        with anyio.move_on_after(1) as scope:
            await tg.start(server, "slow", 3)
        log(f"gave up: {scope.cancelled_caught}, group {tg.cancel_scope.cancel_called}")

    try:
        async with anyio.create_task_group() as tg:
            log(f"value {await tg.start(fails_after)}")
            await anyio.sleep(1)
            log("not reached")
    except BaseExceptionGroup as group:
        log(f"{group!r}")
    try:
        async with anyio.create_task_group() as tg:
            log(f"twice: {await tg.start(says_twice)}")
            await anyio.sleep(1)
    except BaseExceptionGroup as group:
        log(f"{group!r}")

    async with anyio.create_task_group() as tg:
        with anyio.move_on_after(1) as scope:
            await tg.start(server, "outlives the scope it was started in", 0.5, 2)
            await anyio.sleep(3)
        log(f"scope over: {scope.cancelled_caught}")

    try:
        await anyio.create_task_group().start(server, "x", 1)
    except RuntimeError as error:
        log(error)


anyio.run(main, backend=BACKEND)
