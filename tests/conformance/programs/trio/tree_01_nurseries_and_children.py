# The tree of nurseries and tasks that trio reports is the tree that the Trace says, at the same moments.
import trio


inside_start = set()  # nurseries that `nursery.start` opens for itself while it waits


def report(when):
    root = trio.lowlevel.current_root_task()
    tasks, todo = [], [root]
    while todo:
        task = todo.pop()
        tasks.append(task)
        todo += [child for nursery in task.child_nurseries for child in nursery.child_tasks]
    lines = [f"tree of trio tasks at {trio.current_time()}, {when}"]

    def children(nursery):
        # A task that has not said `started` belongs to the nursery that it will be in.
        found = [task for task in tasks if (task.eventual_parent_nursery or task.parent_nursery) is nursery]
        return sorted(found, key=lambda task: task.name)

    def draw(task, depth):
        lines.append("  " * depth + task.name)
        for nursery in task.child_nurseries:
            if any(child.eventual_parent_nursery for child in nursery.child_tasks):
                inside_start.add(nursery)
            if nursery in inside_start:
                continue
            lines.append("  " * (depth + 1) + "nursery")
            for child in children(nursery):
                draw(child, depth + 2)

    draw(next(task for task in tasks if task.name == "main task"), 1)
    print("\n".join(lines))


async def leaf(seconds):
    await trio.sleep(seconds)


async def branch(label, *seconds):
    async with trio.open_nursery() as nursery:
        for number, delay in enumerate(seconds):
            nursery.start_soon(leaf, delay, name=f"{label}.{number}")
        await trio.sleep(0.5)


async def stubborn():
    try:
        await trio.sleep_forever()
    finally:
        with trio.CancelScope(shield=True):
            await trio.sleep(1)


async def service(task_status):
    await trio.sleep(0.25)
    report("the service has not started")
    task_status.started()
    report("the service has started")
    await trio.sleep(0.5)


async def failing():
    await trio.sleep(1)
    raise ValueError("boom")


async def main():
    trio.lowlevel.current_task().name = "main task"
    report("nothing yet")
    async with trio.open_nursery() as outer:
        report("an empty nursery")
        outer.start_soon(branch, "left", 1, 2, name="left")
        outer.start_soon(branch, "right", 3, name="right")
        report("spawned, not run")
        await trio.sleep(0.75)
        report("branches wait for their leaves")
        await trio.sleep(0.5)
        report("one leaf fell")
        async with trio.open_nursery() as inner:
            inner.start_soon(stubborn, name="stubborn")
            await trio.sleep(0.25)
            inner.cancel_scope.cancel()
            report("cancelled")
            with trio.CancelScope(shield=True):
                await trio.sleep(0.5)
            report("still cleaning up")
        report("the inner nursery is closed")
        await outer.start(service, name="service")
        report("start has returned")
    report("all is over")
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(failing, name="failing")
            nursery.start_soon(stubborn, name="stubborn too")
            try:
                await trio.sleep_forever()
            finally:
                report("after the failure")
    except* ValueError as group:
        print(group.exceptions)
    report("at the end")


trio.run(main)
