# 10,000 tasks and some 200,000 events, for the page to open.
import asyncio


async def worker(number):
    for _ in range(4):
        await asyncio.sleep(number % 7)


async def main():
    async with asyncio.TaskGroup() as group:
        for number in range(10_000):
            group.create_task(worker(number), name=f"w{number}")


asyncio.run(main())
