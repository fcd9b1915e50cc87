import anyio

UPLOAD_TAKES = 3.0  # knob: 0.5..4 step 0.5


async def upload(name):
    print("uploading", name)
    await anyio.sleep(UPLOAD_TAKES)
    print("uploaded", name)


async def watch(on_change):  # a library: its caller gives it a task to run in
    await anyio.sleep(1)
    on_change("notes.txt")


async def main():
    async with anyio.create_task_group() as group:

        def on_change(name):
            group.start_soon(upload, name, name="upload")

        group.start_soon(watch, on_change, name="watch")
        await anyio.sleep(2)
    print("main: bye")


anyio.run(main, backend="asyncio")
