# Pins down: context variables in tasks, threads, system tasks and callbacks; what a failing system task or callback does to the run.
import trio, contextvars, weakref, gc
v = contextvars.ContextVar("v", default="d")
async def child(n):
    print(n, v.get()); v.set(n); await trio.sleep(0.1); print(n, v.get())
async def main():
    v.set("main")
    async with trio.open_nursery() as n:
        n.start_soon(child, "a"); v.set("changed"); n.start_soon(child, "b")
    print(v.get())
    t = trio.lowlevel.current_task(); print(t.context.get(v), t.context is contextvars.copy_context())
    print(v.get(), await trio.to_thread.run_sync(v.get))
    def set_in(): v.set("thread"); return trio.from_thread.run_sync(v.get)
    print(await trio.to_thread.run_sync(set_in), v.get())
    tok = v.set("x"); v.reset(tok); print(v.get())
    @__import__("contextlib").asynccontextmanager
    async def cm():
        tok = v.set("cm")
        try: yield
        finally: v.reset(tok)
    async with cm(): print(v.get())
    print(v.get())
    async def agen():
        v.set("gen"); yield 1
        v.set("gen2"); yield 2
    async for _ in agen(): print(v.get())
    async def sysd(): print("sys", v.get()); 
    trio.lowlevel.spawn_system_task(sysd); await trio.sleep(0)
    ctx = contextvars.copy_context(); ctx.run(v.set, "ctx")
    trio.lowlevel.spawn_system_task(sysd, context=ctx); await trio.sleep(0)
    token = trio.lowlevel.current_trio_token()
    token.run_sync_soon(lambda: print("soon", v.get())); await trio.sleep(0.1)
    async def boom(): raise ValueError("system task")
    trio.lowlevel.spawn_system_task(boom)
    try: await trio.sleep(1)
    except trio.Cancelled as e: print("main cancelled", e.source); raise
try: trio.run(main)
except trio.TrioInternalError as e: print(type(e).__name__, e, repr(e.__cause__))
def ex():
    raise RuntimeError("cb")
async def m2():
    trio.lowlevel.current_trio_token().run_sync_soon(ex)
    await trio.sleep(1)
try: trio.run(m2)
except trio.TrioInternalError as e: print(repr(e.__cause__))
async def m3():
    tok = trio.lowlevel.current_trio_token()
    return tok
tok = trio.run(m3)
try: tok.run_sync_soon(print)
except trio.RunFinishedError as e: print(type(e).__mro__[1].__name__, e)
