import anyio

FAIL_AT = 2.0  # knob: 0..5 step 0.5


async def worker(name, seconds):
    try:
        await anyio.sleep(seconds)
        if name == "B":
            raise ValueError("B broke")
        print(name, "finished its work")
    finally:
        print(name, "cleaned up")


async def main():
    try:
        async with anyio.create_task_group() as group:
            for name, seconds in [("A", 1), ("B", FAIL_AT), ("C", 3), ("D", 5)]:
                group.start_soon(worker, name, seconds, name=name)
    except* ValueError as errors:
        print("main: heard of", errors.exceptions)


anyio.run(main, backend="asyncio")
