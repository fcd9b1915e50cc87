# pins down: AWAIT of everything that can be awaited, and of what cannot; what threads and their errors look like from tasks
from curio import *
from curio.thread import is_async_thread, AWAIT, AsyncThread
import time, threading
from curio.errors import *


def add(x, y):
    time.sleep(0.3)
    return x + y


def bad():
    raise ValueError("in thread")


async def co(x, y=1):
    await sleep(0.2)
    return x + y


async def cofail():
    await sleep(0.1)
    raise KeyError("cof")


def athread(n):
    print("in", is_async_thread(), threading.current_thread() is not threading.main_thread())
    print(AWAIT(co(n)), AWAIT(co, n, y=5), AWAIT(5), AWAIT(None), AWAIT(len, "abc"), AWAIT(add, 1, 2))
    try:
        AWAIT(cofail)
    except KeyError as e:
        print(repr(e), repr(e.__context__))
    try:
        with timeout_after(0.5):
            AWAIT(sleep(2))
    except TaskTimeout as e:
        print("timeout", repr(e)[:12])
    with ignore_after(0.5) as s:
        AWAIT(sleep, 2)
    print(s.result, s.expired)
    t = AWAIT(spawn(co, 7))
    print(AWAIT(t.join()))
    with TaskGroup() as g:
        AWAIT(g.spawn(co, 1))
        AWAIT(g.spawn, co, 2)
    print(g.results)
    q = Queue()
    AWAIT(q.put(3))
    print(AWAIT(q.get))
    lock = Lock()
    with lock:
        print(lock.locked())
    print(lock.locked())
    e = Event()
    AWAIT(e.set())
    AWAIT(e.wait())
    c = Condition()
    with c:
        try:
            AWAIT(c.wait_for(lambda: True))
        except BaseException as ex:
            print(repr(ex))
    s = Semaphore(2)
    with s:
        with s:
            print(s.value)
    print(AWAIT(clock()) > 0)
    print(AWAIT(current_task()).name, AWAIT(run_in_thread, add, 3, 4))
    return "ret"


async def main():
    print(await run_in_thread(add, 1, 2), is_async_thread())
    try:
        await run_in_thread(bad)
    except ValueError as e:
        print(repr(e), repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
    try:
        await run_in_thread(add, 1)
    except TypeError as e:
        print(e)
    try:
        await run_in_thread(5)
    except TypeError as e:
        print(e)
    made = await run_in_thread(co, 1)
    print(type(made).__name__)
    made.close()
    t = await spawn_thread(athread, 4)
    print(type(t).__name__, t.state, t.terminated, t.cancelled, t.joined, t.daemon)
    for a in ("result", "exception"):
        try:
            getattr(t, a)
        except RuntimeError as e:
            print(e)
    print(await t.join(), t.state, t.joined, t.terminated, t.result, t.exception)
    t = await spawn_thread(bad)
    try:
        await t.join()
    except TaskError as e:
        print(repr(e), repr(e.__cause__))
    try:
        t.result
    except ValueError as e:
        print(repr(e))
    print(repr(t.exception))
    for f in (co, co(1), 5):
        try:
            t = await spawn_thread(f)
            print(await t.join())
        except BaseException as e:
            print(repr(e), repr(e.__cause__))
    try:
        AWAIT(co(1))
    except AsyncOnlyError as e:
        print(repr(e))
    try:
        AWAIT(co, 1)
    except AsyncOnlyError as e:
        print(repr(e))
    print(AWAIT(3), AWAIT(max, 1, 2))

    def waits():
        try:
            AWAIT(sleep(10))
        except CancelledError as e:
            print("cancelled", repr(e))
            AWAIT(sleep(1))
            print("cleaned")
            raise

    t = await spawn_thread(waits)
    await sleep(1)
    await t.cancel()
    print(t.cancelled, t.terminated, repr(t.exception), f"{await clock():.2f}")
    try:
        await t.join()
    except TaskError as e:
        print(repr(e), repr(e.__cause__))
    t = await spawn_thread(waits)
    await sleep(1)
    await t.cancel(blocking=False, exc=TaskTimeout(3))
    print(t.terminated)
    await t.wait()
    print(repr(t.exception))
    async with TaskGroup() as g:
        await g.spawn_thread(add, 1, 2)
        await g.spawn_thread(add, 3, 4)
        await g.spawn(co, 1)
    print(g.results)
    async with TaskGroup(wait=any) as g:
        await g.spawn_thread(waits)
        await g.spawn(co, 1)
    print(g.result)
    async with TaskGroup() as g:
        await g.spawn_thread(bad)
        await g.spawn(co, 1)
    print(g.exceptions)
    try:
        await timeout_after(0.1, run_in_thread, add, 1, 2)
    except TaskTimeout:
        print("left")

    def oc(f):
        print("on cancel", f.result(), threading.current_thread() is threading.main_thread())

    try:
        await timeout_after(0.1, run_in_thread(add, 1, 2, call_on_cancel=oc))
    except TaskTimeout:
        print("left", f"{await clock():.2f}")
    await sleep(1)
    a = AsyncThread()
    try:
        await a.start()
    except RuntimeError as e:
        print(e)
    a = AsyncThread(target=add, args=(1,), kwargs={"y": 4})
    await a.start()
    print(await a.join())
    print(await block_in_thread(add, 2, 3))
    ts = [await spawn(block_in_thread, add, i, 0) for i in range(3)]
    print([await t.join() for t in ts], f"{await clock():.2f}")


run(main)
