# trio: strict groups nest, each member shows its own frames, and what it was handling
import trio


async def child(name):
    await trio.sleep(1)
    raise ValueError(name)


async def branch():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(child, "deep")


async def breaks_in_cleanup():
    try:
        await trio.sleep_forever()
    finally:
        raise OSError("cleanup")


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(branch)
        nursery.start_soon(breaks_in_cleanup)


trio.run(main)
