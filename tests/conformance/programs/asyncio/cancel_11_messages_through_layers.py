# cancel(msg): which layers carry the message: await of a task, gather, wait_for, shield, timeout, TaskGroup
import asyncio


async def leaf(log):
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError as e:
        log.append(f"leaf {e.args}")
        raise


async def through_task(log):
    await asyncio.create_task(leaf(log))


async def through_gather(log):
    await asyncio.gather(leaf(log), asyncio.sleep(50))


async def through_gather_exceptions(log):
    await asyncio.gather(leaf(log), return_exceptions=True)


async def through_wait_for(log):
    await asyncio.wait_for(leaf(log), 50)


async def through_shield(log):
    await asyncio.shield(asyncio.ensure_future(leaf(log)))


async def through_timeout(log):
    async with asyncio.timeout(50):
        await leaf(log)


async def through_group(log):
    async with asyncio.TaskGroup() as tg:
        tg.create_task(leaf(log))


async def through_group_body(log):
    async with asyncio.TaskGroup():
        await leaf(log)


async def through_wait(log):
    await asyncio.wait([asyncio.ensure_future(leaf(log))])


async def through_as_completed(log):
    for coro in asyncio.as_completed([leaf(log)]):
        await coro


async def main():
    for layer in (through_task, through_gather, through_gather_exceptions, through_wait_for, through_shield,
                  through_timeout, through_group, through_group_body, through_wait, through_as_completed):
        log = []
        task = asyncio.create_task(layer(log))
        await asyncio.sleep(1)
        task.cancel("MSG")
        try:
            await task
        except asyncio.CancelledError as e:
            log.append(f"awaiter {e.args}")
        print(f"{layer.__name__}: {', '.join(log)}; cancelling {task.cancelling()}")


asyncio.run(main())
