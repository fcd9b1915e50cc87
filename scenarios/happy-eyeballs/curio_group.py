import curio

HOSTS = [("A", 6), ("B", 0.5), ("C", 1)]  # seconds until each answers; B refuses
DELAY = 1.0  # knob: 0.25..3 step 0.25


async def attempt(name, seconds, refused):
    print("trying", name)
    await curio.sleep(seconds)
    if name == "B":
        print(name, "refuses")
        await refused.set()
        return None
    print(name, "is connected")
    return name


async def main():
    async with curio.TaskGroup(wait=object) as group:  # until one returns more than None
        for name, seconds in HOSTS:
            refused = curio.Event()
            task = await group.spawn(attempt, name, seconds, refused)
            task.name = name
            await curio.ignore_after(DELAY, refused.wait)
    print("main: talks to", group.result)
    await curio.sleep(3)
    print("main: bye")


curio.run(main)
