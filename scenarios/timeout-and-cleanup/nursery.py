import trio

LIMIT = 2.0  # knob: 0.5..12 step 0.5


async def download():
    try:
        await trio.sleep(10)
    finally:
        print("closing the connection")
        await trio.sleep(1)
        print("closed")


async def main():
    with trio.move_on_after(LIMIT) as scope:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(download, name="download")
    if scope.cancelled_caught:
        print("main: too slow")


trio.run(main)
