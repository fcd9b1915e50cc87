import time

import anyio


async def beat():
    for count in range(1, 5):
        await anyio.sleep(1)
        print("beat", count)


async def parse():
    await anyio.to_thread.run_sync(time.sleep, 3)
    print("parsed")


async def main():
    async with anyio.create_task_group() as group:
        group.start_soon(beat, name="beat")
        group.start_soon(parse, name="parse")


anyio.run(main, backend="asyncio")
