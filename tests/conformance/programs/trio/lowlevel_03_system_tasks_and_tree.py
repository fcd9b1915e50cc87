# Pins down: system tasks live outside main's nursery, are cancelled when main ends; tasks know parent, children and name.
import trio


def label(task):
    return task.name.rsplit(".", 1)[-1]


def tree(task, depth=0):
    print("  " * depth + label(task))
    for nursery in task.child_nurseries:
        print("  " * depth + " nursery")
        for child in sorted(nursery.child_tasks, key=label):
            tree(child, depth + 1)


async def daemon(name):
    try:
        while True:
            await trio.sleep(1)
            print(f"{trio.current_time():.1f} {name}")
    finally:
        print(f"{trio.current_time():.1f} {name} ends, time left for cleanup:")
        with trio.CancelScope(shield=True):
            await trio.sleep(0.5)
        print(f"{trio.current_time():.1f} {name} ended")


async def worker():
    async with trio.open_nursery() as inner:
        inner.start_soon(trio.sleep, 1, name="napper")
        inner.start_soon(trio.sleep, 2, name="dozer")


async def main():
    task = trio.lowlevel.spawn_system_task(daemon, "system", name="my daemon")
    print(task.name, task.parent_nursery is not None)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker)
        nursery.start_soon(trio.sleep, 0.5)
        await trio.sleep(0.1)
        me = trio.lowlevel.current_task()
        tree(me)
        print("parent is me:", nursery.parent_task is me, [label(t) for t in sorted(nursery.child_tasks, key=label)])
        print("eventual parent:", me.eventual_parent_nursery, "coro:", me.coro.__name__)
    await trio.sleep(0.5)
    print("root:", trio.lowlevel.current_root_task().name)
    stats = trio.lowlevel.current_statistics()
    print(stats.tasks_living, stats.tasks_runnable, stats.run_sync_soon_queue_size)


trio.run(main)
print("run returned")
