#? exit 3
#? stderr (?i)(tasks|events|without an await|steps)
import asyncio


async def child():
    pass


async def main():
    keep = []
    while True:
        keep.append(asyncio.create_task(child()))


asyncio.run(main())
