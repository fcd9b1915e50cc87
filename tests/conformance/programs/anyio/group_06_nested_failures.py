# pins: failures that cross nested groups and scopes: cancelled groups whose cleanup fails, errors while leaving, errors after a timeout
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


def tree(error):
    if isinstance(error, BaseExceptionGroup):
        return f"{type(error).__name__}({error.message!r}, [{', '.join(map(tree, error.exceptions))}])"
    return "<cancelled>" if isinstance(error, anyio.get_cancelled_exc_class()) else repr(error)


async def cleanup(name, error=None, delay=0.5):
    try:
        await anyio.sleep_forever()
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.sleep(delay)
        log(f"{name} cleaned up")
        if error is not None:
            raise error


async def fail(error, after):
    await anyio.sleep(after)
    raise error


async def level(depth, error_at):
    try:
        async with anyio.create_task_group() as tg:
            tg.start_soon(cleanup, f"child {depth}", ValueError(depth) if depth == error_at else None)
            if depth:
                await level(depth - 1, error_at)
            else:
                await anyio.sleep_forever()
    except BaseException as error:
        log(f"level {depth}: {tree(error)}")
        raise


async def main():
    for error_at in (None, 0, 1, 2):
        try:
            with anyio.move_on_after(1) as scope:
                await level(2, error_at)
            log(f"{error_at}: caught={scope.cancelled_caught}")
        except BaseException as error:
            log(f"{error_at}: {tree(error)} caught={scope.cancelled_caught}")

    try:
        async with anyio.create_task_group() as outer:
            outer.start_soon(cleanup, "outer child", KeyError("outer"))
            async with anyio.create_task_group() as inner:
                inner.start_soon(fail, ValueError("inner"), 1)
                inner.start_soon(cleanup, "inner child", OSError("late"), 1)
    except BaseException as error:
        log(tree(error))

    # The error comes while the group is already being cancelled from outside.
    try:
        with anyio.move_on_after(1) as scope:
            async with anyio.create_task_group() as tg:
                tg.start_soon(cleanup, "slow", None, 2)
                tg.start_soon(cleanup, "failing", ValueError("while leaving"), 1)
    except BaseException as error:
        log(f"{tree(error)} caught={scope.cancelled_caught}")

    # A deadline that passes while the group waits for a cleanup.
    with anyio.move_on_after(1.5) as scope:
        try:
            async with anyio.create_task_group() as tg:
                tg.start_soon(cleanup, "slow", None, 1)
                await fail(ValueError("body"), 1)
        except BaseException as error:
            log(tree(error))
            await anyio.lowlevel.checkpoint()
            log("not reached")
    log(f"caught={scope.cancelled_caught}")

    # Two groups as siblings; the first to fail does not touch the other.
    async def isolated(name, error, after):
        try:
            async with anyio.create_task_group() as tg:
                tg.start_soon(anyio.sleep, 2)
                await fail(error, after)
        except ExceptionGroup as group:
            log(f"{name}: {tree(group)}")

    async with anyio.create_task_group() as tg:
        tg.start_soon(isolated, "one", ValueError(1), 0.5)
        tg.start_soon(isolated, "two", ValueError(2), 1)


anyio.run(main, backend=BACKEND)
