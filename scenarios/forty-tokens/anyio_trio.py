import time

import anyio

VISITORS = 41  # knob: 1..81 step 10


def report():
    time.sleep(1)
    return "report"


async def visit(number):
    await anyio.to_thread.run_sync(report)
    print("visitor", number, "has it after", round(anyio.current_time() - start), "s")


async def main():
    global start
    start = anyio.current_time()
    async with anyio.create_task_group() as group:
        for number in range(1, VISITORS + 1):
            group.start_soon(visit, number, name=f"{number}")


anyio.run(main, backend="trio")
