import trio

UPLOAD_TAKES = 3.0  # knob: 0.5..4 step 0.5


async def upload(name):
    print("uploading", name)
    await trio.sleep(UPLOAD_TAKES)
    print("uploaded", name)


async def watch(on_change):  # a library: its caller gives it a task to run in
    await trio.sleep(1)
    on_change("notes.txt")


async def main():
    async with trio.open_nursery() as nursery:

        def on_change(name):
            nursery.start_soon(upload, name, name="upload")

        nursery.start_soon(watch, on_change, name="watch")
        await trio.sleep(2)
    print("main: bye")


trio.run(main)
