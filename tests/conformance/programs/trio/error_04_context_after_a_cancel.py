# Pins down: what a coroutine handles after a Cancelled was thrown into it under an awaiter that is itself handling an error.
import sys

import trio


def name(exc):
    return type(exc).__name__


async def cleanup(event):
    print("  cleanup begins, handling", name(sys.exception()))
    with trio.move_on_after(1, shield=True):
        try:
            await event.wait()
            print("  resumed by a result, handling", name(sys.exception()))
        except trio.Cancelled:
            print("  interrupted, handling", name(sys.exception()))
            raise
    print("  afterwards, handling", name(sys.exception()))
    with trio.CancelScope(shield=True):
        await trio.sleep(1)
    print("  a second later, handling", name(sys.exception()))
    raise OSError("cleanup failed")


async def job(event):
    try:
        await trio.sleep(10)
    finally:
        print(" job handles", name(sys.exception()))
        await cleanup(event)


async def main():
    for interrupt in (False, True):
        print("interrupted:", interrupt)
        event = trio.Event()
        try:
            with trio.move_on_after(1):
                async with trio.open_nursery() as nursery:
                    if not interrupt:
                        event.set()
                    await job(event)
        except* OSError as group:
            [exc] = group.exceptions
            while exc is not None:
                print(name(exc), end=" <- " if exc.__context__ else "\n")
                exc = exc.__context__


trio.run(main)
