# Pins down: several threads that wake at one instant finish in the order in which they went to sleep, after the loop's timers.
import time
from functools import partial

import trio


def nap(name, *naps):
    for n in naps:
        time.sleep(n)
    print(f"{time.monotonic():.1f} thread {name}")
    return name


async def call(name, *naps):
    result = await trio.to_thread.run_sync(nap, name, *naps)
    print(f"{trio.current_time():.1f} task {result}")


async def loop_timer(seconds):
    await trio.sleep(seconds)
    print(f"{trio.current_time():.1f} timer {seconds}")


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(call, "a", 1)
        nursery.start_soon(call, "b", 0.5, 0.5)
        nursery.start_soon(loop_timer, 1)
        nursery.start_soon(call, "c", 0.2)
    results = []

    async def collect(fn):
        results.append(await trio.to_thread.run_sync(fn))

    async with trio.open_nursery() as nursery:
        for n in (3, 1, 2):
            nursery.start_soon(collect, partial(nap, f"n{n}", n))
    print(results)


trio.run(main)
