import asyncio
import time


async def beat():
    for count in range(1, 5):
        await asyncio.sleep(1)
        print("beat", count)


async def parse():
    time.sleep(3)  # stops everybody
    print("parsed")


async def main():
    await asyncio.gather(beat(), parse())


asyncio.run(main())
