import asyncio


async def commit():
    await asyncio.sleep(2)
    print("committed")


async def transfer():
    print("debited")
    try:
        await asyncio.sleep(5)
    finally:
        await asyncio.shield(asyncio.create_task(commit(), name="commit"))


async def main():
    task = asyncio.create_task(transfer(), name="transfer")
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.sleep(1)
    task.cancel()
    print("main: bye")


asyncio.run(main())
