# When objects go: finalisers of tasks, generators and coroutines; coroutines driven by hand
import asyncio, time, weakref, gc, sys, traceback
def t(*a): print(f"{time.monotonic():.2f}", *a)
class Obj:
    def __init__(self, n): self.n = n
    def __del__(self): t("del", self.n)
async def holder(n):
    o = Obj(n); await asyncio.sleep(0.1); return n
async def agen(n):
    o = Obj(f"gen{n}")
    try:
        while True: yield n; await asyncio.sleep(0)
    except GeneratorExit: t("GE", n); raise
    finally: t("gen fin", n)
async def consume(n):
    async for x in agen(n): return x
async def main():
    t(await asyncio.gather(holder(1), holder(2)))
    x = asyncio.create_task(holder(3)); await asyncio.sleep(0.05); x.cancel(); await asyncio.sleep(0); t("x", x.cancelled()); del x
    t(await consume(1)); await asyncio.sleep(0); t("after consume")
    g = agen(2); t(await g.__anext__(), await anext(g)); await g.aclose()
    try: await anext(g)
    except StopAsyncIteration: t("SAI")
    t(await anext(g, "default"))
    g3 = agen(3); await g3.asend(None)
    try: await g3.athrow(ValueError("thrown"))
    except ValueError as e: t("athrow", e)
    left = agen(4); t(await anext(left))
    # coroutine protocol by hand
    c = holder(9)
    fut = c.send(None); t(type(fut).__name__, asyncio.isfuture(fut)); 
    try: c.throw(KeyError("k"))
    except KeyError as e: t("thrown", e)
    c.close()
    e = None
    async def raiser():
        try: raise ValueError("inner")
        except ValueError: await asyncio.sleep(0.1); raise TypeError("outer")
    try: await raiser()
    except TypeError as ex: t(repr(ex.__context__))
    ex = None
    async def many():
        for i in range(3):
            try:
                await asyncio.sleep(0)
                if i == 1: continue
                t("i", i)
            finally: t("f", i)
        else: t("else")
    await many()
    fut = asyncio.get_running_loop().create_future()
    w = [asyncio.ensure_future(aw(fut, i)) for i in range(3)]
    await asyncio.sleep(0); fut.set_exception(OSError("shared"))
    r = await asyncio.gather(*w, return_exceptions=True); t(r, r[0] is r[1])
    f2 = asyncio.Future(); f2.set_result(1); t(await f2, await f2)
    try: f2.exception(); t(f2.exception())
    except Exception as e2: t(repr(e2))
    f3 = asyncio.Future(); f3.cancel("f3 msg")
    try: f3.result()
    except asyncio.CancelledError as e3: t(e3.args)
    try: f3.exception()
    except asyncio.CancelledError as e3: t(e3.args)
    f4 = asyncio.Future()
    for m in ("result", "exception"):
        try: getattr(f4, m)()
        except asyncio.InvalidStateError as e4: t(e4)
    t(repr(f4), repr(f2), f3)
    f4.set_exception(StopIteration(1))
    try: await f4
    except RuntimeError as e5: t(repr(e5), repr(e5.__cause__))
    f5 = asyncio.Future(); f5.set_exception(TimeoutError); t(repr(f5.exception()))
    loop = asyncio.get_running_loop()
    hs = [loop.call_at(loop.time() + d, t, "at", d) for d in (0.3, 0.1, 0.1)]
    hs[1].cancel(); t(hs[0].when() > hs[2].when(), hs[1].cancelled()); await asyncio.sleep(0.4)
    def cb(): raise asyncio.CancelledError("in cb")
    loop.set_exception_handler(lambda l, c: t("EH", c["message"], repr(c.get("exception"))))
    loop.call_soon(cb); await asyncio.sleep(0)
    async def never(): 
        try: await asyncio.get_running_loop().create_future()
        finally: t("never fin")
    n = asyncio.create_task(never(), name="N"); await asyncio.sleep(0); t(n); del n; gc.collect(); t("collected")
    t(sorted(x.get_name() for x in asyncio.all_tasks()))
    tk = asyncio.create_task(holder(5), name="H"); t(str(tk).split(" coro")[0]); await tk; t(str(tk).split(" coro")[0], "result=5" in str(tk)); 
    lk = asyncio.Lock()
    async def nested():
        async with lk:
            raise LookupError("in lock")
    try: await nested()
    except LookupError: t(lk.locked())
    s = asyncio.Semaphore(0); ws = [asyncio.create_task(s.acquire()) for _ in range(3)]; await asyncio.sleep(0); ws[0].cancel(); s.release(); s.release(); await asyncio.sleep(0); await asyncio.sleep(0); t([w.done() for w in ws], s.locked(), s._value)
    ws[2].cancel()
    b = asyncio.Barrier(2)
    async def bw(i):
        try: return await b.wait()
        except asyncio.BrokenBarrierError as e: return repr(e)
        except asyncio.CancelledError: return "c"
    x = asyncio.create_task(bw(0)); await asyncio.sleep(0); t(b.n_waiting, b.parties, b.broken); await b.abort(); t(await x, b.broken); await b.reset(); t(await asyncio.gather(bw(1), bw(2)))
    async def slow_cleanup():
        try: await asyncio.sleep(10)
        except asyncio.CancelledError: await asyncio.sleep(1); t("cleaned"); raise
    st = asyncio.create_task(slow_cleanup()); await asyncio.sleep(0)
    try: await asyncio.wait_for(st, 0.5)
    except TimeoutError: t("wf", st.cancelled())
    d, p = await asyncio.wait([asyncio.create_task(asyncio.sleep(i)) for i in (1, 2)], timeout=1.5); t(len(d), len(p))
    d, p = await asyncio.wait(p | {asyncio.create_task(raiser())}, return_when=asyncio.FIRST_EXCEPTION); t(len(d), len(p), [repr(x.exception()) for x in d])
    print(await asyncio.gather(*[asyncio.sleep(0, i) for i in range(3)], aw2()))
async def aw(f, i): return await f
async def aw2(): return sys.getrecursionlimit() > 100
asyncio.run(main())
t("end")
