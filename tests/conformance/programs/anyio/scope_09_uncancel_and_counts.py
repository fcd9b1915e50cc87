# pins: on asyncio cancelling() after scopes of every kind, native timeouts and groups mixed with scopes several deep
import asyncio

import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def main():
    if BACKEND != "asyncio":
        log("asyncio only")
        return
    me = asyncio.current_task()

    def count(what):
        log(f"{what}: cancelling={me.cancelling()}")

    with anyio.move_on_after(1):
        with anyio.move_on_after(1):
            await anyio.sleep(5)
    count("two scopes at once")

    with anyio.move_on_after(1):
        with anyio.CancelScope() as inner:
            inner.cancel()
            for _ in range(3):
                try:
                    await anyio.sleep(0.1)
                except asyncio.CancelledError:
                    count("delivered again")
        count("left the inner one")
        await anyio.sleep(5)
    count("outer over")

    try:
        async with asyncio.timeout(1):
            with anyio.CancelScope(shield=True):
                try:
                    await anyio.sleep(2)
                except asyncio.CancelledError:
                    log("a shield does not stop a native cancellation")
                    raise
    except TimeoutError:
        count("native timeout around a shield")

    async def native_child():
        try:
            await anyio.sleep(5)
        finally:
            log("native child ends")

    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(native_child())
            with anyio.move_on_after(1) as scope:
                await anyio.sleep(5)
            count(f"scope in a native group, caught={scope.cancelled_caught}")
            raise ValueError("end it")
    except ExceptionGroup as group:
        count(f"{group!r}")

    async def canceller(task, after):
        await asyncio.sleep(after)
        task.cancel("native")

    native = asyncio.create_task(canceller(me, 1))
    try:
        async with anyio.create_task_group() as tg:
            tg.start_soon(anyio.sleep, 5)
            await anyio.sleep(5)
    except asyncio.CancelledError as error:
        count(f"out of the group: {error.args}")
    log(f"uncancel {me.uncancel()} group caught={tg.cancel_scope.cancelled_caught}")
    await native

    native = asyncio.create_task(canceller(me, 1))
    try:
        with anyio.move_on_after(1) as scope:
            await anyio.sleep(5)
        log(f"the scope caught it: {scope.cancelled_caught}")
    except asyncio.CancelledError as error:
        log(f"the native one stays: caught={scope.cancelled_caught}")
    try:
        await native
    except asyncio.CancelledError:
        log("it came after all")
    count("tie of a deadline and a native cancel")
    while me.cancelling():
        me.uncancel()

    native = asyncio.create_task(canceller(me, 0.5))
    try:
        with anyio.CancelScope() as scope:
            try:
                await anyio.sleep(1)
            except asyncio.CancelledError:
                log("swallowed a native cancellation")
            await anyio.sleep(0.5)
            scope.cancel()
            try:
                await anyio.sleep(1)
            except asyncio.CancelledError as error:
                log(f"then the scope's: {error.args[0][:26]}")
                raise
    except asyncio.CancelledError:
        log("the count says that a native one is still to be heard of")
    count(f"caught={scope.cancelled_caught}")
    me.uncancel()


anyio.run(main, backend=BACKEND)
