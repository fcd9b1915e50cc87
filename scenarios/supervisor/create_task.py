import asyncio

CRASHES = 1  # knob: 0..3


async def read(attempt):
    await asyncio.sleep(1.5)
    if attempt <= CRASHES:
        raise ConnectionError(f"read {attempt} is cut off")
    print("read", attempt, "has all")


async def write(attempt):
    for line in range(1, 5):
        await asyncio.sleep(1)
        print("write", attempt, "writes line", line)


async def supervise():
    for attempt in range(1, 5):
        try:
            await asyncio.gather(read(attempt), write(attempt))
            return
        except ConnectionError as error:
            print("supervisor:", error)
            await asyncio.sleep(1)


async def main():
    await supervise()
    print("main: bye")


asyncio.run(main())
