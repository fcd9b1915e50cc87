import anyio

LIMIT = 2.0  # knob: 0.5..12 step 0.5


async def download():
    try:
        await anyio.sleep(10)
    finally:
        print("closing the connection")
        await anyio.sleep(1)
        print("closed")


async def main():
    with anyio.move_on_after(LIMIT) as scope:
        async with anyio.create_task_group() as group:
            group.start_soon(download, name="download")
    if scope.cancelled_caught:
        print("main: too slow")


anyio.run(main, backend="trio")
