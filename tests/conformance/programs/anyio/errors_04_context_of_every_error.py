# pins down: what is being handled is the context of whatever the library raises, in eight surroundings each
import anyio, contextlib
BACKEND = "asyncio"
def chain(e, d=0):
    out = []
    while e is not None and d < 6:
        a = e.args if not type(e).__name__.startswith("Cancel") else ""
        out.append(f"{type(e).__name__}{a}" + ("!" if e.__suppress_context__ else "") + (f"<-{type(e.__cause__).__name__}" if e.__cause__ else ""))
        if isinstance(e, BaseExceptionGroup): out.append("[" + "; ".join(sorted(chain(x, d + 1) for x in e.exceptions)) + "]")
        e = e.__context__; d += 1
    return " / ".join(out)
async def fail(exc, d=0): await anyio.sleep(d); raise exc
async def grp(*excs, body=None):
    async with anyio.create_task_group() as n:
        for x in excs: n.start_soon(fail, x)
        if body: raise body
async def fa():
    with anyio.fail_after(.1): await anyio.sleep(1)
async def fa_cleanup():
    with anyio.fail_after(.1):
        try: await anyio.sleep(1)
        finally: await fail(KeyError("k"))
async def fa_raise():
    with anyio.fail_after(.1):
        try: await anyio.sleep(1)
        except anyio.get_cancelled_exc_class(): raise ValueError("instead")
async def mo():
    with anyio.move_on_after(.1):
        try: await anyio.sleep(1)
        finally: raise OSError("fin")
async def closed(): s, r = anyio.create_memory_object_stream(0); s.close(); await r.receive()
async def closed2(): s, r = anyio.create_memory_object_stream(0); r.close(); await s.send(1)
async def closed3(): s, r = anyio.create_memory_object_stream(0); s.close(); await s.send(1)
async def wb(): anyio.create_memory_object_stream(0)[0].send_nowait(1)
async def thr():
    def f(): raise LookupError("th")
    await anyio.to_thread.run_sync(f)
async def thr_back():
    def f():
        try: raise LookupError("th")
        except LookupError: anyio.from_thread.run(fail, ValueError("back"))
    await anyio.to_thread.run_sync(f)
async def start_fail():
    async def s(task_status): raise ValueError("s")
    async with anyio.create_task_group() as n: await n.start(s)
async def start_none():
    async def s(task_status): pass
    async with anyio.create_task_group() as n: await n.start(s)
async def lock(): anyio.Lock().release()
async def lock2(): l = anyio.Lock(); await l.acquire(); await l.acquire()
async def cond(): anyio.Condition().notify()
async def lim(): l = anyio.CapacityLimiter(1); await l.acquire(); await l.acquire()
async def sem(): s = anyio.Semaphore(1, max_value=1); s.release()
async def nested():
    async with anyio.create_task_group() as n: n.start_soon(grp, ValueError("deep")); n.start_soon(fail, KeyError("side"), .1); await anyio.sleep(1)
async def stack():
    async with contextlib.AsyncExitStack() as s:
        s.push_async_callback(fail, KeyError("cb1")); n = await s.enter_async_context(anyio.create_task_group()); n.start_soon(fail, TypeError("kid")); raise ValueError("stack")
async def guard():
    g = anyio.ResourceGuard()
    with g, g: pass
async def finally_cancel():
    async with anyio.create_task_group() as n:
        n.start_soon(fail, ValueError("v"))
        try: await anyio.sleep(1)
        finally:
            try: await anyio.sleep(1)
            finally: raise KeyError("k")
async def closed_group():
    async with anyio.create_task_group() as n: pass
    n.start_soon(anyio.sleep, 1)
async def scope_reuse():
    with anyio.CancelScope() as s: pass
    with s: pass
async def portal():
    async with anyio.from_thread.BlockingPortal() as p:
        def f(): p.call(fail, ValueError("portal"))
        await anyio.to_thread.run_sync(f)
async def event_loop_bad(): await 5
async def sleep_bad(): await anyio.sleep("x")
import anyio.from_thread
cases = [(f, ()) for f in (fa, fa_cleanup, fa_raise, mo, closed, closed2, closed3, wb, thr, thr_back, start_fail, start_none, lock, lock2, cond, lim, sem, nested, stack, guard, finally_cancel, closed_group, scope_reuse, portal, event_loop_bad)] + [(grp, (ValueError(1), KeyError(2))), (grp, (ValueError(3),))]
async def run(f, a, how):
    if how == 0: await f(*a)
    elif how == 1:
        try: raise ArithmeticError("outer")
        except ArithmeticError: await f(*a)
    elif how == 2:
        async with anyio.create_task_group() as n: n.start_soon(f, *a)
    elif how == 3:
        try: raise ArithmeticError("outer")
        finally:
            async with anyio.create_task_group() as n: n.start_soon(f, *a)
    elif how == 4:
        async with anyio.create_task_group() as n:
            n.start_soon(f, *a)
            try: await anyio.sleep(2)
            finally: await anyio.lowlevel.checkpoint()
    elif how == 5:
        with anyio.move_on_after(.05) as s: await f(*a)
        return s.cancelled_caught
    elif how == 6:
        with anyio.CancelScope() as s:
            s.cancel()
            try: raise ArithmeticError("outer")
            except ArithmeticError: await f(*a)
        return s.cancelled_caught
    elif how == 7:
        with anyio.CancelScope(shield=True), anyio.fail_after(.15): await f(*a)
async def main():
    for f, a in cases:
        for how in range(8):
            try: r = await run(f, a, how); print(f.__name__, how, "ok", r)
            except BaseException as e: print(f.__name__, how, chain(e))
anyio.run(main, backend=BACKEND)
