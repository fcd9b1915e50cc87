import trio


async def fetch(name, seconds):
    await trio.sleep(seconds)
    if name == "B":
        raise OSError("no route to B")
    print("got", name)


async def main():
    try:
        async with trio.open_nursery() as nursery:
            for name, seconds in [("A", 3), ("B", 1), ("C", 4)]:
                nursery.start_soon(fetch, name, seconds, name=name)
    except* OSError as errors:
        print("giving up:", errors.exceptions[0])
    await trio.sleep(5)
    print("main: something else by now")


trio.run(main)
