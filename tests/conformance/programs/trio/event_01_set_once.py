# Pins down: Event.set wakes all waiters in order and cannot be undone; waiting on a set event still is a checkpoint.
import trio


async def waiter(name, event):
    await event.wait()
    print(f"{trio.current_time():.1f} {name} released")


async def other(log):
    log.append("other ran")


async def main():
    event = trio.Event()
    async with trio.open_nursery() as nursery:
        for name in ("first", "second", "third"):
            nursery.start_soon(waiter, name, event)
        await trio.sleep(1)
        print("waiting", event.statistics().tasks_waiting, "set", event.is_set())
        event.set()
        print("waiting after set", event.statistics().tasks_waiting, "set", event.is_set())
        event.set()
        nursery.start_soon(waiter, "late", event)
    log = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(other, log)
        await event.wait()
        print("after waiting on a set event:", log)
    print(hasattr(event, "clear"))


trio.run(main)
