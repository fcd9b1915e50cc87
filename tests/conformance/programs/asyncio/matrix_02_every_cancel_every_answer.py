# Every way of being cancelled, answered in every way: passed on, swallowed, delayed, replaced, returned, failed in finally
import asyncio
import time


async def pass_on():
    await asyncio.sleep(100)


async def swallow():
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        pass
    return "swallowed"


async def swallow_and_wait():
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        await asyncio.sleep(2)
    return "swallowed, waited"


async def delay():
    try:
        await asyncio.sleep(100)
    finally:
        await asyncio.sleep(2)


async def replace():
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        raise OSError("replaced")


async def replace_late():
    try:
        await asyncio.sleep(100)
    finally:
        await asyncio.sleep(2)
        raise OSError("late")


async def raise_new_cancel():
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        raise asyncio.CancelledError("my own")


async def uncancels():
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        asyncio.current_task().uncancel()
    await asyncio.sleep(2)
    return "uncancelled"


ANSWERS = [pass_on, swallow, swallow_and_wait, delay, replace, replace_late, raise_new_cancel, uncancels]


async def task_cancel(job):
    task = asyncio.create_task(job())
    await asyncio.sleep(1)
    task.cancel("msg")
    return await task


async def timeout(job):
    async with asyncio.timeout(1) as cm:
        result = await job()
    return f"{result}, expired {cm.expired()}"


async def wait_for(job):
    return await asyncio.wait_for(job(), 1)


async def wait_for_task(job):
    return await asyncio.wait_for(asyncio.ensure_future(job()), 1)


async def group_sibling(job):
    async with asyncio.TaskGroup() as tg:
        task = tg.create_task(job())
        await asyncio.sleep(1)
        raise ValueError("body")
    return task


async def group_body(job):
    async with asyncio.TaskGroup() as tg:
        asyncio.get_running_loop().call_later(1, tg.create_task(asyncio.sleep(100)).cancel)
        tg.create_task(fail_after(1.5))
        result = await job()
    return result


async def fail_after(seconds):
    await asyncio.sleep(seconds)
    raise KeyError("child")


async def outer_of_group(job):
    async def owner():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(job())

    return await task_cancel(owner)


async def gather_cancel(job):
    future = asyncio.gather(job(), asyncio.sleep(0.5, "other"))
    await asyncio.sleep(1)
    future.cancel("gathered")
    return await future


async def main():
    for way in (task_cancel, timeout, wait_for, wait_for_task, group_sibling, group_body, outer_of_group, gather_cancel):
        print(way.__name__)
        for job in ANSWERS:
            begin = time.monotonic()
            task = asyncio.create_task(way(job))
            try:
                outcome = repr(await task)
            except (Exception, asyncio.CancelledError) as e:
                outcome = f"{e!r} cause {e.__cause__!r} context {e.__context__!r}"
            print(f"  {job.__name__} +{time.monotonic() - begin:.1f}: {outcome}; cancelling {task.cancelling()}")


asyncio.run(main())
