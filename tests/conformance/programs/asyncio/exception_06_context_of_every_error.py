# pins down: what is being handled is the context of whatever the library raises, in eight surroundings each
import asyncio, sys, contextlib
def chain(e, d=0):
    out = []
    while e is not None and d < 6:
        out.append(f"{type(e).__name__}{e.args}" + ("!" if e.__suppress_context__ else "") + (f"<-{type(e.__cause__).__name__}" if e.__cause__ else ""))
        if isinstance(e, BaseExceptionGroup): out.append("[" + "; ".join(chain(x, d + 1) for x in e.exceptions) + "]")
        e = e.__context__; d += 1
    return " / ".join(out)
async def fail(exc, d=0):
    await asyncio.sleep(d); raise exc
def thread_fail(): raise LookupError("in thread")
async def tg(*excs, body=None):
    async with asyncio.TaskGroup() as g:
        for x in excs: g.create_task(fail(x))
        if body: await asyncio.sleep(0); raise body
async def cancelled_self(msg=None):
    asyncio.current_task().cancel(msg); await asyncio.sleep(0)
async def closed_queue(): q = asyncio.Queue(); q.shutdown(); await q.get()
async def barrier(): 
    b = asyncio.Barrier(2); asyncio.get_running_loop().call_soon(lambda: asyncio.ensure_future(b.abort())); await b.wait()
async def old_future(exc):
    f = asyncio.get_running_loop().create_future(); f.set_exception(exc); await f
async def old_task(exc):
    t = asyncio.create_task(fail(exc)); await asyncio.wait([t]); return t.result()
async def cancelled_future(msg): f = asyncio.get_running_loop().create_future(); f.cancel(msg); await f
async def timeout_in():
    async with asyncio.timeout(.1):
        try: await asyncio.sleep(1)
        finally: await fail(KeyError("cleanup"))
async def timeout_swallow():
    async with asyncio.timeout(.1):
        try: await asyncio.sleep(1)
        except asyncio.CancelledError: raise ValueError("instead")
async def as_completed():
    for c in asyncio.as_completed([fail(OSError(1, "x"), .1), asyncio.sleep(.2)]): await c
async def as_completed_to():
    for c in asyncio.as_completed([asyncio.sleep(5)], timeout=.1): await c
async def shielded(): await asyncio.shield(fail(EOFError("sh")))
async def wf(): await asyncio.wait_for(asyncio.sleep(1), .1)
async def wf0(): await asyncio.wait_for(asyncio.sleep(1), 0)
async def wf_err(): await asyncio.wait_for(fail(ValueError("wf")), 1)
async def gathered(): await asyncio.gather(fail(ValueError("g1")), fail(TypeError("g2")))
async def gathered_cancel(): 
    t = asyncio.create_task(asyncio.sleep(9)); asyncio.get_running_loop().call_later(.1, t.cancel, "m"); await asyncio.gather(t)
async def gen_err():
    async def ag():
        try: yield 1; yield 2
        finally: raise RuntimeError("in finally")
    async with contextlib.aclosing(ag()) as a:
        async for x in a: raise ValueError("loop body")
@contextlib.asynccontextmanager
async def cm(how):
    try: yield
    except Exception as e:
        if how == "replace": raise TypeError("cm") 
        if how == "from": raise TypeError("cm") from e
        if how == "same": raise e
        if how == "await": await fail(LookupError("cm"))
    finally:
        if how == "finally": raise OSError("fin")
async def cms(how):
    async with cm(how): await fail(ValueError("body"))
async def stack():
    async with contextlib.AsyncExitStack() as s:
        s.push_async_callback(fail, KeyError("cb1")); s.push_async_callback(fail, IndexError("cb2")); s.callback(lambda: 1 / 0); raise ValueError("stack")
async def stopit(): raise StopIteration(1)
async def lock_rel(): asyncio.Lock().release()
async def cond(): c = asyncio.Condition(); c.notify()
async def bsem(): asyncio.BoundedSemaphore(1).release()
async def exec_(): await asyncio.get_running_loop().run_in_executor(None, thread_fail)
async def thr(): await asyncio.to_thread(thread_fail)
async def inv(): asyncio.get_running_loop().create_future().result()
async def bad_await(): await 5
async def reawait(): c = asyncio.sleep(0); await c; await c
async def no_task(): asyncio.create_task(5)
async def nested_tg():
    async with asyncio.TaskGroup() as g:
        g.create_task(tg(ValueError("deep"))); g.create_task(fail(KeyError("side"), .1)); await asyncio.sleep(1)
async def wait_err(): await asyncio.wait([])
cases = [(f, ()) for f in (timeout_in, timeout_swallow, as_completed, as_completed_to, shielded, wf, wf0, wf_err, gathered, gathered_cancel, gen_err, stack, stopit, lock_rel, cond, bsem, exec_, thr, inv, bad_await, reawait, no_task, nested_tg, wait_err, closed_queue, barrier)] + [(cancelled_self, ("m",)), (cancelled_self, ()), (old_future, (ValueError("of"),)), (old_task, (ValueError("ot"),)), (cancelled_future, ("cf",)), (tg, (ValueError("t1"), KeyError("t2")))] + [(cms, (h,)) for h in ("replace", "from", "same", "await", "finally", "")]
async def run(f, a, how):
    if how == 0: await f(*a)
    elif how == 1:
        try: raise ArithmeticError("outer")
        except ArithmeticError: await f(*a)
    elif how == 2: await asyncio.create_task(f(*a))
    elif how == 3:
        try: raise ArithmeticError("outer")
        except ArithmeticError:
            t = asyncio.create_task(f(*a)); await asyncio.sleep(.3); await t
    elif how == 4:
        try: raise ArithmeticError("outer")
        finally: await asyncio.gather(f(*a))
    elif how == 5:
        async with asyncio.timeout(9): await f(*a)
    elif how == 6:
        t = asyncio.create_task(f(*a))
        try: await t
        except BaseException as e: first = chain(e)
        try: await t
        except BaseException as e: print("    again", chain(e) == first); raise
    elif how == 7:
        async with asyncio.TaskGroup() as g:
            g.create_task(f(*a))
            try: await asyncio.sleep(2)
            finally: await asyncio.sleep(0)
async def main():
    for f, a in cases:
        for how in range(8):
            try: r = await asyncio.create_task(run(f, a, how)); print(f.__name__, how, "ok", r)
            except BaseException as e: print(f.__name__, how, chain(e))
asyncio.run(main())
