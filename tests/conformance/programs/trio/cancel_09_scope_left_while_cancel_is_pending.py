# Pins down: a task that leaves a cancelled scope before its next checkpoint is no longer cancelled.
import trio


async def leaves_in_time(scope, other):
    with scope:
        other.cancel_called  # no checkpoint in here
        scope.cancel()
    await trio.lowlevel.checkpoint()
    print("passed a checkpoint after leaving, caught", scope.cancelled_caught)


async def woken_and_leaves(event, scope):
    with scope:
        await event.wait()
        print("woken")
    await trio.lowlevel.checkpoint()
    print("still alive, caught", scope.cancelled_caught)


async def main():
    await leaves_in_time(trio.CancelScope(), trio.CancelScope())
    event, scope = trio.Event(), trio.CancelScope()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(woken_and_leaves, event, scope)
        await trio.sleep(1)
        event.set()
        scope.cancel()
    print("-- a child spawned in a scope that is then left")
    async with trio.open_nursery() as nursery:
        with trio.CancelScope() as scope:
            nursery.start_soon(trio.sleep, 2)
            scope.cancel()
        await trio.sleep(1)
        print("body was not cancelled")
    print(f"{trio.current_time():.1f} nor was the child")
    print("-- the nursery's exit is a checkpoint only if it must wait or is empty")
    with trio.CancelScope() as scope:
        async with trio.open_nursery():
            scope.cancel()
    print("empty nursery: caught", scope.cancelled_caught)


trio.run(main)
