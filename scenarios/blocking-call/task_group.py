import asyncio
import time


async def beat():
    for count in range(1, 5):
        await asyncio.sleep(1)
        print("beat", count)


async def parse():
    await asyncio.to_thread(time.sleep, 3)
    print("parsed")


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(beat(), name="beat")
        group.create_task(parse(), name="parse")


asyncio.run(main())
