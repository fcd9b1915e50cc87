# pins down: each queue at each size: who passes whom, cancelled getters and putters, counts that go below zero, bad sizes
from curio import *

log = []


async def getter(q, n, d=0):
    await sleep(d)
    try:
        x = await q.get()
        print("got", n, x, f"{await clock():.2f}")
        return x
    except BaseException as e:
        print("getter", n, repr(e))
        raise


async def putter(q, n, d=0):
    await sleep(d)
    try:
        await q.put(n)
        print("put", n, f"{await clock():.2f}", q.qsize())
    except BaseException as e:
        print("putter", n, repr(e))
        raise


async def main():
    for cls in (Queue, PriorityQueue, LifoQueue):
        for size in (0, 1, 2):
            print("==", cls.__name__, size)
            q = cls(size)
            print(q.empty(), q.full(), q.qsize(), q.maxsize)
            async with TaskGroup() as g:
                for n in (5, 3, 4, 1, 2):
                    await g.spawn(putter, q, n)
                for n in range(5):
                    await g.spawn(getter, q, n, 0.5)
            print(q.full(), q.qsize())
            t = await spawn(getter, q, "c")
            await sleep(0)
            await t.cancel()
            await q.put(9)
            print(await q.get())
            for _ in range(6):
                await q.task_done()
            j = await spawn(q.join)
            await sleep(0)
            print(j.terminated)
            await j.join()
            await q.put(1)
            j = await spawn(q.join)
            await sleep(0)
            print(j.state)
            await q.task_done()
            await j.join()
            for _ in range(2):
                try:
                    await q.task_done()
                    print("extra done", q._task_count)
                except BaseException as e:
                    print(repr(e))
            print(await ignore_after(0.5, q.get))
            print(await ignore_after(0.5, q.get))
            if size:
                for i in range(size):
                    await q.put(i)
                print(await ignore_after(0.5, q.put, 7, timeout_result="full"), q.qsize(), q.full())
                t = await spawn(putter, q, 0)
                await sleep(0)
                t2 = await spawn(putter, q, 1)
                await sleep(0)
                await t.cancel()
                print(await q.get())
                await t2.join()
                print([await q.get() for _ in range(q.qsize())])
    q = PriorityQueue()
    await q.put((2, "b"))
    await q.put((1, "a"))
    await q.put((1, "A"))
    print(await q.get(), await q.get())
    try:
        await q.put(5)
    except TypeError as e:
        print(e)
    print(q.qsize())
    for bad in (-1, None, 1.5, "x"):
        try:
            q = Queue(bad)
            await timeout_after(1, q.put, 1)
            await timeout_after(1, q.put, 2)
            print(bad, q.full(), q.qsize())
        except BaseException as e:
            print(bad, repr(e))
    q = UniversalQueue(maxsize=2)
    print(q.maxsize, q.qsize(), q.empty(), q.full())
    await q.put(1)
    await q.put(2)
    print(q.full(), await ignore_after(1, q.put, 3, timeout_result="no"))
    print(await q.get(), await q.get(), await ignore_after(1, q.get, timeout_result="no"))
    await q.task_done()
    await q.task_done()
    try:
        await q.task_done()
    except BaseException as e:
        print(repr(e))
    try:
        UniversalQueue(2)
    except TypeError as e:
        print(e)
    try:
        q.fileno()
    except BaseException as e:
        print(repr(e))
    q = UniversalQueue()
    async with TaskGroup() as g:
        for n in (5, 3, 4):
            await g.spawn(getter, q, n)
        for n in (5, 3, 4):
            await g.spawn(putter, q, n, 0.1)
    await q.task_done()
    await q.task_done()
    await q.task_done()
    await q.join()
    print("joined")
    # two joiners, put while joined
    q = Queue()
    await q.put(1)
    await q.put(2)

    async def j(n):
        await q.join()
        print("join", n, q.qsize())

    a = await spawn(j, 1)
    b = await spawn(j, 2)
    await sleep(0)
    await q.task_done()
    await q.put(3)
    await q.task_done()
    await sleep(0)
    print("?")
    await q.task_done()
    await a.join()
    await b.join()


run(main)
