# Wrong arguments: values, types, counts and keywords of the public functions.
import math
import re

import trio
import trio.lowlevel


async def attempt(label, fn):
    try:
        result = fn()
        if hasattr(result, "__await__"):
            result = await result
        print(label, "->", type(result).__name__)
    except BaseException as error:
        print(label, type(error).__name__, "|", re.sub("0x[0-9a-f]+", "0x…", str(error)))


def enter(scope):
    with scope:
        pass


async def ok():
    pass


async def main():
    for value in (-1, math.nan, math.inf, "x", None):
        await attempt(f"move_on_after({value!r})", lambda: trio.move_on_after(value))
        await attempt(f"move_on_at({value!r})", lambda: trio.move_on_at(value))
        await attempt(f"fail_after({value!r})", lambda: enter(trio.fail_after(value)))
        await attempt(f"fail_at({value!r})", lambda: enter(trio.fail_at(value)))
        if value != math.inf:
            await attempt(f"sleep({value!r})", lambda: trio.sleep(value))
            with trio.move_on_after(1):
                await attempt(f"sleep_until({value!r})", lambda: trio.sleep_until(value))
        await attempt(f"CancelScope({value!r})", lambda: trio.CancelScope(deadline=value))
        await attempt(f"relative({value!r})", lambda: trio.CancelScope(relative_deadline=value))
        await attempt(f"limiter({value!r})", lambda: trio.CapacityLimiter(value))
        await attempt(f"semaphore({value!r})", lambda: trio.Semaphore(value))
        await attempt(f"channel({value!r})", lambda: trio.open_memory_channel(value))
        await attempt(f"cond({value!r})", lambda: trio.Condition(value))
    for value in (0, 1.5, True):
        await attempt(f"limiter({value!r})", lambda: trio.CapacityLimiter(value))
        await attempt(f"semaphore({value!r})", lambda: trio.Semaphore(value))
        await attempt(f"channel({value!r})", lambda: trio.open_memory_channel(value))
    await attempt("both", lambda: trio.CancelScope(deadline=3, relative_deadline=4))
    await attempt("positional", lambda: trio.CancelScope(3))
    await attempt("shield", lambda: trio.CancelScope(shield=3))
    await attempt("max", lambda: trio.Semaphore(3, max_value=2))
    await attempt("max", lambda: trio.Semaphore(3, max_value="x"))
    await attempt("max", lambda: trio.Semaphore(3, 4))
    scope = trio.CancelScope()

    def setter(name, value):
        def act():
            setattr(scope, name, value)
        return act

    await attempt("shield=", setter("shield", 1))
    await attempt("deadline=nan", setter("deadline", math.nan))
    await attempt("deadline=str", setter("deadline", "x"))
    await attempt("relative=", setter("relative_deadline", 3))
    await attempt("odd=", setter("odd", True))
    limiter = trio.CapacityLimiter(1)
    await attempt("tokens=", lambda: setattr(limiter, "total_tokens", 0))
    await attempt("tokens=", lambda: setattr(limiter, "total_tokens", "x"))
    await attempt("release", limiter.release)
    await attempt("release_on", lambda: limiter.release_on_behalf_of("me"))
    limiter.total_tokens = 2
    limiter.acquire_nowait()
    await attempt("again", limiter.acquire_nowait)
    await attempt("again", limiter.acquire)
    await attempt("on", lambda: limiter.acquire_on_behalf_of_nowait("me"))
    sem = trio.Semaphore(1, max_value=1)
    await attempt("sem", sem.release)
    await attempt("sem", sem.acquire_nowait)
    await attempt("sem", sem.acquire_nowait)
    lock = trio.Lock()
    await attempt("lock", lock.release)
    lock.acquire_nowait()
    await attempt("lock", lock.acquire_nowait)
    await attempt("lock", lock.acquire)
    cond = trio.Condition()
    await attempt("cond", cond.wait)
    await attempt("cond", cond.notify)
    await attempt("cond", cond.notify_all)
    await attempt("cond", cond.release)
    lot = trio.lowlevel.ParkingLot()
    await attempt("unpark", lambda: lot.unpark(count=-1))
    await attempt("unpark", lambda: lot.unpark(count=1.5))
    await attempt("unpark", lambda: lot.unpark(count="x"))
    await attempt("repark", lambda: lot.repark(3))
    await attempt("repark", lambda: lot.repark(lot, count=0.5))
    await attempt("repark_all", lambda: lot.repark_all("x"))
    async with trio.open_nursery() as nursery:
        await attempt("start_soon", lambda: nursery.start_soon(ok()))
        await attempt("start_soon", lambda: nursery.start_soon(print))
        await attempt("start_soon", lambda: nursery.start_soon(3))
        await attempt("start_soon", lambda: nursery.start_soon(None))
        await attempt("start_soon", lambda: nursery.start_soon(ok, 1))
        await attempt("start_soon", lambda: nursery.start_soon(trio.sleep))
        await attempt("start_soon", lambda: nursery.start_soon(lambda: [1]))
        await attempt("start_soon", lambda: nursery.start_soon(ok, name=3))
        await attempt("start_soon", lambda: nursery.start_soon(ok, name=ok))
    with_nursery = trio.open_nursery()
    try:
        with with_nursery:
            pass
    except (RuntimeError, TypeError, AttributeError) as error:
        print(type(error).__name__, error)
    try:
        async with trio.CancelScope():
            pass
    except (RuntimeError, TypeError, AttributeError) as error:
        print(type(error).__name__, error)
    try:
        async with trio.fail_after(1):
            pass
    except (RuntimeError, TypeError, AttributeError) as error:
        print(type(error).__name__, error)
    try:
        with trio.Lock():
            pass
    except (RuntimeError, TypeError, AttributeError) as error:
        print(type(error).__name__, error)
    send, receive = trio.open_memory_channel(0)
    try:
        for _ in receive:
            pass
    except (RuntimeError, TypeError, AttributeError) as error:
        print(type(error).__name__, error)
    try:
        async for _ in send:
            pass
    except (RuntimeError, TypeError, AttributeError) as error:
        print(type(error).__name__, error)


trio.run(main)
