# pins: on asyncio a native task.cancel() inside scopes and groups is delivered once, counted, and not caught by a scope
import asyncio

import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def in_scope():
    with anyio.CancelScope() as scope:
        try:
            await anyio.sleep(5)
        except asyncio.CancelledError as error:
            log(f"in the scope: {error.args} cancelling={asyncio.current_task().cancelling()}")
        await anyio.sleep(0.5)
        log("delivered once: slept")
    log(f"called={scope.cancel_called} caught={scope.cancelled_caught}")


async def both_at_once():
    me = asyncio.current_task()
    try:
        with anyio.CancelScope() as scope:
            asyncio.get_running_loop().call_soon(me.cancel)
            asyncio.get_running_loop().call_soon(scope.cancel)
            await anyio.sleep(5)
    except asyncio.CancelledError:
        log(f"both: the native one stays, cancelling={me.cancelling()} caught={scope.cancelled_caught}")
    me.uncancel()


async def timeout_then_cancel():
    me = asyncio.current_task()
    with anyio.move_on_after(1) as scope:
        try:
            await anyio.sleep(5)
        except asyncio.CancelledError:
            log(f"timeout: cancelling={me.cancelling()}")
            raise
    log(f"after: cancelling={me.cancelling()} caught={scope.cancelled_caught}")


async def child(n):
    try:
        await anyio.sleep(n)
        log(f"child {n} ends")
    except asyncio.CancelledError:
        log(f"child {n} cancelled")
        raise


async def main():
    if BACKEND != "asyncio":
        log("native tasks are asyncio's")
        return
    task = asyncio.create_task(in_scope())
    await anyio.sleep(1)
    task.cancel("by hand")
    await task
    await both_at_once()
    await timeout_then_cancel()

    # A natively cancelled child silently cancels its whole group.
    async with anyio.create_task_group() as tg:
        tg.start_soon(child, 1, name="victim")
        tg.start_soon(child, 3)
        await anyio.sleep(0)
        victim = next(task for task in asyncio.all_tasks() if task.get_name() == "victim")
        victim.cancel()
        try:
            await anyio.sleep(5)
        except asyncio.CancelledError:
            log("body cancelled too")
            raise
    log(f"group: called={tg.cancel_scope.cancel_called} caught={tg.cancel_scope.cancelled_caught}")

    # The host of a group is cancelled from outside: its children go, and the cancellation comes out.
    async def host():
        async with anyio.create_task_group() as tg:
            tg.start_soon(child, 2)
            await anyio.sleep(5)

    task = asyncio.create_task(host())
    await anyio.sleep(0.5)
    task.cancel("outside")
    try:
        await task
    except asyncio.CancelledError as error:
        log(f"host: {error.args} {task.cancelled()}")

    # asyncio's timeout around an anyio scope, and the other way round.
    try:
        async with asyncio.timeout(1):
            with anyio.move_on_after(3) as scope:
                await anyio.sleep(5)
    except TimeoutError:
        log(f"asyncio.timeout: scope caught={scope.cancelled_caught}")
    with anyio.move_on_after(1) as scope:
        try:
            async with asyncio.timeout(3):
                await anyio.sleep(5)
        except TimeoutError:
            log("not reached")
    log(f"move_on_after: caught={scope.cancelled_caught} cancelling={asyncio.current_task().cancelling()}")

    # An asyncio.TaskGroup inside an anyio scope.
    with anyio.move_on_after(1) as scope:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(child(4))
            await asyncio.sleep(5)
    log(f"TaskGroup inside: caught={scope.cancelled_caught} cancelling={asyncio.current_task().cancelling()}")


anyio.run(main, backend=BACKEND)
