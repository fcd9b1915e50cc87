# timeout around groups, inside children and in a retry loop; the deadline of one attempt does not leak into the next
import asyncio
import time
from itertools import count


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def flaky(attempt):
    await asyncio.sleep(3 / attempt)
    if attempt == 2:
        raise ConnectionError("reset")
    return f"attempt {attempt}"


async def retry(limit, backoff):
    for attempt in count(1):
        try:
            async with asyncio.timeout(limit):
                return await flaky(attempt)
        except (TimeoutError, ConnectionError) as e:
            stamp("attempt", attempt, type(e).__name__)
            await asyncio.sleep(backoff * attempt)


async def child(name, limit, seconds):
    try:
        async with asyncio.timeout(limit):
            await asyncio.sleep(seconds)
            stamp(name, "in time")
    except TimeoutError:
        stamp(name, "timed out")
        if name == "fatal":
            raise


async def main():
    stamp(await retry(2, 0.5))
    async with asyncio.TaskGroup() as tg:
        tg.create_task(child("a", 1, 2))
        tg.create_task(child("b", 2, 1))
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(child("fatal", 1, 2))
            tg.create_task(child("sibling", 9, 8))
    except* TimeoutError as group:
        stamp("group", [repr(e) for e in group.exceptions])
    try:
        async with asyncio.timeout(1) as outer, asyncio.TaskGroup() as tg:
            tg.create_task(child("in both", 5, 4))
            try:
                async with asyncio.timeout(0.5):
                    await asyncio.sleep(9)
            except TimeoutError:
                stamp("body's own timeout")
                await asyncio.sleep(9)
    except TimeoutError:
        stamp("outer", outer.expired())


asyncio.run(main())
