# What nursery.start says of a function that is not asynchronous, or does not take a task status.
import re
from functools import partial

import trio


def plain(task_status):
    return 3


async def no_status():
    pass


async def generator(task_status):
    yield task_status


async def started(greeting, task_status=trio.TASK_STATUS_IGNORED):
    task_status.started(greeting)
    await trio.sleep(1)


class Callable:
    async def __call__(self, task_status):
        task_status.started("from an instance")


async def attempt(nursery, what, *args):
    try:
        print("started", await nursery.start(what, *args))
    except Exception as error:
        print(type(error).__name__, re.sub("0x[0-9a-f]+", "0x", str(error)))


async def main():
    async with trio.open_nursery() as nursery:
        for what in (plain, no_status, generator, lambda task_status: None, 5, Callable()):
            await attempt(nursery, what)
        await attempt(nursery, started, "by position")
        await attempt(nursery, partial(started, "by partial"))
        await attempt(nursery, partial(started, greeting="by name"))
        await attempt(nursery, partial(started, "in vain", task_status=trio.TASK_STATUS_IGNORED))
        print([task.name for task in nursery.child_tasks])


trio.run(main)
