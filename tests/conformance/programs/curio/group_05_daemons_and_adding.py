# pins down: daemons in a group, add_task, groups of existing tasks, spawning after the end and while joining
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def work(name, delay):
    try:
        await curio.sleep(delay)
        await log(name, "done")
        return name
    except curio.CancelledError:
        await log(name, "cancelled")
        raise


async def spawner(g):
    await curio.sleep(0.5)
    await g.spawn(work, "late", 2)
    return "spawner"


async def main():
    async with curio.TaskGroup() as g:
        await g.spawn(work, "daemon", 10, daemon=True)
        await g.spawn(work, "daemon2", 0.25, daemon=True)
        await g.spawn(work, "member", 1)
    await log(g.results)
    async with curio.TaskGroup() as g:
        await g.spawn(work, "lone daemon", 10, daemon=True)
    await log(g.results, g.tasks)
    done = await curio.spawn(work, "early", 0.1)
    t = await curio.spawn(work, "old", 1)
    await done.wait()
    async with curio.TaskGroup([t, done]) as g:
        other = await curio.spawn(work, "other", 0.5)
        await g.add_task(other)
        try:
            await g.add_task(other)
        except RuntimeError as exc:
            await log(exc)
        try:
            curio.TaskGroup([other])
        except AssertionError as exc:
            await log("AssertionError", exc)
    await log(g.results, g.completed is done, [x.taskgroup is g for x in (t, done, other)])
    for call in (g.spawn(work, "x", 1), g.add_task(done), g.join()):
        try:
            await call
            await log("fine")
        except RuntimeError as exc:
            await log(exc)
    async with curio.TaskGroup() as g:
        await g.spawn(spawner, g)
    await log(g.results)
    async with curio.TaskGroup(wait=any) as g:
        await g.spawn(spawner, g)
    await log(g.result, [repr(e) for e in g.exceptions])
    g = curio.TaskGroup()
    await g.spawn(work, "plain", 1)
    for attribute in ("result", "results", "exception", "exceptions"):
        try:
            getattr(g, attribute)
        except RuntimeError as exc:
            await log(exc)
    await g.join()
    await log(g.result)


curio.run(main)
