# nursery.start: every way a child can fail to start, and what the caller sees.
import trio


async def never(task_status):
    await trio.sleep(1)


async def twice(task_status):
    task_status.started(1)
    try:
        task_status.started(2)
    except RuntimeError as error:
        print("twice:", error)
    await trio.sleep(1)
    print("twice: ends at", trio.current_time())


async def raises(task_status):
    await trio.sleep(1)
    raise ValueError("before")


async def raises_after(task_status):
    task_status.started()
    await trio.sleep(1)
    raise ValueError("after")


async def cancelled(task_status):
    with trio.CancelScope() as scope:
        scope.cancel()
        await trio.sleep(1)
    task_status.started(scope.cancelled_caught)


async def waits(task_status):
    try:
        await trio.sleep(5)
    except trio.Cancelled as exc:
        print("waits cancelled:", exc.source, exc.reason)
        raise


async def ignores():
    print("no task_status")


async def own_nursery(task_status):
    async with trio.open_nursery() as inner:
        inner.start_soon(trio.sleep, 2)
        task_status.started(len(inner.child_tasks))
        await trio.sleep(1)
    print("own nursery done at", trio.current_time())


async def starts_in_scope(task_status):
    with trio.move_on_after(1) as scope:
        task_status.started("in scope")
        await trio.sleep(10)
    print("in scope:", scope.cancelled_caught, trio.current_time())


async def swallow(task_status):
    try:
        await trio.sleep(5)
    except trio.Cancelled:
        pass


async def started_when_cancelled(task_status):
    try:
        await trio.sleep(5)
    finally:
        task_status.started("late")
        print("started late")


async def attempt(label, fn, **kw):
    try:
        async with trio.open_nursery() as nursery:
            try:
                value = await nursery.start(fn, **kw)
                print(label, "->", value, "at", trio.current_time())
            except BaseException as error:
                print(label, "start raised", type(error).__name__, error, error.__cause__, type(error.__context__).__name__)
                raise
    except BaseException as error:
        print(label, "nursery raised", type(error).__name__, getattr(error, "exceptions", error.args))


async def main():
    for fn in (never, twice, raises, raises_after, cancelled, own_nursery, starts_in_scope, ignores):
        await attempt(fn.__name__, fn)
    await attempt("not async", print)
    await attempt("called", None)
    with trio.move_on_after(1) as scope:
        await attempt("timeout", waits)
    print("timeout", scope.cancelled_caught, trio.current_time())
    with trio.move_on_after(1) as scope:
        await attempt("swallow", swallow)
    print("swallow", scope.cancelled_caught, trio.current_time())
    with trio.move_on_after(1) as scope:
        await attempt("late", started_when_cancelled)
    print("late", scope.cancelled_caught, trio.current_time())
    async with trio.open_nursery() as nursery:
        nursery.cancel_scope.cancel()
        try:
            await nursery.start(twice)
        except BaseException as error:
            print("into cancelled:", type(error).__name__, error.source)
            raise
    print("closed nursery")
    try:
        await nursery.start(twice)
    except RuntimeError as error:
        print(error)
    try:
        nursery.start_soon(twice)
    except RuntimeError as error:
        print(error)
    async with trio.open_nursery() as nursery:
        got = []

        async def keeper(task_status):
            got.append(task_status)
            await trio.sleep(1)
            task_status.started("kept")
            await trio.sleep(1)

        async def nosy():
            await trio.sleep(0.5)
            task = [t for t in got[0]._old_nursery.child_tasks]
            print(len(task), task[0].name.split(".")[-1], task[0].eventual_parent_nursery is nursery, task[0].parent_nursery is nursery)
            await trio.sleep(1)
            print(len(nursery.child_tasks))
            print([t.eventual_parent_nursery for t in sorted(nursery.child_tasks, key=lambda t: t.name)])

        nursery.start_soon(nosy)
        print(await nursery.start(keeper, name="renamed"))
    print(trio.current_time())


trio.run(main)
