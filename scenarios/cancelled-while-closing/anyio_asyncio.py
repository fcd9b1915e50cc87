import anyio

CANCEL_AT = 2.0  # knob: 0.5..4 step 0.5


async def client(name, cleanup):
    try:
        await anyio.sleep(3)
        print(name, "is served")
    finally:
        with anyio.move_on_after(4, shield=True):
            await anyio.sleep(cleanup)
            print(name, "is told goodbye")


async def server():
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(client, "A", 1, name="A")
            group.start_soon(client, "B", 2, name="B")
            print("server: accepts nobody else")
    finally:
        print("server: down")


async def main():
    with anyio.move_on_after(CANCEL_AT):
        await server()
    print("main: bye")


anyio.run(main, backend="asyncio")
