import anyio


async def worker():
    try:
        await anyio.sleep(10)
    except anyio.get_cancelled_exc_class():
        print("cancelled once")
    await anyio.sleep(3)
    print("and slept on")


async def main():
    async with anyio.create_task_group() as group:
        group.start_soon(worker, name="worker")
        await anyio.sleep(1)
        group.cancel_scope.cancel()


anyio.run(main, backend="trio")
