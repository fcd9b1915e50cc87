# pins down: cancellation is delivered once; a second cancel only waits; a task that swallows it is cancelled all the same
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def stubborn(name):
    for n in range(3):
        try:
            await curio.sleep(1)
            await log(name, "slept", n)
        except curio.CancelledError as exc:
            await log(name, "ignores", repr(exc))
    return name


async def killer(target):
    await curio.sleep(0.25)
    await log("second cancel")
    await target.cancel()
    await log("second cancel returns", target.terminated)


async def main():
    t = await curio.spawn(stubborn, "a")
    await curio.sleep(0.5)
    k = await curio.spawn(killer, t)
    await log("first cancel")
    await t.cancel()
    await log("cancelled", t.cancelled, "result", t.result, "exception", t.exception)
    await k.join()
    t = await curio.spawn(stubborn, "b")
    await t.cancel(blocking=False)
    await log("not waiting", t.cancelled, t.terminated, t.state)
    await t.join()
    await log("b ended")
    t = await curio.spawn(stubborn, "c")
    await curio.sleep(0)
    await t.cancel(exc=curio.CancelledError("mine"), blocking=False)
    await t.wait()
    class Special(curio.CancelledError):
        pass
    t = await curio.spawn(curio.sleep, 5)
    await curio.sleep(0)
    await t.cancel(exc=Special)
    await log(repr(t.exception), t.exception.args)


curio.run(main)
