# Pins down: spawning into a cancelled nursery runs the task to its first checkpoint; into a closed one is an error.
import trio


async def child(name):
    print(name, "starts")
    try:
        await trio.lowlevel.checkpoint()
        print(name, "not reached")
    finally:
        print(name, "ends")


async def never_awaits(name):
    print(name, "runs through")


async def main():
    async with trio.open_nursery() as nursery:
        nursery.cancel_scope.cancel()
        nursery.start_soon(child, "a")
        nursery.start_soon(never_awaits, "b")
        print("body goes on until its next checkpoint")
        nursery.start_soon(child, "c")
    print("caught", nursery.cancel_scope.cancelled_caught)
    try:
        nursery.start_soon(child, "late")
    except RuntimeError as exc:
        print("RuntimeError:", exc)
    try:
        await nursery.start(child)
    except RuntimeError as exc:
        print("RuntimeError:", exc)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(child_that_spawns, nursery)
    print("a child may spawn while the body is over")


async def child_that_spawns(nursery):
    await trio.sleep(1)
    nursery.start_soon(never_awaits, "grandchild")


trio.run(main)
