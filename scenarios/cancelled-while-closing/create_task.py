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
    a = asyncio.create_task(client("A", 1), name="A")
    b = asyncio.create_task(client("B", 2), name="B")
    print("server: accepts nobody else")
    try:
        await asyncio.gather(a, b)
    finally:
        print("server: down")


async def main():
    task = asyncio.create_task(server(), name="server")
    await asyncio.wait([task], timeout=CANCEL_AT)
    task.cancel()
    await asyncio.wait([task])
    print("main: bye")


asyncio.run(main())
