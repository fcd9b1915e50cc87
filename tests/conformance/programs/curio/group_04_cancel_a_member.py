# pins down: a member cancelled by hand counts as a failure; a member that cancels itself; a cancelled body
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def work(name, delay):
    try:
        await curio.sleep(delay)
        await log(name, "done")
        return name
    except curio.CancelledError as exc:
        await log(name, "sees", repr(exc))
        raise


async def canceller(t, delay):
    await curio.sleep(delay)
    await log("cancel", t.name)
    await t.cancel()


async def owner():
    try:
        async with curio.TaskGroup() as g:
            await g.spawn(work, "o1", 5)
            await g.spawn(work, "o2", 6)
            await log("owner's body ends")
    except curio.CancelledError as exc:
        await log("owner sees", repr(exc), g._joined)
        raise
    finally:
        await log("owner over")


async def busy_owner():
    async with curio.TaskGroup() as g:
        await g.spawn(work, "p1", 5)
        await curio.sleep(10)


async def main():
    async with curio.TaskGroup() as g:
        a = await g.spawn(work, "a", 3)
        await g.spawn(work, "b", 4)
        await curio.spawn(canceller, a, 1, daemon=True)
    await log([repr(e) for e in g.exceptions], repr(g.exception))
    try:
        g.results
    except curio.CancelledError as exc:
        await log("results", repr(exc))
    for o in (owner, busy_owner):
        t = await curio.spawn(o)
        await canceller(t, 1)
        await log(repr(t.exception))
    async with curio.TaskGroup(wait=any) as g:
        a = await g.spawn(work, "x", 3)
        await g.spawn(work, "y", 2)
        await g.spawn(canceller, a, 1)
    await log(repr(g.exception), [repr(e) for e in g.exceptions])


curio.run(main)
