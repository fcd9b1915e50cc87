# pins: a cancelled call into a thread waits for the thread, or abandons it; what becomes of the token and of the value
import time

import anyio
from anyio import to_thread

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


def blocking(name, seconds):
    print(f"   {name} begins")
    time.sleep(seconds)
    print(f"   {name} ends")
    return name


def failing():
    time.sleep(2)
    raise ValueError("in the thread")


async def main():
    limiter = anyio.CapacityLimiter(1)
    with anyio.move_on_after(1) as scope:
        value = await to_thread.run_sync(blocking, "waited for", 3, limiter=limiter)
        log(f"value {value}")
        await anyio.sleep(0)
        log("not reached")
    log(f"caught={scope.cancelled_caught}")

    try:
        with anyio.fail_after(1):
            value = await to_thread.run_sync(blocking, "late value", 2)
        log(f"no timeout: {value}")
    except TimeoutError:
        log("timeout")

    with anyio.move_on_after(1) as scope:
        try:
            await to_thread.run_sync(failing)
        except ValueError as error:
            log(f"the thread's error: {error!r}")
    log(f"called={scope.cancel_called} caught={scope.cancelled_caught}")

    with anyio.move_on_after(1) as scope:
        await to_thread.run_sync(blocking, "abandoned", 3, limiter=limiter, abandon_on_cancel=True)
        log("not reached")
    log(f"abandoned: caught={scope.cancelled_caught} borrowed={limiter.borrowed_tokens}")
    log(f"next: {await to_thread.run_sync(blocking, 'next', 1, limiter=limiter)}")
    log(f"borrowed={limiter.borrowed_tokens}")
    await anyio.sleep(3)

    with anyio.move_on_after(1) as scope:
        async with anyio.create_task_group() as tg:
            tg.start_soon(lambda: to_thread.run_sync(blocking, "one", 2, limiter=limiter))
            tg.start_soon(lambda: to_thread.run_sync(blocking, "two", 2, limiter=limiter))
    log(f"one waited for, two never began: caught={scope.cancelled_caught} borrowed={limiter.borrowed_tokens}")

    with anyio.CancelScope() as scope:
        scope.cancel()
        await to_thread.run_sync(blocking, "never", 1)
    log(f"cancelled before: {scope.cancelled_caught}")

    with anyio.move_on_after(1):
        await to_thread.run_sync(failing, abandon_on_cancel=True)
    await anyio.sleep(2)
    log("an abandoned error is lost")


anyio.run(main, backend=BACKEND)
