import curio

FAIL_AT = 2.0  # knob: 0..5 step 0.5


async def worker(name, seconds):
    try:
        await curio.sleep(seconds)
        if name == "B":
            raise ValueError("B broke")
        print(name, "finished its work")
    finally:
        print(name, "cleaned up")


async def main():
    async with curio.TaskGroup() as group:
        for name, seconds in [("A", 1), ("B", FAIL_AT), ("C", 3), ("D", 5)]:
            task = await group.spawn(worker, name, seconds)
            task.name = name
    print("main: heard of", tuple(error for error in group.exceptions if isinstance(error, ValueError)))


curio.run(main)
