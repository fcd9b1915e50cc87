# time.sleep on the loop: a sleep of no time lets no new thread begin, a longer one does.
import time

import curio


def job(name):
    print(f"{time.monotonic():.2f}", name, "in a thread")
    return name


async def starter(name):
    thread = await curio.spawn_thread(job, name)
    print(f"{time.monotonic():.2f}", name, await thread.join())


async def blocker(seconds):
    time.sleep(seconds)
    print(f"{time.monotonic():.2f}", "slept", seconds)


async def main():
    for seconds in (0, 0.0, 1):
        async with curio.TaskGroup() as group:
            await group.spawn(starter, f"beside {seconds}")
            await group.spawn(blocker, seconds)


curio.run(main)
