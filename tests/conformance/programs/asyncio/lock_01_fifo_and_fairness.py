# Lock: waiters get it in order of arrival; a task that releases and asks again queues behind them
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def user(name, lock, hold, times=1):
    for i in range(times):
        async with lock:
            stamp(name, "holds", i)
            await asyncio.sleep(hold)
    stamp(name, "done")


async def main():
    lock = asyncio.Lock()
    print(lock.locked())
    async with asyncio.TaskGroup() as tg:
        tg.create_task(user("a", lock, 1, 2))
        tg.create_task(user("b", lock, 1))
        tg.create_task(user("c", lock, 0, 3))
        await asyncio.sleep(0.5)
        stamp("locked", lock.locked())
    try:
        lock.release()
    except RuntimeError as e:
        print("RuntimeError:", e)
    print("-- release lets the woken waiter in, not a newcomer")
    await lock.acquire()
    task = asyncio.create_task(user("waiter", lock, 0))
    await asyncio.sleep(0)
    lock.release()
    print("locked right after release:", lock.locked())
    await user("newcomer", lock, 0)
    await task
    print("-- released by another task")
    await lock.acquire()

    async def other():
        lock.release()

    await asyncio.create_task(other())
    print("locked:", lock.locked())
    async with lock as value:
        print("as:", value)


asyncio.run(main())
