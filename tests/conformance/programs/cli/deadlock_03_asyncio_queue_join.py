#? exit 3
#? stderr (?i)deadlock
import asyncio


async def main():
    queue = asyncio.Queue()
    queue.put_nowait(1)
    await queue.join()


asyncio.run(main())
