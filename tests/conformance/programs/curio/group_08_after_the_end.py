# pins down: groups as collections: what is left after next_done, iteration, join, a cancelled body, a timeout; what a joined group refuses
from curio import *


async def w(n, r=None, exc=None):
    await sleep(n)
    if exc:
        raise exc
    return r


async def main():
    async with TaskGroup() as g:
        a = await g.spawn(w, 1, "a")
        b = await g.spawn(w, 2, "b")
        c = await g.spawn(w, 0.5, None, ValueError("c"))
        try:
            print(await g.next_result())
        except BaseException as e:
            print(repr(e), e.__context__)
        print(await g.next_result())
        print(g.tasks == [b], g.completed)
        async for t in g:
            print("it", t.result)
        print(await g.next_done())
        try:
            await g.next_result()
        except RuntimeError as e:
            print(e)
    print(g.results, g.completed, g.exception, g.exceptions)
    try:
        g.result
    except RuntimeError as e:
        print(e)
    for f in (
        lambda: g.spawn(w, 1),
        lambda: g.spawn_thread(print, 1),
        lambda: g.add_task(a),
        lambda: g.join(),
        lambda: g.next_done(),
        lambda: g.cancel_remaining(),
    ):
        try:
            print(await f())
        except BaseException as e:
            print(repr(e))
    # existing tasks
    a = await spawn(w, 1, "a")
    b = await spawn(w, 2, "b")
    await sleep(1.5)
    g = TaskGroup([a, b], wait=any)
    print(a.taskgroup is g)
    try:
        TaskGroup([a])
    except AssertionError as e:
        print(e)
    try:
        await g.add_task(a)
    except RuntimeError as e:
        print(e)
    async with g:
        pass
    print(g.completed is a, g.result, b.cancelled, g.results if not b.cancelled else "n", g.exceptions)
    # not used as context manager
    g = TaskGroup()
    for i in range(3):
        await g.spawn(w, i, i)
    await g.join()
    print(g.results, g.result, await g.join())

    # cancel body task
    async def body(wait):
        g = TaskGroup(wait=wait)
        try:
            async with g:
                for i in range(3):
                    await g.spawn(w, 3 + i, i)
                await sleep(1)
        finally:
            print("group end", [t.state for t in g._tasks] if 0 else len(g.tasks), f"{await clock():.2f}")

    for wait in (all, any, object, None):
        for at in (0.5, 2):
            t = await spawn(body, wait)
            await sleep(at)
            await t.cancel()
            print(wait, at, repr(t.exception), t.cancelled)
    # timeouts around
    for wait in (all, any, object, None):
        try:
            async with timeout_after(2):
                async with TaskGroup(wait=wait) as g:
                    for i in range(3):
                        await g.spawn(w, 3 + i, i)
        except TaskTimeout as e:
            print(repr(e)[:12], [repr(t.exception) for t in g.tasks], g._joined)
        else:
            print("no timeout", g.exceptions)
    r = await ignore_after(1, g_func)
    print(r)
    # empty group properties
    g = TaskGroup()
    for a in ("result", "results", "exception", "exceptions", "tasks", "completed"):
        try:
            print(a, getattr(g, a))
        except RuntimeError as e:
            print(a, e)
    await g.join()
    for a in ("result", "results", "exception", "exceptions", "tasks", "completed"):
        try:
            print(a, getattr(g, a))
        except RuntimeError as e:
            print(a, e)
    # join inside group of failed
    async with TaskGroup() as g:
        t = await g.spawn(w, 1, None, KeyError("k"))
        u = await g.spawn(w, 2, "u")
        try:
            await t.join()
        except TaskError as e:
            print(repr(e), repr(e.__cause__))
    print(g.results, t.taskgroup, u.taskgroup is g)
    # cancel a member by hand; blocking
    async with TaskGroup() as g:
        t = await g.spawn(w, 1, "x")
        u = await g.spawn(w, 2, "u")
        await sleep(0.1)
        await t.cancel()
    print(g.exceptions, g.completed is t)
    async with TaskGroup(wait=object) as g:
        t = await g.spawn(w, 1)
        u = await g.spawn(w, 2)
    print(g.completed, g.exception, g.results)
    try:
        print(g.result)
    except RuntimeError as e:
        print(e)
    # positional wait
    try:
        TaskGroup([], any)
    except TypeError as e:
        print(e)
    async with TaskGroup(wait=any) as g:
        d = await g.spawn(w, 0.1, "dm", daemon=True)
        t = await g.spawn(w, 1, "r")
    print(g.result, g.results, d.result, [x.name for x in g.tasks])
    async with TaskGroup() as g:
        d = await g.spawn(w, 0.1, "dm", KeyError("daemon fails"), daemon=True)
        t = await g.spawn(w, 1, "r")
    print(g.results, repr(d.exception))


async def g_func():
    async with TaskGroup() as g:
        await g.spawn(w, 5)
    return "never"


run(main)
