# pins down: async generators and context managers left in the middle by break, timeout, cancel and error
from curio import *
from curio.meta import finalize
import contextlib, gc, sys

log = []


async def ticker(n, d=0.1, clean=True):
    try:
        for i in range(n):
            await sleep(d)
            yield i
    except BaseException as e:
        log.append(repr(e))
        raise
    finally:
        log.append("fin")
        if clean:
            await sleep(0.1)
            log.append("clean")


async def main():
    async for x in ticker(2):
        print(x)
    print(log)
    log.clear()
    async with finalize(ticker(5)) as t:
        async for x in t:
            if x:
                break
    print(log)
    log.clear()
    async with contextlib.aclosing(ticker(5)) as t:
        async for x in t:
            if x:
                break
    print(log)
    log.clear()
    async for x in ticker(5, clean=False):
        break
    gc.collect()
    print(log)
    log.clear()
    async for x in ticker(5):
        if x == 1:
            break
    gc.collect()
    print(log)
    log.clear()
    try:
        async with timeout_after(0.35):
            async for x in ticker(9):
                print(x)
    except TaskTimeout:
        print(log)
        log.clear()

    async def consume():
        async for x in ticker(9):
            print("c", x)

    t = await spawn(consume)
    await sleep(0.25)
    await t.cancel()
    print(log, repr(t.exception))
    log.clear()

    @contextlib.asynccontextmanager
    async def cm(n):
        print("enter", n)
        await sleep(0.1)
        try:
            yield n
        except ValueError as e:
            print("swallow", e)
        finally:
            await sleep(0.1)
            print("exit", n)

    async with cm(1) as a, cm(2) as b:
        raise ValueError("x")
    async with contextlib.AsyncExitStack() as st:
        print(await st.enter_async_context(cm(3)))
        st.push_async_callback(sleep, 0.1)
        st.callback(print, "cb")
        await st.enter_async_context(Lock())
        g = await st.enter_async_context(TaskGroup())
        await g.spawn(sleep, 1)
    print(g.results[0] > 0)
    print(
        [x async for x in ticker(3)],
        {x: x async for x in ticker(2)},
        [await spawn(sleep, 0, daemon=True) and i for i in range(2)],
    )
    g = ticker(3)
    print(await g.__anext__(), await g.asend(None))
    try:
        await g.athrow(KeyError("k"))
    except KeyError as e:
        print(repr(e), log)
    log.clear()
    try:
        await g.__anext__()
    except StopAsyncIteration:
        print("stop")
    print(await anext(ticker(1)), await anext(ticker(0), "dflt"))

    class It:
        def __init__(s):
            s.i = 0

        def __aiter__(s):
            return s

        async def __anext__(s):
            s.i += 1
            await sleep(0.1)
            if s.i > 2:
                raise StopAsyncIteration
            return s.i

    print([x async for x in It()])

    async def rec(n):
        if n:
            async for x in rec(n - 1):
                yield x
        yield n

    print([x async for x in rec(4)])


run(main)
