import curio

UPLOAD_TAKES = 3.0  # knob: 0.5..4 step 0.5


async def upload(name):
    print("uploading", name)
    await curio.sleep(UPLOAD_TAKES)
    print("uploaded", name)


async def watch(on_change):  # a library: its caller gives it a task to run in
    await curio.sleep(1)
    await on_change("notes.txt")


async def main():
    async with curio.TaskGroup() as group:

        async def on_change(name):
            await group.spawn(upload, name)

        await group.spawn(watch, on_change)
        await curio.sleep(2)
    print("main: bye")


curio.run(main)
