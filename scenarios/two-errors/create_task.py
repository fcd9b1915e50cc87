import asyncio

B_FAILS_AT = 1.0  # knob: 0.5..2 step 0.5


async def load(name, seconds, error):
    await asyncio.sleep(seconds)
    raise error


async def main():
    try:
        await asyncio.gather(load("A", 1, ValueError("A is no number")), load("B", B_FAILS_AT, OSError("B is away")))
    except Exception as error:
        print("main: heard of", repr(error))


asyncio.run(main())
