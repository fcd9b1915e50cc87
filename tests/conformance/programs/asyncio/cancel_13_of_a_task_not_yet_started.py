# A task cancelled before its first step never runs its code; its coroutine's finally has nothing to do
import asyncio


async def job(name):
    print(name, "started")
    try:
        await asyncio.sleep(1)
    finally:
        print(name, "finally")


async def main():
    task = asyncio.create_task(job("a"))
    task.cancel("before the start")
    results = await asyncio.gather(task, job("b"), return_exceptions=True)
    print(results)

    async with asyncio.TaskGroup() as tg:
        tasks = [tg.create_task(job(f"child {i}")) for i in range(2)]
        tasks[0].cancel()
    print([t.cancelled() for t in tasks])

    try:
        async with asyncio.TaskGroup() as tg:
            tasks = [tg.create_task(job(f"late {i}")) for i in range(2)]
            raise ValueError("at once")
    except* ValueError:
        print([t.cancelled() for t in tasks])

    async def swallow_at_start():
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            print("swallowed")
        return "value"

    task = asyncio.create_task(swallow_at_start())
    await asyncio.sleep(0)
    task.cancel()
    print(await task)
    task = asyncio.create_task(swallow_at_start())
    task.cancel()
    print(task.cancelling(), task.uncancel())
    print(await task)


asyncio.run(main())
