import trio

B_FAILS_AT = 1.0  # knob: 0.5..2 step 0.5


async def load(name, seconds, error):
    await trio.sleep(seconds)
    raise error


async def main():
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(load, "A", 1, ValueError("A is no number"), name="A")
            nursery.start_soon(load, "B", B_FAILS_AT, OSError("B is away"), name="B")
    except* ValueError as errors:
        print("main: heard of", errors.exceptions)
    except* OSError as errors:
        print("main: heard of", errors.exceptions)


trio.run(main)
