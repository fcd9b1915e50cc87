# a cancellation that comes early, late or three times, to each way of waiting and each answer to it
import asyncio, functools, sys


async def run(label, coro, when, msg=None, times=1, gap=0.1):
    t = asyncio.create_task(coro, name=label)
    await asyncio.sleep(when)
    for i in range(times):
        r = t.cancel(msg and f'{msg}{i}')
        if times > 1:
            await asyncio.sleep(gap)
    try:
        print(label, '->', await t, t.cancelling(), t.cancelled())
    except BaseException as e:
        c = []
        x = e
        while x is not None:
            c.append(repr(x))
            x = x.__context__
        print(label, '!!', ' <- '.join(c), t.cancelling(), t.cancelled())


async def sw(n=1):
    for i in range(n):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as e:
            print('  sw', i, e.args, asyncio.current_task().cancelling(), asyncio.current_task().uncancel())
    return 'swallowed'


async def fin():
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(0.5)
        print('  fin done')


async def fin2():
    try:
        await asyncio.sleep(10)
    finally:
        try:
            await asyncio.sleep(0.5)
        finally:
            print('  inner fin')


async def shielded():
    t = asyncio.ensure_future(asyncio.sleep(1, 'inner'))
    try:
        return await asyncio.shield(t)
    except asyncio.CancelledError:
        print('  outer cancelled')
        return await t


async def reraise():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        raise asyncio.CancelledError('new') from e


async def repl():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        raise KeyError('k')


async def tmo():
    try:
        async with asyncio.timeout(1):
            await asyncio.sleep(10)
    except TimeoutError:
        return 'timeout'


async def tmo2():
    async with asyncio.timeout(0.3):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            await asyncio.sleep(1)
            raise


async def wf():
    return await asyncio.wait_for(sw(), 0.05)


async def wf2():
    try:
        return await asyncio.wait_for(fin(), 0.1)
    except TimeoutError as e:
        return repr(e)


async def gat():
    return await asyncio.gather(fin(), sw(), return_exceptions=True)


async def gat2():
    return await asyncio.gather(fin(), sw())


async def wt():
    d, p = await asyncio.wait([asyncio.ensure_future(sw())])
    return len(d)


async def q():
    return await asyncio.Queue().get()


async def lk():
    l = asyncio.Lock()
    await l.acquire()
    try:
        await l.acquire()
    finally:
        print('  locked', l.locked())


async def cond():
    c = asyncio.Condition()
    async with c:
        try:
            await c.wait()
        finally:
            print('  c locked', c.locked())


async def thr():
    return await asyncio.to_thread(__import__('time').sleep, 0.5)


async def ex():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(sw())
        tg.create_task(fin())
    return 'tg ok'


async def uncount():
    me = asyncio.current_task()
    me.cancel()
    me.cancel()
    n = me.uncancel()
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError:
        n = (n, 'delivered', me.cancelling())
    return (n, me.uncancel())


async def zero():
    me = asyncio.current_task()
    me.cancel()
    me.uncancel()
    try:
        await asyncio.sleep(0)
        return 'not delivered'
    except asyncio.CancelledError:
        return 'delivered'


async def loop_sw():
    n = 0
    while n < 3:
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            n += 1
    return n


async def main():
    for f in (sw, fin, fin2, shielded, reraise, repl, tmo, tmo2, wf, wf2, gat, gat2, wt, q, lk, cond, thr, ex):
        await run(f.__name__, f(), 0.01, 'm')
    for f in (functools.partial(sw, 3), fin, fin2, shielded, gat, ex, loop_sw, wf2, tmo2):
        await run(getattr(f, '__name__', 'sw3'), f(), 0.01, 'm', 3, 0.05)
    for f in (uncount, zero):
        print(await f())
    await run('prestart', sw(), 0)
    t = asyncio.create_task(sw())
    t.cancel('pre')
    try:
        await t
    except asyncio.CancelledError as e:
        print(e.args)
    for f in (sw, fin, tmo):
        await run(f.__name__ + ' late', f(), 1.0, 'm')
    print(len(asyncio.all_tasks()))
asyncio.run(main())
