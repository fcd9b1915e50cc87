import curio

CANCEL_AT = 2.0  # knob: 0.5..4 step 0.5


async def client(name, cleanup):
    try:
        await curio.sleep(3)
        print(name, "is served")
    finally:
        await curio.sleep(cleanup)
        print(name, "is told goodbye")


async def server():
    try:
        async with curio.TaskGroup() as group:
            for name, cleanup in [("A", 1), ("B", 2)]:
                task = await group.spawn(client, name, cleanup)
                task.name = name
            print("server: accepts nobody else")
    finally:
        print("server: down")


async def main():
    async with curio.ignore_after(CANCEL_AT):
        await server()
    print("main: bye")


curio.run(main)
