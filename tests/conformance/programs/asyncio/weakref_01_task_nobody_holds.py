# A task that nobody holds, waiting on a future that nobody holds, can vanish in the middle; its destruction is reported
import asyncio
import gc
import weakref


class Connection:
    def __init__(self, name):
        self.name = name

    async def read(self):
        future = asyncio.get_running_loop().create_future()
        try:
            await future
        finally:
            print(self.name, "finally")


async def main():
    asyncio.get_running_loop().set_exception_handler(lambda loop, ctx: print("HANDLER", ctx["message"]))
    held = asyncio.create_task(Connection("held").read())
    dropped = asyncio.create_task(Connection("dropped").read())
    gone = weakref.ref(dropped)
    await asyncio.sleep(0)
    print("tasks", len(asyncio.all_tasks()))
    del dropped
    gc.collect()
    print("dropped is gone:", gone() is None, "tasks", len(asyncio.all_tasks()))
    await asyncio.sleep(1)
    sleeping = weakref.ref(asyncio.create_task(asyncio.sleep(5)))
    await asyncio.sleep(0)
    gc.collect()
    print("a sleeping task is held by its timer:", sleeping() is not None)
    held.cancel()
    await asyncio.wait([held])


asyncio.run(main())
