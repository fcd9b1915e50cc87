# Rule: a stored exception that is raised again at once, by awaiting what is done, takes what is being handled as its context.
import asyncio, sys
async def bad():
    raise OSError(9)
async def never():
    await asyncio.sleep(100)
async def f(mode, task):
    try:
        raise KeyError(1)
    except KeyError:
        try:
            if mode == "shield": await asyncio.shield(task)
            elif mode == "task": await task
            elif mode == "wait_for": await asyncio.wait_for(task, 1)
            elif mode == "gather": await asyncio.gather(task)
            elif mode == "timeout":
                async with asyncio.timeout(1): await asyncio.sleep(5)
            elif mode == "cancelled": await task
            elif mode == "group":
                async with asyncio.TaskGroup() as g: g.create_task(bad())
            elif mode == "slow":
                await asyncio.gather(bad(), never())
            elif mode == "new":
                await asyncio.create_task(bad())
        except BaseException as o:
            print(mode, repr(o), repr(o.__context__), repr(o.__context__ and o.__context__.__context__))
async def main():
    for mode in ["shield", "task", "wait_for", "gather", "timeout", "cancelled", "group", "slow", "new"]:
        t = asyncio.create_task(never() if mode == "cancelled" else bad())
        await asyncio.sleep(0)
        if mode == "cancelled": t.cancel()
        await asyncio.wait([t])
        await f(mode, t)
        if not t.cancelled(): t.exception()
asyncio.run(main())
