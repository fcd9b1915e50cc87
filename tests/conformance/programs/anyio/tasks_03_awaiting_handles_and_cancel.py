# pins: handles awaited from other tasks and groups, cancelled while awaited, awaited in cancelled scopes; cancelling oneself
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def work(name, seconds):
    try:
        await anyio.sleep(seconds)
        return name
    except anyio.get_cancelled_exc_class():
        log(f"{name} cancelled")
        raise


async def follow(handle, name):
    try:
        log(f"{name} got {await handle}")
    except anyio.TaskCancelled as error:
        log(f"{name}: {error}")
    except anyio.get_cancelled_exc_class():
        log(f"{name} was cancelled itself")
        raise


async def suicide(handles):
    handles[0].cancel()
    log(f"cancelled myself: {handles[0].status.name}")
    try:
        await anyio.sleep(0)
    finally:
        log("at the first wait")


async def main():
    async with anyio.create_task_group() as tg:
        handle = tg.start_soon(work, "a", 2)
        for name in ("first", "second"):
            tg.start_soon(follow, handle, name)
        await anyio.sleep(1)
        with anyio.move_on_after(0.5) as scope:
            await handle
        log(f"gave up waiting: {scope.cancelled_caught} {handle.status.name}")

    async with anyio.create_task_group() as tg:
        handle = tg.start_soon(work, "b", 2)
        tg.start_soon(follow, handle, "follower")
        await anyio.sleep(1)
        handle.cancel()
        handle.cancel()
        log(handle.status.name)
        await handle.wait()
        log(f"{handle.status.name} {tg.cancel_scope.cancel_called}")

    async with anyio.create_task_group() as tg:
        handles = []
        handles.append(tg.start_soon(suicide, handles))
    log(f"{handles[0].status.name} {tg.cancel_scope.cancel_called} {tg.cancel_scope.cancelled_caught}")

    async with anyio.create_task_group() as tg:
        unborn = tg.start_soon(work, "unborn", 1)
        unborn.cancel()
        log(unborn.status.name)
    log(unborn.status.name)

    async with anyio.create_task_group() as outer:
        async with anyio.create_task_group() as inner:
            handle = inner.start_soon(work, "inner", 1)
            outer.start_soon(follow, handle, "from the outer group")
        log(f"inner over: {handle.return_value}")

    with anyio.CancelScope() as scope:
        async with anyio.create_task_group() as tg:
            handle = tg.start_soon(work, "c", 1)
            scope.cancel()
            try:
                await handle
            finally:
                log(f"the handle is {handle.status.name}")
    log(f"{handle.status.name} {scope.cancelled_caught}")


anyio.run(main, backend=BACKEND)
