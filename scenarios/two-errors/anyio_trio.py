import anyio


async def load(name, error):
    await anyio.sleep(1)
    raise error


async def main():
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(load, "A", ValueError("A is no number"), name="A")
            group.start_soon(load, "B", OSError("B is away"), name="B")
    except* ValueError as errors:
        print("main: heard of", errors.exceptions)
    except* OSError as errors:
        print("main: heard of", errors.exceptions)


anyio.run(main, backend="trio")
