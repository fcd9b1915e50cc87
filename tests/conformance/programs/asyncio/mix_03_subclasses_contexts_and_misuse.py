# Subclasses of Queue, Future, Task and Lock; contexts of callbacks; the texts of misuse
import asyncio, time, contextvars, enum, dataclasses, typing, logging, sys, functools, itertools, collections, random, weakref, gc, inspect
def t(*a): print(f"{time.monotonic():.3f}", *a)
var = contextvars.ContextVar("var", default="def")
class MyQ(asyncio.Queue):
    def _init(self, maxsize): self._queue = []
    def _put(self, item): self._queue.insert(0, item)
    def _get(self): return self._queue.pop()
class Delay(asyncio.PriorityQueue):
    def _put(self, item): super()._put((item, "p"))
class MyFuture(asyncio.Future):
    def __init__(self, tag, **kw): super().__init__(**kw); self.tag = tag
    def cancel(self, msg=None): t("MyFuture.cancel", msg); return super().cancel(msg=msg)
class MyTask(asyncio.Task):
    def __init__(self, *a, **k): super().__init__(*a, **k); self.extra = 1
    def cancel(self, *a, **k): t("MyTask.cancel", a, k); return super().cancel(*a, **k)
class MyLock(asyncio.Lock):
    async def acquire(self): t("acq"); return await super().acquire()
    def release(self): t("rel"); super().release()
