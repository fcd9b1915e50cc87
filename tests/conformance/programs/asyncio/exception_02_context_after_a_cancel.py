# sys.exception() and __context__ in a coroutine that is resumed by a cancel see its own handled exceptions, not its awaiter's
import asyncio
import sys


def chain(exc):
    words = []
    while exc is not None:
        words.append(repr(exc))
        exc = exc.__context__
    return " <- ".join(words)


async def cleanup(event):
    print("  cleanup begins, handling", repr(sys.exception()))
    try:
        await event.wait()
        print("  resumed by a result, handling", repr(sys.exception()))
    except asyncio.CancelledError:
        print("  interrupted, handling", repr(sys.exception()))
    print("  afterwards, handling", repr(sys.exception()))
    await asyncio.sleep(1)
    print("  a second later, handling", repr(sys.exception()))
    raise OSError("cleanup failed")


async def job(event):
    try:
        await asyncio.sleep(10)
    finally:
        print(" job handles", repr(sys.exception()))
        await cleanup(event)


async def main():
    for interrupt in (False, True):
        print("interrupted:", interrupt)
        event = asyncio.Event()
        task = asyncio.create_task(job(event))
        await asyncio.sleep(1)
        task.cancel("first")
        await asyncio.sleep(1)
        if interrupt:
            task.cancel("second")
        else:
            event.set()
        try:
            await task
        except OSError as e:
            print(chain(e))


asyncio.run(main())
