# Racing replicas: first good answer wins, losers are cancelled and their cleanup is awaited, all failing raises a group
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def replica(name, seconds, ok=True):
    try:
        await asyncio.sleep(seconds)
        if not ok:
            raise ConnectionError(name)
        return f"answer of {name}"
    except asyncio.CancelledError:
        await asyncio.sleep(0.2)
        stamp(name, "closed its connection")
        raise


async def first_good(*coros):
    tasks = {asyncio.ensure_future(c): i for i, c in enumerate(coros)}
    pending, errors = list(tasks), []
    try:
        while pending:
            done, _ = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in sorted(done, key=tasks.get):
                pending.remove(task)
                if task.exception() is None:
                    return task.result()
                stamp("failed", repr(task.exception()))
                errors.append(task.exception())
        raise ExceptionGroup("all replicas failed", errors)
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


async def main():
    stamp(await first_good(replica("a", 3), replica("b", 1, ok=False), replica("c", 2)))
    try:
        stamp(await first_good(replica("d", 1, ok=False), replica("e", 2, ok=False)))
    except ExceptionGroup as e:
        stamp(repr(e))
    try:
        stamp(await asyncio.wait_for(first_good(replica("f", 9), replica("g", 8)), 1))
    except TimeoutError:
        stamp("nobody in time")
    stamp(await first_good(replica("h", 1), replica("i", 1)))


asyncio.run(main())
