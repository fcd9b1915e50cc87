# pins down: timeouts as calls and as blocks, nested, ignored, swallowed, overrun, and cancellation that is disabled, looked at and put back
import curio, time
from curio import *


async def log(*a):
    print(f"{await curio.clock():.2f}", *a)


async def T(c):
    try:
        await log("->", await c)
    except BaseException as e:
        await log(type(e).__name__, e, repr(e.__cause__))


async def w(n, r="w"):
    try:
        await sleep(n)
        return r
    except CancelledError as e:
        await log("w", repr(e))
        raise


async def main():
    await T(timeout_after(1, w, 2))
    await T(timeout_after(2, w, 1))
    await T(timeout_after(1, w(2)))
    await T(ignore_after(1, w, 2))
    await T(ignore_after(1, w, 2, timeout_result="tr"))
    await T(ignore_after(2, w, 1))
    now = await clock()
    await T(timeout_at(now + 1, w, 2))
    await T(ignore_at(now + 1, w, 2))
    await T(ignore_at(now + 9, w, 1))
    await T(timeout_after(0, w, 1))
    await T(timeout_after(-1, w, 1))
    await T(timeout_after(None, w, 1))
    await T(ignore_after(None, w, 1))
    async with ignore_after(1) as s:
        await sleep(2)
    await log(s.expired, s.result)
    async with ignore_after(1, timeout_result=5) as s:
        await sleep(2)
    await log(s.expired, s.result)
    async with ignore_after(3) as s:
        s.result = 7
    await log(s.expired, s.result)
    async with ignore_after(3) as a:
        async with ignore_after(1) as b:
            await sleep(5)
        await log("b", b.expired)
        await sleep(5)
    await log("a", a.expired, b.expired)
    try:
        async with timeout_after(1):
            async with ignore_after(3) as b:
                await sleep(9)
    except TaskTimeout as e:
        await log(repr(e), b.expired)
    try:
        async with ignore_after(1):
            async with timeout_after(3):
                await sleep(9)
        await log("ignored")
    except BaseException as e:
        await log(repr(e))
    try:
        async with timeout_after(5):
            raise TaskTimeout(2)
    except BaseException as e:
        await log(repr(e))

    async def child():
        raise TaskTimeout(9)

    try:
        async with timeout_after(5):
            await child()
    except BaseException as e:
        await log(type(e), repr(e))
    t = await spawn(child)
    await T(t.join())

    async def unc():
        async with timeout_after(1):
            async with timeout_after(5):
                try:
                    await sleep(9)
                except TimeoutCancellationError as e:
                    await log("TCE", e)
                    raise

    await T(unc())

    async def sw():
        async with timeout_after(1):
            try:
                await sleep(5)
            except TaskTimeout:
                await log("swallowed")
            await sleep(1)
        return "sw"

    await T(sw())

    async def dis():
        async with disable_cancellation():
            await sleep(2)
            await log("prot", await check_cancellation())
        await log("chk", repr(await check_cancellation()))
        await sleep(1)
        await log("no")

    t = await spawn(dis)
    await sleep(1)
    await t.cancel()
    await T(t.join())
    t = await spawn(dis)
    await sleep(5)
    await T(t.join())

    async def setc():
        async with disable_cancellation():
            await sleep(1)
            e = await check_cancellation()
            r = await set_cancellation(None)
            await log("set", repr(e), repr(r), repr(await check_cancellation()))
        await sleep(1)
        return "free"

    t = await spawn(setc)
    await sleep(0.5)
    await t.cancel(blocking=False)
    await T(t.join())

    async def self():
        await set_cancellation(TaskCancelled("me"))
        try:
            await sleep(1)
        except BaseException as e:
            await log("self", repr(e))
        await sleep(1)
        return 3

    await T(self())

    async def en():
        async with disable_cancellation():
            try:
                async with enable_cancellation():
                    await sleep(5)
            except BaseException as e:
                await log("en", repr(e))
            await sleep(1)
        await sleep(1)

    try:
        t = await spawn(en)
        await sleep(0.5)
        await t.cancel()
        await T(t.join())
    except NameError as e:
        await log(e)
    await T(disable_cancellation(w, 1))
    async with timeout_after(1) as x:
        await log(repr(x)[:30] if "0x" not in repr(x) else "obj")
    await T(timeout_after(3))
    await log(await wake_at(await clock() + 1), await sleep(0))
    await T(sleep(-1))
    await T(schedule())

    async def overrun():
        async with timeout_after(1):
            time.sleep(2)
        return "done late"

    await T(overrun())

    async def overrun2():
        async with timeout_after(1):
            time.sleep(2)
            await sleep(0)

    await T(overrun2())

    async def both():
        async with timeout_after(1):
            await sleep(3)

    t = await spawn(both)
    await sleep(1)
    await t.cancel()
    await T(t.join())
    await log(t.cancelled)
    async with timeout_after(2):
        try:
            async with timeout_after(1):
                await sleep(5)
        except TaskTimeout as e:
            await log("inner", e.args)
        try:
            await sleep(0.5)
        except BaseException as e:
            await log(repr(e))


try:
    run(main)
except BaseException as e:
    print(repr(e))
