# Pins down: lifting a shield delivers the pending cancel at once; raising it in a cancelled task lets it work again.
import trio


def stamp(*words):
    print(f"{trio.current_time():.1f}", *words)


async def work(scope):
    with scope:
        try:
            await trio.sleep(10)
        except trio.Cancelled:
            stamp("work interrupted")
            raise
    stamp("work left, caught", scope.cancelled_caught)
    await trio.lowlevel.checkpoint()
    stamp("not reached")


async def main():
    shield = trio.CancelScope(shield=True)
    with trio.CancelScope() as outer:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(work, shield)
            await trio.sleep(1)
            outer.cancel()
            try:
                await trio.sleep(5)
            except trio.Cancelled:
                stamp("body cancelled, cleaning up under a shield")
                with trio.CancelScope(shield=True) as cleanup:
                    await trio.sleep(1)
                    cleanup.shield = False
                    stamp("no longer shielded")
                    try:
                        await trio.sleep(1)
                    except trio.Cancelled:
                        stamp("and cancelled again")
                        raise
            finally:
                with trio.CancelScope(shield=True):
                    await trio.sleep(1)
                stamp("lifting the worker's shield")
                shield.shield = False
    stamp("outer caught", outer.cancelled_caught, "shield", shield.shield)
    try:
        shield.shield = 1
    except TypeError as exc:
        stamp("TypeError:", exc)


trio.run(main)
