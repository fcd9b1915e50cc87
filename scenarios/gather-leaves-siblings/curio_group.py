import curio


async def fetch(name, seconds):
    await curio.sleep(seconds)
    if name == "B":
        raise OSError("no route to B")
    print("got", name)
    return name


async def main():
    async with curio.TaskGroup() as group:
        for name, seconds in [("A", 3), ("B", 1), ("C", 4)]:
            task = await group.spawn(fetch, name, seconds)
            task.name = name
    if group.exception:
        print("giving up:", group.exception)
    await curio.sleep(5)
    print("main: something else by now")


curio.run(main)
