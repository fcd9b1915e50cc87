# pins: who hears of a cancellation first: body or children, fresh or old ones, nested scopes and groups, siblings by age
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def child(name, scoped=False):
    try:
        if scoped:
            with anyio.CancelScope():
                await anyio.Event().wait()
        else:
            await anyio.Event().wait()
    finally:
        log(f"{name} goes")


async def group(name):
    try:
        async with anyio.create_task_group() as tg:
            tg.start_soon(child, f"{name}.1")
            tg.start_soon(child, f"{name}.2", True)
            await anyio.sleep_forever()
    finally:
        log(f"{name} closed")


async def main():
    async with anyio.create_task_group() as tg:
        tg.start_soon(child, "old")
        tg.start_soon(group, "nested")
        tg.start_soon(child, "in a scope", True)
        tg.start_soon(child, "young")
        tg.start_soon(anyio.sleep, 10)
        await anyio.sleep(1)
        tg.cancel_scope.cancel()
        tg.start_soon(child, "fresh")
        try:
            await anyio.sleep_forever()
        finally:
            log("body goes")
    log("all gone")

    async with anyio.create_task_group() as tg:
        for n in range(3):
            tg.start_soon(child, f"unborn {n}")
        tg.cancel_scope.cancel()
        try:
            await anyio.sleep(0)
        finally:
            log("body goes")
    log("all gone")

    async def inner_cancel(tg):
        tg.cancel_scope.cancel()
        log("cancelled from a child")
        try:
            await anyio.sleep(0)
        finally:
            log("the child that cancelled goes")

    async with anyio.create_task_group() as tg:
        tg.start_soon(child, "first")
        tg.start_soon(inner_cancel, tg)
        tg.start_soon(child, "last")
        try:
            await anyio.sleep_forever()
        finally:
            log("body goes")
    log("all gone")


anyio.run(main, backend=BACKEND)
