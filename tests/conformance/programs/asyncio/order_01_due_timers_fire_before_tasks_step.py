# order: all timers due in one turn fire before any task steps, so a timeout beats a sleep with the same deadline
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def same_deadline():
    try:
        async with asyncio.timeout(1):
            await asyncio.sleep(1)
            stamp("sleep won")
    except TimeoutError:
        stamp("timeout won")


async def sleep_first(margin):
    """The sleep is due earlier, but the loop is blocked past both deadlines."""
    try:
        async with asyncio.timeout(1 + margin):
            asyncio.get_running_loop().call_soon(time.sleep, 3)
            await asyncio.sleep(1)
            stamp("sleep won, margin", margin)
    except TimeoutError as e:
        stamp("timeout won, margin", margin, repr(e))


async def wait_for_ties():
    try:
        stamp(await asyncio.wait_for(asyncio.sleep(2, "value"), timeout=2))
    except TimeoutError:
        stamp("wait_for gave up")


async def main():
    await same_deadline()
    await sleep_first(0.5)
    await sleep_first(5)
    await wait_for_ties()
    task = asyncio.create_task(asyncio.sleep(1, "late but done"))
    done, pending = await asyncio.wait([task], timeout=1)
    stamp("wait: done", len(done), "pending", len(pending))
    stamp(await task)


asyncio.run(main())
