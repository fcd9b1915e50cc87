# pins: a shield holds back what comes from outside, not its own cancel; taking it down lets the outer cancellation in
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def main():
    with anyio.move_on_after(1) as outer:
        with anyio.CancelScope(shield=True) as inner:
            await anyio.sleep(3)
            log(f"slept in the shield; outer called={outer.cancel_called}")
        log("the shield is behind us")
        try:
            await anyio.lowlevel.checkpoint()
        finally:
            log("now it comes")
    log(f"outer caught={outer.cancelled_caught} inner caught={inner.cancelled_caught}")

    with anyio.move_on_after(1) as outer:
        with anyio.CancelScope(shield=True) as inner:
            await anyio.sleep(2)
            log("taking the shield down")
            inner.shield = False
            log(f"shield={inner.shield}")
            await anyio.sleep(2)
            log("not reached")
        log("not reached either")
    log(f"outer caught={outer.cancelled_caught} inner called={inner.cancel_called}")

    with anyio.CancelScope(shield=True) as shield:
        shield.cancel()
        await anyio.sleep(1)
        log("not reached")
    log(f"a shield's own cancel: caught={shield.cancelled_caught}")

    with anyio.CancelScope() as outer:
        outer.cancel()
        with anyio.CancelScope(shield=True):
            with anyio.CancelScope() as innermost:
                await anyio.sleep(0.5)
                log("deep in the shield")
        with anyio.move_on_after(0.5, shield=True) as limited:
            await anyio.sleep(9)
        log(f"shielded timeout: {limited.cancelled_caught}")
        await anyio.sleep(0)
        log("not reached")
    log(f"outer caught={outer.cancelled_caught} innermost called={innermost.cancel_called}")


anyio.run(main, backend=BACKEND)
