# pins: equal deadlines, of scopes one inside the other, of a scope and a sleep, of a scope and another task
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def main():
    with anyio.move_on_after(1) as outer:
        with anyio.move_on_after(1) as inner:
            await anyio.sleep(5)
        log("between")
        await anyio.sleep(0)
        log("after a checkpoint")
    log(f"two scopes: outer {outer.cancel_called} {outer.cancelled_caught}, inner {inner.cancel_called} {inner.cancelled_caught}")

    with anyio.move_on_after(1) as scope:
        await anyio.sleep(1)
        log("slept through")
    log(f"a sleep as long as the scope: {scope.cancelled_caught}")

    async def other(event):
        await anyio.sleep(1)
        log("other wakes")
        event.set()

    event = anyio.Event()
    async with anyio.create_task_group() as tg:
        tg.start_soon(other, event)
        with anyio.move_on_after(1) as scope:
            await event.wait()
            log("event came")
        log(f"event or deadline: {scope.cancelled_caught}")

    try:
        with anyio.fail_after(1):
            with anyio.move_on_after(1) as inner:
                await anyio.sleep(1)
    except TimeoutError as error:
        log(f"fail_after: {error!r}")
    log(f"inner caught: {inner.cancelled_caught}")

    with anyio.move_on_after(0) as scope:
        log("in a scope of no time")
        await anyio.sleep(0)
        log("not reached")
    log(f"no time: {scope.cancelled_caught}")

    with anyio.move_on_after(-1) as scope:
        log(f"called already: {scope.cancel_called}")
        await anyio.lowlevel.checkpoint()
        log("not reached")
    log(f"negative: {scope.cancelled_caught}")


anyio.run(main, backend=BACKEND)
