import trio


async def load(name, error):
    await trio.sleep(1)
    raise error


async def main():
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(load, "A", ValueError("A is no number"), name="A")
            nursery.start_soon(load, "B", OSError("B is away"), name="B")
    except* ValueError as errors:
        print("main: heard of", errors.exceptions)
    except* OSError as errors:
        print("main: heard of", errors.exceptions)


trio.run(main)
