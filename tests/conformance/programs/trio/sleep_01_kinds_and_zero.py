# Pins down: sleep, sleep_until, sleep_forever, sleep(0), times in the past, and that time moves only when all wait.
import math
import time

import trio


async def spin(turns):
    for _ in range(turns):
        await trio.sleep(0)


async def main():
    begin = trio.current_time()
    print("begins at", begin, time.monotonic(), time.perf_counter())
    await spin(100)
    print("after 100 turns still", trio.current_time())
    await trio.sleep(0.1 + 0.2)
    print(round(trio.current_time(), 9))
    await trio.sleep_until(2)
    print(trio.current_time())
    await trio.sleep_until(1)
    print("past:", trio.current_time())
    async with trio.open_nursery() as nursery:
        for n in (0.3, 0.1, 0.2):
            nursery.start_soon(trio.sleep, n)
    print(f"{trio.current_time():.1f}")
    with trio.move_on_after(1):
        await trio.sleep_forever()
    with trio.move_on_after(1):
        await trio.sleep(math.inf)
    print(f"{trio.current_time():.1f}")
    for bad in (-0.5, math.nan):
        try:
            await trio.sleep(bad)
        except ValueError as exc:
            print("ValueError:", exc)
    time.sleep(1.5)
    print(f"{trio.current_time():.1f} after blocking")


trio.run(main)
