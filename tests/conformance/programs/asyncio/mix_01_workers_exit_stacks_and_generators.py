# Queue workers, exit stacks, async generators, awaitables of the program's own: cleanup awaits, in order
import asyncio, time, functools, contextlib
from contextlib import asynccontextmanager, AsyncExitStack
def t(*a): print(f"{time.monotonic():.3f}", *a)
@asynccontextmanager
async def res(name):
    t("open", name)
    try:
        yield name
    except BaseException as e:
        t("res saw", type(e).__name__, e)
        raise
    finally:
        await asyncio.sleep(0.1)
        t("close", name)
async def worker(n, q):
    while True:
        try:
            item = await q.get()
        except asyncio.QueueShutDown:
            t("worker", n, "shut down")
            return n
        try:
            async with res(f"{n}-{item}"):
                await asyncio.sleep(item / 10)
                if item == 3: raise ValueError(item)
        except ValueError as e:
            t("worker", n, "error", e)
        finally:
            q.task_done()
async def main():
    q = asyncio.Queue(2)
    ws = [asyncio.create_task(worker(i, q), name=f"w{i}") for i in range(2)]
    for i in range(6):
        await q.put(i); t("put", i, q.qsize())
    await q.join()
    q.shutdown()
    t(await asyncio.gather(*ws))
    async with AsyncExitStack() as stack:
        for n in "abc":
            await stack.enter_async_context(res(n))
        try:
            async with asyncio.timeout(0.05):
                async with res("inner"):
                    await asyncio.sleep(9)
        except TimeoutError as e:
            t("timeout", repr(e.__cause__), repr(e.__context__))
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(asyncio.sleep(1))
            async with res("tg"):
                tg.create_task(worker(9, asyncio.Queue()))
                await asyncio.sleep(0.2)
                raise KeyError("body")
    except* KeyError as eg:
        t(repr(eg), eg.exceptions)
    async def gen():
        try:
            for i in range(5):
                yield i
                await asyncio.sleep(0.1)
        finally:
            t("gen closing")
            await asyncio.sleep(0.1)
            t("gen closed")
    async for x in gen():
        if x == 2: break
    t("after break")
    await asyncio.sleep(1)
    async with contextlib.aclosing(gen()) as g:
        async for x in g:
            if x == 1: break
    t("aclosing done")
    print([x async for x in gen() if x % 2])
    class A:
        def __await__(self):
            r = yield from asyncio.sleep(0.3, "slept").__await__()
            return r + "!"
    t(await A())
    t(await asyncio.wait_for(A(), 1))
    try: await asyncio.wait_for(A(), 0.1)
    except asyncio.TimeoutError as e: t("TE", repr(e))
    r = await asyncio.gather(A(), *(asyncio.sleep(i, i) for i in (3, 1, 2)), return_exceptions=True)
    t(r)
asyncio.run(main())
