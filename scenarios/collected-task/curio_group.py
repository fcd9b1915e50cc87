import gc

import curio


class Inbox:
    def __init__(self):
        self.letter = curio.Event()

    async def read(self):
        print("read: waits for a letter")
        try:
            await self.letter.wait()
        finally:
            await curio.sleep(0.5)
            print("read: says goodbye")


async def main():
    async with curio.TaskGroup() as group:
        inbox = Inbox()
        await group.spawn(inbox.read)
        await curio.sleep(1)
        del inbox
        gc.collect()  # the group holds its tasks
        await curio.sleep(1)
        await group.cancel_remaining()
    print("main: bye")


curio.run(main)
