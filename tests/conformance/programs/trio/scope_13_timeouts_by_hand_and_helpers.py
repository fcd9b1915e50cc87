# Pins down: helpers built from scopes: a watchdog, an idle timeout, cancel-on-first, run-all-but-bounded; class-based scopes.
import math
from contextlib import contextmanager

import trio


def stamp(*words):
    print(f"{trio.current_time():.1f}", *words)


class Watchdog:
    """Cancels the block unless patted in time."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __enter__(self):
        self.scope = trio.move_on_after(self.seconds)
        self.scope.__enter__()
        return self

    def pat(self):
        self.scope.deadline = trio.current_time() + self.seconds

    def __exit__(self, *exc_info):
        return self.scope.__exit__(*exc_info)


@contextmanager
def critical(seconds):
    with trio.CancelScope(shield=True, deadline=trio.current_time() + seconds) as scope:
        yield scope
    if scope.cancelled_caught:
        stamp("critical section cut off")


async def first_of(*fns):
    winner = None

    async def run(fn):
        nonlocal winner
        value = await fn()
        winner = value if winner is None else winner
        nursery.cancel_scope.cancel()

    async with trio.open_nursery() as nursery:
        for fn in fns:
            nursery.start_soon(run, fn)
    return winner


async def value_after(seconds, value):
    await trio.sleep(seconds)
    return value


async def main():
    with Watchdog(1) as dog:
        for n in range(4):
            await trio.sleep(0.4 * n)
            stamp("pat", n)
            dog.pat()
    stamp("watchdog fired:", dog.scope.cancelled_caught)
    from functools import partial

    stamp(await first_of(partial(value_after, 2, "slow"), partial(value_after, 1, "fast"), partial(value_after, 1, "tied")))
    with trio.move_on_after(1) as outer:
        try:
            await trio.sleep_forever()
        finally:
            with critical(0.5):
                await trio.sleep(0.2)
                stamp("short cleanup done")
            with critical(0.5):
                await trio.sleep(5)
    stamp("outer", outer.cancelled_caught, trio.current_effective_deadline() == math.inf)


trio.run(main)
