import asyncio

B_FAILS_AT = 1.0  # knob: 0.5..2 step 0.5


async def load(name, seconds, error):
    await asyncio.sleep(seconds)
    raise error


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(load("A", 1, ValueError("A is no number")), name="A")
            group.create_task(load("B", B_FAILS_AT, OSError("B is away")), name="B")
    except* ValueError as errors:
        print("main: heard of", errors.exceptions)
    except* OSError as errors:
        print("main: heard of", errors.exceptions)


asyncio.run(main())
