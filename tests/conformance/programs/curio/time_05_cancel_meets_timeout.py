# pins down: a cancel clears the pending timeout; timeouts inside cleanup; a timeout around a wait for a cancelled task
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def work():
    try:
        async with curio.timeout_after(2):
            try:
                await curio.sleep(10)
            except curio.CancelledError as exc:
                await log("sees", repr(exc))
                try:
                    await curio.sleep(3)
                    await log("the old timeout is gone")
                    async with curio.timeout_after(1):
                        await curio.sleep(5)
                except curio.CancelledError as exc:
                    await log("in cleanup", repr(exc))
                raise
    finally:
        await log("over")


async def main():
    t = await curio.spawn(work)
    await curio.sleep(1)
    await t.cancel()
    await log(repr(t.exception))
    t = await curio.spawn(work)
    await curio.sleep(1)
    try:
        async with curio.timeout_after(1):
            await t.cancel()
    except curio.TaskTimeout:
        await log("waiting for the cancelled one timed out", t.cancelled, t.terminated)
    await t.wait()
    await log(repr(t.exception))
    t = await curio.spawn(curio.timeout_after, 5, curio.sleep, 10)
    await curio.sleep(0)
    await t.cancel(exc=curio.TaskTimeout)
    await log(repr(t.exception))
    t = await curio.spawn(curio.sleep, 1)
    await curio.sleep(1)
    await t.cancel()
    await log(t.cancelled, repr(t.exception) if t.exception else t.result)
    t = await curio.spawn(curio.timeout_after, 1, curio.sleep, 1)
    await t.wait()
    await log(repr(t.exception) if t.exception else t.result)


curio.run(main)
