import time

import trio


async def beat():
    for count in range(1, 5):
        await trio.sleep(1)
        print("beat", count)


async def parse():
    await trio.to_thread.run_sync(time.sleep, 3)
    print("parsed")


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(beat, name="beat")
        nursery.start_soon(parse, name="parse")


trio.run(main)
