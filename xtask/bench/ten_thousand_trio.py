# 10,000 tasks in one trio nursery, each suspended three times. No timers: what is measured is work, not waiting.
import trio

COUNT = 10_000


async def worker(done):
    for _ in range(3):
        await trio.lowlevel.checkpoint()
    done.append(None)


async def main():
    done = []
    async with trio.open_nursery() as nursery:
        for _ in range(COUNT):
            nursery.start_soon(worker, done)
    print(len(done))


trio.run(main)
