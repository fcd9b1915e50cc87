import asyncio


async def save(name):
    print("saving", name)
    await asyncio.sleep(2)
    print("saved", name)


async def handle(name):
    async with asyncio.TaskGroup() as group:
        group.create_task(save(name), name="save")
        await asyncio.sleep(1)
        print("handled", name)


async def main():
    await handle("report")
    print("main: bye")


asyncio.run(main())
