# Barrier: reset breaks the waiters out, abort breaks it for all, a cancelled waiter leaves the others waiting
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def party(name, barrier):
    try:
        position = await barrier.wait()
        stamp(name, "passed", position)
    except asyncio.BrokenBarrierError as e:
        stamp(name, "broken", repr(e))
    except asyncio.CancelledError:
        stamp(name, "cancelled, n_waiting", barrier.n_waiting)
        raise


async def main():
    barrier = asyncio.Barrier(3)
    stamp("-- cancel one waiter")
    tasks = {name: asyncio.create_task(party(name, barrier), name=name) for name in "abc"[:2]}
    await asyncio.sleep(1)
    tasks["a"].cancel()
    await asyncio.sleep(1)
    stamp("n_waiting", barrier.n_waiting, "broken", barrier.broken)
    extra = [asyncio.create_task(party(name, barrier)) for name in "cd"]
    await asyncio.wait([*tasks.values(), *extra])

    stamp("-- reset")
    tasks = [asyncio.create_task(party(name, barrier)) for name in "ef"]
    await asyncio.sleep(1)
    await barrier.reset()
    await asyncio.gather(*tasks)
    stamp("broken after reset:", barrier.broken)

    stamp("-- abort")
    tasks = [asyncio.create_task(party(name, barrier)) for name in "gh"]
    await asyncio.sleep(1)
    await barrier.abort()
    await asyncio.gather(*tasks)
    stamp("broken after abort:", barrier.broken)
    await party("late", barrier)
    await barrier.reset()
    await asyncio.gather(*(party(name, barrier) for name in "xyz"))
    try:
        asyncio.Barrier(0)
    except ValueError as e:
        stamp(e)


asyncio.run(main())
