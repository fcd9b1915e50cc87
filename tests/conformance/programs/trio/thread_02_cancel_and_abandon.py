# Pins down: a cancel waits for the thread unless abandon_on_cancel; the abandoned thread keeps its token until it ends.
import time

import trio


def blocking(name, seconds):
    time.sleep(seconds)
    print(f"{time.monotonic():.1f} thread {name} ends")
    return name


def fails():
    time.sleep(0.5)
    raise ValueError("from the thread")


async def attempt(abandon, limiter):
    with trio.move_on_after(1) as scope:
        value = await trio.to_thread.run_sync(blocking, f"abandon={abandon}", 3, abandon_on_cancel=abandon, limiter=limiter)
        print(f"{trio.current_time():.1f} value {value}")
    print(f"{trio.current_time():.1f} caught {scope.cancelled_caught}, borrowed {limiter.borrowed_tokens}")


async def main():
    limiter = trio.CapacityLimiter(1)
    await attempt(False, limiter)
    await attempt(True, limiter)
    print("queueing behind the abandoned one")
    await trio.to_thread.run_sync(blocking, "next", 0, limiter=limiter)
    print(f"{trio.current_time():.1f} borrowed {limiter.borrowed_tokens}")
    try:
        await trio.to_thread.run_sync(fails)
    except ValueError as exc:
        print(f"{trio.current_time():.1f} {exc!r}")
    with trio.CancelScope() as scope:
        scope.cancel()
        await trio.to_thread.run_sync(blocking, "never begins", 1)
    print(f"{trio.current_time():.1f} cancelled before: caught {scope.cancelled_caught}")


trio.run(main)
