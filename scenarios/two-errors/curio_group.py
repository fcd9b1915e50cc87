import curio

B_FAILS_AT = 1.0  # knob: 0.5..2 step 0.5


async def load(name, seconds, error):
    await curio.sleep(seconds)
    raise error


async def main():
    async with curio.TaskGroup() as group:
        await group.spawn(load, "A", 1, ValueError("A is no number"))
        await group.spawn(load, "B", B_FAILS_AT, OSError("B is away"))
    print("main: heard of", group.exceptions)


curio.run(main)
