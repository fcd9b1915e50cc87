# pins down: the first of several staggered attempts to succeed cancels the others; wait=object with failures handled inside
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def connect(address, delay, fails):
    await log("trying", address)
    try:
        await curio.sleep(delay)
    except curio.CancelledError:
        await log("abandoning", address)
        await curio.sleep(0.1)
        await log("closed", address)
        raise
    if fails:
        await log("no answer from", address)
        raise OSError(f"refused by {address}")
    return address


async def open_any(targets, stagger):
    async def attempt(sema, target):
        try:
            return await connect(*target)
        except OSError as exc:
            errors.append(exc)
            await sema.release()

    errors = []
    sema = curio.Semaphore(1)
    async with curio.TaskGroup(wait=object) as g:
        for target in targets:
            await curio.ignore_after(stagger, sema.acquire)
            if g.completed or any(t.terminated and t.result for t in g.tasks):
                break
            await g.spawn(attempt, sema, target)
    if g.completed:
        return g.result
    raise OSError(*errors)


async def main():
    await log("->", await open_any([("a", 3, False), ("b", 1, False), ("c", 1, False)], 0.5))
    await log("->", await open_any([("a", 0.2, True), ("b", 0.2, True), ("c", 1, False), ("d", 0.1, False)], 0.5))
    try:
        await open_any([("a", 0.2, True), ("b", 1.2, True)], 0.5)
    except OSError as exc:
        await log("all failed:", exc)


curio.run(main)
