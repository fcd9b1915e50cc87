# pins down: groups inside groups, groups inside timeouts, a child's own timeout, cleanup of children under a timeout
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def work(name, delay, cleanup=0, error=None):
    try:
        await curio.sleep(delay)
        if error:
            raise error
        await log(name, "done")
        return name
    except curio.CancelledError as exc:
        await log(name, "sees", repr(exc))
        if cleanup:
            await curio.sleep(cleanup)
            await log(name, "clean")
        raise


async def inner(error):
    async with curio.TaskGroup() as g:
        await g.spawn(work, "i1", 1, 0, error)
        await g.spawn(work, "i2", 3, 0.5)
    await log("inner group over", [type(e).__name__ for e in g.exceptions])
    return g.results


async def main():
    async with curio.TaskGroup() as g:
        await g.spawn(inner, ValueError("deep"))
        await g.spawn(work, "outer", 2, 0.25)
    await log([repr(e) for e in g.exceptions])
    try:
        async with curio.timeout_after(1):
            async with curio.TaskGroup() as g:
                await g.spawn(work, "t1", 5, 0.5)
                await g.spawn(work, "t2", 5, 0.5)
    except curio.TaskTimeout as exc:
        await log("timeout outside", repr(exc), exc.__context__)
    async with curio.ignore_after(1) as t:
        async with curio.TaskGroup() as g:
            await g.spawn(work, "u1", 5, 2)
            await curio.sleep(10)
    await log("expired", t.expired, t.result)

    async def own():
        async with curio.ignore_after(0.5, timeout_result="gave up") as t:
            await curio.sleep(1)
        return t.result

    async with curio.TaskGroup(wait=any) as g:
        await g.spawn(own)
        await g.spawn(work, "v", 1)
    await log(g.result)

    async def raises():
        async with curio.timeout_after(0.5):
            await curio.sleep(1)

    async with curio.TaskGroup() as g:
        await g.spawn(raises)
        await g.spawn(work, "w", 1)
    await log([repr(e) for e in g.exceptions])


curio.run(main)
