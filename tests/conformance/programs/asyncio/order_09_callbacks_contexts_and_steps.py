# the order of callbacks, steps and timers, the contexts they run in, and how many turns each way of waiting takes
import asyncio, contextvars, functools
v = contextvars.ContextVar('v', default=0)
order = []


def note(x):
    order.append((x, v.get()))


async def child(n):
    note(f'c{n} start')
    v.set(n)
    await asyncio.sleep(0)
    note(f'c{n} mid')
    await asyncio.sleep(0)
    note(f'c{n} end')
    return n


async def main():
    loop = asyncio.get_running_loop()
    v.set('main')
    loop.set_exception_handler(lambda l, c: note(('H', c['message'][:30], repr(c.get('exception')))))
    loop.call_soon(note, 'soon1')
    t1 = asyncio.create_task(child(1))
    loop.call_soon(note, 'soon2', context=contextvars.Context())
    t1.add_done_callback(lambda t: note('t1 done'))
    t2 = loop.create_task(child(2))
    t2.add_done_callback(lambda t: 1 / 0)
    ctx = contextvars.copy_context()
    ctx.run(v.set, 'ctx')
    loop.call_soon(note, 'in ctx', context=ctx)
    t1.add_done_callback(functools.partial(note), context=ctx) if 0 else None
    loop.call_later(0, note, 'later0')
    loop.call_at(loop.time(), note, 'at now')
    h = loop.call_soon(note, 'never')
    h.cancel()
    f = loop.create_future()
    f.add_done_callback(lambda f: note('f1'))
    f.add_done_callback(lambda f: note('f2'))
    f.set_result(1)
    f.add_done_callback(lambda f: note('f late'))
    note('main before')
    await asyncio.gather(t1, t2)
    note('main after gather')
    await asyncio.sleep(0)
    for o in order:
        print(o)
    order.clear()

    async def waiter(n, e):
        await e.wait()
        note(f'w{n}')
    e = asyncio.Event()
    ws = [asyncio.create_task(waiter(i, e)) for i in range(3)]
    await asyncio.sleep(0)
    e.set()
    loop.call_soon(note, 'cs')
    asyncio.create_task(child(9))
    await asyncio.wait(ws)
    note('all')
    print(order)
    order.clear()
    fut = loop.create_future()

    async def aw(n):
        try:
            note((n, await fut))
        except Exception as ex:
            note((n, repr(ex)))
    ts = [asyncio.create_task(aw(i)) for i in range(3)]
    await asyncio.sleep(0)
    fut.add_done_callback(lambda f: note('cb'))
    fut.set_exception(LookupError('x'))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(order)
    order.clear()

    async def chain(n):
        if n:
            return await asyncio.create_task(chain(n - 1))
        note('bottom')
        return 'r'
    t = asyncio.create_task(chain(3))
    k = 0
    while not t.done():
        k += 1
        await asyncio.sleep(0)
    print(k, t.result(), order)
    order.clear()
    t = asyncio.create_task(chain(3))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    t.cancel()
    k = 0
    while not t.done():
        k += 1
        await asyncio.sleep(0)
    print(k, t.cancelled(), order)
    order.clear()

    async def sl(d, n):
        await asyncio.sleep(d)
        note(n)
    async with asyncio.TaskGroup() as tg:
        for d, n in ((0.2, 'a'), (0.1, 'b'), (0.1, 'c'), (0, 'd'), (0.05, 'e'), (0.1, 'f')):
            tg.create_task(sl(d, n))
    print(order)
    order.clear()
    loop.call_later(0.1, note, 'x')
    loop.call_later(0.1, note, 'y')
    loop.call_later(0.05, lambda: loop.call_later(0.05, note, 'z'))
    await asyncio.sleep(0.1)
    note('main')
    await asyncio.sleep(0)
    print(order)
    order.clear()

    async def k():
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            note('k1')
            await asyncio.sleep(0)
            note('k2')
            raise
    ts = [asyncio.create_task(k()) for _ in range(2)]
    await asyncio.sleep(0)
    [t.cancel() for t in ts]
    note('req')
    r = await asyncio.gather(*ts, return_exceptions=True)
    note(r)
    print(order)
    order.clear()
    t = asyncio.create_task(k())
    t.cancel()
    await asyncio.wait([t])
    print(order, t)
    order.clear()
    lk = asyncio.Lock()

    async def locker(n):
        async with lk:
            note(f'in{n}')
            await asyncio.sleep(0)
        note(f'out{n}')
    async with asyncio.TaskGroup() as tg:
        [tg.create_task(locker(i)) for i in range(3)]
    print(order)
    order.clear()
    q = asyncio.Queue(1)

    async def prod():
        for i in range(4):
            await q.put(i)
            note(f'p{i}')

    async def cons():
        for i in range(4):
            note(f'g{await q.get()}')
    await asyncio.gather(prod(), cons())
    print(order)
    order.clear()
    b = asyncio.Barrier(2)

    async def br(n):
        note(f'b{n} {await b.wait()}')
    await asyncio.gather(br(0), br(1))
    print(order)
    order.clear()
    sem = asyncio.Semaphore(1)

    async def sm(n):
        async with sem:
            note(f's{n}')
    await sem.acquire()
    ts = [asyncio.create_task(sm(i)) for i in range(3)]
    await asyncio.sleep(0)
    sem.release()
    note('rel')
    await sem.acquire()
    note('reacq')
    sem.release()
    await asyncio.wait(ts)
    print(order)
asyncio.run(main())
