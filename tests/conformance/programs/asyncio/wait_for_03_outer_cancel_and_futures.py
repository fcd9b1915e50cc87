# wait_for: an outer cancel beats the timeout and passes through; a future given to it is cancelled on expiry
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def inner():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        stamp("inner", repr(e))
        await asyncio.sleep(0.5)
        raise


async def outer(timeout):
    try:
        await asyncio.wait_for(inner(), timeout)
    except TimeoutError:
        stamp("outer saw a timeout")
    except asyncio.CancelledError as e:
        stamp("outer saw", repr(e))
        raise


async def main():
    stamp("-- cancel before the timeout")
    task = asyncio.create_task(outer(5))
    await asyncio.sleep(1)
    task.cancel("by hand")
    await asyncio.wait([task])

    stamp("-- cancel during the cleanup after the timeout")
    task = asyncio.create_task(outer(1))
    await asyncio.sleep(1.2)
    task.cancel("too late?")
    await asyncio.wait([task])
    stamp("cancelled", task.cancelled(), "cancelling", task.cancelling())

    stamp("-- a future")
    future = asyncio.get_running_loop().create_future()
    try:
        await asyncio.wait_for(future, 1)
    except TimeoutError:
        stamp("future cancelled:", future.cancelled())

    stamp("-- a task made before")
    task = asyncio.create_task(inner())
    try:
        await asyncio.wait_for(task, 1)
    except TimeoutError as e:
        stamp("task cancelled:", task.cancelled(), "cause", repr(e.__cause__))

    stamp("-- nested, inner expires first, then both at once")
    for a, b in ((3, 1), (1, 3), (2, 2)):
        try:
            await asyncio.wait_for(asyncio.wait_for(asyncio.sleep(9), b), a)
        except TimeoutError as e:
            depth = 0
            while e is not None:
                depth, e = depth + 1, e.__cause__
            stamp((a, b), "chain of causes", depth)


asyncio.run(main())
