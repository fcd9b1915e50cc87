# when objects end that tasks, futures, queues, tracebacks and cycles hold
import asyncio, gc, weakref, sys


class R:

    def __init__(s, n):
        s.n = n

    def __del__(s):
        print('del', s.n)

    def __repr__(s):
        return f'R{s.n}'


async def hold(r, d):
    await asyncio.sleep(d)
    return r.n


async def lost(fut):
    try:
        await fut
    finally:
        print('lost fin')


async def main():
    r = R(1)
    print(sys.getrefcount(r), gc.isenabled())
    t = asyncio.create_task(hold(r, 0.1))
    del r
    await t
    print('t done')
    del t
    print('-')
    ws = weakref.WeakSet()
    ts = [asyncio.create_task(hold(R(i), 0.1)) for i in (2, 3)]
    ws.update(ts)
    print(len(ws))
    await asyncio.gather(*ts)
    ts.clear()
    await asyncio.sleep(0)
    gc.collect()
    print(len(ws))
    f = asyncio.get_running_loop().create_future()
    w = weakref.ref(asyncio.create_task(lost(f), name='L'))
    await asyncio.sleep(0)
    gc.collect()
    print(w() is not None)
    f.set_result(1)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gc.collect()
    print(w())
    fut = asyncio.get_running_loop().create_future()
    w = weakref.ref(asyncio.create_task(lost(fut), name='G'))
    await asyncio.sleep(0)
    del fut
    print('before gc', w() is None)
    gc.collect()
    print('after gc', w() is None)
    try:
        x = R(4)
        raise ValueError('x')
    except ValueError as e:
        tb = e.__traceback__
        err = e
    print(err.__traceback__ is tb, tb.tb_frame.f_locals['x'])
    del x
    print('still?')
    err = tb = None
    print('gone')

    async def fail():
        y = R(5)
        await asyncio.sleep(0)
        raise KeyError('y')
    t = asyncio.create_task(fail())
    await asyncio.wait([t])
    print('exc held', t.exception().__traceback__ is not None)
    t = None
    gc.collect()
    print('released')
    d = weakref.WeakValueDictionary()
    v = R(6)
    d['k'] = v
    print(dict(d))
    del v
    print(dict(d))
    k = weakref.WeakKeyDictionary()
    o = R(7)
    k[o] = 1
    print(len(k))
    del o
    print(len(k))
    p = weakref.proxy((q := R(8)))
    print(p.n)
    del q
    try:
        p.n
    except ReferenceError as e:
        print(e)
    wm = weakref.WeakMethod(R(9).__repr__)
    print(wm())
    a, b = (R(10), R(11))
    a.o, b.o = (b, a)
    del a, b
    print('cycle')
    print(gc.collect() >= 2)

    class Cb:

        def __call__(self, t):
            print('cb called')
    t = asyncio.create_task(asyncio.sleep(0))
    t.add_done_callback(Cb())
    await t
    await asyncio.sleep(0)
    q = asyncio.Queue()
    q.put_nowait(R(12))
    await q.get()
    print('got and dropped')
    q.put_nowait(R(13))
    del q
    print('queue gone')

    async def agen():
        z = R(14)
        yield 1
    g = agen()
    await anext(g)
    del g
    await asyncio.sleep(0)
    print('agen gone')
    h = asyncio.get_running_loop().call_later(5, R(16).__repr__)
    h.cancel()
    print('handle cancelled')
    del h
    print('handle gone')
    async with asyncio.TaskGroup() as tg:
        tg.create_task(hold(R(17), 0.1))
    print('tg done')
    del tg
    print('tg gone')
    e = ExceptionGroup('g', [ValueError(R(18))])
    s = e.subgroup(ValueError)
    del e
    print('sub', s.exceptions[0].args)
    del s
    print('group gone')
    res = await asyncio.gather(hold(R(19), 0.1), hold(R(20), 0.2))
    print(res)
    loc = R(21)
    print('main ends')
asyncio.run(main())
print('run over')
keep = R(22)
