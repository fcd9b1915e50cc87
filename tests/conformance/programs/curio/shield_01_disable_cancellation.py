# pins down: disable_cancellation holds a cancel or timeout back until the next wait behind it; blocks, calls, nesting
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def shielded(n):
    try:
        async with curio.disable_cancellation():
            await log(n, "shielded")
            await curio.sleep(2)
            await log(n, "pending", repr((await curio.current_task()).cancel_pending))
            async with curio.disable_cancellation():
                await curio.sleep(0.5)
            await log(n, "still shielded")
        await log(n, "out of the shield")
        await curio.sleep(0)
        await log(n, "not reached?")
    except curio.CancelledError as exc:
        await log(n, "sees", repr(exc))
        raise


async def call(n):
    await log(n, await curio.disable_cancellation(curio.sleep, 2))
    await log(n, "after the call")
    await curio.sleep(0)


async def raises_inside():
    async with curio.disable_cancellation():
        raise curio.TaskCancelled("by hand")


async def raises_inside_two():
    async with curio.disable_cancellation():
        async with curio.disable_cancellation():
            raise curio.TaskCancelled("by hand")
        await log("swallowed for now")
    await log("pending", repr((await curio.current_task()).cancel_pending))
    await curio.sleep(0)


async def main():
    for n, work in enumerate((shielded, call)):
        t = await curio.spawn(work, n)
        await curio.sleep(0.5)
        await t.cancel()
        await log(n, repr(t.exception))
    for n, work in enumerate((shielded, call)):
        try:
            async with curio.timeout_after(1) as timeout:
                await work(n)
        except curio.TaskTimeout as exc:
            await log(n, repr(exc), timeout.expired)
    async with curio.disable_cancellation():
        try:
            async with curio.timeout_after(1) as timeout:
                await curio.sleep(2)
                await log("timeout cannot get in")
        except curio.TaskTimeout:
            await log("not here")
        await log(timeout.expired, repr((await curio.current_task()).cancel_pending))
    for f in (raises_inside, raises_inside_two):
        t = await curio.spawn(f)
        await t.wait()
        await log(f.__name__, repr(t.exception))


curio.run(main)
