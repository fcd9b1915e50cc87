# Task.get_stack: of a suspended task, of one that is running, of one that failed and of one not yet begun
import asyncio
import sys


async def inner(event):
    await event.wait()


async def outer(event):
    await inner(event)


async def fails():
    await asyncio.sleep(0)
    raise ValueError("failed")


async def deep(n):
    if n == 0:
        raise KeyError("bottom")
    await deep(n - 1)


def frames(task, **kwargs):
    return [(f.f_code.co_name, f.f_lineno) for f in task.get_stack(**kwargs)]


async def main():
    event = asyncio.Event()
    t = asyncio.create_task(outer(event), name="waits")
    print("not begun", frames(t))
    await asyncio.sleep(0)
    print("suspended", frames(t), frames(t, limit=1))
    f = asyncio.create_task(fails(), name="fails")
    await asyncio.wait([f])
    print("failed", frames(f), frames(f, limit=1))
    d = asyncio.create_task(deep(3), name="deep")
    await asyncio.wait([d])
    print("deep", frames(d), frames(d, limit=2), frames(d, limit=-2))
    print("running", frames(asyncio.current_task())[-1])
    event.set()
    await t
    print("done", frames(t))
    c = asyncio.create_task(asyncio.sleep(5))
    await asyncio.sleep(0)
    c.cancel()
    await asyncio.wait([c])
    print("cancelled", frames(c))


asyncio.run(main())
