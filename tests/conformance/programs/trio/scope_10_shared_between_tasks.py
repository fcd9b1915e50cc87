# Pins down: a nursery's own scope cancels body and children; a scope around a nursery covers children, one inside a child does not.
import trio


def stamp(*words):
    print(f"{trio.current_time():.1f}", *words)


async def child(name, seconds):
    try:
        await trio.sleep(seconds)
        stamp(name, "finished")
    except trio.Cancelled:
        stamp(name, "cancelled")
        raise


async def stops_all(nursery):
    await trio.sleep(1)
    stamp("a child cancels its nursery")
    nursery.cancel_scope.cancel()
    stamp("and goes on until it awaits")
    await trio.sleep(0)
    stamp("not reached")


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(child, "a", 5)
        nursery.start_soon(stops_all, nursery)
        await child("body", 5)
    stamp("nursery left, caught", nursery.cancel_scope.cancelled_caught)

    async with trio.open_nursery() as nursery:
        with trio.move_on_after(1) as scope:
            nursery.start_soon(child, "spawned inside the scope", 2)
            await child("body", 5)
        stamp("scope caught", scope.cancelled_caught)

    with trio.move_on_after(1) as scope:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(child, "in nursery in scope", 2)
    stamp("scope caught", scope.cancelled_caught, "nursery's own", nursery.cancel_scope.cancelled_caught)

    async with trio.open_nursery() as nursery:
        nursery.cancel_scope.deadline = trio.current_time() + 1
        nursery.cancel_scope.shield = True
        nursery.start_soon(child, "under the nursery's deadline", 3)
    stamp("caught", nursery.cancel_scope.cancelled_caught)


trio.run(main)
