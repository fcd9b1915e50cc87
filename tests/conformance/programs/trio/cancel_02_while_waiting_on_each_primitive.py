# Pins down: a cancel reaches every way of waiting at once and leaves the primitive usable.
import math

import trio
import trio.testing


async def main():
    event, lock, semaphore = trio.Event(), trio.Lock(), trio.Semaphore(0)
    limiter, condition = trio.CapacityLimiter(1), trio.Condition()
    send, receive = trio.open_memory_channel(0)
    full_send, full_receive = trio.open_memory_channel(1)
    full_send.send_nowait("first")
    limiter.acquire_on_behalf_of_nowait("somebody")

    async def wait_condition():
        async with condition:
            await condition.wait()

    async def wait_for_children():
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep_forever)

    async def iterate():
        async for _ in receive:
            pass

    waits = {
        "sleep": lambda: trio.sleep(60),
        "sleep inf": lambda: trio.sleep(math.inf),
        "sleep_forever": trio.sleep_forever,
        "sleep_until": lambda: trio.sleep_until(trio.current_time() + 60),
        "event": event.wait,
        "lock": lock.acquire,
        "semaphore": semaphore.acquire,
        "limiter": limiter.acquire,
        "condition": wait_condition,
        "receive": receive.receive,
        "async for": iterate,
        "send": lambda: full_send.send("second"),
        "children": wait_for_children,
    }

    async def hold_the_lock():
        async with lock:
            await trio.sleep_forever()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(hold_the_lock)
        await trio.lowlevel.checkpoint()
        for name, wait in waits.items():
            with trio.move_on_after(0.5) as scope:
                try:
                    await wait()
                    print("never")
                except trio.Cancelled:
                    print(f"{trio.current_time():.1f} {name}")
                    raise
            assert scope.cancelled_caught
        nursery.cancel_scope.cancel()
    print("buffer", full_receive.statistics().current_buffer_used, "waiting senders", full_send.statistics().tasks_waiting_send)
    print("lock waiters", lock.statistics().tasks_waiting, "limiter waiters", limiter.statistics().tasks_waiting)
    async with lock:
        print("lock free again")
    semaphore.release()
    await semaphore.acquire()
    limiter.release_on_behalf_of("somebody")
    async with limiter:
        print("all usable, condition locked:", condition.locked())


trio.run(main)
