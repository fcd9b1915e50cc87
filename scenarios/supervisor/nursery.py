import trio

CRASHES = 1  # knob: 0..3


async def read(attempt):
    await trio.sleep(1.5)
    if attempt <= CRASHES:
        raise ConnectionError(f"read {attempt} is cut off")
    print("read", attempt, "has all")


async def write(attempt):
    for line in range(1, 5):
        await trio.sleep(1)
        print("write", attempt, "writes line", line)


async def supervise():
    for attempt in range(1, 5):
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(read, attempt, name=f"read {attempt}")
                nursery.start_soon(write, attempt, name=f"write {attempt}")
            return
        except* ConnectionError as errors:
            print("supervisor:", *errors.exceptions)
            await trio.sleep(1)


async def main():
    await supervise()
    print("main: bye")


trio.run(main)
