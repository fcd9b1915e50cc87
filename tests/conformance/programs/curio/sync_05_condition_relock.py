# pins down: a Condition.wait cancelled while it takes its lock back leaves without it, and its block releases somebody else's
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def waiter(cond, name):
    try:
        async with cond:
            await log(name, "waits")
            await cond.wait()
            await log(name, "notified", cond.locked())
            await curio.sleep(0.25)
    except curio.CancelledError as exc:
        await log(name, "cancelled", repr(exc), cond.locked())
        raise
    except AssertionError as exc:
        await log(name, "fails", exc)


async def main():
    cond = curio.Condition()
    tasks = [await curio.spawn(waiter, cond, n) for n in "abc"]
    await curio.sleep(0.5)
    try:
        async with cond:
            await cond.notify(2)
            c = await curio.spawn(tasks[0].cancel)
            await curio.sleep(1)
            await log("main lets go", cond.locked())
    except AssertionError as exc:
        await log("main fails", exc)
    await curio.sleep(2)
    await log([t.terminated for t in tasks], cond.locked())
    await tasks[2].cancel()
    await log(repr(tasks[0].exception), cond.locked())


curio.run(main)
