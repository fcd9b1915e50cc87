# Sibling scopes, one scope for many tasks, scopes handed between tasks, cancel while a task starts, moves or ends.
import trio


async def sleeper(label, seconds=5, status=trio.TASK_STATUS_IGNORED):
    try:
        await trio.sleep(seconds)
        print(label, "slept", trio.current_time())
    except trio.Cancelled as error:
        print(label, "cancelled", trio.current_time(), error.source, error.reason)
        raise


async def in_scope(scope, label, seconds=5, *, task_status=trio.TASK_STATUS_IGNORED):
    with scope:
        task_status.started(scope)
        await sleeper(label, seconds)
    print(label, "scope left:", scope.cancel_called, scope.cancelled_caught)


async def cancel_later(scope, seconds, reason=None):
    await trio.sleep(seconds)
    scope.cancel(reason)


async def main():
    async with trio.open_nursery() as nursery:
        scopes = [trio.CancelScope() for _ in range(3)]
        for n, scope in enumerate(scopes):
            nursery.start_soon(in_scope, scope, f"task {n}", n + 1)
        scopes[0].cancel("before it began")
        nursery.start_soon(cancel_later, scopes[1], 1.5, "half way")
        nursery.start_soon(cancel_later, scopes[2], 9, "too late")
    print("--", trio.current_time())
    async with trio.open_nursery() as nursery:
        scope = await nursery.start(in_scope, trio.CancelScope(), "started")
        nursery.start_soon(cancel_later, scope, 1)
    print("--", trio.current_time())
    shared = trio.CancelScope()

    async def joins(label, delay):
        await trio.sleep(delay)
        try:
            with shared:
                await sleeper(label)
        except RuntimeError as error:
            print(label, error)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(joins, "one", 0)
        nursery.start_soon(joins, "two", 1)
        nursery.start_soon(cancel_later, shared, 2)
    print("--", trio.current_time())
    async with trio.open_nursery() as outer:
        async with trio.open_nursery() as inner:
            outer.start_soon(sleeper, "in outer", 2)
            inner.start_soon(sleeper, "in inner", 2)
            inner.start_soon(sleeper, "in inner, short", 0.5)
            inner.cancel_scope.deadline = trio.current_time() + 1
        print("inner left", inner.cancel_scope.cancelled_caught, trio.current_time())
    print("--", trio.current_time())

    async def dies(scope):
        with scope:
            pass
        scope.cancel("after its block")
        print("cancelled after", scope.cancel_called, scope.cancelled_caught)

    await dies(trio.CancelScope())
    with trio.CancelScope() as scope:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(sleeper, "child", 3)
            nursery.start_soon(cancel_later, scope, 1, "by a child of its own nursery")
            try:
                await trio.sleep(2)
            finally:
                print("body", trio.current_time())
        print("never")
    print(scope.cancelled_caught, nursery.cancel_scope.cancelled_caught, nursery.cancel_scope.cancel_called)
    print("--", trio.current_time())
    with trio.move_on_after(1) as a:
        with trio.move_on_after(2, shield=True) as b:
            with trio.move_on_after(3) as c:
                await trio.sleep(10)
    print(a.cancelled_caught, b.cancelled_caught, c.cancelled_caught, a.cancel_called, b.cancel_called, c.cancel_called, trio.current_time())
    with trio.move_on_after(1) as a:
        await trio.sleep(1)
    print(a.cancelled_caught, a.cancel_called, trio.current_time())
    with trio.move_on_after(1) as a:
        await trio.sleep(0.5)
        await trio.sleep(0.5)
        print("reached at the deadline")
    print(a.cancelled_caught, a.cancel_called, trio.current_time())
    event = trio.Event()

    async def sets():
        await trio.sleep(1)
        event.set()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(sets)
        with trio.move_on_after(1) as a:
            await event.wait()
            print("event and deadline at once: event")
    print(a.cancelled_caught, a.cancel_called)


trio.run(main)
