import anyio

SHIELD = True  # knob


async def commit():
    await anyio.sleep(2)
    print("committed")


async def transfer():
    print("debited")
    try:
        await anyio.sleep(5)
    finally:
        with anyio.CancelScope(shield=SHIELD):
            async with anyio.create_task_group() as group:
                group.start_soon(commit, name="commit")


async def main():
    async with anyio.create_task_group() as group:
        group.start_soon(transfer, name="transfer")
        await anyio.sleep(1)
        group.cancel_scope.cancel()
    print("main: bye")


anyio.run(main, backend="asyncio")
