# pins: anyio's functions in a program of asyncio.run or trio.run, tasks made natively inside scopes, shield and gather in a scope
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def in_asyncio():
    import asyncio

    async def native(name):
        try:
            await asyncio.sleep(2)
            log(f"{name} ends")
        except asyncio.CancelledError:
            log(f"{name} cancelled")
            raise

    with anyio.move_on_after(1) as scope:
        task = asyncio.create_task(native("a native task is not in the scope"))
        await anyio.sleep(5)
    log(f"caught={scope.cancelled_caught} task done={task.done()}")
    await task

    with anyio.move_on_after(1) as scope:
        await asyncio.create_task(native("an awaited one is cancelled through its awaiter"))
    log(f"caught={scope.cancelled_caught}")

    with anyio.move_on_after(1) as scope:
        inner = asyncio.create_task(native("shielded"))
        await asyncio.shield(inner)
    log(f"caught={scope.cancelled_caught} inner done={inner.done()}")
    await inner

    with anyio.move_on_after(1) as scope:
        await asyncio.gather(native("x"), native("y"))
    log(f"gather: caught={scope.cancelled_caught}")

    with anyio.move_on_after(3) as scope:
        try:
            await asyncio.wait_for(native("z"), 1)
        except TimeoutError:
            log("wait_for first")
    log(f"caught={scope.cancelled_caught}")

    queue = asyncio.Queue()
    async with anyio.create_task_group() as tg:
        tg.start_soon(queue.put, "item")
        log(f"queue: {await queue.get()}")
    info = anyio.get_current_task()
    log(f"{info.name} {info.parent_id}")


async def in_trio():
    import trio

    with anyio.move_on_after(1) as scope:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 5)
    log(f"a nursery in anyio's scope: {scope.cancelled_caught}")
    with trio.move_on_after(1) as scope:
        async with anyio.create_task_group() as tg:
            tg.start_soon(anyio.sleep, 5)
    log(f"a group in trio's scope: {scope.cancelled_caught} {tg.cancel_scope.cancelled_caught}")


if BACKEND == "asyncio":
    import asyncio

    asyncio.run(in_asyncio())
else:
    import trio

    trio.run(in_trio)
try:
    anyio.current_time()
except RuntimeError as error:
    print(type(error).__name__, error)
