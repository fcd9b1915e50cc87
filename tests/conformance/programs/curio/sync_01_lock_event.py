# pins down: Lock hands over in order, reprs, RLock owners, Event set and clear, cancelled waiters
import curio


def strip(text):
    return text.split(" object at ")[0] + text[text.index(" ["):]


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def holder(lock, name, hold):
    async with lock:
        await log(name, "has it", strip(repr(lock)))
        await curio.sleep(hold)
    await log(name, "let go", lock.locked())


async def main():
    lock = curio.Lock()
    await log(strip(repr(lock)), lock.locked(), await lock.acquire(), lock.locked())
    tasks = [await curio.spawn(holder, lock, n, 1) for n in "abc"]
    await curio.sleep(0.5)
    await tasks[1].cancel()
    await log(strip(repr(lock)))
    await lock.release()
    await log("released", lock.locked())
    await lock.acquire()
    await log("main has it")
    await lock.release()
    for t in tasks:
        await t.wait()
    rlock = curio.RLock()
    async with rlock:
        async with rlock:
            await log(strip(repr(rlock)))
            t = await curio.spawn(holder, rlock, "other", 0.5)
            r = await curio.spawn(rlock.release)
            await curio.sleep(1)
            await log(repr(r.exception))
    await log(strip(repr(rlock)))
    await t.join()
    event = curio.Event()

    async def waiter(name):
        try:
            await event.wait()
            await log(name, "through", event.is_set())
        except curio.CancelledError:
            await log(name, "cancelled")
            raise

    tasks = [await curio.spawn(waiter, n) for n in "xyz"]
    await curio.sleep(0)
    await log(strip(repr(event)))
    await tasks[0].cancel()
    await log(strip(repr(event)))
    await event.set()
    event.clear()
    await log("set and cleared", strip(repr(event)))
    for t in tasks[1:]:
        await t.join()
    await log(await curio.ignore_after(1, event.wait))
    await event.set()
    await event.wait()
    await log(strip(repr(event)))


curio.run(main)
