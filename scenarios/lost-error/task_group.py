import asyncio

DOWN_AT = 2.5  # knob: 0.5..5.5 step 1


async def refresh():
    await asyncio.sleep(DOWN_AT)
    raise ConnectionError("the exchange is down")


async def sell():
    for number in range(1, 5):
        await asyncio.sleep(1)
        print("sold", number, "at the last known price")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(refresh(), name="refresh")
            await sell()
            print("main: a good day")
    except* ConnectionError as errors:
        print("main: heard of", errors.exceptions)


asyncio.run(main())
