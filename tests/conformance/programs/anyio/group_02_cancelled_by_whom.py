# pins: called and caught of a group: cancelled by its body, by a child, from outside, by a child's error; with children that end well
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


def tell(name, tg):
    log(f"{name}: called={tg.cancel_scope.cancel_called} caught={tg.cancel_scope.cancelled_caught}")


async def quick():
    try:
        await anyio.sleep(5)
    except anyio.get_cancelled_exc_class():
        log("swallowed by a child")


async def canceller(tg):
    await anyio.sleep(1)
    tg.cancel_scope.cancel()
    log("child has cancelled the group")
    await anyio.sleep(1)
    log("not reached")


async def main():
    async with anyio.create_task_group() as tg:
        tg.start_soon(anyio.sleep, 5)
        tg.cancel_scope.cancel()
    tell("body, child cancelled", tg)

    async with anyio.create_task_group() as tg:
        tg.start_soon(quick)
        await anyio.sleep(1)
        tg.cancel_scope.cancel()
    tell("body, child swallows", tg)

    async with anyio.create_task_group() as tg:
        tg.cancel_scope.cancel()
    tell("no children, no wait", tg)

    async with anyio.create_task_group() as tg:
        tg.cancel_scope.cancel()
        await anyio.sleep(1)
    tell("no children, a wait", tg)

    async with anyio.create_task_group() as tg:
        tg.start_soon(canceller, tg)
        await anyio.sleep(3)
        log("not reached")
    tell("child cancels", tg)

    async with anyio.create_task_group() as tg:
        tg.start_soon(canceller, tg)
    tell("child cancels while the body waits for it", tg)

    with anyio.move_on_after(1) as outer:
        async with anyio.create_task_group() as tg:
            tg.start_soon(anyio.sleep, 5)
            await anyio.sleep(5)
    tell("from outside", tg)
    log(f"outer caught={outer.cancelled_caught}")

    with anyio.move_on_after(1) as outer:
        async with anyio.create_task_group() as tg:
            tg.start_soon(anyio.sleep, 5)
            tg.start_soon(quick)
    tell("from outside, while it waits", tg)
    log(f"outer caught={outer.cancelled_caught}")

    async with anyio.create_task_group() as tg:
        tg.start_soon(quick)
        tg.cancel("for a reason")
        tg.start_soon(quick)
        log("one more, into a cancelled group")
    tell("cancel() of the group", tg)


anyio.run(main, backend=BACKEND)
