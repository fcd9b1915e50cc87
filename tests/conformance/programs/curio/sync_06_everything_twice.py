# pins down: each primitive used wrongly, twice, by several and by cancelled tasks
from curio import *


async def show(n, c):
    try:
        r = await c
        print(n, "ok", r, f"{await clock():.2f}")
        return r
    except BaseException as e:
        print(n, repr(e), f"{await clock():.2f}")
        raise


async def hold(l, n, t):
    async with l as x:
        print(n, "has", x is l, l.locked())
        await sleep(t)
    print(n, "released", f"{await clock():.2f}")


async def main():
    l = Lock()
    for f in (l.release,):
        try:
            await f()
        except AssertionError as e:
            print(repr(e))
    async with TaskGroup() as g:
        for i in range(3):
            await g.spawn(hold, l, i, 1)
    print(await l.acquire(), l.locked())
    t = await spawn(l.release)
    await t.join()
    print(l.locked())
    r = RLock()
    for f in (r.release,):
        try:
            await f()
        except RuntimeError as e:
            print(e)
    print(await r.acquire(), await r.acquire())
    t = await spawn(r.release)
    try:
        await t.join()
    except TaskError as e:
        print(repr(e.__cause__))
    await r.release()
    print(r.locked())
    await r.release()
    print(r.locked())
    async with TaskGroup() as g:
        for i in range(3):
            await g.spawn(hold, r, i, 1)
    s = Semaphore(2)
    async with TaskGroup() as g:
        for i in range(5):
            await g.spawn(hold, s, i, 1)
    print(s.value, s.locked())
    await s.release()
    print(s.value)
    s = Semaphore(0)
    print(s.locked(), await ignore_after(1, s.acquire))
    s = Semaphore(-1)
    print(s.locked(), s.value, await ignore_after(1, s.acquire))
    await s.release()
    print(s.value, s.locked())
    s = Semaphore()
    await s.acquire()
    a = await spawn(show, "a", s.acquire())
    b = await spawn(show, "b", s.acquire())
    await sleep(0)
    await a.cancel()
    await s.release()
    await b.join()
    c = Condition()
    for f in (c.wait, c.notify, c.notify_all, lambda: c.wait_for(lambda: False), c.release):
        try:
            await f()
        except BaseException as e:
            print(repr(e))
    print(await c.wait_for(lambda: 7), await c.acquire())
    await c.release()

    async def waiter(n, pred=None):
        async with c as x:
            print("w", n, x is c)
            r = await (c.wait_for(pred) if pred else c.wait())
            print("woke", n, r, c.locked(), f"{await clock():.2f}")
            await sleep(0.5)

    ws = [await spawn(waiter, i) for i in range(5)]
    await sleep(0)
    async with c:
        await c.notify()
        print("notified")
    await sleep(1)
    async with c:
        await c.notify(2)
    await sleep(2)
    await ws[3].cancel()
    async with c:
        await c.notify_all()
        print("all")
    for w in ws:
        await w.wait()
    val = [0]
    w = await spawn(waiter, "p", lambda: val[0] > 1 and f"v{val[0]}")
    for i in range(3):
        await sleep(0.2)
        val[0] = i
        async with c:
            await c.notify_all()
    await w.join()
    w = await spawn(waiter, "cancelled")
    await sleep(0)
    await w.cancel()
    print(c.locked(), repr(w.exception))
    try:
        async with timeout_after(1):
            await waiter("timeout")
    except TaskTimeout as e:
        print("tt", c.locked())
    c2 = Condition(RLock())
    async with c2:
        async with c2:
            print(c2.locked(), await ignore_after(0.1, c2.wait))
    e = Event()
    ws = [await spawn(show, i, e.wait()) for i in range(3)]
    await sleep(0)
    await ws[1].cancel()
    await e.set()
    await e.set()
    for w in ws:
        await w.wait()
    print(e.is_set(), await e.wait())
    e.clear()
    e.clear()
    print(e.is_set(), await ignore_after(1, e.wait))
    r = Result()
    ws = [await spawn(show, i, r.unwrap()) for i in range(3)]
    await sleep(0)
    print(r.is_set())
    await ws[0].cancel()
    await r.set_value(1)
    await r.set_value(2)
    print(await r.unwrap(), r.is_set())
    await r.set_exception(ValueError("e"))
    try:
        await r.unwrap()
    except ValueError as ex:
        print(repr(ex), ex.__suppress_context__)
    r = Result()
    ws = [await spawn(show, i, r.unwrap()) for i in range(2)]
    await sleep(0)
    await r.set_exception(KeyError("ke"))
    for w in ws:
        await w.wait()
        print(repr(w.exception), w.exception is ws[0].exception)
    u = UniversalResult()
    await u.set_value(5)
    print(await u.unwrap(), u.is_set())
    u = UniversalEvent()
    ws = [await spawn(show, i, u.wait()) for i in range(3)]
    await sleep(0)
    await ws[2].cancel()
    await u.set()
    await u.set()
    for w in ws:
        await w.wait()
    u.clear()
    print(u.is_set(), await ignore_after(1, u.wait))


run(main)
