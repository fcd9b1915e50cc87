# TaskGroup: an outer cancel reaches body or exit and comes out bare; with a failing cleanup the group wins and the cancel comes back
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def child(name, cleanup, error=None):
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError as e:
        stamp(name, "cancelled", e.args)
        await asyncio.sleep(cleanup)
        if error is not None:
            raise error
        raise


async def owner(body_seconds, *children):
    me = asyncio.current_task()
    try:
        async with asyncio.TaskGroup() as tg:
            for c in children:
                tg.create_task(child(*c))
            await asyncio.sleep(body_seconds)
            stamp("body done")
    except BaseExceptionGroup as group:
        stamp("group", group.exceptions, "cancelling", me.cancelling())
        try:
            await asyncio.sleep(0)
            stamp("no cancel came back")
        except asyncio.CancelledError as e:
            stamp("the cancel came back", e.args, "cancelling", me.cancelling())
            raise


async def run(cancels, *args):
    task = asyncio.create_task(owner(*args))
    for pause, message in cancels:
        await asyncio.sleep(pause)
        task.cancel(message)
    try:
        await task
        stamp("ended normally")
    except BaseException as e:
        stamp("ended with", repr(e), "cancelling", task.cancelling())


async def main():
    stamp("-- in the body")
    await run([(1, "one")], 9, ("a", 0.5), ("b", 0.2))
    stamp("-- in the exit")
    await run([(1, "one")], 0.1, ("a", 0.5), ("b", 0.2))
    stamp("-- cleanup fails")
    await run([(1, "one")], 0.1, ("a", 0.5, OSError("a broke")), ("b", 0.2))
    stamp("-- cancelled twice")
    await run([(1, "one"), (0.5, "two")], 0.1, ("a", 2))


asyncio.run(main())
