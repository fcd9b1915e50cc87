import curio

DOWN_AT = 2.5  # knob: 0.5..5.5 step 1


async def refresh():
    await curio.sleep(DOWN_AT)
    raise ConnectionError("the exchange is down")


async def sell():
    for number in range(1, 5):
        await curio.sleep(1)
        print("sold", number, "at the last known price")


async def main():
    async with curio.TaskGroup() as group:
        await group.spawn(refresh)
        await sell()
        print("main: a good day")
    print("main: heard of", group.exceptions)


curio.run(main)
