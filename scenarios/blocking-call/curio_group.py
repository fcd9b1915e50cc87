import time

import curio


async def beat():
    for count in range(1, 5):
        await curio.sleep(1)
        print("beat", count)


async def parse():
    await curio.run_in_thread(time.sleep, 3)
    print("parsed")


async def main():
    async with curio.TaskGroup() as group:
        await group.spawn(beat)
        await group.spawn(parse)


curio.run(main)
