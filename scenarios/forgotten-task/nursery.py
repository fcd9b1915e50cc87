import trio


async def save(name):
    print("saving", name)
    await trio.sleep(2)
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
