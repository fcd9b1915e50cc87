# trio: of two children due at one instant the first to fail cancels the other, whose sleep was over but not its own scope
import trio


async def child(name):
    await trio.sleep(1)
    raise ValueError(name)


async def branch():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(child, "deep")


async def main():
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(branch)
            nursery.start_soon(child, "direct")
    finally:
        print(f"{trio.current_time():.1f} main leaves")


trio.run(main)
