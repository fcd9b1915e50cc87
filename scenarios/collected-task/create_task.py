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
    inbox = Inbox()
    asyncio.create_task(inbox.read(), name="read")
    await asyncio.sleep(1)
    del inbox  # only the task still knows it, and nothing else knows the task
    gc.collect()
    await asyncio.sleep(1)
    print("main: bye")


asyncio.run(main())
