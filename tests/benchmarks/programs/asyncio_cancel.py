# COUNT tasks that wait for what never comes; all are cancelled.
import asyncio


async def main():
    never = asyncio.Event()
    tasks = [asyncio.create_task(never.wait()) for _ in range(COUNT)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


asyncio.run(main())
