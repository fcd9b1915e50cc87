# pins: time.sleep in a task makes deadlines late: which fire, in which order, what a task that was ready sees
import time

import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def timed(name, limit, sleep):
    with anyio.move_on_after(limit) as scope:
        await anyio.sleep(sleep)
    log(f"{name}: caught={scope.cancelled_caught}")


async def ready(event, name):
    with anyio.move_on_after(1) as scope:
        await event.wait()
        log(f"{name} got the event")
        await anyio.sleep(0)
        log(f"{name} passed a checkpoint")
    log(f"{name}: caught={scope.cancelled_caught}")


async def main():
    event = anyio.Event()
    async with anyio.create_task_group() as tg:
        tg.start_soon(timed, "limit first", 1, 2)
        tg.start_soon(timed, "sleep first", 2, 1)
        tg.start_soon(timed, "both late", 1.5, 1.5)
        tg.start_soon(timed, "in time", 9, 4)
        tg.start_soon(ready, event, "waiter")
        await anyio.sleep(0.5)
        event.set()
        time.sleep(2.5)
        log("blocked until here")

    with anyio.move_on_after(1) as scope:
        time.sleep(2)
        log(f"late without a wait: called={scope.cancel_called}")
    log(f"called={scope.cancel_called} caught={scope.cancelled_caught}")

    with anyio.move_on_after(1) as scope:
        time.sleep(2)
        await anyio.lowlevel.checkpoint()
        log("a checkpoint after the deadline")
        await anyio.sleep(0)
        log("another")
    log(f"called={scope.cancel_called} caught={scope.cancelled_caught}")

    try:
        with anyio.fail_after(1):
            time.sleep(2)
        log("no timeout without a wait")
    except TimeoutError:
        log("timeout")

    start = anyio.current_time()
    async with anyio.create_task_group() as tg:
        for n in range(3):
            async def periodic(n=n):
                due = start
                for _ in range(3):
                    due += 0.1 * (n + 1)
                    await anyio.sleep_until(due)
                    log(f"{n} at {anyio.current_time() - start:.2f} due {due - start:.2f}")

            tg.start_soon(periodic)
        await anyio.sleep(0.15)
        time.sleep(0.2)


anyio.run(main, backend=BACKEND)
