# pins down: timeout_after and ignore_after as blocks and calls: values, expired, result, timeouts that do not expire, late steps
import time

import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def work(delay, value="value"):
    try:
        return await curio.sleep(delay) and value
    except curio.CancelledError as exc:
        await log("work sees", repr(exc), exc.args)
        raise


async def main():
    await log(await curio.timeout_after(2, work, 1), await curio.timeout_after(2, work(1, "w")))
    for call in (lambda: curio.timeout_after(1, work, 2), lambda: curio.timeout_after(1, work(2))):
        try:
            await call()
        except curio.TaskTimeout as exc:
            await log("raised", repr(exc), type(exc.__context__).__name__, exc.__cause__)
    await log(await curio.ignore_after(1, work, 2), await curio.ignore_after(1, work, 2, timeout_result="late"))
    await log(await curio.ignore_after(2, work, 1, "in time"))
    async with curio.ignore_after(1) as t:
        await log(t.expired, t.result)
        await work(2)
        await log("not reached")
    await log(t.expired, t.result)
    async with curio.ignore_after(1, timeout_result=-1) as t:
        await curio.sleep(0.5)
    await log(t.expired, t.result)
    async with curio.timeout_after(1) as t:
        time.sleep(2)
        await log("blocked")
        await curio.sleep(0)
        await log("sleep(0) passes")
        try:
            await curio.sleep(1)
        except curio.TaskTimeout as exc:
            await log("expires at the next wait", repr(exc))
    await log(t.expired)
    async with curio.ignore_after(0) as t:
        await log("zero")
        await curio.sleep(0)
        await log("still here")
        await curio.sleep(0)
        await curio.Event().wait()
    await log(t.expired)
    async with curio.ignore_after(-1) as t:
        await curio.sleep(1)
    await log(t.expired)
    try:
        async with curio.timeout_after(1):
            try:
                await curio.sleep(2)
            finally:
                raise KeyError("replaced")
    except KeyError as exc:
        await log(repr(exc), repr(exc.__context__))
    async with curio.timeout_after(1) as t:
        try:
            await curio.sleep(2)
        except curio.TaskTimeout:
            await log("swallowed")
        await curio.sleep(2)
    await log("no second expiry", t.expired)


curio.run(main)
