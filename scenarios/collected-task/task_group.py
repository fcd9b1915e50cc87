import asyncio
import gc


class Inbox:
    def __init__(self):
        self.letter = asyncio.Event()

    async def read(self):
        print("read: waits for a letter")
        try:
            await self.letter.wait()
        finally:
            await asyncio.sleep(0.5)
            print("read: says goodbye")


async def main():
    async with asyncio.TaskGroup() as group:
        inbox = Inbox()
        reader = group.create_task(inbox.read(), name="read")
        await asyncio.sleep(1)
        del inbox
        gc.collect()  # the group holds its tasks
        await asyncio.sleep(1)
        reader.cancel()
    print("main: bye")


asyncio.run(main())
