# gather: cancelling the caller cancels all children; it wakes when the first child has ended, the others clean up later
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def child(name, cleanup):
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError as e:
        stamp(name, "cancelled with", e.args)
        await asyncio.sleep(cleanup)
        stamp(name, "cleaned up")
        raise


async def caller(return_exceptions, futures):
    future = asyncio.gather(child("a", 3), child("b", 1), child("c", 2), return_exceptions=return_exceptions)
    futures.append(future)
    try:
        stamp("results", await future)
    except asyncio.CancelledError as e:
        stamp("caller sees", repr(e), "cancelling", asyncio.current_task().cancelling())
        raise


async def main():
    for return_exceptions in (False, True):
        stamp("-- return_exceptions =", return_exceptions)
        futures = []
        task = asyncio.create_task(caller(return_exceptions, futures))
        await asyncio.sleep(1)
        stamp("cancel", task.cancel("stop it"))
        try:
            await task
        except asyncio.CancelledError as e:
            stamp("task ended", repr(e), "left:", len(asyncio.all_tasks()) - 1)
        [future] = futures
        stamp("gather future done", future.done(), "cancelled", future.cancelled())
        await asyncio.sleep(5)


asyncio.run(main())
