# pins down: what is being handled is the context of whatever the library raises, in eight surroundings each
import trio, contextlib
from trio.testing import memory_stream_pair
def chain(e, d=0):
    out = []
    while e is not None and d < 6:
        out.append(f"{type(e).__name__}{str(e.args)[:40]}" + ("!" if e.__suppress_context__ else "") + (f"<-{type(e.__cause__).__name__}" if e.__cause__ else ""))
        if isinstance(e, BaseExceptionGroup): out.append("[" + "; ".join(sorted(chain(x, d + 1) for x in e.exceptions)) + "]")
        e = e.__context__; d += 1
    return " / ".join(out)
async def fail(exc, d=0): await trio.sleep(d); raise exc
async def nur(*excs, body=None, strict=None):
    async with trio.open_nursery(strict_exception_groups=strict) as n:
        for x in excs: n.start_soon(fail, x)
        if body: raise body
async def fa(): 
    with trio.fail_after(.1): await trio.sleep(1)
async def fa_cleanup():
    with trio.fail_after(.1):
        try: await trio.sleep(1)
        finally: await fail(KeyError("k"))
async def fa_raise():
    with trio.fail_after(.1):
        try: await trio.sleep(1)
        except trio.Cancelled: raise ValueError("instead")
async def mo():
    with trio.move_on_after(.1):
        try: await trio.sleep(1)
        finally: raise OSError("fin")
async def closed(): s, r = trio.open_memory_channel(0); s.close(); await r.receive()
async def closed2(): s, r = trio.open_memory_channel(0); r.close(); await s.send(1)
async def closed3(): s, r = trio.open_memory_channel(0); s.close(); await s.send(1)
async def wb(): trio.open_memory_channel(0)[0].send_nowait(1)
async def wb2(): trio.open_memory_channel(0)[1].receive_nowait()
async def thr():
    def f(): raise LookupError("th")
    await trio.to_thread.run_sync(f)
async def thr_back():
    def f():
        try: raise LookupError("th")
        except LookupError: trio.from_thread.run(fail, ValueError("back"))
    await trio.to_thread.run_sync(f)
async def start_fail():
    async def s(task_status): raise ValueError("s")
    async with trio.open_nursery() as n: await n.start(s)
async def start_none():
    async def s(task_status): pass
    async with trio.open_nursery() as n: await n.start(s)
async def cancelled_start():
    async def s(task_status): await trio.sleep(9)
    with trio.fail_after(.1):
        async with trio.open_nursery() as n: await n.start(s)
async def lock(): trio.Lock().release()
async def lock2(): l = trio.Lock(); await l.acquire(); await l.acquire()
async def cond(): trio.Condition().notify()
async def cond2(): await trio.Condition().wait()
async def lim(): l = trio.CapacityLimiter(1); await l.acquire(); await l.acquire()
async def sem(): trio.Semaphore(1, max_value=1).release()
async def agen():
    async def ag():
        try: yield 1
        finally: raise RuntimeError("in finally")
    async with contextlib.aclosing(ag()) as a:
        async for x in a: raise ValueError("loop body")
async def stack():
    async with contextlib.AsyncExitStack() as s:
        s.push_async_callback(fail, KeyError("cb1")); s.callback(lambda: 1 / 0); n = await s.enter_async_context(trio.open_nursery()); n.start_soon(fail, TypeError("kid")); raise ValueError("stack")
async def nested():
    async with trio.open_nursery() as n: n.start_soon(nur, ValueError("deep")); n.start_soon(fail, KeyError("side"), .1); await trio.sleep(1)
async def reentered():
    with trio.CancelScope() as s:
        with s: pass
async def closed_nursery():
    async with trio.open_nursery() as n: pass
    n.start_soon(trio.sleep, 1)
async def broken_stream():
    a, b = memory_stream_pair(); await b.aclose(); await a.send_all(b"x")
async def busy():
    a, b = memory_stream_pair()
    async with trio.open_nursery() as n: n.start_soon(a.receive_some); n.start_soon(a.receive_some)
async def bad(): await trio.sleep(-1)
async def bad2(): trio.CancelScope(deadline=float("nan"))
async def bad3(): await 5
async def bad4():
    async with trio.open_nursery() as n: n.start_soon(trio.sleep(1))
async def bad5(): trio.run(trio.sleep, 1)
async def finally_cancel():
    async with trio.open_nursery() as n:
        n.start_soon(fail, ValueError("v"))
        try: await trio.sleep(1)
        finally:
            try: await trio.sleep(1)
            finally: raise KeyError("k")
async def reraise():
    try: await nur(ValueError(1), KeyError(2))
    except* ValueError as eg: raise
    except* KeyError as eg: raise TypeError("new")
async def reraise2():
    try: await nur(ValueError(1), KeyError(2))
    except BaseExceptionGroup as eg: m, r = eg.split(ValueError); raise m.exceptions[0] from eg
async def reraise3():
    try: await nur(ValueError(1), KeyError(2))
    except BaseExceptionGroup as eg: raise eg.derive(eg.exceptions[:1])
cases = [(f, ()) for f in (fa, fa_cleanup, fa_raise, mo, closed, closed2, closed3, wb, wb2, thr, thr_back, start_fail, start_none, cancelled_start, lock, lock2, cond, cond2, lim, sem, agen, stack, nested, reentered, closed_nursery, broken_stream, busy, bad, bad2, bad3, bad4, bad5, finally_cancel, reraise, reraise2, reraise3)] + [(nur, (ValueError(1), KeyError(2))), (nur, (ValueError(3),))]
async def run(f, a, how):
    if how == 0: await f(*a)
    elif how == 1:
        try: raise ArithmeticError("outer")
        except ArithmeticError: await f(*a)
    elif how == 2:
        async with trio.open_nursery() as n: n.start_soon(f, *a)
    elif how == 3:
        try: raise ArithmeticError("outer")
        finally:
            async with trio.open_nursery(strict_exception_groups=False) as n: n.start_soon(f, *a)
    elif how == 4:
        async with trio.open_nursery() as n:
            n.start_soon(f, *a)
            try: await trio.sleep(2)
            finally: await trio.lowlevel.checkpoint()
    elif how == 5:
        with trio.move_on_after(.05) as s: await f(*a)
        return s.cancelled_caught
    elif how == 6:
        with trio.CancelScope() as s:
            s.cancel()
            try: raise ArithmeticError("outer")
            except ArithmeticError: await f(*a)
        return s.cancelled_caught
    elif how == 7:
        with trio.CancelScope(shield=True), trio.fail_after(.15): await f(*a)
async def main():
    for f, a in cases:
        for how in range(8):
            try: r = await run(f, a, how); print(f.__name__, how, "ok", r)
            except BaseException as e: print(f.__name__, how, chain(e))
trio.run(main)
