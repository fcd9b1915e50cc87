import anyio


async def image(number):
    try:
        await anyio.sleep(number)
        if number == 2:
            raise OSError("image 2 is missing")
        print("image", number, "is there")
    finally:
        print("image", number, "closes its connection")


async def page(number, images):
    async with anyio.create_task_group() as group:
        for place in images:
            group.start_soon(image, place, name=f"image {place}")
    print("page", number, "is complete")


async def main():
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(page, 1, [1, 2], name="page 1")
            group.start_soon(page, 2, [3, 4], name="page 2")
    except* OSError as errors:
        print("main: heard of", repr(errors))


anyio.run(main, backend="asyncio")
