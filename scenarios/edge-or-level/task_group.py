import asyncio


async def worker():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("cancelled once")
    await asyncio.sleep(3)
    print("and slept on")


async def main():
    async with asyncio.TaskGroup() as group:
        task = group.create_task(worker(), name="worker")
        await asyncio.sleep(1)
        task.cancel()


asyncio.run(main())
