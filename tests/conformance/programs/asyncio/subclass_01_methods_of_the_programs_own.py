# queues, locks, tasks, futures, events and groups of the program's own are asked by their methods
import asyncio, collections, heapq, functools


class UniqueQueue(asyncio.Queue):

    def _init(self, maxsize):
        self._set = self._queue = {}
        print('init', maxsize)

    def _put(self, x):
        self._set[x] = 1

    def _get(self):
        k = next(iter(self._set))
        del self._set[k]
        return k

    def qsize(self):
        return len(self._set)


class TLock(asyncio.Lock):

    async def acquire(self):
        print('acq')
        r = await super().acquire()
        print('got')
        return r

    def release(self):
        print('rel')
        super().release()


class MyTask(asyncio.Task):

    def cancel(self, msg=None):
        print('MyTask.cancel', msg)
        return super().cancel(msg='my ' + str(msg))

    def set_result(self, r):
        print('no')


class MyFut(asyncio.Future):

    def set_result(self, r):
        print('set', r)
        super().set_result(r * 2)

    def add_done_callback(self, f, *, context=None):
        print('adc')
        super().add_done_callback(f, context=context)


class MyEvent(asyncio.Event):

    async def wait(self):
        print('waiting')
        return await super().wait()


class MyTG(asyncio.TaskGroup):

    def create_task(self, coro, *, name=None, context=None):
        print('tg create', name)
        return super().create_task(coro, name=name, context=context)

    async def __aexit__(self, *a):
        print('aexit', a[0])
        return await super().__aexit__(*a)


class Pool:

    def __init__(self, n):
        self.sem, self.free, self.n = (asyncio.Semaphore(n), collections.deque(range(n)), n)

    async def __aenter__(self):
        await self.sem.acquire()
        self.c = self.free.popleft()
        return self.c

    async def __aexit__(self, *a):
        self.free.append(self.c)
        self.sem.release()


class RW:

    def __init__(self):
        self.c, self.r, self.w = (asyncio.Condition(), 0, False)

    async def read(self, n):
        async with self.c:
            await self.c.wait_for(lambda: not self.w)
            self.r += 1
        await asyncio.sleep(0.1)
        print('read', n)
        async with self.c:
            self.r -= 1
            self.c.notify_all()

    async def write(self, n):
        async with self.c:
            await self.c.wait_for(lambda: not self.w and (not self.r))
            self.w = True
        await asyncio.sleep(0.1)
        print('write', n)
        async with self.c:
            self.w = False
            self.c.notify_all()


def cache(f):
    d = {}

    @functools.wraps(f)
    async def w(*a):
        if a not in d:
            d[a] = asyncio.ensure_future(f(*a))
        return await asyncio.shield(d[a])
    w.d = d
    return w


@cache

async def slow(n):
    print('computing', n)
    await asyncio.sleep(0.2)
    return n * n


async def main():
    q = UniqueQueue(2)
    [q.put_nowait(x) for x in 'aa']
    await q.put('b')
    p = asyncio.create_task(q.put('c'))
    await asyncio.sleep(0)
    print(p.done(), q.full(), await q.get(), q.qsize())
    await p
    print(await q.get(), await q.get(), q.empty())
    async with TLock():
        print('in')
    loop = asyncio.get_running_loop()
    loop.set_task_factory(lambda l, c, **k: MyTask(c, loop=l, **k))
    t = asyncio.create_task(asyncio.sleep(1))
    await asyncio.sleep(0)
    t.cancel('x')
    try:
        await t
    except asyncio.CancelledError as e:
        print(e.args, type(t).__name__)
    try:
        await asyncio.wait_for(asyncio.sleep(1), 0.1)
    except TimeoutError:
        print('to')
    g = asyncio.gather(asyncio.sleep(1), asyncio.sleep(2))
    await asyncio.sleep(0)
    g.cancel('g')
    try:
        await g
    except asyncio.CancelledError as e:
        print(e.args)
    loop.set_task_factory(None)
    f = MyFut(loop=loop)
    loop.call_soon(f.set_result, 4)
    print(await f)
    e = MyEvent()
    loop.call_later(0.1, e.set)
    print(await e.wait())
    try:
        async with MyTG() as tg:
            tg.create_task(asyncio.sleep(0.1), name='n')
            tg.create_task(slow('x'))
            raise KeyError(1)
    except* KeyError as eg:
        print(repr(eg))
    pool = Pool(2)
    rw = RW()
    await asyncio.gather(rw.read(1), rw.read(2), rw.write(1), rw.read(3), rw.write(2))
    print(await asyncio.gather(slow(2), slow(2), slow(3)), len(slow.d))
    t = asyncio.create_task(slow(5))
    t2 = asyncio.create_task(slow(5))
    await asyncio.sleep(0.1)
    t.cancel()
    print(await asyncio.gather(t, t2, return_exceptions=True))
asyncio.run(main())
