import anyio

HOSTS = [("A", 6), ("B", 0.5), ("C", 1)]  # seconds until each answers; B refuses
DELAY = 1.0  # knob: 0.25..3 step 0.25


async def attempt(group, name, seconds, refused):
    print("trying", name)
    await anyio.sleep(seconds)
    if name == "B":
        print(name, "refuses")
        refused.set()
    else:
        print(name, "is connected")
        group.cancel_scope.cancel()


async def main():
    async with anyio.create_task_group() as group:
        for name, seconds in HOSTS:
            refused = anyio.Event()
            group.start_soon(attempt, group, name, seconds, refused, name=name)
            with anyio.move_on_after(DELAY):
                await refused.wait()
    print("main: talks to the winner")
    await anyio.sleep(3)
    print("main: bye")


anyio.run(main, backend="asyncio")
