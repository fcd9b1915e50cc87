# COUNT tasks that put one item each into a queue of ten places; one task takes them.
import asyncio


async def main():
    queue = asyncio.Queue(10)
    async with asyncio.TaskGroup() as group:
        for number in range(COUNT):
            group.create_task(queue.put(number))
        for _ in range(COUNT):
            await queue.get()


asyncio.run(main())
