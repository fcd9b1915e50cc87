# pins down: check_cancellation raises, gives back or takes away; set_cancellation replaces what is pending
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def looks():
    async with curio.disable_cancellation():
        await log("before", await curio.check_cancellation())
        await curio.sleep(2)
        await log("pending", repr(await curio.check_cancellation()))
        await log("another type", repr(await curio.check_cancellation(curio.TaskTimeout)))
        await log("still", repr(await curio.check_cancellation()))
        await log("taken", repr(await curio.check_cancellation(curio.TaskCancelled)))
        await log("gone", repr(await curio.check_cancellation()))
    await curio.sleep(1)
    return "finished"


async def raises():
    async with curio.disable_cancellation():
        await curio.sleep(2)
    try:
        await curio.check_cancellation()
    except curio.CancelledError as exc:
        await log("raised", repr(exc), (await curio.current_task()).cancel_pending)
    await curio.sleep(1)
    return "went on"


async def sets():
    await log(await curio.set_cancellation(curio.TaskCancelled("own")))
    await log(repr(await curio.set_cancellation(curio.TaskTimeout(7))))
    await log("does not wait")
    try:
        await curio.sleep(1)
    except curio.CancelledError as exc:
        await log("sees", repr(exc))
    await curio.set_cancellation(curio.CancelledError("last"))
    await curio.set_cancellation(None)
    await curio.sleep(1)
    async with curio.disable_cancellation():
        await curio.set_cancellation(ValueError("any exception"))
        await curio.sleep(1)
    await curio.sleep(1)


async def timeout_taken():
    async with curio.timeout_after(1) as t:
        async with curio.disable_cancellation():
            await curio.sleep(2)
            await log(repr(await curio.check_cancellation(curio.TaskTimeout)))
        await curio.sleep(1)
        await log("the timeout was taken away")
    return t.expired


async def main():
    for f in (looks, raises):
        t = await curio.spawn(f)
        await curio.sleep(1)
        await t.cancel()
        await log(t.cancelled, t.result)
    t = await curio.spawn(sets)
    await t.wait()
    await log(repr(t.exception))
    await log(await timeout_taken())


curio.run(main)
