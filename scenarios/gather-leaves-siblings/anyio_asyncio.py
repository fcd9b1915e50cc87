import anyio


async def fetch(name, seconds):
    await anyio.sleep(seconds)
    if name == "B":
        raise OSError("no route to B")
    print("got", name)


async def main():
    try:
        async with anyio.create_task_group() as group:
            for name, seconds in [("A", 3), ("B", 1), ("C", 4)]:
                group.start_soon(fetch, name, seconds, name=name)
    except* OSError as errors:
        print("giving up:", errors.exceptions[0])
    await anyio.sleep(5)
    print("main: something else by now")


anyio.run(main, backend="asyncio")
