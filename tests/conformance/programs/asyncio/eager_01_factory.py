# eager tasks: the coroutine runs at create_task until its first real wait; done at once if it never waits
import asyncio
import time


async def job(name, *pauses):
    print(f"{time.monotonic():.1f} {name} starts in {asyncio.current_task().get_name()}")
    for pause in pauses:
        await asyncio.sleep(pause)
        print(f"{time.monotonic():.1f} {name} after {pause}")
    return name


async def fails():
    raise ValueError("at once")


async def main():
    loop = asyncio.get_running_loop()
    print("-- lazy")
    task = asyncio.create_task(job("lazy"), name="T-lazy")
    print("created, done:", task.done())
    await task
    loop.set_task_factory(asyncio.eager_task_factory)
    print("-- eager")
    task = asyncio.create_task(job("no wait"), name="T-nowait")
    print("created, done:", task.done(), task.result())
    task = asyncio.create_task(job("waits", 0, 1), name="T-waits")
    print("created, done:", task.done(), "current:", asyncio.current_task().get_name())
    print(await task)
    task = asyncio.create_task(fails())
    print("failed already:", repr(task.exception()))
    print(await asyncio.gather(job("g1"), job("g2", 0.5), job("g3")))
    async with asyncio.TaskGroup() as tg:
        a = tg.create_task(job("in group", 0.5))
        b = tg.create_task(job("in group, quick"))
        print("b done in the body:", b.done())
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(fails())
            print("body goes on")
            await asyncio.sleep(1)
            print("not reached")
    except* ValueError as group:
        print(group.exceptions)
    explicit = asyncio.Task(job("explicit eager"), loop=loop, eager_start=True)
    print(explicit.done())
    loop.set_task_factory(None)
    task = asyncio.create_task(job("lazy again"))
    print(task.done())
    await task


asyncio.run(main())
