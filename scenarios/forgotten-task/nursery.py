import trio

SAVE_TAKES = 2.0  # knob: 0.5..4 step 0.5


async def save(name):
    print("saving", name)
    await trio.sleep(SAVE_TAKES)
    print("saved", name)


async def handle(name):
    async with trio.open_nursery() as nursery:
        nursery.start_soon(save, name, name="save")
        await trio.sleep(1)
        print("handled", name)


async def main():
    await handle("report")
    print("main: bye")


trio.run(main)
