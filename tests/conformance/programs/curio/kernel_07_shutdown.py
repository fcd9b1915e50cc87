# pins down: who is cancelled when main returns, fails or is cancelled, and what they may still do: shields, groups, threads, late spawns
from curio import *


async def stubborn(n, k=1):
    for i in range(k):
        try:
            await sleep(100)
        except CancelledError as e:
            print(n, i, repr(e), f"{await clock():.1f}")
    await sleep(0.5)
    print(n, "over", f"{await clock():.1f}")


async def fails(n):
    try:
        await sleep(100)
    finally:
        print(n, "failing")
        raise ValueError(n)


async def spawner():
    try:
        await sleep(100)
    except CancelledError:
        t = await spawn(stubborn, "late")
        print("spawned late", f"{await clock():.1f}")
        await t.cancel()
        raise


async def joiner(t):
    try:
        print("join", await t.join())
    except BaseException as e:
        print("joiner", repr(e), repr(e.__cause__))
        raise


async def locker(l, n):
    try:
        async with l:
            print(n, "lock")
            await sleep(100)
    finally:
        print(n, "unlocked", l.locked())


async def shielded():
    async with disable_cancellation():
        await sleep(2)
        print("shielded done", f"{await clock():.1f}")
    try:
        await sleep(1)
    except BaseException as e:
        print("shielded", repr(e))


async def timed():
    try:
        async with timeout_after(50):
            await sleep(100)
    except BaseException as e:
        print("timed", repr(e))


async def grp():
    try:
        async with TaskGroup() as g:
            await g.spawn(stubborn, "g1")
            await g.spawn(stubborn, "g2", daemon=True)
            await g.spawn(fails, "gf")
    finally:
        print("grp", [repr(t._final_exc) for t in g.tasks])


async def threadt():
    try:
        await run_in_thread(__import__("time").sleep, 3)
    except BaseException as e:
        print("thread", repr(e), f"{await clock():.1f}")
        raise


async def agent():
    async def ag():
        try:
            while True:
                yield await sleep(1)
        finally:
            print("ag fin")

    async for _ in ag():
        pass


async def main():
    l = Lock()
    ts = [
        await spawn(stubborn, "a"),
        await spawn(stubborn, "d", daemon=True),
        await spawn(fails, "f"),
        await spawn(spawner),
        await spawn(locker, l, 1),
        await spawn(locker, l, 2),
        await spawn(shielded),
        await spawn(timed),
        await spawn(grp),
        await spawn(threadt),
        await spawn(agent),
    ]
    await spawn(joiner, ts[0])
    await spawn(joiner, ts[2])
    await sleep(1.5)
    print("main over")
    return len(ts)


print(run(main))


async def mainf():
    await spawn(stubborn, "x")
    await spawn(fails, "y")
    await sleep(1)
    raise RuntimeError("main")


try:
    run(mainf)
except RuntimeError as e:
    print(repr(e), repr(e.__context__))


async def mainc():
    t = await current_task()
    await spawn(stubborn, "x")
    await t.cancel(blocking=False)
    await sleep(1)


try:
    run(mainc)
except BaseException as e:
    print(repr(e))


async def maint():
    await timeout_after(1, sleep, 5)


try:
    run(maint)
except BaseException as e:
    print(repr(e)[:12])


async def never():
    async def inner():
        print("never started ran?")
        await sleep(1)

    await spawn(inner)


run(never)


async def two():
    try:
        await sleep(100)
    except CancelledError:
        try:
            await sleep(100)
        except CancelledError:
            print("no second")
    print("unreached")


async def m2():
    t = await spawn(two)
    await sleep(0.1)
    print(await ignore_after(1, t.cancel, timeout_result="gave up"), t.state)
    try:
        await timeout_after(1, t.cancel, blocking=True) if 0 else await timeout_after(1, t.wait)
    except TaskTimeout:
        print("still", t.state, t.cancelled)
    t.cancelled = False
    await t.cancel()
    print("really", t.terminated, repr(t.exception))


run(m2)
