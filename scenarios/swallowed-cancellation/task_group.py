import asyncio

CANCEL_AT = 3.0  # knob: 0.5..7 step 0.5


async def poll():
    for attempt in range(1, 5):
        try:
            await asyncio.sleep(2)
        except BaseException:
            print("ignored in attempt", attempt)
    print("poll: done at last")


async def main():
    async with asyncio.TaskGroup() as group:
        task = group.create_task(poll(), name="poll")
        await asyncio.sleep(CANCEL_AT)
        task.cancel()
    print("main: it is gone now")


asyncio.run(main())
