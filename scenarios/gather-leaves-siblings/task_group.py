import asyncio


async def fetch(name, seconds):
    await asyncio.sleep(seconds)
    if name == "B":
        raise OSError("no route to B")
    print("got", name)
    return name


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            for name, seconds in [("A", 3), ("B", 1), ("C", 4)]:
                group.create_task(fetch(name, seconds), name=name)
    except* OSError as errors:
        print("giving up:", errors.exceptions[0])
    await asyncio.sleep(5)
    print("main: something else by now")


asyncio.run(main())
