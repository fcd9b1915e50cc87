import time

import trio

VISITORS = 41  # knob: 1..81 step 10


def report():
    time.sleep(1)
    return "report"


async def visit(number):
    await trio.to_thread.run_sync(report)
    print("visitor", number, "has it after", round(trio.current_time() - start), "s")


async def main():
    global start
    start = trio.current_time()
    async with trio.open_nursery() as nursery:
        for number in range(1, VISITORS + 1):
            nursery.start_soon(visit, number, name=f"{number}")


trio.run(main)
