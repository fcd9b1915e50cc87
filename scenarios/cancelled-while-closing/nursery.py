import trio

CANCEL_AT = 2.0  # knob: 0.5..4 step 0.5


async def client(name, cleanup):
    try:
        await trio.sleep(3)
        print(name, "is served")
    finally:
        with trio.move_on_after(4, shield=True):
            await trio.sleep(cleanup)
            print(name, "is told goodbye")


async def server():
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(client, "A", 1, name="A")
            nursery.start_soon(client, "B", 2, name="B")
            print("server: accepts nobody else")
    finally:
        print("server: down")


async def main():
    with trio.move_on_after(CANCEL_AT):
        await server()
    print("main: bye")


trio.run(main)
