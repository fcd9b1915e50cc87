import asyncio

SAVE_TAKES = 2.0  # knob: 0.5..4 step 0.5


async def save(name):
    print("saving", name)
    await asyncio.sleep(SAVE_TAKES)
    print("saved", name)


async def handle(name):
    asyncio.create_task(save(name), name="save")
    await asyncio.sleep(1)
    print("handled", name)


async def main():
    await handle("report")
    print("main: bye")


asyncio.run(main())
