# 10,000 tasks in one asyncio.TaskGroup, each suspended three times. No timers: what is measured is work, not waiting.
import asyncio

COUNT = 10_000


async def worker(done):
    for _ in range(3):
        await asyncio.sleep(0)
    done.append(None)


async def main():
    done = []
    async with asyncio.TaskGroup() as group:
        for _ in range(COUNT):
            group.create_task(worker(done))
    print(len(done))


asyncio.run(main())
