import anyio

DOWN_AT = 2.5  # knob: 0.5..5.5 step 1


async def refresh():
    await anyio.sleep(DOWN_AT)
    raise ConnectionError("the exchange is down")


async def sell():
    for number in range(1, 5):
        await anyio.sleep(1)
        print("sold", number, "at the last known price")


async def main():
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(refresh, name="refresh")
            await sell()
            print("main: a good day")
    except* ConnectionError as errors:
        print("main: heard of", errors.exceptions)


anyio.run(main, backend="asyncio")
