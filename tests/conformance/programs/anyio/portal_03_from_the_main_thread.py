# pins: start_blocking_portal from plain code: calls, futures, errors, sleeping meanwhile, context managers, leaving with an error
import time
from concurrent.futures import CancelledError
from contextlib import asynccontextmanager

import anyio
from anyio.from_thread import BlockingPortalProvider, start_blocking_portal

BACKEND = "asyncio"
start = time.monotonic()


def log(msg):
    print(f"{time.monotonic() - start:.2f} {msg}")


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


async def ticker(count, *, task_status):
    task_status.started("ticking")
    for n in range(count):
        await anyio.sleep(1)
        log(f"tick {n}")


@asynccontextmanager
async def resource():
    log("open")
    async with anyio.create_task_group() as tg:
        tg.start_soon(greet, "resource", 0.25)
        yield "the resource"
    log("closed")


with start_blocking_portal(BACKEND) as portal:
    log(portal.call(greet, "ann"))
    log(portal.call(len, "four"))
    future, value = portal.start_task(ticker, 3)
    log(value)
    time.sleep(1.5)
    log(f"slept; done={future.done()}")
    log(future.result())
    try:
        portal.call(greet, "error")
    except ValueError as error:
        log(repr(error))
    futures = [portal.start_task_soon(greet, name, delay) for name, delay in (("b", 2), ("c", 1))]
    log([future.result() for future in futures])
    futures[0] = portal.start_task_soon(greet, "to be cancelled", 5)
    time.sleep(0.5)
    log(f"cancel {futures[0].cancel()}")
    try:
        futures[0].result()
    except CancelledError:
        log("cancelled")
    with portal.wrap_async_context_manager(resource()) as value:
        log(value)
    portal.start_task_soon(greet, "left behind", 1)
    log("leaving")
log("left")
try:
    portal.call(greet, "nobody")
except RuntimeError as error:
    log(error)

try:
    with start_blocking_portal(BACKEND) as portal:
        portal.start_task_soon(greet, "victim", 5)
        time.sleep(1)
        raise KeyError("in the block")
except KeyError as error:
    log(f"out: {error!r}")

provider = BlockingPortalProvider(BACKEND)
with provider as one:
    with provider as two:
        log(f"one portal: {one is two}")
    log(one.call(greet, "provider"))
