import trio

FAIL_AT = 2.0  # knob: 0..5 step 0.5


async def worker(name, seconds):
    try:
        await trio.sleep(seconds)
        if name == "B":
            raise ValueError("B broke")
        print(name, "finished its work")
    finally:
        print(name, "cleaned up")


async def main():
    try:
        async with trio.open_nursery() as nursery:
            for name, seconds in [("A", 1), ("B", FAIL_AT), ("C", 3), ("D", 5)]:
                nursery.start_soon(worker, name, seconds, name=name)
    except* ValueError as errors:
        print("main: heard of", errors.exceptions)


trio.run(main)
