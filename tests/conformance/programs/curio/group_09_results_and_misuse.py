# pins down: tasks and groups in each wait mode: their results, errors, cancellations and names, and what run() refuses
import curio, time
from curio import *


async def log(*a):
    print(f"{await curio.clock():.2f}", *a)


async def T(c):
    try:
        await log("->", await c)
    except BaseException as e:
        await log(type(e).__name__, repr(e), repr(e.__cause__))


async def w(n, r=None, e=None):
    try:
        await sleep(n)
        if e:
            raise e
        return r
    except CancelledError as x:
        await log("w", n, "cancelled", repr(x), x.__class__.__mro__[1].__name__)
        raise


async def stub(n):
    try:
        await sleep(n)
    except CancelledError:
        await sleep(1)
        await log("stub cleaned")
        raise


async def main():
    t = await spawn(w, 1, "r")
    await log(t.name, t.state, t.daemon, t.terminated, t.cancelled)
    await T(t.join())
    await log(t.state, t.result, t.exception, t.terminated, t.joined if hasattr(t, "joined") else "")
    t = await spawn(w, 1, None, ValueError("v"))
    await T(t.join())
    try:
        t.result
    except BaseException as e:
        await log(repr(e))
    await log(repr(t.exception))
    t = await spawn(w, 1)
    try:
        t.result
    except BaseException as e:
        await log(repr(e))
    try:
        await log(t.exception)
    except BaseException as e:
        await log(repr(e))
    await log(await t.cancel(), await t.cancel(), t.cancelled)
    await T(t.join())
    t = await spawn(stub, 5)
    await sleep(0.5)
    await log(await t.cancel(blocking=False), t.terminated)
    await t.wait()
    await log(t.terminated, t.cancelled)
    t = await spawn(w, 5)
    await sleep(0.1)
    await t.cancel(exc=CancelledError)
    await T(t.join())
    t = await spawn(w, 5)
    await sleep(0.1)
    await t.cancel(exc=TaskTimeout(3))
    await T(t.join())
    await log(t.cancelled)

    class My(CancelledError):
        pass

    t = await spawn(w, 5)
    await sleep(0.1)
    await t.cancel(exc=My("m"))
    await T(t.join())
    t = await spawn(w, 0.1, 5, daemon=True)
    await sleep(1)
    await log(t.state, t.result)
    me = await current_task()
    await log(me.name, me.id, me.state, me.parentid if hasattr(me, "parentid") else "")
    for wm in (all, any, object, None):
        try:
            async with TaskGroup(wait=wm) as g:
                a = await g.spawn(w, 1, "a")
                b = await g.spawn(w, 2, None)
                c = await g.spawn(w, 3, "c")
            await log(wm, g.completed and g.completed.name, [x.cancelled for x in (a, b, c)], len(g.tasks))
            try:
                await log(g.results)
            except BaseException as e:
                await log(repr(e))
            try:
                await log(g.result)
            except BaseException as e:
                await log(repr(e))
            try:
                await log(g.exceptions, g.exception)
            except BaseException as e:
                await log(repr(e))
        except BaseException as e:
            await log("GG", repr(e))
    for wm in (all, any, object, None):
        try:
            async with TaskGroup(wait=wm) as g:
                a = await g.spawn(w, 1, None, ValueError(1))
                b = await g.spawn(w, 2, None, KeyError(2))
                c = await g.spawn(w, 3, "c")
            await log(wm, g.completed and g.completed.name, [x.cancelled for x in (a, b, c)])
            for at in ("results", "result", "exceptions", "exception"):
                try:
                    await log(at, getattr(g, at))
                except BaseException as e:
                    await log(at, repr(e))
        except BaseException as e:
            await log("GG", repr(e))
    async with TaskGroup() as g:
        for i in (3, 1, 2):
            await g.spawn(w, i, i)
        async for t in g:
            await log("done", t.result)
    async with TaskGroup() as g:
        for i in (3, 1, 2):
            await g.spawn(w, i, i)
        await log((await g.next_done()).result, await g.next_result())
        await g.cancel_remaining()
        await log([t.cancelled for t in g.tasks], await g.next_done())
        await T(g.next_result())
    g = TaskGroup([await spawn(w, 1, 1), await spawn(w, 2, 2)])
    await g.join()
    await log(g.results)
    await T(g.spawn(w, 1))
    await T(g.add_task(await spawn(w, 1)))
    try:
        async with TaskGroup() as g:
            await g.spawn(w, 5)
            await sleep(1)
            raise RuntimeError("body")
    except RuntimeError as e:
        await log(repr(e), [t.cancelled for t in g.tasks])
    async with TaskGroup(wait=any) as g:
        d = await g.spawn(w, 9, daemon=True)
        await g.spawn(w, 1, "q")
    await log(g.result, d.cancelled)
    g = TaskGroup()
    await g.spawn(w, 1)
    await g.spawn(w, 9, daemon=True)
    async with g:
        pass
    await log(g.tasks and len(g.tasks))
    await log(
        repr(TaskError("x")),
        repr(TaskCancelled()),
        TaskCancelled("z"),
        repr(TaskTimeout(3)),
        TaskTimeout(1.5),
        repr(UncaughtTimeoutError("u")),
        TimeoutCancellationError("x"),
        [c.__name__ for c in TaskTimeout.__mro__],
        [c.__name__ for c in TaskCancelled.__mro__],
        [c.__name__ for c in TimeoutCancellationError.__mro__],
        [c.__name__ for c in UncaughtTimeoutError.__mro__],
        [c.__name__ for c in TaskError.__mro__],
    )
    return "res"


print(run(main))
for bad in (3, sleep):
    try:
        print(run(bad))
    except BaseException as e:
        print(type(e).__name__, e)
try:
    print(run(w, 1, None, ValueError("out")))
except BaseException as e:
    print(repr(e), repr(e.__cause__))
try:
    print(run(sleep(1)))
except BaseException as e:
    print(type(e).__name__, e)
