# pins down: an error in the body cancels all members together; leaving early cancels them one at a time
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def work(name, cleanup):
    try:
        await curio.sleep(50)
    except curio.CancelledError:
        await log(name, "cancelled")
        await curio.sleep(cleanup)
        await log(name, "clean")
        raise


async def main():
    try:
        async with curio.TaskGroup() as g:
            for n in range(3):
                await g.spawn(work, f"b{n}", 1)
            await curio.sleep(0.5)
            await log("body raises")
            raise ValueError("body")
    except ValueError as exc:
        await log("outside", repr(exc), g.tasks)
    async with curio.TaskGroup(wait=None) as g:
        for n in range(3):
            await g.spawn(work, f"n{n}", 1)
        await curio.sleep(0.5)
        await log("body ends")
    await log("outside", len(g.tasks))
    async with curio.TaskGroup(wait=any) as g:
        for n in range(3):
            await g.spawn(work, f"a{n}", 1)
        await g.spawn(curio.sleep, 0.5)
    await log("outside")
    async with curio.TaskGroup() as g:
        for n in range(3):
            await g.spawn(work, f"r{n}", 1)
        await curio.sleep(0.5)
        await g.cancel_remaining()
        await log("after cancel_remaining", g.tasks)
    await log("outside", g.results)


curio.run(main)
