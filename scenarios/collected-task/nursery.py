import gc

import trio


class Inbox:
    def __init__(self):
        self.letter = trio.Event()

    async def read(self):
        print("read: waits for a letter")
        try:
            await self.letter.wait()
        finally:
            with trio.CancelScope(shield=True):
                await trio.sleep(0.5)
                print("read: says goodbye")


async def main():
    async with trio.open_nursery() as nursery:
        inbox = Inbox()
        nursery.start_soon(inbox.read, name="read")
        await trio.sleep(1)
        del inbox
        gc.collect()  # the nursery holds its tasks
        await trio.sleep(1)
        nursery.cancel_scope.cancel()
    print("main: bye")


trio.run(main)
