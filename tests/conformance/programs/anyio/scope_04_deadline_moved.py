# pins: a deadline set, moved and taken away while the scope is open; the effective one that counts
import math

import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def main():
    log(f"nothing counts: {anyio.current_effective_deadline()}")
    with anyio.move_on_after(10) as scope:
        log(f"deadline {scope.deadline} effective {anyio.current_effective_deadline()}")
        scope.deadline = anyio.current_time() + 1
        with anyio.move_on_after(5):
            log(f"effective {anyio.current_effective_deadline()}")
            await anyio.sleep(3)
            log("not reached")
    log(f"moved forward: {scope.cancelled_caught}")

    with anyio.move_on_after(1) as scope:
        await anyio.sleep(0.5)
        scope.deadline += 2
        await anyio.sleep(1.5)
        log("moved back, still here")
        scope.deadline = math.inf
        await anyio.sleep(5)
        log("taken away, still here")
        scope.deadline = 0
        log(f"in the past: called={scope.cancel_called}")
        await anyio.sleep(0)
        log("not reached")
    log(f"caught={scope.cancelled_caught}")

    with anyio.CancelScope(deadline=anyio.current_time() + 1) as outer:
        with anyio.CancelScope(shield=True):
            log(f"in a shield: {anyio.current_effective_deadline()}")
        outer.cancel()
        log(f"cancelled: {anyio.current_effective_deadline()}")
        with anyio.CancelScope(shield=True, deadline=anyio.current_time() + 4):
            log(f"a shield in it: {anyio.current_effective_deadline() - anyio.current_time():.1f}")

    scope = anyio.move_on_after(1)
    await anyio.sleep(2)
    with scope:
        log("the time counts from the call")
        await anyio.sleep(0)
        log("not reached")
    log(f"caught={scope.cancelled_caught}")

    with anyio.move_on_at(anyio.current_time() + 0.5) as scope:
        await anyio.sleep_until(anyio.current_time() + 0.25)
        log("a quarter")
        await anyio.sleep_forever()
    log(f"move_on_at: {scope.cancelled_caught}")

    with anyio.move_on_after(None) as scope:
        log(f"None: {scope.deadline}")
    for bad in (math.nan,):
        try:
            anyio.CancelScope(deadline=bad)
        except ValueError as error:
            log(f"refused: {error}")
        try:
            scope.deadline = bad
        except ValueError as error:
            log(f"refused: {error}")


anyio.run(main, backend=BACKEND)
