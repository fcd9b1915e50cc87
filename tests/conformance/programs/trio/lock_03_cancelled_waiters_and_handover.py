# Pins down: a cancelled waiter leaves the queue; a lock handed to a task that is then cancelled stays with it until it lets go.
import trio


def stamp(*words):
    print(f"{trio.current_time():.1f}", *words)


async def user(name, lock, hold, limit=None):
    with trio.CancelScope(relative_deadline=limit or 1000) as scope:
        async with lock:
            stamp(name, "in")
            await trio.sleep(hold)
            stamp(name, "work done")
    stamp(name, "out" + (", timed out" if scope.cancelled_caught else ""))


async def main():
    lock = trio.Lock()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(user, "a", lock, 2)
        nursery.start_soon(user, "b", lock, 1, 1)
        nursery.start_soon(user, "c", lock, 3, 4)
        nursery.start_soon(user, "d", lock, 1)
    stamp("-- deadline exactly at the handover")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(user, "a", lock, 1)
        nursery.start_soon(user, "b", lock, 1, 1)
        nursery.start_soon(user, "c", lock, 1)
    stamp("locked", lock.locked())
    semaphore = trio.Semaphore(1)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(user, "x", semaphore, 1)
        nursery.start_soon(user, "y", semaphore, 1, 1)
        nursery.start_soon(user, "z", semaphore, 1)
    stamp("value", semaphore.value)


trio.run(main)
