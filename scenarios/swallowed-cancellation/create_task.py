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
    task = asyncio.create_task(poll(), name="poll")
    await asyncio.sleep(CANCEL_AT)
    task.cancel()
    await asyncio.sleep(1)
    print("main: it must be gone by now")
    await task


asyncio.run(main())
