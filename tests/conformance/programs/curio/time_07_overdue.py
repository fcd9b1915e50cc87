# pins down: after a blocking time.sleep overdue sleeps and timeouts come in order of deadline; a pending timeout of a block that is left
import time

import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def sleeper(name, delay):
    await log(name, "woke at", await curio.sleep(delay))


async def limited(name, limit, delay):
    try:
        async with curio.timeout_after(limit):
            await curio.sleep(delay)
            await log(name, "in time")
            await curio.sleep(0.5)
            await log(name, "slept on")
    except curio.TaskTimeout as exc:
        await log(name, repr(exc))


async def main():
    tasks = [await curio.spawn(sleeper, "s2", 2), await curio.spawn(sleeper, "s1", 1),
             await curio.spawn(limited, "l", 1.5, 3), await curio.spawn(limited, "sleep first", 1.5, 1),
             await curio.spawn(limited, "tie", 1, 1), await curio.spawn(limited, "soon", 0.5, 0.6)]
    await curio.sleep(0.25)
    time.sleep(4)
    await log("unblocked")
    for t in tasks:
        await t.join()
    async with curio.timeout_after(1) as t:
        time.sleep(2)
    await log("left the block late", t.expired)
    await curio.sleep(1)
    await log("nothing came")
    async with curio.timeout_after(1) as outer:
        try:
            async with curio.timeout_after(3) as inner:
                time.sleep(2)
            await log("inner left")
            await curio.sleep(0)
            await curio.sleep(1)
        except curio.TaskTimeout as exc:
            await log("outer timeout", repr(exc), inner.expired, outer.expired)


curio.run(main)
