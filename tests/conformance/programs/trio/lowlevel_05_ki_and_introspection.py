# Pins down: in_trio_run, in_trio_task, current_task across tasks, task names by function, partial and name=; statistics.
from functools import partial

import trio
from trio import lowlevel


class Service:
    async def run(self):
        print(lowlevel.current_task().name)

    async def __call__(self):
        print(lowlevel.current_task().name)


async def named(n):
    print(n, lowlevel.current_task().name)


async def main():
    print("in run:", lowlevel.in_trio_run(), "in task:", lowlevel.in_trio_task())
    me = lowlevel.current_task()
    print(me.name, me.coro.cr_code.co_name, me.parent_nursery is not None, len(me.child_nurseries))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(named, 1)
        nursery.start_soon(partial(named, 2))
        nursery.start_soon(named, 3, name="my own")
        nursery.start_soon(named, 4, name=main)
        nursery.start_soon(Service().run)
        print("children", len(nursery.child_tasks), "nurseries", len(me.child_nurseries))
        print("parent is me:", all(t.parent_nursery is nursery for t in nursery.child_tasks))
    stats = lowlevel.current_statistics()
    print(stats.tasks_living, stats.tasks_runnable, stats.seconds_to_next_deadline)
    with trio.move_on_after(5):
        print(lowlevel.current_statistics().seconds_to_next_deadline)
    token = lowlevel.current_trio_token()
    print(token is lowlevel.current_trio_token())


print("outside:", lowlevel.in_trio_run(), lowlevel.in_trio_task())
trio.run(main)
