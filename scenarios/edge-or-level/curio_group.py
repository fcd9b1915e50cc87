import curio


async def worker():
    try:
        await curio.sleep(10)
    except curio.CancelledError:
        print("cancelled once")
    await curio.sleep(3)
    print("and slept on")


async def main():
    task = await curio.spawn(worker)
    await curio.sleep(1)
    await task.cancel()


curio.run(main)
