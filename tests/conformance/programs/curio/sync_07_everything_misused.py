# pins down: locks, semaphores, conditions, events and queues, waited for, released and misused; generators that are left; kernels by hand
import curio, time
from curio import *


async def log(*a):
    print(f"{await curio.clock():.2f}", *a)


async def T(c):
    try:
        await log("->", await c)
    except BaseException as e:
        await log(type(e).__name__, e)


async def hold(l, n, d):
    async with l:
        await log(n, "holds")
        await sleep(d)
    await log(n, "released")


async def main():
    l = Lock()
    async with TaskGroup() as g:
        for i in range(3):
            await g.spawn(hold, l, i, 1)
        await sleep(0.5)
        await log(l.locked())
        x = await g.spawn(hold, l, "x", 1)
        await sleep(0)
        await x.cancel()
    await T(l.release())
    r = RLock()
    async with r:
        async with r:
            await log(r.locked())
        await log(r.locked())
    await log(r.locked())
    await T(r.release())

    async def other():
        await T(r.release())

    await r.acquire()
    t = await spawn(other)
    await t.join()
    await r.release()
    s = Semaphore(2)
    async with TaskGroup() as g:
        for i in range(3):
            await g.spawn(hold, s, f"s{i}", 1)
        await sleep(0.5)
        await log(s.value, s.locked())
    await s.release()
    await log(s.value)
    b = BoundedSemaphore(1) if "BoundedSemaphore" in globals() else None
    if b:
        await T(b.release())
    c = Condition()

    async def cw(n):
        async with c:
            await c.wait()
            await log("notified", n)

    async def cwf(n):
        async with c:
            await log("wf", await c.wait_for(lambda: state > 1))

    state = 0
    async with TaskGroup() as g:
        for i in range(3):
            await g.spawn(cw, i)
        await sleep(1)
        async with c:
            await c.notify()
        await sleep(1)
        async with c:
            await c.notify_all()
    await T(c.wait())
    await T(c.notify())
    await log(c.locked())
    e = Event()
    await log(e.is_set())
    t = await spawn(e.wait)
    await sleep(1)
    await e.set()
    await log(await t.join(), e.is_set())
    e.clear()
    await log(e.is_set())
    q = Queue(2)
    await log(q.empty(), q.full(), q.qsize(), q.maxsize)
    await q.put(1)
    await q.put(2)
    await log(q.full())
    await T(timeout_after(1, q.put, 3))
    await log(await q.get(), q.qsize())

    async def consume():
        while (x := await q.get()) is not None:
            await log("item", x)
            await q.task_done()

    t = await spawn(consume)
    await q.put(5)
    await T(q.task_done())
    await q.join()
    await t.cancel()
    await T(q.task_done())
    await T(q.task_done())
    p = PriorityQueue()
    for x in (3, 1, 2):
        await p.put(x)
    await log([await p.get() for _ in range(3)])
    f = LifoQueue()
    for x in (3, 1, 2):
        await f.put(x)
    await log([await f.get() for _ in range(3)], repr(q).split(" at ")[0], repr(l).split(" at ")[0])
    await log(repr(e)[:14], repr(s)[:18], repr(c)[:18], str(await current_task())[:60], repr(await current_task())[:40])

    async def z():
        return 2

    await log(await z())

    async def agen():
        try:
            for i in range(5):
                yield i
                await sleep(1)
        finally:
            await log("agen fin")

    async with meta.finalize(agen()) as a:
        async for x in a:
            if x == 2:
                break
    async for x in agen():
        if x == 1:
            break
    await log("left")

    class A(AsyncABC if "AsyncABC" in globals() else object):
        pass

    async def crash():
        raise ValueError("crashed")

    t = await spawn(crash)
    await sleep(1)
    await log(t.state, repr(t.exception))

    async def se():
        raise SystemExit(3)

    t = await spawn(w2, daemon=True)
    await sleep(0)
    return 1


async def w2():
    try:
        await sleep(99)
    finally:
        print("daemon fin")


from curio import meta

k = Kernel()
with k:
    print(k.run(main))
try:
    k.run(sleep, 1)
except BaseException as e:
    print(type(e).__name__, e)
k = Kernel()
print(k.run(sleep, 1), k.run(clock))
k.run(shutdown=True)
try:
    print(k.run(clock))
except BaseException as e:
    print(type(e).__name__, e)
