# pins down: Semaphore values and hand-over, Condition wait, wait_for, notify, cancellation while waiting and while taking the lock back
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


def strip(text):
    return text.split(" object at ")[0] + text[text.index(" ["):]


async def user(sema, name, hold):
    try:
        async with sema:
            await log(name, "in", sema.value, sema.locked())
            await curio.sleep(hold)
        await log(name, "out", sema.value)
    except curio.CancelledError:
        await log(name, "cancelled")


async def waiter(cond, name):
    try:
        async with cond:
            await log(name, "waits")
            await cond.wait()
            await log(name, "notified", cond.locked())
            await curio.sleep(0.25)
    except curio.CancelledError as exc:
        await log(name, "cancelled", cond.locked())
        raise


async def main():
    sema = curio.Semaphore(2)
    tasks = [await curio.spawn(user, sema, n, 1) for n in "abcde"]
    await curio.sleep(0.5)
    await log(strip(repr(sema)))
    await tasks[3].cancel()
    await log(strip(repr(sema)))
    for t in tasks:
        await t.wait()
    await sema.release()
    await log(sema.value, strip(repr(sema)))
    zero = curio.Semaphore(0)
    t = await curio.spawn(user, zero, "z", 0)
    await curio.sleep(0)
    await zero.release()
    await t.join()
    cond = curio.Condition()
    tasks = [await curio.spawn(waiter, cond, n) for n in "uvwxy"]
    await curio.sleep(0.5)
    await log(strip(repr(cond)))
    async with cond:
        await cond.notify()
        await cond.notify(2)
        await log("notified three", strip(repr(cond)))
        await curio.sleep(1)
        await log("main lets go")
    await curio.sleep(2)
    await log([t.terminated for t in tasks])
    d = await curio.spawn(tasks[3].cancel)
    await curio.sleep(0.5)
    await log(tasks[3].terminated)
    async with cond:
        await cond.notify_all()
    await tasks[4].join()
    items = []

    async def consumer():
        async with cond:
            result = await cond.wait_for(lambda: len(items) > 1 and items)
            await log("got", result)

    t = await curio.spawn(consumer)
    for n in range(3):
        await curio.sleep(1)
        items.append(n)
        async with cond:
            if len(cond._waiting):
                await cond.notify()
    await t.join()
    lock = curio.Lock()
    shared = curio.Condition(lock)
    async with shared:
        await log(lock.locked(), shared.locked())
        await log(await curio.ignore_after(1, shared.wait), lock.locked())
    await log(lock.locked())


curio.run(main)
