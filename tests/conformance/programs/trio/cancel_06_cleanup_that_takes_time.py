# Pins down: parents wait for slow shielded cleanups; an outer timeout cannot shorten them; order of unwinding.
from contextlib import asynccontextmanager

import trio


@asynccontextmanager
async def resource(name, closing):
    print(f"{trio.current_time():.1f} open {name}")
    try:
        yield name
    finally:
        with trio.move_on_after(closing, shield=True) as scope:
            await trio.sleep(1)
        print(f"{trio.current_time():.1f} {'gave up on' if scope.cancelled_caught else 'closed'} {name}")


async def worker(name, closing):
    async with resource(f"{name}.db", closing), resource(f"{name}.cache", 9):
        await trio.sleep_forever()


async def main():
    with trio.move_on_after(2) as outer:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(worker, "w1", 0.5)
            nursery.start_soon(worker, "w2", 3)
            async with resource("main", 2):
                with trio.move_on_after(1) as inner:
                    nursery.cancel_scope.cancel()
                    await trio.sleep(60)
            print("not reached")
    print(f"{trio.current_time():.1f} outer called {outer.cancel_called} caught {outer.cancelled_caught}, "
          f"inner called {inner.cancel_called} caught {inner.cancelled_caught}")


trio.run(main)
