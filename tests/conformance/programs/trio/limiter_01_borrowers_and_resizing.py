# Pins down: CapacityLimiter tokens belong to tasks; raising total_tokens lets waiters in at once; its errors.
import math

import trio


async def borrow(name, limiter, seconds):
    async with limiter:
        print(f"{trio.current_time():.1f} {name} in, available {limiter.available_tokens}, borrowed {limiter.borrowed_tokens}")
        await trio.sleep(seconds)
    print(f"{trio.current_time():.1f} {name} out")


async def main():
    limiter = trio.CapacityLimiter(2)
    async with trio.open_nursery() as nursery:
        for name in "abcde":
            nursery.start_soon(borrow, name, limiter, 2)
        await trio.sleep(1)
        print("raise to 4")
        limiter.total_tokens = 4
        print("borrowed at once:", limiter.borrowed_tokens, "waiting", limiter.statistics().tasks_waiting)
        await trio.sleep(0.5)
        limiter.total_tokens = 1
        print("lowered below use:", limiter.borrowed_tokens, limiter.available_tokens)
    try:
        async with limiter:
            async with limiter:
                pass
    except RuntimeError as exc:
        print("RuntimeError:", exc)
    try:
        limiter.release()
    except RuntimeError as exc:
        print("RuntimeError:", exc)
    for bad in (0.5, -1, "x"):
        try:
            limiter.total_tokens = bad
        except (TypeError, ValueError) as exc:
            print(f"{type(exc).__name__}: {exc}")
    limiter.total_tokens = math.inf
    limiter.acquire_on_behalf_of_nowait("a string may borrow")
    print(limiter.statistics().borrowers, limiter.total_tokens)


trio.run(main)
