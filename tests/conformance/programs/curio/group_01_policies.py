# pins down: wait=all, any, object and None: who is waited for, who is cancelled, what result, results and completed are
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def work(name, delay, value=None, error=None):
    try:
        await curio.sleep(delay)
    except curio.CancelledError as exc:
        await log(name, "cancelled by", type(exc).__name__)
        raise
    if error:
        raise error
    return value


async def show(g):
    await log("completed", g.completed.result if g.completed and not g.completed.exception else g.completed and repr(g.completed.exception))
    for attribute in ("result", "exception", "exceptions", "results"):
        try:
            await log(" ", attribute, repr(getattr(g, attribute)))
        except BaseException as exc:
            await log(" ", attribute, "raises", repr(exc))
    await log("  tasks", [t.state for t in g.tasks])


async def main():
    for policy in (all, any, object, None):
        print("wait =", getattr(policy, "__name__", policy))
        async with curio.TaskGroup(wait=policy) as g:
            await g.spawn(work, "none", 0.5)
            await g.spawn(work, "value", 1, 42)
            await g.spawn(work, "slow", 2, 43)
        await show(g)
    print("nobody returns anything")
    async with curio.TaskGroup(wait=object) as g:
        await g.spawn(work, "a", 0.5)
        await g.spawn(work, "b", 1)
    await show(g)
    print("object with an error")
    async with curio.TaskGroup(wait=object) as g:
        await g.spawn(work, "a", 0.5)
        await g.spawn(work, "b", 1, None, KeyError("x"))
        await g.spawn(work, "c", 2, 5)
    await show(g)
    print("any with an error")
    async with curio.TaskGroup(wait=any) as g:
        await g.spawn(work, "a", 0.5, None, KeyError("x"))
        await g.spawn(work, "b", 0.5, 1)
        await g.spawn(work, "c", 2, 5)
    await show(g)
    print("empty")
    async with curio.TaskGroup() as g:
        pass
    await show(g)


curio.run(main)
