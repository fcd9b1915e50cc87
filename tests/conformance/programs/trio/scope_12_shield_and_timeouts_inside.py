# Pins down: a shield holds off outer cancels only; deadlines inside it work; a child nursery inside a shield is covered too.
import trio


def stamp(*words):
    print(f"{trio.current_time():.1f}", *words)


async def step(name, seconds):
    try:
        await trio.sleep(seconds)
        stamp(name, "ran to its end")
    except trio.Cancelled as exc:
        stamp(name, "cancelled by", exc.source)
        raise


async def main():
    with trio.move_on_after(1) as outer:
        with trio.CancelScope(shield=True):
            await step("shielded", 2)
            with trio.move_on_after(1) as inner:
                await step("limited inside", 5)
            stamp("inner caught", inner.cancelled_caught)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(step, "child inside", 1)
            stamp("shield ends; outer called", outer.cancel_called)
        stamp("after the shield, no checkpoint yet")
        await step("after the shield", 1)
    stamp("outer caught", outer.cancelled_caught)

    with trio.CancelScope() as outer:
        async with trio.open_nursery() as nursery:
            nursery.cancel_scope.shield = True
            nursery.start_soon(step, "in a shielded nursery", 2)
            outer.cancel()
            await step("its body", 1)
        stamp("shielded nursery left")
        try:
            with trio.fail_after(1, shield=True):
                await step("fail_after with a shield", 5)
        except trio.TooSlowError:
            stamp("TooSlowError under the shield")
        await trio.lowlevel.checkpoint()
    stamp("caught", outer.cancelled_caught)


trio.run(main)
