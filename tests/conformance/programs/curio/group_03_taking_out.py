# pins down: join, next_done, next_result and iteration take tasks out of the group; what is left in tasks and results
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def work(value, delay, error=None):
    await curio.sleep(delay)
    if error:
        raise error
    return value


async def main():
    async with curio.TaskGroup() as g:
        a = await g.spawn(work, "a", 2)
        b = await g.spawn(work, "b", 1)
        c = await g.spawn(work, "c", 3)
        d = await g.spawn(work, "d", 0.5)
        await log("joined", await a.join(), len(g.tasks))
        t = await g.next_done()
        await log("next_done", t.result, t.taskgroup, len(g.tasks))
        await log("next_result", await g.next_result(), len(g.tasks))
    await log("results", g.results, g.completed is c)
    async with curio.TaskGroup() as g:
        for n, delay in enumerate((3, 1, 2)):
            await g.spawn(work, n, delay)
        async for task in g:
            await log("done", task.result, [t.id - task.id for t in g.tasks])
    await log("left", g.results, g.completed)
    try:
        g.result
    except RuntimeError as exc:
        await log(exc)
    async with curio.TaskGroup() as g:
        await g.spawn(work, 1, 1, ValueError("first"))
        await g.spawn(work, 2, 2)
        await g.spawn(work, 3, 3, KeyError("third"))
        async for task in g:
            await log("done", repr(task.exception))
            try:
                task.result
            except Exception as exc:
                await log("raised", repr(exc))
    async with curio.TaskGroup() as g:
        await g.spawn(work, 1, 1, ValueError("first"))
        await g.spawn(work, 2, 2)
        try:
            await g.next_result()
        except ValueError as exc:
            await log("next_result raises", repr(exc))
        await log("the rest goes on", len(g.tasks))
    await log(g.results)
    async with curio.TaskGroup() as g:
        await g.spawn(work, 1, 1)
        await g.spawn(work, 2, 2)
        async for task in g:
            await log("leaving after", task.result)
            break
    await log(g.results)


curio.run(main)
