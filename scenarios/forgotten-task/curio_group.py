import curio


async def save(name):
    print("saving", name)
    await curio.sleep(2)
    print("saved", name)


async def handle(name):
    async with curio.TaskGroup() as group:
        await group.spawn(save, name)
        await curio.sleep(1)
        print("handled", name)


async def main():
    await handle("report")
    print("main: bye")


curio.run(main)
