# Locks, events, conditions and semaphores: repr in every state, misuse, another loop, and release by somebody else
import asyncio


def show(obj):
    text = repr(obj)
    return text[text.index("["):] if "[" in text else text


def attempt(call):
    try:
        return repr(call())
    except Exception as e:
        return f"{type(e).__name__}: {e}"


async def hold(primitive, seconds):
    async with primitive:
        await asyncio.sleep(seconds)


async def main():
    lock = asyncio.Lock()
    print(show(lock), lock.locked(), attempt(lock.release))
    tasks = [asyncio.create_task(hold(lock, 1)) for _ in range(3)]
    await asyncio.sleep(0)
    print(show(lock), lock.locked())
    await asyncio.sleep(0)
    print(show(lock))
    lock.release()
    print("released by another", show(lock))
    print(await asyncio.gather(*tasks, return_exceptions=True), show(lock))

    event = asyncio.Event()
    print(show(event), event.is_set())
    waits = [asyncio.create_task(event.wait()) for _ in range(2)]
    await asyncio.sleep(0)
    print(show(event))
    event.set()
    print(show(event), event.set(), await asyncio.gather(*waits))
    event.clear()
    print(show(event))

    condition = asyncio.Condition()
    print(show(condition), attempt(condition.notify), attempt(condition.release))
    try:
        await condition.wait()
    except RuntimeError as e:
        print("RuntimeError", e)
    try:
        await condition.wait_for(lambda: True)
        print("a true predicate needs no lock")
    except RuntimeError as e:
        print("RuntimeError", e)

    async def waiter(n):
        async with condition:
            result = await condition.wait_for(lambda: n < limit)
            return n, result

    limit = 0
    tasks = [asyncio.create_task(waiter(n)) for n in range(4)]
    await asyncio.sleep(0.1)
    print(show(condition))
    for limit in (1, 2, 4):
        async with condition:
            condition.notify_all()
            print(show(condition))
        await asyncio.sleep(0.1)
        print([t.done() for t in tasks])
    print(await asyncio.gather(*tasks))
    shared = asyncio.Lock()
    one, two = asyncio.Condition(shared), asyncio.Condition(shared)
    async with one:
        print(two.locked(), attempt(two.notify), attempt(lambda: two.notify(-1)))
    print(attempt(lambda: asyncio.Condition(lock=42)))

    semaphore = asyncio.Semaphore(2)
    print(show(semaphore), semaphore.locked(), attempt(lambda: asyncio.Semaphore(-1)))
    tasks = [asyncio.create_task(hold(semaphore, 1)) for _ in range(4)]
    await asyncio.sleep(0.5)
    print(show(semaphore), semaphore.locked(), semaphore._value)
    semaphore.release()
    print(show(semaphore))
    await asyncio.gather(*tasks)
    print(show(semaphore))
    bounded = asyncio.BoundedSemaphore(1)
    print(show(bounded), attempt(bounded.release))
    await bounded.acquire()
    print(show(bounded), bounded.locked(), attempt(bounded.release), attempt(bounded.release))
    zero = asyncio.Semaphore(0)
    print(show(zero), zero.locked())
    task = asyncio.create_task(zero.acquire())
    await asyncio.sleep(0)
    print(show(zero))
    task.cancel()
    await asyncio.wait([task])
    print(show(zero))
    try:
        with lock:
            pass
    except TypeError as e:
        print("TypeError", e)
    for bad in ("await lock", "await event"):
        try:
            await (lock if "lock" in bad else event)
        except TypeError as e:
            print("TypeError", e)


keep = asyncio.Lock()


async def contend():
    first = asyncio.create_task(hold(keep, 1))
    second = asyncio.create_task(hold(keep, 1))
    await asyncio.gather(first, second)


asyncio.run(main())
asyncio.run(contend())
try:
    asyncio.run(contend())
except RuntimeError as e:
    print("RuntimeError", str(e).split(" at 0x")[0])
