import curio


async def commit():
    await curio.sleep(2)
    print("committed")


async def transfer():
    print("debited")
    try:
        await curio.sleep(5)
    finally:
        async with curio.disable_cancellation():
            async with curio.TaskGroup() as group:
                await group.spawn(commit)


async def main():
    async with curio.TaskGroup() as group:
        await group.spawn(transfer)
        await curio.sleep(1)
        await group.cancel_remaining()
    print("main: bye")


curio.run(main)
