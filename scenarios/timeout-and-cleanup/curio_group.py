import curio

LIMIT = 2.0  # knob: 0.5..12 step 0.5


async def download():
    try:
        await curio.sleep(10)
    finally:
        print("closing the connection")
        await curio.sleep(1)
        print("closed")


async def main():
    try:
        async with curio.timeout_after(LIMIT):
            async with curio.TaskGroup() as group:
                await group.spawn(download)
    except curio.TaskTimeout:
        print("main: too slow")


curio.run(main)
