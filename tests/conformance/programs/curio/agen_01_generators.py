# pins down: async generators, async context managers, and cancellation through them; finalize; contextlib helpers
from contextlib import AsyncExitStack, asynccontextmanager

import curio
from curio.meta import finalize


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def ticks(n):
    try:
        for k in range(n):
            await curio.sleep(0.5)
            yield k
    finally:
        await log("generator ends")


@asynccontextmanager
async def resource(name):
    await log("open", name)
    try:
        yield name
    finally:
        await curio.sleep(0.25)
        await log("close", name)


async def consume():
    async with finalize(ticks(10)) as g:
        async for k in g:
            await log("tick", k)


async def main():
    async for k in ticks(2):
        await log(k)
    async with finalize(ticks(5)) as g:
        async for k in g:
            await log(k)
            if k == 1:
                break
    await log("behind the block")
    t = await curio.spawn(consume)
    await curio.sleep(1.2)
    await t.cancel()
    await log(repr(t.exception))
    await log([k async for k in ticks(3)])
    async with AsyncExitStack() as stack:
        a = await stack.enter_async_context(resource("a"))
        b = await stack.enter_async_context(resource("b"))
        await stack.enter_async_context(curio.ignore_after(1))
        await log(a, b)
        await curio.sleep(5)
    await log("stack closed")
    agen = ticks(2)
    await log(await curio.anext(agen), await curio.anext(agen), await curio.anext(agen, "end"))


curio.run(main)
