# COUNT tasks, each of which lets the others run three times.
import asyncio


async def worker():
    for _ in range(3):
        await asyncio.sleep(0)


async def main():
    async with asyncio.TaskGroup() as group:
        for _ in range(COUNT):
            group.create_task(worker())


asyncio.run(main())
