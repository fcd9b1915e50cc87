import curio


async def image(number):
    try:
        await curio.sleep(number)
        if number == 2:
            raise OSError("image 2 is missing")
        print("image", number, "is there")
    finally:
        print("image", number, "closes its connection")


async def page(number, images):
    async with curio.TaskGroup() as group:
        for place in images:
            task = await group.spawn(image, place)
            task.name = f"image {place}"
    group.results  # asking is what raises
    print("page", number, "is complete")


async def main():
    async with curio.TaskGroup() as group:
        for number, images in [(1, [1, 2]), (2, [3, 4])]:
            task = await group.spawn(page, number, images)
            task.name = f"page {number}"
    print("main: heard of", group.exceptions)


curio.run(main)
