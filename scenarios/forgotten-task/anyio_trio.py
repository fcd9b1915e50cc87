import anyio

SAVE_TAKES = 2.0  # knob: 0.5..4 step 0.5


async def save(name):
    print("saving", name)
    await anyio.sleep(SAVE_TAKES)
    print("saved", name)


async def handle(name):
    async with anyio.create_task_group() as group:
        group.start_soon(save, name, name="save")
        await anyio.sleep(1)
        print("handled", name)


async def main():
    await handle("report")
    print("main: bye")


anyio.run(main, backend="trio")
