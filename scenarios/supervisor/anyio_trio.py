import anyio

CRASHES = 1  # knob: 0..3


async def read(attempt):
    await anyio.sleep(1.5)
    if attempt <= CRASHES:
        raise ConnectionError(f"read {attempt} is cut off")
    print("read", attempt, "has all")


async def write(attempt):
    for line in range(1, 5):
        await anyio.sleep(1)
        print("write", attempt, "writes line", line)


async def supervise():
    for attempt in range(1, 5):
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(read, attempt, name=f"read {attempt}")
                group.start_soon(write, attempt, name=f"write {attempt}")
            return
        except* ConnectionError as errors:
            print("supervisor:", *errors.exceptions)
            await anyio.sleep(1)


async def main():
    await supervise()
    print("main: bye")


anyio.run(main, backend="trio")
