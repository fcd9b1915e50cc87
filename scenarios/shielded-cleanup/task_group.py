import asyncio


async def commit():
    await asyncio.sleep(2)
    print("committed")


async def transfer(group):
    print("debited")
    try:
        await asyncio.sleep(5)
    finally:
        await asyncio.shield(group.create_task(commit(), name="commit"))


async def main():
    async with asyncio.TaskGroup() as group:
        task = group.create_task(transfer(group), name="transfer")
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.sleep(1)
        task.cancel()
    print("main: bye")


asyncio.run(main())
