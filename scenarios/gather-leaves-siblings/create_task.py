import asyncio


async def fetch(name, seconds):
    await asyncio.sleep(seconds)
    if name == "B":
        raise OSError("no route to B")
    print("got", name)
    return name


async def main():
    try:
        pages = await asyncio.gather(fetch("A", 3), fetch("B", 1), fetch("C", 4))
        print(pages)
    except OSError as error:
        print("giving up:", error)
    await asyncio.sleep(5)
    print("main: something else by now")


asyncio.run(main())
