import curio

CANCEL_AT = 3.0  # knob: 0.5..7 step 0.5


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
        await curio.sleep(CANCEL_AT)
        await task.cancel()
    print("main: it is gone now")


curio.run(main)
