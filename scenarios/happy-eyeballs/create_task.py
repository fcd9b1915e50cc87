import asyncio
from contextlib import suppress

HOSTS = [("A", 6), ("B", 0.5), ("C", 1)]  # seconds until each answers; B refuses
DELAY = 1.0  # knob: 0.25..3 step 0.25


async def attempt(name, seconds, refused, connected):
    print("trying", name)
    await asyncio.sleep(seconds)
    if name == "B":
        print(name, "refuses")
        refused.set()
    else:
        print(name, "is connected")
        connected.set()


async def main():
    connected = asyncio.Event()
    for name, seconds in HOSTS:
        refused = asyncio.Event()
        asyncio.create_task(attempt(name, seconds, refused, connected), name=name)
        with suppress(TimeoutError):
            await asyncio.wait_for(refused.wait(), DELAY)
    await connected.wait()
    print("main: talks to the winner")
    await asyncio.sleep(3)
    print("main: bye")


asyncio.run(main())
