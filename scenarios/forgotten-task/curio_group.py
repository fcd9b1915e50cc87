import curio

SAVE_TAKES = 2.0  # knob: 0.5..4 step 0.5


async def save(name):
    print("saving", name)
    await curio.sleep(SAVE_TAKES)
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
