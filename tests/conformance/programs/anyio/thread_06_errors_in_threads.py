# pins: what jobs raise: exceptions with causes, StopIteration, cancellation, SystemExit; and threads beside blocking code in the loop
import time

import anyio
from anyio import to_thread

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


def fail(error, cause=None):
    time.sleep(0.5)
    raise error from cause


async def attempt(error, cause=None):
    try:
        await to_thread.run_sync(fail, error, cause)
    except BaseException as seen:
        log(f"{type(seen).__name__} {seen} cause {seen.__cause__!r} same {seen is error}")


def slow(name, seconds):
    print(f"   {name} begins")
    time.sleep(seconds)
    print(f"   {name} ends")


async def main():
    await attempt(ValueError("plain"))
    await attempt(ValueError("caused"), KeyError("cause"))
    if BACKEND == "asyncio":
        await attempt(StopIteration("stop"))
    await attempt(SystemExit(3))
    await attempt(ExceptionGroup("many", [ValueError(1)]))
    try:
        async with anyio.create_task_group() as tg:
            tg.start_soon(to_thread.run_sync, fail, LookupError("in a child"))
            await anyio.sleep(5)
    except ExceptionGroup as group:
        log(f"{group!r}")

    # The loop itself is blocked: threads go on, the loop does not.
    async with anyio.create_task_group() as tg:
        tg.start_soon(to_thread.run_sync, slow, "thread", 1)
        await anyio.sleep(0.1)
        time.sleep(2)
        log("the loop was blocked")
    log("over")
    async with anyio.create_task_group() as tg:
        for n in range(3):
            tg.start_soon(to_thread.run_sync, slow, n, 1)
        tg.start_soon(anyio.sleep, 1)
    log("ties with a sleep")
    try:
        await to_thread.run_sync(slow)
    except TypeError as error:
        log(error)

    async def coroutine():
        return 1

    try:
        value = await to_thread.run_sync(coroutine)
        log(f"a coroutine: {await value}")
    except TypeError as error:
        log(f"{str(error)[:40]}")


anyio.run(main, backend=BACKEND)
