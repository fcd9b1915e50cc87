# Future: several tasks may await one; a cancel of one of them cancels the future for all, unless shielded
import asyncio
import time


async def waiter(name, future, shielded=False):
    try:
        value = await (asyncio.shield(future) if shielded else future)
        print(f"{time.monotonic():.1f} {name} got {value}")
    except asyncio.CancelledError as e:
        print(f"{time.monotonic():.1f} {name} {e!r} my own: {asyncio.current_task().cancelling()}")
        raise


async def main():
    loop = asyncio.get_running_loop()
    for shielded in (False, True):
        future = loop.create_future()
        tasks = [asyncio.create_task(waiter(f"w{i}", future, shielded)) for i in range(3)]
        await asyncio.sleep(1)
        tasks[1].cancel("w1 only")
        await asyncio.sleep(1)
        print("future cancelled:", future.cancelled())
        if not future.done():
            future.set_result("shared")
        print(await asyncio.gather(*tasks, return_exceptions=True))

    async def worker():
        await asyncio.sleep(3)
        return "work"

    print("-- the same with a task")
    shared = asyncio.create_task(worker())
    tasks = [asyncio.create_task(waiter(f"t{i}", shared)) for i in range(2)]
    await asyncio.sleep(1)
    tasks[0].cancel()
    await asyncio.wait(tasks)
    print([t.cancelled() for t in (*tasks, shared)])


asyncio.run(main())
