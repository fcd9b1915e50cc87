# async generators in pipelines, abandoned, cancelled, thrown into, and asked twice at once
import asyncio, sys, gc, weakref


async def ticker(n, d):
    try:
        for i in range(n):
            yield i
            await asyncio.sleep(d)
    except asyncio.CancelledError:
        print('ticker cancelled')
        raise
    except GeneratorExit:
        print('ticker exit')
        raise
    finally:
        print('ticker fin')


async def merge(*gens):
    q = asyncio.Queue()
    done = object()

    async def pump(g):
        try:
            async for x in g:
                await q.put(x)
        finally:
            await q.put(done)
    async with asyncio.TaskGroup() as tg:
        for g in gens:
            tg.create_task(pump(g))
        left = len(gens)
        while left:
            x = await q.get()
            if x is done:
                left -= 1
            else:
                yield x


async def amap(f, g):
    async for x in g:
        yield (await f(x))


async def dbl(x):
    await asyncio.sleep(0.01)
    return x * 2


async def take(g, n):
    async for x in g:
        yield x
        n -= 1
        if not n:
            return


async def main():
    print([x async for x in merge(ticker(3, 0.2), ticker(2, 0.3))])
    print([x async for x in amap(dbl, ticker(3, 0.1))])
    print([x async for x in take(ticker(9, 0.1), 2)])
    await asyncio.sleep(0)
    print('after take')
    g = ticker(5, 0.1)
    async for x in g:
        if x == 1:
            break
    print('broke')
    await g.aclose()
    print('closed')
    g = ticker(5, 1)
    await anext(g)
    t = asyncio.create_task(anext(g))
    await asyncio.sleep(0.1)
    try:
        await anext(g)
    except RuntimeError as e:
        print(e)
    try:
        await g.aclose()
    except RuntimeError as e:
        print(e)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print('anext cancelled')
    try:
        await anext(g)
    except StopAsyncIteration:
        print('exhausted')
    try:
        async for x in merge(ticker(3, 0.1), ticker(5, 0.1)):
            if x == 2:
                raise KeyError('stop')
    except KeyError as e:
        print(repr(e))
    await asyncio.sleep(0.5)

    async def gen_fail():
        yield 1
        raise ValueError('gf')
    try:
        async for x in gen_fail():
            print(x)
    except ValueError as e:
        print(e, repr(e.__context__))

    class It:

        def __init__(s):
            s.n = 0

        def __aiter__(s):
            return s

        async def __anext__(s):
            s.n += 1
            if s.n > 3:
                raise StopAsyncIteration
            return s.n
    print([x async for x in It()], await anext(aiter(It())))

    async def ctx():
        try:
            yield 'ctx'
        finally:
            await asyncio.sleep(0.1)
            print('ctx cleaned')
    g = ctx()
    await anext(g)
    del g
    gc.collect()
    print('deleted')
    await asyncio.sleep(0.2)

    async def nested():
        async for x in ticker(2, 0.1):
            async for y in ticker(2, 0.1):
                yield (x, y)
    print([p async for p in nested()])

    async def send():
        got = []
        try:
            while True:
                got.append((yield len(got)))
        except ValueError as e:
            yield ('caught', str(e), got)
    g = send()
    print(await g.asend(None), await g.asend('a'), await g.asend('b'), await g.athrow(ValueError('v')))
    try:
        await g.asend(1)
    except StopAsyncIteration:
        print('end')

    def sync_gen():
        x = (yield from range(2))
        return x
    print(list(sync_gen()))

    async def with_timeout():
        async with asyncio.timeout(0.25):
            async for x in ticker(9, 0.1):
                print('t', x)
    try:
        await with_timeout()
    except TimeoutError:
        print('timeout in agen')
    r = weakref.ref(asyncio.current_task())
    print(r() is asyncio.current_task())
    agen = ticker(3, 0)
    print(agen.__name__, agen.ag_running, agen.ag_await, agen.ag_frame is not None)
    await anext(agen)
    t = agen.aclose()
    print(type(t).__name__)
    await t
    await agen.aclose()
    hooks = sys.get_asyncgen_hooks()
    print(hooks.firstiter is not None, hooks.finalizer is not None)
    left = ticker(9, 9)
    await anext(left)
    print('leaving')
asyncio.run(main())
print('end')
