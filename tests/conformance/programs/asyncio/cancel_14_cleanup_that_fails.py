# Cancelled cleanups that wait, fail or return, in groups, timeouts, gathers and at the end of run
import asyncio, time
def t(*a): print(f"{time.monotonic():.3f}", *a)
class Boom(Exception): pass
async def cleanup(name, d, exc=None):
    try:
        await asyncio.sleep(10)
    finally:
        t(name, "cleanup")
        try:
            await asyncio.sleep(d)
        finally:
            t(name, "cleaned")
            if exc: raise exc
async def main():
    # errors at the same time, cleanup errors, outer cancel
    async def group():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(cleanup("a", 0.2, Boom("a")))
            tg.create_task(cleanup("b", 0.1))
            await cleanup("body", 0.3)
    g = asyncio.create_task(group()); await asyncio.sleep(0.5); g.cancel("first"); await asyncio.sleep(0.05); g.cancel("second")
    try: await g
    except BaseException as e: t(type(e).__name__, e, getattr(e, "exceptions", None), g.cancelled())
    async def outer():
        try:
            async with asyncio.timeout(1):
                try:
                    async with asyncio.timeout(0.5):
                        await cleanup("x", 1)
                except TimeoutError as e: t("inner TE", repr(e.__context__))
                await asyncio.sleep(0); t("after inner")
        except TimeoutError as e: t("outer TE", repr(e.__cause__))
    await outer()
    async def swallow():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(cleanup("s", 0))
            try: await asyncio.sleep(1)
            except asyncio.CancelledError: t("swallowed"); 
            t(asyncio.current_task().cancelling())
            raise Boom("own")
    s = asyncio.create_task(swallow()); await asyncio.sleep(0.1); s.cancel()
    try: await s
    except BaseException as e: t(type(e).__name__, getattr(e, "exceptions", None), s.cancelling())
    # child raising CancelledError itself
    async def selfcancel(): raise asyncio.CancelledError("self")
    async with asyncio.TaskGroup() as tg:
        c = tg.create_task(selfcancel()); await asyncio.sleep(0.1); t("fine", c.cancelled())
    try:
        async with asyncio.TaskGroup() as tg:
            raise asyncio.CancelledError("body")
    except asyncio.CancelledError as e: t("bare", e.args)
    # gather semantic
    async def caller():
        try: await asyncio.gather(cleanup("g1", 0.1), cleanup("g2", 0.3))
        except asyncio.CancelledError as e: t("caller", e.args); raise
    c = asyncio.create_task(caller()); await asyncio.sleep(0.1); c.cancel("gmsg")
    try: await c
    except asyncio.CancelledError as e: t("got", e.args)
    await asyncio.sleep(1)
    async def caller2():
        return await asyncio.gather(cleanup("h1", 0.1), cleanup("h2", 0.3), return_exceptions=True)
    c = asyncio.create_task(caller2()); await asyncio.sleep(0.1); c.cancel("gmsg")
    try: t(await c)
    except asyncio.CancelledError as e: t("got2", e.args)
    # cancel while waiting for lock woken
    lock = asyncio.Lock()
    async def locker(n):
        try:
            async with lock: t("locked", n); await asyncio.sleep(0.1)
        except asyncio.CancelledError: t("lock cancelled", n); raise
    await lock.acquire()
    ls = [asyncio.create_task(locker(i)) for i in range(3)]
    await asyncio.sleep(0); lock.release(); ls[0].cancel()
    t(await asyncio.gather(*ls, return_exceptions=True))
    q = asyncio.Queue(1)
    async def getter(n):
        try: t("got", n, await q.get())
        except asyncio.CancelledError: t("get cancelled", n)
    gs = [asyncio.create_task(getter(i)) for i in range(2)]
    await asyncio.sleep(0); q.put_nowait("item"); gs[0].cancel(); await asyncio.sleep(0.1); t([x.done() for x in gs])
    ev = asyncio.Event()
    async def w():
        try: return await asyncio.wait_for(ev.wait(), 0.5)
        except TimeoutError: return "timeout"
    x = asyncio.create_task(w()); asyncio.get_running_loop().call_later(0.5, ev.set); t(await x)
    async def late():
        await asyncio.sleep(0.2); raise Boom("late")
    f = asyncio.ensure_future(late())
    try: await asyncio.wait_for(asyncio.shield(f), 0.1)
    except TimeoutError: t("TO")
    try: await f
    except Boom as e: t(repr(e))
    async def ret_in_finally():
        try: await asyncio.sleep(5)
        finally: return "returned"
    r = asyncio.create_task(ret_in_finally()); await asyncio.sleep(0); r.cancel(); t(await r, r.cancelled(), r.cancelling())
    async def chain(n):
        try:
            if n: return await asyncio.create_task(chain(n-1))
            await asyncio.sleep(9)
        except asyncio.CancelledError as e: t("chain", n, e.args); raise
    ch = asyncio.create_task(chain(3)); await asyncio.sleep(0.1); ch.cancel("down")
    try: await ch
    except asyncio.CancelledError as e: t(e.args)
    never = asyncio.create_task(chain(0)); never.cancel(); await asyncio.wait([never]); t(never.cancelled())
    asyncio.create_task(cleanup("leftover1", 0.5)); asyncio.create_task(cleanup("leftover2", 0.2, Boom("left")))
    await asyncio.sleep(0)
    raise Boom("main")
try: asyncio.run(main())
except Boom as e: t("run raised", repr(e), repr(e.__context__))
async def ki():
    async def child(): await asyncio.sleep(0.1); raise KeyboardInterrupt("ki")
    try:
        async with asyncio.TaskGroup() as tg: tg.create_task(child()); tg.create_task(cleanup("sib", 0.1))
    except BaseException as e: t("saw", type(e).__name__); raise
try: asyncio.run(ki())
except KeyboardInterrupt as e: t("KI", e.args)
