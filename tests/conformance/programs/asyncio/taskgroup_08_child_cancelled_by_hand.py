# TaskGroup: a child cancelled by hand is silent, alone or together with others; siblings do not notice
import asyncio
import time


async def child(name, seconds):
    try:
        await asyncio.sleep(seconds)
        print(f"{time.monotonic():.1f} {name} finished")
        return name
    finally:
        print(f"{time.monotonic():.1f} {name} finally")


async def cancels_itself():
    asyncio.current_task().cancel("myself")
    await asyncio.sleep(0)


async def raises_cancelled():
    raise asyncio.CancelledError("raised, not cancelled")


async def main():
    async with asyncio.TaskGroup() as tg:
        tasks = {n: tg.create_task(child(n, s)) for n, s in (("a", 1), ("b", 2), ("c", 3))}
        tg.create_task(cancels_itself())
        tg.create_task(raises_cancelled())
        await asyncio.sleep(0.5)
        tasks["b"].cancel()
        print("body goes on")
    print(f"{time.monotonic():.1f} group closed", {n: t.cancelled() for n, t in tasks.items()})

    async with asyncio.TaskGroup() as tg:
        task = tg.create_task(child("x", 5))
        try:
            asyncio.get_running_loop().call_later(1, task.cancel)
            await task
        except asyncio.CancelledError:
            print(f"{time.monotonic():.1f} awaiting the cancelled child, body cancelling {asyncio.current_task().cancelling()}")
    print(f"{time.monotonic():.1f} end")


asyncio.run(main())
