# The tasks that asyncio.all_tasks reports are the tasks that the Trace says, at the same moments.
import asyncio


def report(when):
    now = asyncio.get_running_loop().time()
    names = sorted(task.get_name() for task in asyncio.all_tasks())
    print("\n".join([f"all asyncio tasks at {now:.2f}, {when}", *(f"  {name}" for name in names)]))


async def leaf(seconds):
    await asyncio.sleep(seconds)


async def stubborn():
    try:
        await asyncio.sleep(100)
    finally:
        await asyncio.sleep(1)


async def failing():
    await asyncio.sleep(0.5)
    raise ValueError("boom")


async def main():
    asyncio.current_task().set_name("main")
    report("only main")
    first = asyncio.create_task(leaf(1), name="first")
    report("created, not run")
    await asyncio.sleep(0.5)
    second = asyncio.create_task(stubborn(), name="second")
    report("two")
    await first
    report("first is done")
    second.cancel()
    report("second is asked to end")
    await asyncio.sleep(0)
    report("second cleans up")
    try:
        await second
    except asyncio.CancelledError:
        report("second has ended")
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(leaf(5), name="group 1")
            group.create_task(stubborn(), name="group 2")
            group.create_task(failing(), name="group 3")
            try:
                await asyncio.sleep(100)
            finally:
                report("the group is aborted")
    except* ValueError:
        report("the group is over")
    waiting = asyncio.gather(asyncio.sleep(1), leaf(2), return_exceptions=True)
    await asyncio.sleep(0.25)
    for number, task in enumerate(sorted(asyncio.all_tasks() - {asyncio.current_task()}, key=lambda task: task.get_name())):
        task.set_name(f"gathered {number}")
    report("gathering")
    await waiting
    asyncio.create_task(leaf(50), name="left behind")
    try:
        await asyncio.wait_for(leaf(10), 0.5)
    except TimeoutError:
        report("timed out")


asyncio.run(main())
