# Event: set wakes those waiting even if cleared in the same turn; wait on a set event does not yield
import asyncio
import time


async def waiter(name, event):
    result = await event.wait()
    print(f"{time.monotonic():.1f} {name} {result} (is set now: {event.is_set()})")


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waiter(n, event)) for n in "abc"]
    await asyncio.sleep(1)
    event.set()
    event.clear()
    late = asyncio.create_task(waiter("late", event))
    done, _ = await asyncio.wait([*tasks, late], timeout=1)
    print("done", len(done), "late waits:", not late.done())
    event.set()
    order = []
    asyncio.get_running_loop().call_soon(order.append, "another")
    await event.wait()
    order.append("me")
    await late
    print(order)
    print(event.is_set(), event.set(), event.clear(), event.is_set())


asyncio.run(main())
