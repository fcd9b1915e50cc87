# Names with an underscore that programs look at: who waits for a lock, a queue, a condition, and how many tasks are unfinished.
import asyncio


async def main():
    lock, event, condition, semaphore = asyncio.Lock(), asyncio.Event(), asyncio.Condition(), asyncio.Semaphore(1)
    print(lock._waiters, len(event._waiters), len(condition._waiters), semaphore._waiters, semaphore._value, lock._locked)
    await lock.acquire()
    await semaphore.acquire()
    print(lock._waiters, lock._locked, semaphore._value)

    async def notified():
        async with condition:
            await condition.wait()

    tasks = [asyncio.create_task(each()) for each in (lock.acquire, lock.acquire, event.wait, notified, semaphore.acquire)]
    await asyncio.sleep(0)
    print(len(lock._waiters), len(event._waiters), len(condition._waiters), len(semaphore._waiters))
    print(type(lock._waiters).__name__, [waiter.done() for waiter in lock._waiters])
    lock.release()
    print([waiter.done() for waiter in lock._waiters], lock._locked)
    event.set()
    await asyncio.sleep(0)
    print(len(lock._waiters), len(event._waiters))
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    print(len(lock._waiters), len(condition._waiters), len(semaphore._waiters))

    queue = asyncio.Queue(maxsize=1.5)
    print(queue.maxsize, len(queue._getters), len(queue._putters), queue._unfinished_tasks)
    getter = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    print(len(queue._getters), queue._format())
    queue.put_nowait("a")
    print(await getter, queue._unfinished_tasks)
    queue.put_nowait("b")
    queue.put_nowait("c")
    print(queue.full(), queue._format())
    putter = asyncio.create_task(queue.put("d"))
    await asyncio.sleep(0)
    print(len(queue._putters), queue._format())
    putter.cancel()

    locks = (asyncio.Lock, asyncio.Event, asyncio.Condition, asyncio.Semaphore, asyncio.BoundedSemaphore)
    for make in (*locks, asyncio.Queue, asyncio.PriorityQueue):
        for args, kwargs in (((1, 2, 3), {}), ((), {"loop": None})):
            try:
                make(*args, **kwargs)
            except TypeError as error:
                print(error)


asyncio.run(main())
