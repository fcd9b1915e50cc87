import asyncio

UPLOAD_TAKES = 3.0  # knob: 0.5..4 step 0.5


async def upload(name):
    print("uploading", name)
    await asyncio.sleep(UPLOAD_TAKES)
    print("uploaded", name)


def watch(on_change):  # a library: calls back when a file has changed
    asyncio.get_running_loop().call_later(1, on_change, "notes.txt")


async def main():
    def on_change(name):
        asyncio.create_task(upload(name), name="upload")

    watch(on_change)
    await asyncio.sleep(2)
    print("main: bye")


asyncio.run(main())
