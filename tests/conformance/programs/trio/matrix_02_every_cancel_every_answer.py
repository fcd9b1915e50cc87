# Every way of being cancelled, answered in every way: passed on, swallowed, shielded, replaced, failed in finally, at length.
import trio


async def pass_on():
    await trio.sleep(100)


async def swallow():
    try:
        await trio.sleep(100)
    except trio.Cancelled:
        pass
    return "swallowed"


async def swallow_and_checkpoint():
    try:
        await trio.sleep(100)
    except trio.Cancelled:
        pass
    await trio.sleep(2)
    return "never"


async def shielded_cleanup():
    try:
        await trio.sleep(100)
    finally:
        with trio.CancelScope(shield=True):
            await trio.sleep(2)


async def shielded_then_swallow():
    try:
        await trio.sleep(100)
    except trio.Cancelled:
        with trio.move_on_after(2, shield=True):
            await trio.sleep_forever()
    return "late"


async def replace():
    try:
        await trio.sleep(100)
    except trio.Cancelled:
        raise OSError("replaced")


async def replace_late():
    try:
        await trio.sleep(100)
    finally:
        with trio.CancelScope(shield=True):
            await trio.sleep(2)
        raise OSError("late")


async def group_of_both():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(replace)
        nursery.start_soon(pass_on)


async def own_scope():
    with trio.CancelScope() as scope:
        try:
            await trio.sleep(100)
        finally:
            scope.cancel()
    return "own scope"


ANSWERS = [pass_on, swallow, swallow_and_checkpoint, shielded_cleanup, shielded_then_swallow, replace, replace_late, group_of_both, own_scope]


async def move_on(job):
    with trio.move_on_after(1) as scope:
        print("    value", await job())
    return scope


async def fail(job):
    with trio.fail_after(1) as scope:
        print("    value", await job())
    return scope


async def nursery_child(job):
    async with trio.open_nursery() as nursery:
        nursery.start_soon(job)
        await trio.sleep(1)
        nursery.cancel_scope.cancel()
    return nursery.cancel_scope


async def sibling_fails(job):
    async def fails():
        await trio.sleep(1)
        raise ValueError("sibling")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(job)
        nursery.start_soon(fails)
    return nursery.cancel_scope


async def body_of_failing_child(job):
    async def fails():
        await trio.sleep(1)
        raise ValueError("child")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(fails)
        print("    value", await job())
    return nursery.cancel_scope


async def outer_scope(job):
    with trio.CancelScope() as outer:
        with trio.CancelScope():
            outer.deadline = trio.current_time() + 1
            print("    value", await job())
        print("    between the scopes")
        await trio.lowlevel.checkpoint()
    return outer


def tree(exc):
    if isinstance(exc, BaseExceptionGroup):
        return f"{type(exc).__name__}[{', '.join(map(tree, exc.exceptions))}]"
    return repr(exc)


async def main():
    for way in (move_on, fail, nursery_child, sibling_fails, body_of_failing_child, outer_scope):
        print(way.__name__)
        for job in ANSWERS:
            begin = trio.current_time()
            try:
                scope = await way(job)
                outcome = f"called {scope.cancel_called} caught {scope.cancelled_caught}"
            except Exception as exc:
                outcome = f"{tree(exc)} context {type(exc.__context__).__name__}"
            print(f"  {job.__name__} +{trio.current_time() - begin:.1f}: {outcome}")


trio.run(main)
