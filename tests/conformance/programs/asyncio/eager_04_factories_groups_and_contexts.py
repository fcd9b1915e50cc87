# eager tasks in groups, gathers and shields, made by factories and by hand
import asyncio, contextvars, sys
cv = contextvars.ContextVar('cv', default='-')
log = []


async def work(n, d=0, exc=None):
    log.append((n, 'start', asyncio.current_task().get_name(), cv.get()))
    if d is not None:
        await asyncio.sleep(d)
    log.append((n, 'end', asyncio.current_task().get_name()))
    if exc:
        raise exc
    return n


def flush(t):
    print(t, *log, sep='\n  ')
    log.clear()


async def main():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    cv.set('main')
    t = asyncio.create_task(work(1, None), name='a')
    print(t.done(), t in asyncio.all_tasks(), asyncio.current_task().get_name())
    flush('sync')
    t = asyncio.create_task(work(2, 0), name='b')
    print(t.done(), t in asyncio.all_tasks())
    await t
    flush('one turn')
    async with asyncio.TaskGroup() as tg:
        for i in range(3):
            tg.create_task(work(i, None if i % 2 else 0.1), name=f'g{i}')
        print(len(tg._tasks))
    flush('tg')
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(work('x', None, ValueError('now')))
            print('not reached?')
            await asyncio.sleep(1)
    except* ValueError as eg:
        print(repr(eg))
    flush('tg fail')
    print(await asyncio.gather(work(1, None), work(2, None), work(3, 0.1), return_exceptions=True))
    flush('gather')
    t = asyncio.create_task(work('c', 1), name='c')
    t.cancel()
    try:
        await t
    except asyncio.CancelledError as e:
        print('cancelled', e.args)
    flush('cancel')

    async def self_cancel():
        asyncio.current_task().cancel('me')
        await asyncio.sleep(0)
        return 'no'
    t = asyncio.create_task(self_cancel())
    print(t.done(), t.cancelling())
    try:
        await t
    except asyncio.CancelledError as e:
        print(e.args)

    async def parent():
        a = asyncio.create_task(work('child', 0), name='child')
        log.append('parent continues')
        return await a
    print(await asyncio.create_task(parent(), name='parent'))
    flush('nested')

    class MyTask(asyncio.Task):
        pass
    f = asyncio.create_eager_task_factory(MyTask)
    loop.set_task_factory(f)
    t = asyncio.create_task(work('m', None))
    print(type(t).__name__, t.done())
    flush('custom')

    def ctor(coro, *, loop, eager_start=True, **kw):
        print('ctor', sorted(kw))
        return asyncio.Task(coro, loop=loop, eager_start=eager_start, **kw)
    loop.set_task_factory(asyncio.create_eager_task_factory(ctor))
    await asyncio.create_task(work('n', None))
    flush('ctor')
    loop.set_task_factory(None)
    t = asyncio.Task(work('direct', None), loop=loop, eager_start=True, name='D')
    print(t.done(), t.result())
    flush('direct')
    t = asyncio.eager_task_factory(loop, work('f', None), name='F')
    print(t.done(), t.get_name())
    flush('direct f')
    print(await asyncio.wait_for(work('w', None), 1), await asyncio.shield(work('s', None)))
    flush('after')
    e = asyncio.Event()

    async def w():
        await e.wait()
        log.append('woke')
    t = asyncio.Task(w(), loop=loop, eager_start=True)
    e.set()
    log.append('set')
    await t
    flush('event')
    ctx = contextvars.copy_context()

    async def setter():
        cv.set('changed')
        return cv.get()
    t = asyncio.Task(setter(), loop=loop, eager_start=True, context=ctx)
    print(t.result(), cv.get(), ctx[cv])
asyncio.run(main())
