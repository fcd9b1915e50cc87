import gc

import anyio


class Inbox:
    def __init__(self):
        self.letter = anyio.Event()

    async def read(self):
        print("read: waits for a letter")
        try:
            await self.letter.wait()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.sleep(0.5)
                print("read: says goodbye")


async def main():
    async with anyio.create_task_group() as group:
        inbox = Inbox()
        group.start_soon(inbox.read, name="read")
        await anyio.sleep(1)
        del inbox
        gc.collect()  # the group holds its tasks
        await anyio.sleep(1)
        group.cancel_scope.cancel()
    print("main: bye")


anyio.run(main, backend="asyncio")
