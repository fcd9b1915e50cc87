# as_completed, wait, shield, wait_for, gather and nested timeouts, with results, errors and limits
import asyncio


async def job(n, fail=False):
    try:
        await asyncio.sleep(n)
    except asyncio.CancelledError:
        print('job', n, 'cancelled')
        raise
    if fail:
        raise ValueError(n)
    return n


async def main():
    ts = [asyncio.create_task(job(i, i == 2), name=f't{i}') for i in (3, 1, 2)]
    async for t in asyncio.as_completed(ts):
        try:
            print(t in ts, t.get_name(), await t)
        except ValueError as e:
            print('err', e)
    it = asyncio.as_completed([job(0.3), job(0.1)], timeout=0.2)
    print(type(it).__name__)
    try:
        for c in it:
            print(type(c).__name__, await c)
    except TimeoutError as e:
        print('timeout', repr(e))
    await asyncio.sleep(0.5)
    try:
        async for t in asyncio.as_completed([job(0.3), asyncio.create_task(job(0.1), name='T')], timeout=0.2):
            print(isinstance(t, asyncio.Task), await t)
    except TimeoutError as e:
        print('timeout', repr(e))
    await asyncio.sleep(0.5)
    try:
        for c in asyncio.as_completed(job(1)):
            pass
    except TypeError as e:
        print(e)
    print(list(asyncio.as_completed([])))
    it = asyncio.as_completed([job(0.1), job(0.2)])
    cs = list(it)
    print(len(cs), await asyncio.gather(*reversed(cs)))
    done, pend = await asyncio.wait([asyncio.create_task(job(i)) for i in (1, 2)], timeout=1)
    print(len(done), len(pend))
    [p.cancel() for p in pend]
    done, pend = await asyncio.wait({asyncio.create_task(job(1, True)), asyncio.create_task(job(2))}, return_when=asyncio.FIRST_EXCEPTION)
    print(len(done), [d.exception() for d in done])
    [p.cancel() for p in pend]
    f = asyncio.get_running_loop().create_future()
    o = asyncio.shield(f)
    f.set_exception(KeyError('k'))
    try:
        await o
    except KeyError as e:
        print(repr(e))
    inner = asyncio.create_task(job(0.3))
    outer = asyncio.shield(inner)
    outer.cancel('om')
    try:
        await outer
    except asyncio.CancelledError as e:
        print('outer', e.args, inner.cancelled())
    print(await inner)
    inner = asyncio.create_task(job(0.3))
    outer = asyncio.shield(inner)
    inner.cancel('im')
    try:
        await outer
    except asyncio.CancelledError as e:
        print('outer', e.args, outer.cancelled())
    for to in (None, 0, 0.1, 5, -1):
        try:
            print(to, await asyncio.wait_for(job(0.3), to))
        except TimeoutError as e:
            print(to, repr(e), repr(e.__cause__))
    fut = asyncio.get_running_loop().create_future()
    try:
        await asyncio.wait_for(fut, 0.1)
    except TimeoutError:
        print(fut)
    fut = asyncio.get_running_loop().create_future()
    fut.set_result(5)
    print(await asyncio.wait_for(fut, 0))

    async def stubborn():
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            await asyncio.sleep(0.5)
            return 'late'
    try:
        print(await asyncio.wait_for(stubborn(), 0.1))
    except TimeoutError as e:
        print('to', repr(e))
    g = asyncio.gather(job(0.1), job(0.2, True), job(0.3))
    print(g)
    try:
        await g
    except ValueError as e:
        print('g', e, g.done(), repr(g.exception()))
    g = asyncio.gather(job(0.1), job(0.2))
    await asyncio.sleep(0)
    print(g.cancel('gm'), g.cancel())
    try:
        await g
    except asyncio.CancelledError as e:
        print('gc', e.args, g.cancelled())
    print(asyncio.gather(), await asyncio.gather())
    c = job(0.1)
    print(await asyncio.gather(c, c))
    t = asyncio.create_task(job(0.1))
    print(await asyncio.gather(t, t, t))
    async with asyncio.timeout(10) as outer:
        try:
            async with asyncio.timeout(1) as inn:
                outer.reschedule(outer.when() - 9.5)
                await asyncio.sleep(3)
        except TimeoutError:
            print('inner?', inn.expired(), outer.expired())
        except asyncio.CancelledError:
            print('canc', inn.expired(), outer.expired())
            inn.expired()
            raise


async def m2():
    try:
        await main()
    except TimeoutError as e:
        print('outer timeout', repr(e))
    try:
        async with asyncio.timeout_at(asyncio.get_running_loop().time() + 1) as t:
            await asyncio.sleep(2)
    except TimeoutError:
        print(t.when(), t.expired())
asyncio.run(m2())
