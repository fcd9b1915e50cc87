import anyio

B_FAILS_AT = 1.0  # knob: 0.5..2 step 0.5


async def load(name, seconds, error):
    await anyio.sleep(seconds)
    raise error


async def main():
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(load, "A", 1, ValueError("A is no number"), name="A")
            group.start_soon(load, "B", B_FAILS_AT, OSError("B is away"), name="B")
    except* ValueError as errors:
        print("main: heard of", errors.exceptions)
    except* OSError as errors:
        print("main: heard of", errors.exceptions)


anyio.run(main, backend="trio")
