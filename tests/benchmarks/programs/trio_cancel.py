# COUNT tasks that wait for what never comes; their nursery is cancelled.
import trio


async def main():
    async with trio.open_nursery() as nursery:
        for _ in range(COUNT):
            nursery.start_soon(trio.sleep_forever)
        await trio.lowlevel.checkpoint()
        nursery.cancel_scope.cancel()


trio.run(main)
