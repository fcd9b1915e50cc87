import curio


async def download():
    try:
        await curio.sleep(10)
    finally:
        print("closing the connection")
        await curio.sleep(1)
        print("closed")


async def main():
    try:
        async with curio.timeout_after(2):
            async with curio.TaskGroup() as group:
                await group.spawn(download)
    except curio.TaskTimeout:
        print("main: too slow")


curio.run(main)
