import curio

CRASHES = 1  # knob: 0..3


async def read(attempt):
    await curio.sleep(1.5)
    if attempt <= CRASHES:
        raise ConnectionError(f"read {attempt} is cut off")
    print("read", attempt, "has all")


async def write(attempt):
    for line in range(1, 5):
        await curio.sleep(1)
        print("write", attempt, "writes line", line)


async def supervise():
    for attempt in range(1, 5):
        async with curio.TaskGroup() as group:
            for function in (read, write):
                task = await group.spawn(function, attempt)
                task.name = f"{function.__name__} {attempt}"
        if not any(group.exceptions):
            return
        print("supervisor:", group.exceptions[0])
        await curio.sleep(1)


async def main():
    await supervise()
    print("main: bye")


curio.run(main)
