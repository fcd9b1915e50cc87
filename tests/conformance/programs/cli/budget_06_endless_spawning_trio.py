#? exit 3
#? stderr (?i)(tasks|events)
import trio


async def child(nursery):
    nursery.start_soon(child, nursery)
    nursery.start_soon(child, nursery)
    await trio.sleep(1)


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(child, nursery)


trio.run(main)
