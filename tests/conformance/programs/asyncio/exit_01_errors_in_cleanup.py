# Errors in __aexit__, in nested context managers and in AsyncExitStack callbacks replace or chain, also under cancel
import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, suppress


class Resource:
    def __init__(self, name, error=None, swallow=False):
        self.name, self.error, self.swallow = name, error, swallow

    async def __aenter__(self):
        print(f"  open {self.name}")
        return self

    async def __aexit__(self, kind, exc, tb):
        print(f"  close {self.name} with {exc!r}")
        await asyncio.sleep(0.1)
        if self.error:
            raise self.error
        return self.swallow


@asynccontextmanager
async def managed(name):
    try:
        yield name.upper()
    except asyncio.CancelledError as e:
        print(f"  {name} saw {e!r}")
        raise
    finally:
        print(f"  {name} finally")


def chain(exc):
    names = []
    while exc is not None:
        names.append(repr(exc))
        exc = exc.__context__
    return " <- ".join(names)


async def stacked(*resources):
    async with AsyncExitStack() as stack:
        for r in resources:
            await stack.enter_async_context(r)
        name = await stack.enter_async_context(managed("managed"))
        stack.push_async_callback(asyncio.sleep, 0.1)
        stack.callback(print, "  sync callback")
        print("  body", name)
        await asyncio.sleep(10)


async def cancelled(*resources):
    task = asyncio.create_task(stacked(*resources))
    await asyncio.sleep(1)
    task.cancel("stop")
    try:
        await task
        print("ended normally, cancelling", task.cancelling())
    except BaseException as e:
        print("ended with", chain(e))


async def main():
    await cancelled(Resource("a"), Resource("b"))
    await cancelled(Resource("a"), Resource("b", OSError("b")))
    await cancelled(Resource("a", KeyError("a")), Resource("b", OSError("b")))
    await cancelled(Resource("a"), Resource("b", swallow=True))
    with suppress(asyncio.CancelledError):
        async with managed("suppressed"):
            raise asyncio.CancelledError("by hand")
    print("end")


asyncio.run(main())