async def main():
    loop = asyncio.get_running_loop()
    q = MyQ(); [q.put_nowait(i) for i in range(3)]; t(await q.get(), q.qsize(), len(q._queue), q.full(), q.empty())
    d = Delay(); d.put_nowait(2); d.put_nowait(1); t(await d.get(), d.qsize(), isinstance(d, asyncio.Queue))
    f = MyFuture("x", loop=loop); t(f.tag, f.done(), f.get_loop() is loop)
    async def aw(fut): return await fut
    task = asyncio.create_task(aw(f)); await asyncio.sleep(0); task.cancel("why"); 
    try: await task
    except asyncio.CancelledError as e: t("cancelled", e.args, f.cancelled(), task.cancelled())
    loop.set_task_factory(lambda loop, coro, **kw: MyTask(coro, loop=loop, **kw))
    x = asyncio.create_task(asyncio.sleep(1), name="nm"); t(type(x).__name__, x.extra, x.get_name()); await asyncio.sleep(0.1); x.cancel("m")
    t(await asyncio.gather(x, return_exceptions=True))
    try:
        async with asyncio.TaskGroup() as tg:
            y = tg.create_task(asyncio.sleep(9)); await asyncio.sleep(0.1); raise ValueError("b")
    except* ValueError as e: t(e.exceptions)
    loop.set_task_factory(None)
    async with MyLock() as l: t(l)
    async def setter(n): var.set(n); await asyncio.sleep(0.1); return var.get()
    t(await asyncio.gather(*(setter(i) for i in range(3))), var.get())
    ctx = contextvars.copy_context(); ctx.run(var.set, "inctx")
    tk = asyncio.create_task(setter("tk"), context=ctx); await tk; t(ctx[var], var.get())
    loop.call_soon(lambda: t("cb", var.get()), context=ctx); await asyncio.sleep(0)
    var.set("outer")
    loop.call_later(0.1, lambda: t("later", var.get())); var.set("changed"); await asyncio.sleep(0.2)
    fut = loop.create_future(); 
    fut.add_done_callback(lambda f: t("done cb", var.get(), f.result())); fut.add_done_callback(cb := (lambda f: t("never")))
    t(fut.remove_done_callback(cb)); fut.set_result(5)
    try: fut.set_result(6)
    except asyncio.InvalidStateError as e: t("ISE", e)
    await asyncio.sleep(0)
    def boom(*a): raise ZeroDivisionError("z")
    loop.set_exception_handler(lambda l, c: t("EH", c["message"].split(" at ")[0], repr(c["exception"])))
    loop.call_soon(boom); await asyncio.sleep(0)
    f2 = loop.create_future(); f2.add_done_callback(boom); f2.cancel(); await asyncio.sleep(0)
    asyncio.create_task(setter(1)).add_done_callback(lambda tt: t("tdone", tt.result(), tt.done())); await asyncio.sleep(0.2)
    # to_thread etc
    def blk(n): time.sleep(n); t("blk", n); return n
    t(await asyncio.gather(asyncio.to_thread(blk, 0.3), asyncio.to_thread(blk, 0.1), asyncio.sleep(0.2)))
    t(await loop.run_in_executor(None, functools.partial(blk, 0.1)))
    t(inspect.iscoroutinefunction(main), asyncio.iscoroutinefunction(main), inspect.iscoroutine(asyncio.sleep(0)) or "x")
    t(repr(asyncio.Lock())[:30], repr(asyncio.Event()).split("[")[1], repr(asyncio.Semaphore(2)).split("[")[1], repr(asyncio.Queue(3)).split("maxsize")[1])
    t(await asyncio.wait_for(asyncio.shield(asyncio.sleep(0.1, "sh")), None))
    try: await asyncio.wait_for(asyncio.Event().wait(), timeout=0)
    except TimeoutError as e: t("TO", repr(e), repr(e.__cause__))
    try: asyncio.run(main())
    except RuntimeError as e: t("RE", e)
    async with asyncio.timeout(None) as cm: cm.reschedule(loop.time() + 0.1); t(cm); 
    try:
        async with asyncio.timeout(0.1) as cm: t(cm.when()); await asyncio.sleep(1)
    except TimeoutError: t(cm, cm.expired())
    try: cm.reschedule(1)
    except RuntimeError as e: t(e)
    try:
        async with asyncio.timeout(-1): t("in"); await asyncio.sleep(0); t("never")
    except TimeoutError: t("neg")
    t(asyncio.current_task().cancelling(), asyncio.current_task().uncancel())
    for bad in ("x", None, 1):
        try: await asyncio.wait(bad)
        except Exception as e: t(type(e).__name__, e)
    try: await asyncio.wait([])
    except ValueError as e: t(e)
    c = asyncio.sleep(1)
    try: await asyncio.wait([c])
    except TypeError as e: t(e)
    c.close()
    try: await asyncio.gather(1)
    except TypeError as e: t(e)
    try: asyncio.ensure_future(3)
    except TypeError as e: t(e)
    try: asyncio.Semaphore(-1)
    except ValueError as e: t(e)
    try: await asyncio.sleep("a")
    except TypeError as e: t(e)
    try: await asyncio.sleep(float("nan"))
    except ValueError as e: t(e)
    t(await asyncio.sleep(0, "zero"), await asyncio.sleep(-1, "neg"))
    t(asyncio.all_tasks() == {asyncio.current_task()})
    r = asyncio.run_coroutine_threadsafe(setter("thr"), loop); await asyncio.sleep(0.2); t(r.result(), r.done())
asyncio.run(main())
loop = asyncio.new_event_loop(); asyncio.set_event_loop(loop)
t(loop.run_until_complete(asyncio.sleep(0.5, "ruc")), loop.is_running(), loop.is_closed())
loop.call_later(0.5, loop.stop); loop.run_forever(); t("stopped"); loop.close(); t(loop.is_closed())
try: loop.run_until_complete(asyncio.sleep(0))
except RuntimeError as e: t(e)
try: asyncio.get_running_loop()
except RuntimeError as e: t(e)
with asyncio.Runner() as r:
    t(r.run(asyncio.sleep(0.1, 1)), r.run(asyncio.sleep(0.1, 2)))
try: r.run(asyncio.sleep(0))
except RuntimeError as e: t(e)
try: asyncio.run(3)
except ValueError as e: t(e)
