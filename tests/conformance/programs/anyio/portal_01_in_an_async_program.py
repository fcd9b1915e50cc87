# pins: a BlockingPortal opened in a task: calls, tasks and cancellation from worker threads, after it has stopped
import time
from concurrent.futures import CancelledError

import anyio
from anyio import to_thread
from anyio.from_thread import BlockingPortal

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def greet(name, delay=1.0):
    log(f"task for {name}")
    try:
        await anyio.sleep(delay)
    except anyio.get_cancelled_exc_class():
        log(f"{name} cancelled")
        raise
    if name == "error":
        raise ValueError(name)
    return f"hello {name}"


async def server(name, *, task_status):
    await anyio.sleep(0.5)
    task_status.started(f"{name} is up")
    await anyio.sleep(1)
    return f"{name} is down"


def plain(x):
    log(f"plain {x}")
    return x * 2


def worker(portal):
    print(f"   {portal.call(greet, 'ann')}")
    print(f"   {portal.call(plain, 21)}")
    futures = [portal.start_task_soon(greet, name, delay) for name, delay in (("b", 2), ("c", 1), ("error", 1.5))]
    print(f"   done at once: {[future.done() for future in futures]}")
    for future in futures:
        try:
            print(f"   {future.result()}")
        except ValueError as error:
            print(f"   {error!r}")
    future, value = portal.start_task(server, "server")
    print(f"   {value}")
    print(f"   {future.result()}")
    future = portal.start_task_soon(greet, "cancelled", 5)
    time.sleep(1)
    print(f"   cancel: {future.cancel()} {future.cancelled()}")
    try:
        future.result()
    except CancelledError as error:
        print(f"   {error!r}")
    return "worker done"


async def main():
    async with BlockingPortal() as portal:
        log(await to_thread.run_sync(worker, portal))
        try:
            portal.call(plain, 1)
        except RuntimeError as error:
            log(error)
        await portal.stop()
        try:
            await to_thread.run_sync(portal.call, plain, 1)
        except RuntimeError as error:
            log(error)

    async with BlockingPortal() as portal:
        def leave_one(portal):
            portal.start_task_soon(greet, "left", 2)
            portal.start_task_soon(greet, "over", 3)

        await to_thread.run_sync(leave_one, portal)
        log("leaving the portal")
    log("it waited for its tasks")

    async with BlockingPortal() as portal:
        await to_thread.run_sync(leave_one, portal)
        await portal.stop(cancel_remaining=True)
    log("it cancelled its tasks")


anyio.run(main, backend=BACKEND)
