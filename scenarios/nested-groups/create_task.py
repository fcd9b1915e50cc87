import asyncio


async def image(number):
    try:
        await asyncio.sleep(number)
        if number == 2:
            raise OSError("image 2 is missing")
        print("image", number, "is there")
    finally:
        print("image", number, "closes its connection")


async def page(number, images):
    await asyncio.gather(*[image(place) for place in images])
    print("page", number, "is complete")


async def main():
    try:
        await asyncio.gather(page(1, [1, 2]), page(2, [3, 4]))
    except OSError as error:
        print("main: heard of", repr(error))
    await asyncio.sleep(1.5)
    print("main: bye")


asyncio.run(main())
