import asyncio

CANCEL_AT = 2.0  # knob: 0.5..4 step 0.5


async def client(name, cleanup):
    try:
        await asyncio.sleep(3)
        print(name, "is served")
    finally:
        await asyncio.sleep(cleanup)
        print(name, "is told goodbye")


async def server():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(client("A", 1), name="A")
            group.create_task(client("B", 2), name="B")
            print("server: accepts nobody else")
    finally:
        print("server: down")


async def main():
    try:
        async with asyncio.timeout(CANCEL_AT):
            await server()
    except TimeoutError:
        print("main: bye")


asyncio.run(main())
