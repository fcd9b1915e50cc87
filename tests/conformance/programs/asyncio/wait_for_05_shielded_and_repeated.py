# wait_for(shield(task)) in a loop: progress messages until it is done; the last timeout leaves it running or cancels it
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def download(seconds):
    try:
        await asyncio.sleep(seconds)
        return f"{seconds} s worth of data"
    except asyncio.CancelledError:
        stamp("download cancelled")
        raise


async def with_progress(seconds, patience):
    task = asyncio.create_task(download(seconds))
    for n in range(patience):
        try:
            return await asyncio.wait_for(asyncio.shield(task), 1)
        except TimeoutError:
            stamp("still waiting", n)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        return "gave up"


async def main():
    stamp(await with_progress(2.5, 5))
    stamp(await with_progress(9, 2))
    stamp(await with_progress(3, 5))
    task = asyncio.create_task(with_progress(9, 5))
    await asyncio.sleep(1.5)
    task.cancel()
    await asyncio.wait([task])
    stamp(task.cancelled(), "the download goes on:", len(asyncio.all_tasks()) - 1)


asyncio.run(main())
