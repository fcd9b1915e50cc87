# Pins down: start whose child is cancelled, whose nursery is cancelled meanwhile, or that fails with a group, comes out at the call.
import trio


async def slow_start(task_status):
    try:
        await trio.sleep(5)
        task_status.started("never")
    except trio.Cancelled:
        print(f"{trio.current_time():.1f} child cancelled before started")
        raise


async def group_before(task_status):
    async with trio.open_nursery() as nursery:
        nursery.start_soon(fail)
        await trio.sleep(5)
        task_status.started()


async def fail():
    await trio.sleep(1)
    raise ValueError("inside the child")


async def started_then_cancelled(task_status):
    with trio.CancelScope() as scope:
        task_status.started(scope)
        try:
            await trio.sleep(5)
        finally:
            print(f"{trio.current_time():.1f} cancelled through its own scope")
    return "ignored"


async def main():
    with trio.move_on_after(1) as scope:
        async with trio.open_nursery() as nursery:
            await nursery.start(slow_start)
    print(f"{trio.current_time():.1f} caught {scope.cancelled_caught}")
    async with trio.open_nursery() as nursery:
        with trio.move_on_after(1) as scope:
            await nursery.start(slow_start)
        print(f"{trio.current_time():.1f} only the start was cancelled: {scope.cancelled_caught}")
        await trio.sleep(1)
    try:
        async with trio.open_nursery() as nursery:
            try:
                await nursery.start(group_before)
            except* ValueError as group:
                print(f"{trio.current_time():.1f} at the call {group!r}")
    except BaseExceptionGroup as group:
        print("not here", group)
    async with trio.open_nursery() as nursery:
        scope = await nursery.start(started_then_cancelled)
        await trio.sleep(1)
        scope.cancel()
    async with trio.open_nursery() as nursery:
        nursery.cancel_scope.cancel()
        try:
            await nursery.start(slow_start)
        except trio.Cancelled:
            print("start in a cancelled nursery")
            raise
    print("end", nursery.cancel_scope.cancelled_caught)


trio.run(main)
