import asyncio
from contextlib import suppress

HOSTS = [("A", 6), ("B", 0.5), ("C", 1)]  # seconds until each answers; B refuses
DELAY = 1.0  # knob: 0.25..3 step 0.25


class Connected(Exception):
    """Ends the group: asyncio's groups have no cancel()."""


async def attempt(name, seconds, refused):
    print("trying", name)
    await asyncio.sleep(seconds)
    if name == "B":
        print(name, "refuses")
        refused.set()
    else:
        print(name, "is connected")
        raise Connected


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            for name, seconds in HOSTS:
                refused = asyncio.Event()
                group.create_task(attempt(name, seconds, refused), name=name)
                with suppress(TimeoutError):
                    await asyncio.wait_for(refused.wait(), DELAY)
    except* Connected:
        print("main: talks to the winner")
    await asyncio.sleep(3)
    print("main: bye")


asyncio.run(main())
