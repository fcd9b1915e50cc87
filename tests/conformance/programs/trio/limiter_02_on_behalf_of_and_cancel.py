# Pins down: tokens for other objects, waiting on behalf of them, cancelled waits, and lowering below what is borrowed.
import trio


async def borrow_for(limiter, who, seconds):
    try:
        await limiter.acquire_on_behalf_of(who)
    except trio.Cancelled:
        print(f"{trio.current_time():.1f} {who} gave up")
        raise
    print(f"{trio.current_time():.1f} {who} borrows, {limiter.available_tokens} left")
    await trio.sleep(seconds)
    limiter.release_on_behalf_of(who)
    print(f"{trio.current_time():.1f} {who} returns")


async def main():
    limiter = trio.CapacityLimiter(2)
    async with trio.open_nursery() as nursery:
        for who in ("ann", "bob", "cat"):
            nursery.start_soon(borrow_for, limiter, who, 2)
        await trio.sleep(1)
        with trio.move_on_after(0.5) as scope:
            await borrow_for(limiter, "dan", 1)
        print("dan caught", scope.cancelled_caught, limiter.statistics().tasks_waiting)
        try:
            limiter.acquire_on_behalf_of_nowait("ann")
        except RuntimeError as exc:
            print("RuntimeError:", exc)
        try:
            limiter.acquire_nowait()
        except trio.WouldBlock:
            print("WouldBlock")
        limiter.total_tokens = 1
        print("available", limiter.available_tokens, "borrowed", limiter.borrowed_tokens)
    try:
        limiter.release_on_behalf_of("ann")
    except RuntimeError as exc:
        print("RuntimeError:", exc)
    stats = limiter.statistics()
    print(stats.borrowed_tokens, stats.total_tokens, stats.borrowers, stats.tasks_waiting)


trio.run(main)
