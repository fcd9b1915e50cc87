# Pins down: a cancelled Condition.wait takes the lock back first, even though cancelled, so its Cancelled may come late.
import trio


def stamp(*words):
    print(f"{trio.current_time():.1f}", *words)


async def waiter(condition, limit):
    with trio.move_on_after(limit) as scope:
        async with condition:
            try:
                await condition.wait()
            except trio.Cancelled:
                stamp("Cancelled, lock is mine:", condition.locked())
                raise
    stamp("waiter left, caught", scope.cancelled_caught, "locked", condition.locked())


async def holder(condition, seconds):
    async with condition:
        stamp("holder in")
        await trio.sleep(seconds)
    stamp("holder out")


async def main():
    condition = trio.Condition()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(waiter, condition, 1)
        await trio.sleep(0.5)
        nursery.start_soon(holder, condition, 3)
    stamp("-- nobody holds it")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(waiter, condition, 1)
    stamp("-- notified and then cancelled")
    with trio.CancelScope() as scope:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(waiter, condition, 60)
            await trio.sleep(1)
            async with condition:
                condition.notify()
                scope.cancel()
    stamp("end", scope.cancelled_caught)


trio.run(main)
