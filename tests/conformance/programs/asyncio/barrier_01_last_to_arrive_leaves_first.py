# Barrier: the last to arrive leaves first, then the others in arrival order; it is then ready for the next round
import asyncio
import time


async def racer(name, barrier, delays):
    for lap, delay in enumerate(delays):
        await asyncio.sleep(delay)
        print(f"{time.monotonic():.1f} {name} waits, lap {lap}, waiting {barrier.n_waiting}")
        index = await barrier.wait()
        print(f"{time.monotonic():.1f} {name} passes, lap {lap}, index {index}")


async def main():
    barrier = asyncio.Barrier(3)
    print("parties", barrier.parties, "broken", barrier.broken)
    async with asyncio.TaskGroup() as tg:
        tg.create_task(racer("ann", barrier, [1, 2]))
        tg.create_task(racer("bob", barrier, [3, 0]))
        tg.create_task(racer("cat", barrier, [2, 1]))

    async def block(n):
        async with barrier as position:
            print(f"block {n} position {position}")

    await asyncio.gather(*(block(n) for n in range(3)))


asyncio.run(main())
