# set_task_factory: every create_task, gather and TaskGroup goes through it; it must return a future-like task
import asyncio


class LoggedTask(asyncio.Task):
    def __init__(self, coro, **kwargs):
        super().__init__(coro, **kwargs)
        print("made", self.get_name(), coro.__qualname__)

    def cancel(self, msg=None):
        print("cancel", self.get_name(), msg)
        return super().cancel(msg)


def factory(loop, coro, **kwargs):
    return LoggedTask(coro, loop=loop, **kwargs)


async def job(n):
    await asyncio.sleep(n)
    return n


async def fail():
    raise ValueError("f")


async def main():
    loop = asyncio.get_running_loop()
    print(loop.get_task_factory())
    loop.set_task_factory(factory)
    print(await asyncio.create_task(job(1), name="one"))
    print(await asyncio.gather(job(1), job(2)))
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(job(5), name="sibling")
            tg.create_task(fail(), name="failing")
    except* ValueError:
        print("group")
    try:
        await asyncio.wait_for(job(5), 1)
    except TimeoutError:
        print("timeout")
    try:
        loop.set_task_factory("nonsense")
    except TypeError as e:
        print("TypeError:", e)
    loop.set_task_factory(None)


asyncio.run(main())
