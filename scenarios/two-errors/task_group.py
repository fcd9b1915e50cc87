import asyncio


async def load(name, error):
    await asyncio.sleep(1)
    raise error


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(load("A", ValueError("A is no number")), name="A")
            group.create_task(load("B", OSError("B is away")), name="B")
    except* ValueError as errors:
        print("main: heard of", errors.exceptions)
    except* OSError as errors:
        print("main: heard of", errors.exceptions)


asyncio.run(main())
