# Every way out of a task group: what the body raises against what the children raise, and what the parent's cancel adds
import asyncio


def tree(exc, depth=0):
    if isinstance(exc, BaseExceptionGroup):
        inner = ", ".join(tree(e) for e in exc.exceptions)
        return f"{type(exc).__name__}({exc.message!r}, [{inner}])"
    return repr(exc)


async def child(n, delay, error=None, cleanup=0, cleanup_error=None):
    try:
        await asyncio.sleep(delay)
        if error:
            raise error
    except asyncio.CancelledError as exc:
        print(f"   child {n} cancelled {exc.args}")
        if cleanup:
            await asyncio.sleep(cleanup)
        if cleanup_error:
            raise cleanup_error
        raise
    print(f"   child {n} done")
    return n


async def body_fails(group):
    group.create_task(child(1, 5))
    await asyncio.sleep(1)
    raise KeyError("body")


async def both_fail(group):
    group.create_task(child(1, 1, ValueError("one")))
    group.create_task(child(2, 1, TypeError("two")))
    try:
        await asyncio.sleep(10)
    finally:
        raise KeyError("body, on its way out")


async def cleanup_fails(group):
    group.create_task(child(1, 1, ValueError("one")))
    group.create_task(child(2, 5, cleanup=1, cleanup_error=OSError("late")))
    await asyncio.sleep(10)


async def body_swallows(group):
    group.create_task(child(1, 1, ValueError("one")))
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("   body swallows", asyncio.current_task().cancelling())
    print("   body goes on", asyncio.current_task().cancelling())
    await asyncio.sleep(1)
    print("   body at its end")


async def cancelled_by_itself(group):
    group.create_task(child(1, 5))
    raise asyncio.CancelledError("by hand")


async def child_raises_cancelled(group):
    group.create_task(child(1, 1, asyncio.CancelledError("own")))
    group.create_task(child(2, 3))


async def base_in_child(group):
    group.create_task(child(1, 1, GeneratorExit("base")))
    group.create_task(child(2, 3))


async def group_in_body(group):
    group.create_task(child(1, 1))
    raise ExceptionGroup("mine", [ValueError(1), TypeError(2)])


async def returns_early(group):
    group.create_task(child(1, 2))
    return "early"


async def stop_iteration(group):
    group.create_task(child(1, 1, StopAsyncIteration("x")))
    await asyncio.sleep(3)


async def main():
    loop = asyncio.get_running_loop()
    for body in [body_fails, both_fail, cleanup_fails, body_swallows, cancelled_by_itself, child_raises_cancelled,
                 base_in_child, group_in_body, returns_early, stop_iteration]:
        for cancel_after in (None, 0.5, 1, 1.5):
            started = loop.time()

            async def run():
                group = asyncio.TaskGroup()
                try:
                    async with group:
                        await body(group)
                finally:
                    print("   left", group, asyncio.current_task().cancelling())

            task = asyncio.create_task(run(), name="run")
            if cancel_after is not None:
                loop.call_later(cancel_after, task.cancel, "from outside")
            try:
                await task
            except BaseException as exc:
                print(body.__name__, cancel_after, loop.time() - started, tree(exc), repr(exc.__cause__), repr(exc.__context__)[:60])
            else:
                print(body.__name__, cancel_after, loop.time() - started, "returned")


asyncio.run(main())
