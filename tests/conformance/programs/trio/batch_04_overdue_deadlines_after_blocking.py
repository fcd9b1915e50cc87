# Pins down: after a blocking time.sleep all overdue deadlines fire in one pass, in deadline order, before anyone steps.
import time

import trio


def stamp(*words):
    print(f"{trio.current_time():.1f}", *words)


async def sleeper(name, seconds):
    await trio.sleep(seconds)
    stamp(name, "wakes")


async def limited(name, seconds):
    with trio.move_on_after(seconds) as scope:
        await trio.sleep(2)
        stamp(name, "slept")
    stamp(name, "caught", scope.cancelled_caught)


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(sleeper, "d3", 3)
        nursery.start_soon(sleeper, "d1", 1)
        nursery.start_soon(limited, "limit 2.5", 2.5)
        nursery.start_soon(limited, "limit 9", 9)
        nursery.start_soon(sleeper, "d2", 2)
        nursery.start_soon(sleeper, "d5", 5)
        await trio.sleep(0.5)
        stamp("block")
        time.sleep(4)
        stamp("unblock")
        await trio.sleep(0)
        stamp("body after one checkpoint")


trio.run(main)
