# COUNT tasks of one group, each done after its first step.
import asyncio


async def worker():
    pass


async def main():
    async with asyncio.TaskGroup() as group:
        for _ in range(COUNT):
            group.create_task(worker())


asyncio.run(main())
