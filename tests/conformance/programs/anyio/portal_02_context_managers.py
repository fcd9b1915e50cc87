# pins: an async context manager in a thread's with block: values, errors, suppression, cancellation
from contextlib import asynccontextmanager

import anyio
from anyio import to_thread
from anyio.from_thread import BlockingPortal

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


@asynccontextmanager
async def resource(name, suppress=False):
    await anyio.sleep(0.5)
    log(f"{name} open")
    try:
        yield name.upper()
    except ValueError as error:
        log(f"{name} sees {error!r}")
        if not suppress:
            raise
    finally:
        await anyio.sleep(0.5)
        log(f"{name} closed")


@asynccontextmanager
async def broken():
    await anyio.sleep(0.5)
    raise LookupError("cannot open")
    yield


def worker(portal):
    with portal.wrap_async_context_manager(resource("a")) as value:
        print(f"   in the block with {value}")
        print(f"   {portal.call(anyio.sleep, 1)}")
    with portal.wrap_async_context_manager(resource("b", suppress=True)):
        raise ValueError("suppressed")
    try:
        with portal.wrap_async_context_manager(resource("c")):
            raise ValueError("passes")
    except ValueError as error:
        print(f"   out came {error!r}")
    try:
        with portal.wrap_async_context_manager(broken()):
            print("   not reached")
    except LookupError as error:
        print(f"   {error!r}")
    return "over"


async def main():
    async with BlockingPortal() as portal:
        log(await to_thread.run_sync(worker, portal))


anyio.run(main, backend=BACKEND)
