# COUNT tasks that sleep, each for a time of its own, set in no order of time.
import asyncio


async def main():
    async with asyncio.TaskGroup() as group:
        for number in range(COUNT):
            group.create_task(asyncio.sleep(1 + number * 7919 % COUNT / 1000))


asyncio.run(main())
