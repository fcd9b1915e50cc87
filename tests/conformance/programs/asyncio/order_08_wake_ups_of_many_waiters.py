# One release, set or notify among many waiters: who runs when, and what newcomers of the same turn get
import asyncio

log = []


async def waits_event(name, event):
    await event.wait()
    log.append(name)


async def locks(name, lock):
    async with lock:
        log.append(f"{name}+")
        await asyncio.sleep(0)
        log.append(f"{name}-")


async def newcomers(lock, n):
    for i in range(n):
        await asyncio.sleep(0)
        asyncio.create_task(locks(f"new{i}", lock))


def flush(label):
    print(f"{label}: {' '.join(log)}")
    log.clear()


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waits_event(f"e{i}", event)) for i in range(3)]
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    loop.call_soon(log.append, "soon1")
    event.set()
    loop.call_soon(log.append, "soon2")
    tasks.append(asyncio.create_task(waits_event("late", event)))
    log.append("main")
    await asyncio.gather(*tasks)
    flush("event")

    lock = asyncio.Lock()
    async with asyncio.TaskGroup() as tg:
        for i in range(3):
            tg.create_task(locks(f"l{i}", lock))
        tg.create_task(newcomers(lock, 2))
    await asyncio.sleep(1)
    flush("lock")

    future = loop.create_future()

    async def awaits(name):
        log.append(f"{name}={await future}")

    tasks = [asyncio.create_task(awaits(f"f{i}")) for i in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.sleep(0)
    flush("one cancelled")
    print([t.done() for t in tasks], future.cancelled())


asyncio.run(main())
