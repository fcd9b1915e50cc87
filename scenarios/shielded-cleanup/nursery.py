import trio

SHIELD = True  # knob


async def commit():
    await trio.sleep(2)
    print("committed")


async def transfer():
    print("debited")
    try:
        await trio.sleep(5)
    finally:
        with trio.CancelScope(shield=SHIELD):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(commit, name="commit")


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(transfer, name="transfer")
        await trio.sleep(1)
        nursery.cancel_scope.cancel()
    print("main: bye")


trio.run(main)
