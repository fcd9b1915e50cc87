# pins: scopes cancelled from other tasks and callbacks, scopes handed around, deep nesting, a cancelled outer scope and new inner ones
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def worker(name, scopes):
    with anyio.CancelScope() as scope:
        scopes[name] = scope
        try:
            await anyio.sleep(5)
        finally:
            log(f"{name} interrupted: {scope.cancel_called}")
    log(f"{name} goes on, caught={scope.cancelled_caught}")
    await anyio.sleep(0.5)
    log(f"{name} ends")


async def main():
    scopes = {}
    async with anyio.create_task_group() as tg:
        for name in "abc":
            tg.start_soon(worker, name, scopes)
        await anyio.sleep(1)
        scopes["b"].cancel()
        scopes["b"].cancel()
        await anyio.sleep(1)
        scopes["a"].cancel("with a reason")
        scopes["c"].deadline = anyio.current_time() + 1

    with anyio.CancelScope() as outermost:
        scopes = [anyio.CancelScope() for _ in range(4)]
        with scopes[0], scopes[1], scopes[2], scopes[3]:
            scopes[1].cancel()
            try:
                await anyio.sleep(1)
            finally:
                log("unwinding")
        log("after the inner scopes")
    log(f"{[scope.cancelled_caught for scope in scopes]} {outermost.cancel_called}")

    with anyio.CancelScope() as outer:
        outer.cancel()
        with anyio.CancelScope() as inner:
            log("new scope in a cancelled one")
            try:
                await anyio.sleep(1)
            finally:
                log(f"inner called: {inner.cancel_called}")
        log("not reached")
    log(f"outer {outer.cancelled_caught} inner {inner.cancelled_caught}")

    with anyio.CancelScope() as outer:
        with anyio.CancelScope() as inner:
            outer.cancel()
            inner.cancel()
            await anyio.sleep(1)
        log("not reached")
    log(f"both: outer {outer.cancelled_caught} inner {inner.cancelled_caught}")

    with anyio.CancelScope() as outer:
        with anyio.CancelScope() as inner:
            inner.cancel()
            try:
                await anyio.sleep(1)
            finally:
                outer.cancel()
        log("between")
        await anyio.sleep(0)
        log("not reached")
    log(f"inner first: outer {outer.cancelled_caught} inner {inner.cancelled_caught}")

    # A group inside a scope inside a group; the middle one is cancelled.
    async with anyio.create_task_group() as tg:
        async def middle():
            with anyio.CancelScope() as scope:
                scopes.append(scope)
                async with anyio.create_task_group() as inner:
                    inner.start_soon(anyio.sleep, 9)
                    inner.start_soon(anyio.sleep, 9)
                log("not reached")
            log(f"middle caught={scope.cancelled_caught} inner caught={inner.cancel_scope.cancelled_caught}")

        tg.start_soon(middle)
        await anyio.sleep(1)
        scopes[-1].cancel()
    log(f"outer group untouched: {tg.cancel_scope.cancel_called}")


anyio.run(main, backend=BACKEND)
