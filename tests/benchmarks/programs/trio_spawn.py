# COUNT tasks of one nursery, each done after its first step.
import trio


async def worker():
    pass


async def main():
    async with trio.open_nursery() as nursery:
        for _ in range(COUNT):
            nursery.start_soon(worker)


trio.run(main)
