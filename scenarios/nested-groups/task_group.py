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
    async with asyncio.TaskGroup() as group:
        for place in images:
            group.create_task(image(place), name=f"image {place}")
    print("page", number, "is complete")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(page(1, [1, 2]), name="page 1")
            group.create_task(page(2, [3, 4]), name="page 2")
    except* OSError as errors:
        print("main: heard of", repr(errors))


asyncio.run(main())
