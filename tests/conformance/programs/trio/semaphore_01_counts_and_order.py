# Pins down: a semaphore wakes in order of arrival; release past max_value is an error; a waiter gets the token directly.
import trio


async def user(name, semaphore, seconds):
    async with semaphore:
        print(f"{trio.current_time():.1f} {name} in, value {semaphore.value}")
        await trio.sleep(seconds)
    print(f"{trio.current_time():.1f} {name} out, value {semaphore.value}")


async def main():
    semaphore = trio.Semaphore(2, max_value=2)
    async with trio.open_nursery() as nursery:
        for name, seconds in (("a", 3), ("b", 1), ("c", 1), ("d", 1), ("e", 1)):
            nursery.start_soon(user, name, semaphore, seconds)
        await trio.sleep(0.5)
        print("waiting", semaphore.statistics().tasks_waiting)
        try:
            semaphore.acquire_nowait()
        except trio.WouldBlock:
            print("WouldBlock")
    print(semaphore.value, semaphore.max_value)
    try:
        semaphore.release()
    except ValueError as exc:
        print("ValueError:", exc)
    for args in ((-1,), (3, 2), (1.5,)):
        try:
            trio.Semaphore(args[0], max_value=args[1] if len(args) > 1 else None)
        except (ValueError, TypeError) as exc:
            print(f"{type(exc).__name__}: {exc}")


trio.run(main)
