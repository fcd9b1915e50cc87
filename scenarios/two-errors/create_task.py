import asyncio

B_FAILS_AT = 1.0  # knob: 0.5..2 step 0.5


async def load(name, seconds, error):
    await asyncio.sleep(seconds)
    raise error


async def main():
    a = asyncio.create_task(load("A", 1, ValueError("A is no number")), name="A")
    b = asyncio.create_task(load("B", B_FAILS_AT, OSError("B is away")), name="B")
    try:
        await asyncio.gather(a, b)
    except Exception as error:
        print("main: heard of", repr(error))


asyncio.run(main())
