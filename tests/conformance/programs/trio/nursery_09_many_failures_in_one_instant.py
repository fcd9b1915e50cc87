# Pins down: several children that fail in one batch all join the group, in batch order; those failing later by cleanup follow.
import trio


async def fail_together(n, event, cleanup=0.0):
    try:
        await event.wait()
    except trio.Cancelled:
        print(f"{n} was cancelled instead")
        raise
    raise ValueError(n)


async def late(n, seconds):
    try:
        await trio.sleep_forever()
    finally:
        with trio.CancelScope(shield=True):
            await trio.sleep(seconds)
        raise KeyError(n)


async def main():
    event = trio.Event()
    try:
        async with trio.open_nursery() as nursery:
            for n in range(3):
                nursery.start_soon(fail_together, n, event)
            nursery.start_soon(late, "slow", 2)
            nursery.start_soon(late, "quick", 1)
            await trio.sleep(1)
            event.set()
    except ExceptionGroup as group:
        print(f"{trio.current_time():.1f} {group.exceptions}")
    event = trio.Event()
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(fail_together, "first", event)
            await trio.sleep(1)
            nursery.start_soon(fail_together, "just spawned", event)
            event.set()
            raise OSError("body in the same step")
    except ExceptionGroup as group:
        print(group.exceptions)


trio.run(main)
