# pins: start() while the group, the caller or the child is cancelled; errors of a child that is told to go while it starts
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def starter(name, delay, *, task_status):
    try:
        await anyio.sleep(delay)
    except anyio.get_cancelled_exc_class():
        log(f"{name} cancelled while it starts")
        raise
    task_status.started(name)
    try:
        await anyio.sleep(5)
        log(f"{name} ends")
    except anyio.get_cancelled_exc_class():
        log(f"{name} cancelled after it had started")
        raise


async def angry(*, task_status):
    try:
        await anyio.sleep(5)
    finally:
        raise ValueError("angry")


async def stubborn(*, task_status):
    try:
        await anyio.sleep(5)
    except anyio.get_cancelled_exc_class():
        log("stubborn starts all the same")
        task_status.started("late")
    with anyio.CancelScope(shield=True):
        await anyio.sleep(1)
    log("stubborn ends")


async def main():
    # The group is cancelled while a child of it is being started from elsewhere.
    async with anyio.create_task_group() as outer:
        async with anyio.create_task_group() as tg:
            async def start_it():
                try:
                    log(f"started: {await tg.start(starter, 'one', 2)}")
                except BaseException as error:
                    log(f"start raised {type(error).__name__}")
                    raise

            outer.start_soon(start_it)
            await anyio.sleep(1)
            log("cancel the group")
            tg.cancel_scope.cancel()
        log("group over")

    for child in (angry, stubborn):
        try:
            async with anyio.create_task_group() as tg:
                with anyio.move_on_after(1) as scope:
                    log(f"{child.__name__}: value {await tg.start(child)!r}")
                log(f"{child.__name__}: caught={scope.cancelled_caught}")
            log("group over")
        except BaseException as error:
            log(f"{child.__name__}: {error!r}")

    with anyio.CancelScope() as scope:
        async with anyio.create_task_group() as tg:
            tg.cancel_scope.cancel()
            log(f"into a cancelled group: {await tg.start(starter, 'two', 1)}")
    log(f"{scope.cancel_called} {tg.cancel_scope.cancelled_caught}")


anyio.run(main, backend=BACKEND)
