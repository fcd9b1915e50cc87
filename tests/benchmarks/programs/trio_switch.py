# COUNT tasks, each of which lets the others run three times.
import trio


async def worker():
    for _ in range(3):
        await trio.lowlevel.checkpoint()


async def main():
    async with trio.open_nursery() as nursery:
        for _ in range(COUNT):
            nursery.start_soon(worker)


trio.run(main)
