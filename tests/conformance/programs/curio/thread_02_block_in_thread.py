# pins down: block_in_thread shares one thread among those who call the same thing, pool of 64 threads for run_in_thread
import time

import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


def block():
    time.sleep(1)
    return time.monotonic()


def other():
    time.sleep(1)
    return time.monotonic()


class Box:
    def wait(self):
        time.sleep(1)
        return time.monotonic()


async def main():
    async with curio.TaskGroup() as g:
        for _ in range(3):
            await g.spawn(curio.block_in_thread, block)
        await g.spawn(curio.block_in_thread, other)
    await log(g.results)
    a, b = Box(), Box()
    async with curio.TaskGroup() as g:
        for box in (a, a, b):
            await g.spawn(curio.block_in_thread, box.wait)
    await log([r - 3 for r in g.results])
    async with curio.TaskGroup() as g:
        for _ in range(66):
            await g.spawn(curio.run_in_thread, block)
    await log(sorted({(r, g.results.count(r)) for r in g.results}))
    t = await curio.spawn(curio.block_in_thread, block)
    u = await curio.spawn(curio.block_in_thread, block)
    await curio.sleep(0.5)
    await u.cancel()
    await log("waiting one cancelled", repr(u.exception))
    await log(await t.join())


curio.run(main)
