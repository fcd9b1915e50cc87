# Pins down: a lock whose owner exited without release raises BrokenResourceError to those waiting and to newcomers.
import trio


async def forgetful(lock, seconds):
    await lock.acquire()
    print(f"{trio.current_time():.1f} forgetful has it")
    await trio.sleep(seconds)
    print(f"{trio.current_time():.1f} forgetful exits without release")


async def waiter(name, lock):
    try:
        async with lock:
            print("never")
    except trio.BrokenResourceError as exc:
        print(f"{trio.current_time():.1f} {name}: {type(exc).__name__}: {str(exc).split(':')[0]}")


async def main():
    lock = trio.Lock()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(forgetful, lock, 1)
        await trio.sleep(0)
        for name in ("w1", "w2"):
            nursery.start_soon(waiter, name, lock)
    await waiter("newcomer", lock)
    try:
        lock.acquire_nowait()
    except (trio.BrokenResourceError, trio.WouldBlock) as exc:
        print("acquire_nowait:", type(exc).__name__)
    print("locked", lock.locked())


trio.run(main)
