# A loop of the program's own, futures before any run, what is bound to which loop; groups and iteration within
import asyncio, time
from asyncio import Queue, CancelledError, TaskGroup, timeout
from asyncio.tasks import all_tasks
from asyncio.locks import Lock
from asyncio.exceptions import TimeoutError as TE
import asyncio.queues, asyncio.futures, asyncio.events
def t(*a): print(f"{time.monotonic():.2f}", *a)
q = Queue(); ev = asyncio.Event(); lk = Lock(); sem = asyncio.Semaphore(1)
async def f(n): await asyncio.sleep(n); return n
loop = asyncio.new_event_loop(); asyncio.set_event_loop(loop)
t(loop.run_until_complete(asyncio.gather(f(0.2), f(0.1))))
task = loop.create_task(f(0.3), name="outside"); t(task.get_name(), loop.run_until_complete(task))
fut = loop.create_future(); loop.call_later(0.5, fut.set_result, "late"); t(loop.run_until_complete(fut))
t(asyncio.get_event_loop() is loop, isinstance(loop, asyncio.AbstractEventLoop), asyncio.get_event_loop_policy() is not None)
async def use():
    async with lk: ev.set()
    await ev.wait(); q.put_nowait(1); t(await q.get())
    async with sem: pass
loop.run_until_complete(use())
pending = loop.create_task(f(100))
try: loop.run_until_complete(loop.create_task(asyncio.wait_for(pending, 0.1)))
except TE: t("TE", pending.cancelled())
loop.run_until_complete(loop.shutdown_asyncgens()); loop.close()
try: loop.call_soon(print)
except RuntimeError as e: t(e)
c = f(1)
try: loop.create_task(c)
except RuntimeError as e: t(e); c.close()
asyncio.set_event_loop(None)
try: asyncio.get_event_loop()
except RuntimeError as e: t(e)
async def other_loop():
    try: await asyncio.Event.wait(ev2)
    except RuntimeError as e: t(str(e).split("[")[1])
ev2 = asyncio.Event()
async def bind():
    w = asyncio.create_task(ev2.wait()); await asyncio.sleep(0); w.cancel()
asyncio.run(bind()); asyncio.run(other_loop())
async def foreign():
    l2 = asyncio.new_event_loop(); ff = l2.create_future()
    try: await ff
    except RuntimeError as e: t(str(e)[:5], "attached to a different loop" in str(e))
    l2.close()
asyncio.run(foreign())
async def cm():
    class C:
        async def __aenter__(self): await asyncio.sleep(0.1); return self
        async def __aexit__(self, et, e, tb): await asyncio.sleep(0.1); t("aexit", et and et.__name__); return et is KeyError
        def __aiter__(self): self.i = 0; return self
        async def __anext__(self):
            self.i += 1
            if self.i > 3: raise StopAsyncIteration
            await asyncio.sleep(0.1); return self.i
    async with C() as c: raise KeyError
    t([x async for x in c])
    async with C(), C(): pass
    async for x in C():
        if x == 2: break
    else: t("no")
    async with TaskGroup() as tg:
        ts = [tg.create_task(f(i / 10), name=f"n{i}") for i in range(3)]
    t([x.result() for x in ts], tg)
    async with TaskGroup() as tg:
        async def spawn(n):
            if n: tg.create_task(spawn(n - 1)); await asyncio.sleep(0.1)
            t("spawned", n)
        tg.create_task(spawn(3))
    try:
        async with TaskGroup() as tg: tg.create_task(f(1)); tg.create_task(f("x"))
    except* TypeError as eg: t(len(eg.exceptions))
    try: tg.create_task(f(1))
    except RuntimeError as e: t(e)
    try:
        async with TaskGroup() as tg:
            async with TaskGroup() as tg2:
                tg.create_task(f(5)); tg2.create_task(f(5)); await asyncio.sleep(0.1); 1 / 0
    except* ZeroDivisionError as eg: t(eg.exceptions)
    async def parent():
        async with TaskGroup() as tg: tg.create_task(f(10)); tg.create_task(f(10))
    try:
        async with timeout(0.5): await parent()
    except TimeoutError: t("timeout group")
    p = asyncio.create_task(parent()); await asyncio.sleep(0.1); p.cancel("pm")
    try: await p
    except CancelledError as e: t(e.args, p.cancelling())
    def cb(f): t("cb", f.result() if not f.cancelled() else "cancelled")
    x = asyncio.create_task(f(0.1)); x.add_done_callback(cb); x.add_done_callback(cb); t(x.remove_done_callback(cb)); x.add_done_callback(cb); await x
    await asyncio.sleep(0)
    res = await asyncio.gather(f(0.1), asyncio.gather(f(0.2), f(0.3)), asyncio.create_task(f(0)), return_exceptions=False); t(res)
    same = f(0.1); t(await asyncio.gather(same, same))
    t(await asyncio.gather())
    it = asyncio.as_completed([f(0.3), f(0.1)]); t(await next(it)); t(await next(it)); t(next(it, "end"))
    e2 = asyncio.Event(); asyncio.get_running_loop().call_later(0.2, e2.set)
    t(await asyncio.wait_for(e2.wait(), 1), e2.is_set())
    ql = asyncio.LifoQueue(); [ql.put_nowait(i) for i in range(3)]; t([await ql.get() for _ in range(3)], ql.empty())
    qq = asyncio.Queue(1); await qq.put(1)
    try: qq.put_nowait(2)
    except asyncio.QueueFull as e: t(repr(e))
    try: await asyncio.wait_for(qq.put(2), 0.1)
    except TimeoutError: t(qq)
    qq.shutdown(immediate=True)
    for op in (lambda: qq.get(), lambda: qq.put(1)):
        try: await op()
        except asyncio.QueueShutDown as e: t(repr(e))
    try: qq.task_done()
    except ValueError as e: t(e)
    t(asyncio.current_task().get_stack()[0].f_code.co_name if asyncio.current_task().get_stack() else "none")
asyncio.run(cm())
