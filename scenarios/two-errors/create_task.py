import asyncio


async def load(name, error):
    await asyncio.sleep(1)
    raise error


async def main():
    try:
        await asyncio.gather(load("A", ValueError("A is no number")), load("B", OSError("B is away")))
    except Exception as error:
        print("main: heard of", repr(error))


asyncio.run(main())
