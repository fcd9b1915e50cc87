#? exit 3
#? stderr (?i)(tasks|events)
import asyncio


async def child():
    await asyncio.sleep(1000)


async def main():
    keep = []
    while True:
        keep.append(asyncio.create_task(child()))
        await asyncio.sleep(0)


asyncio.run(main())
