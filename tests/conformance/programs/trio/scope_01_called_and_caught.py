# Pins down: a scope catches only if a Cancelled leaves it; called and caught are different things.
import trio


def report(label, scope):
    print(f"{trio.current_time():.1f} {label}: called {scope.cancel_called} caught {scope.cancelled_caught}")


async def main():
    with trio.CancelScope() as scope:
        pass
    report("nothing", scope)
    with trio.CancelScope() as scope:
        scope.cancel()
    report("cancelled, no checkpoint", scope)
    with trio.CancelScope() as scope:
        scope.cancel()
        await trio.lowlevel.checkpoint()
    report("cancelled, checkpoint", scope)
    with trio.CancelScope() as scope:
        scope.cancel()
        try:
            await trio.sleep(1)
        except trio.Cancelled:
            print("    swallowed")
    report("swallowed", scope)
    try:
        with trio.CancelScope() as scope:
            scope.cancel()
            try:
                await trio.sleep(1)
            except trio.Cancelled:
                raise ValueError("instead") from None
    except ValueError as exc:
        print("    out came", repr(exc))
    report("another error", scope)
    try:
        with trio.CancelScope() as scope:
            scope.cancel()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(fails_in_cleanup)
                nursery.start_soon(trio.sleep, 1)
    except BaseExceptionGroup as group:
        print("    out came", repr(group))
    report("error mixed with Cancelled", scope)
    with trio.CancelScope() as scope:
        await trio.sleep(1)
    scope.cancel()
    report("cancelled after exit", scope)
    with trio.move_on_after(1) as scope:
        await trio.sleep(0.5)
    await trio.sleep(5)
    report("deadline passes after exit", scope)


async def fails_in_cleanup():
    try:
        await trio.sleep(1)
    finally:
        raise KeyError("cleanup")


trio.run(main)
