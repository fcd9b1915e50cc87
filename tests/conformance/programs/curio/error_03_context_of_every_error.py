# pins down: what is being handled is the context of whatever the library raises, in ten surroundings each
import curio, contextlib
from curio import *
def chain(e, d=0):
    out = []
    while e is not None and d < 6:
        out.append(f"{type(e).__name__}{e.args}" + ("!" if e.__suppress_context__ else "") + (f"<-{chain(e.__cause__, d + 1)}" if e.__cause__ else ""))
        e = e.__context__; d += 1
    return " / ".join(out)
async def fail(exc, d=0): await sleep(d); raise exc
async def grp(*excs, body=None, wait=all):
    async with TaskGroup(wait=wait) as g:
        for x in excs: await g.spawn(fail, x)
        if body: raise body
    return g.result
async def ta():
    async with timeout_after(.1): await sleep(1)
async def ta2(): await timeout_after(.1, sleep, 1)
async def ta_cleanup():
    async with timeout_after(.1):
        try: await sleep(1)
        finally: await fail(KeyError("k"))
async def ta_replace():
    async with timeout_after(.1):
        try: await sleep(1)
        except CancelledError: raise ValueError("instead")
async def nested_to():
    async with timeout_after(.2):
        async with timeout_after(5): await sleep(1)
async def nested_to2():
    async with timeout_after(5):
        async with timeout_after(.1): await sleep(1)
async def ign():
    async with ignore_after(.1):
        try: await sleep(1)
        finally: raise OSError("fin")
async def joined(): t = await spawn(fail, ValueError("j")); await t.join()
async def joined_c(): t = await spawn(sleep, 9); await t.cancel(); await t.join()
async def result_c(): t = await spawn(sleep, 9); await t.cancel(); return t.result
async def result_early(): t = await spawn(sleep, .1, daemon=True); return t.result
async def thr():
    def f(): raise LookupError("th")
    await run_in_thread(f)
async def thr2():
    def f(): AWAIT(fail, ValueError("back"))
    t = await spawn_thread(f); await t.join()
async def agen():
    async def ag():
        try: yield 1
        finally: raise RuntimeError("in finally")
    async with meta.finalize(ag()) as a:
        async for x in a: raise ValueError("loop body")
async def rel(): await Lock().release()
async def cond(): await Condition().wait()
async def notify(): await Condition().notify()
async def closed_group():
    async with TaskGroup() as g: pass
    await g.spawn(sleep, 1)
async def next_empty(): g = TaskGroup(); return await g.next_done()
async def next_fail():
    g = TaskGroup(); await g.spawn(fail, ValueError("nf")); return await g.next_result()
async def canc(): raise CancelledError("by hand")
async def tmo(): raise TaskTimeout(3)
async def exits(): raise TaskError("te")
async def bad(): await 5
async def bad2(): await spawn(5)
from curio import meta
from curio.thread import AWAIT, spawn_thread
cases = [(f, ()) for f in (ta, ta2, ta_cleanup, ta_replace, nested_to, nested_to2, ign, joined, joined_c, result_c, result_early, thr, thr2, agen, rel, cond, notify, closed_group, next_empty, next_fail, canc, tmo, exits, bad, bad2)] + [(grp, (ValueError(1), KeyError(2))), (grp, (ValueError(3),))]
async def run(f, a, how):
    if how == 0: return await f(*a)
    elif how == 1:
        try: raise ArithmeticError("outer")
        except ArithmeticError: return await f(*a)
    elif how == 2: return await (await spawn(f, *a)).join()
    elif how == 3:
        try: raise ArithmeticError("outer")
        finally:
            async with TaskGroup() as g: await g.spawn(f, *a)
    elif how == 4:
        async with TaskGroup() as g:
            await g.spawn(f, *a)
            try: await sleep(2)
            finally: await sleep(0)
    elif how == 5:
        async with ignore_after(.05) as s: await f(*a)
        return s.expired
    elif how == 6:
        t = await spawn(f, *a); await sleep(.01); await t.cancel(); return chain(t.exception)
    elif how == 7:
        async with timeout_after(.15): return await f(*a)
    elif how == 8: return await timeout_after(.15, grp(ValueError("xx"), wait=any) if f is grp else f, *(() if f is grp else a))
    elif how == 9:
        t = await spawn(f, *a); await t.wait()
        try: raise ArithmeticError("outer")
        except ArithmeticError: return t.result
async def main():
    for f, a in cases:
        for how in range(10):
            try: r = await (await spawn(run, f, a, how)).join(); print(f.__name__, how, "ok", r)
            except BaseException as e: print(f.__name__, how, chain(e))
curio.run(main)
