import trio

CANCEL_AT = 3.0  # knob: 0.5..7 step 0.5


async def poll():
    for attempt in range(1, 5):
        try:
            await trio.sleep(2)
        except BaseException:
            print("ignored in attempt", attempt)
    print("poll: done at last")


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(poll, name="poll")
        await trio.sleep(CANCEL_AT)
        nursery.cancel_scope.cancel()
    print("main: it is gone now")


trio.run(main)
