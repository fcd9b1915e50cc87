# Pins down: a lock is handed to the longest waiter at release; a fast task cannot barge in; misuse errors.
import trio


async def user(name, lock, seconds):
    async with lock:
        print(f"{trio.current_time():.1f} {name} has it")
        await trio.sleep(seconds)
    print(f"{trio.current_time():.1f} {name} released")


async def greedy(lock):
    for turn in range(3):
        async with lock:
            print(f"{trio.current_time():.1f} greedy turn {turn}")
            await trio.sleep(0.5)


async def main():
    lock = trio.Lock()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(greedy, lock)
        for name in ("a", "b"):
            nursery.start_soon(user, name, lock, 1)
        await trio.sleep(0.1)
        stats = lock.statistics()
        print("locked", stats.locked, "waiting", stats.tasks_waiting, "owner", stats.owner.name.split(".")[-1])
        try:
            lock.acquire_nowait()
        except trio.WouldBlock as exc:
            print(repr(exc))
        try:
            lock.release()
        except RuntimeError as exc:
            print("RuntimeError:", exc)
    async with lock:
        for again in (lock.acquire_nowait, lock.acquire):
            try:
                result = again()
                if result is not None:
                    await result
            except RuntimeError as exc:
                print("RuntimeError:", exc)
    try:
        lock.release()
    except RuntimeError as exc:
        print("RuntimeError:", exc)
    strict = trio.StrictFIFOLock()
    async with strict:
        print("strict locked:", strict.locked(), isinstance(strict, trio.Lock))


trio.run(main)
