# How many loop turns common operations take, seen by a task that counts them
import asyncio


async def counter(box):
    while True:
        box[0] += 1
        await asyncio.sleep(0)


async def nothing():
    pass


async def one_turn():
    await asyncio.sleep(0)


async def main():
    box = [0]
    background = asyncio.create_task(counter(box))
    lock, semaphore, event, queue = asyncio.Lock(), asyncio.Semaphore(), asyncio.Event(), asyncio.Queue()
    event.set()
    queue.put_nowait(1)
    done = asyncio.get_running_loop().create_future()
    done.set_result(None)

    async def empty_group():
        async with asyncio.TaskGroup():
            pass

    async def group_of_one(job):
        async with asyncio.TaskGroup() as tg:
            tg.create_task(job())

    async def timed():
        async with asyncio.timeout(5):
            pass

    cases = {
        "await coroutine": nothing,
        "sleep(0)": one_turn,
        "create and await": lambda: asyncio.create_task(nothing()),
        "create and await, one turn": lambda: asyncio.create_task(one_turn()),
        "done future": lambda: done,
        "free lock": lock.acquire,
        "free semaphore": semaphore.acquire,
        "set event": event.wait,
        "queue with item": queue.get,
        "queue put": lambda: queue.put(2),
        "gather of one": lambda: asyncio.gather(nothing()),
        "gather of three": lambda: asyncio.gather(nothing(), nothing(), one_turn()),
        "wait": lambda: asyncio.wait([asyncio.ensure_future(nothing())]),
        "wait_for": lambda: asyncio.wait_for(nothing(), 5),
        "wait_for, one turn": lambda: asyncio.wait_for(one_turn(), 5),
        "shield": lambda: asyncio.shield(nothing()),
        "timeout": timed,
        "empty group": empty_group,
        "group of one": lambda: group_of_one(nothing),
        "group of one, one turn": lambda: group_of_one(one_turn),
    }
    await asyncio.sleep(0)
    for label, operation in cases.items():
        before = box[0]
        await operation()
        print(f"{label:<28}{box[0] - before}")
    background.cancel()


asyncio.run(main())
