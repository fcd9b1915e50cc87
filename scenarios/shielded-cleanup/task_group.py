import asyncio


async def commit():
    await asyncio.sleep(2)
    print("committed")


async def transfer():
    print("debited")
    try:
        await asyncio.sleep(5)
    finally:
        async with asyncio.TaskGroup() as group:
            await asyncio.shield(group.create_task(commit(), name="commit"))


async def main():
    async with asyncio.TaskGroup() as group:
        task = group.create_task(transfer(), name="transfer")
        await asyncio.sleep(1)
        task.cancel()
    print("main: bye")


asyncio.run(main())
