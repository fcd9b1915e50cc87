import trio


async def worker():
    try:
        await trio.sleep(10)
    except trio.Cancelled:
        print("cancelled once")
    await trio.sleep(3)
    print("and slept on")


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker, name="worker")
        await trio.sleep(1)
        nursery.cancel_scope.cancel()


trio.run(main)
