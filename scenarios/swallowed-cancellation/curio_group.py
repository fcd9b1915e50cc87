import curio


async def poll():
    for attempt in range(1, 5):
        try:
            await curio.sleep(2)
        except BaseException:
            print("ignored in attempt", attempt)
    print("poll: done at last")


async def main():
    async with curio.TaskGroup() as group:
        task = await group.spawn(poll)
        await curio.sleep(3)
        await task.cancel()
    print("main: it is gone now")


curio.run(main)
