import asyncio

FAIL_AT = 2.0  # knob: 0..5 step 0.5


async def worker(name, seconds):
    try:
        await asyncio.sleep(seconds)
        if name == "B":
            raise ValueError("B broke")
        print(name, "finished its work")
    finally:
        print(name, "cleaned up")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            for name, seconds in [("A", 1), ("B", FAIL_AT), ("C", 3), ("D", 5)]:
                group.create_task(worker(name, seconds), name=name)
    except* ValueError as errors:
        print("main: heard of", errors.exceptions)


asyncio.run(main())
