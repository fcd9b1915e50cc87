import curio


async def load(name, error):
    await curio.sleep(1)
    raise error


async def main():
    async with curio.TaskGroup() as group:
        await group.spawn(load, "A", ValueError("A is no number"))
        await group.spawn(load, "B", OSError("B is away"))
    print("main: heard of", group.exceptions)


curio.run(main)
