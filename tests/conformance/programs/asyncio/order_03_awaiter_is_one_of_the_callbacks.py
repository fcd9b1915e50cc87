# order: the awaiter of a task is one of its done callbacks and takes its turn among them, in the order added
import asyncio
from functools import partial


async def job():
    await asyncio.sleep(1)
    return "result"


async def awaiter(task, name):
    value = await task
    print(f"awaiter {name} got {value}")


def callback(name, task):
    print(f"callback {name} sees {task.result()}")


async def main():
    task = asyncio.create_task(job())
    task.add_done_callback(partial(callback, "1"))
    a = asyncio.create_task(awaiter(task, "A"))
    await asyncio.sleep(0.1)
    task.add_done_callback(partial(callback, "2"))
    b = asyncio.create_task(awaiter(task, "B"))
    await asyncio.sleep(0.1)
    task.add_done_callback(partial(callback, "3"))
    task.add_done_callback(partial(callback, "dropped"))
    dropped = partial(callback, "3")
    print("removed:", task.remove_done_callback(dropped))
    await asyncio.wait([task])
    print("main after wait")
    await asyncio.gather(a, b)

    task.add_done_callback(partial(callback, "added when done"))
    print("main goes on first")
    await asyncio.sleep(0)
    print("and then the callback had run")


asyncio.run(main())
